"""Pictures of the reader's own: read, drawn, or refused by name.

``DIGITLAB_LONG=1`` with ``-s`` trains the default networks on MNIST, which takes minutes, and says how well
pages that another program made are read.
"""

import json
import os
import re
import shutil

import numpy as np
import pandas as pd
import pytest
from conftest import ROOT, copy_of_project, snakemake
from PIL import Image
from sheets import edits, overlap, sheet

from .conftest import planned

LONG = bool(os.environ.get("DIGITLAB_LONG"))
COLUMNS = ["line", "place", "label", "probability", "doubtful", "top", "bottom", "left", "right"]


@pytest.fixture(scope="module")
def page(finished):
    with np.load(finished / "results/data/dataset.npz") as data:
        return sheet(data["test_images"], data["test_labels"], 1, lines=4, a_line=10)


@pytest.fixture(scope="module")
def project(finished, page, tmp_path_factory):
    """A finished project with two pictures beside it, read."""
    folder = tmp_path_factory.mktemp("own") / "project"
    shutil.copytree(finished, folder, symlinks=True)
    (folder / "my page.jpg").write_bytes(page.content)
    Image.new("RGB", (300, 200), (250, 250, 250)).save(folder / "empty.png")
    run(folder, "my page.jpg", "empty.png")
    return folder


def config(*images):
    return ["--configfile", "small.yaml", "--config", f"reading={{images: {json.dumps(images)}}}"]


def run(folder, *images, check=True):
    return snakemake(folder, "--cores", "2", *config(*images), check=check)


def test_a_picture_is_read_into_a_table_and_drawn_on_the_page(project, page):
    table = pd.read_csv(project / "results/reading/my page.csv")
    assert list(table.columns) == COLUMNS
    assert table.line.nunique() == len(page.lines)
    assert table.probability.between(0, 1).all()
    assert (table.doubtful == (table.probability < 0.9)).all()
    found = [(row.left, row.top, row.right, row.bottom) for row in table.itertuples()]
    there = [box for line in page.boxes for box in line]
    # What so small a network reads is hardly right, but where there is ink, it knows.
    assert all(0 <= left < right <= page.size[0] for left, _, right, _ in found)
    assert sum(max(overlap(box, other) for other in found) > 0.2 for box in there) > 0.5 * len(there)
    html = (project / "report/index.html").read_text()
    section = html.split('<section id="own-pages">')[1].split("</section>")[0]
    assert "<h3" in section
    assert "my page.jpg" in section
    assert section.count("data:image/webp") == 2
    assert 'data-figure="own_page_1"' in section
    svg = (project / "results/figures/own_page_1.svg").read_text()
    assert svg.count("<text") >= len(table)


def test_an_empty_page_has_a_result_all_the_same(project):
    table = pd.read_csv(project / "results/reading/empty.csv")
    assert list(table.columns) == COLUMNS
    assert table.empty
    answer = json.loads((project / "results/answers.json").read_text())["own_pages"]
    assert answer["pages"][1]["outcome"] == "nothing"
    assert answer["numbers"]["digits"]["value"] == len(pd.read_csv(project / "results/reading/my page.csv"))


def test_without_pictures_there_is_no_section(finished):
    assert 'id="own-pages"' not in (finished / "report/index.html").read_text()
    assert "own_pages" not in json.loads((finished / "results/answers.json").read_text())
    assert not (finished / "results/own_limits").exists()


def test_a_changed_picture_is_read_again_and_no_other(project):
    assert planned(project, *config("my page.jpg", "empty.png")[2:]) == set()
    path = project / "empty.png"
    before = path.read_bytes()
    Image.new("RGB", (300, 200), (240, 240, 240)).save(path)
    try:
        text = snakemake(project, "-n", *config("my page.jpg", "empty.png")).stdout
    finally:
        path.write_bytes(before)
    jobs = dict(re.findall(r"^(\w+) +(\d+)$", text, re.MULTILINE))
    assert jobs.pop("total")
    assert jobs == dict.fromkeys(
        ("own_pages", "plot_own_pages", "answers", "report", "provenance", "all"), "1"
    )


def test_another_picture_leaves_networks_and_limits_as_they_are(project):
    again = planned(project, *config("my page.jpg")[2:])
    assert "own_limits" not in again
    assert not {"reading", "segments", "line_network", "letters", "train"} & again


BAD = {
    "diary.jpg": "is no image that can be read",
    "half.jpg": "is damaged",
    "huge.png": "has more than 89,478,485 pixels",
}


def test_bad_pictures_are_refused_by_name_in_one_line(project, page):
    (project / "diary.jpg").write_text("Dear diary\n")
    (project / "half.jpg").write_bytes(page.content[: len(page.content) // 2])
    Image.new("1", (10_000, 10_000)).save(project / "huge.png")
    for name, said in BAD.items():
        outcome = run(project, name, check=False)
        assert outcome.returncode
        [line] = re.findall(r"^own_pages: error: (.*)$", outcome.stdout, re.MULTILINE)
        assert line.startswith(f"reading.images: {name} {said}")
        stem = name.split(".")[0]
        assert not (project / f"results/reading/{stem}.csv").exists()


@pytest.mark.parametrize(
    ("images", "said"),
    [
        (["none.jpg"], 'config: reading.images has "none.jpg", which is no file here'),
        (["workflow"], 'config: reading.images has "workflow", which is no file here'),
        (["my page.jpg", "a/my page.png"], "config: reading.images has my page.jpg and a/my page.png, which"),
    ],
)
def test_what_is_not_there_and_what_would_be_one_file_is_refused_before_any_job(project, images, said):
    outcome = run(project, *images, check=False)
    assert outcome.returncode
    assert said in outcome.stdout
    assert "Traceback" not in outcome.stdout
    assert "Job stats" not in outcome.stdout


@pytest.mark.skipif(not LONG, reason="trains the default networks: DIGITLAB_LONG=1")
def test_the_default_networks_read_pages_of_another_program(real_mnist, tmp_path):
    """3% of the characters are wrong at most, where neighbours do not touch and where they do."""
    project = copy_of_project(tmp_path / "project")
    shutil.copytree(ROOT / "data", project / "data")
    snakemake(project, "--cores", "2", "results/data/dataset.npz")
    with np.load(project / "results/data/dataset.npz") as data:
        digits = data["test_images"], data["test_labels"]
    made = {
        f"{name}{seed}": sheet(*digits, seed, height=height, apart=apart)
        for name, height, apart in (
            ("apart", 34, (0.12, 0.3)),
            ("small", 16, (0.12, 0.3)),
            ("close", 34, (0, 0.1)),
            ("touching", 34, (-0.1, 0.05)),
        )
        for seed in range(4)
    }
    for name, page in made.items():
        (project / f"{name}.jpg").write_bytes(page.content)
    images = f"reading={{images: {json.dumps([f'{name}.jpg' for name in made])}}}"
    targets = [f"results/reading/{name}.csv" for name in made]
    snakemake(project, "--cores", "2", *targets, "--config", images)
    for kind in ("apart", "small", "close", "touching"):
        wrong = digits_there = hits = doubtful = 0
        for name, page in made.items():
            if name.startswith(kind):
                table = pd.read_csv(project / f"results/reading/{name}.csv")
                texts = ["".join(map(str, line.label)) for _, line in table.groupby("line")]
                assert len(texts) == len(page.lines)
                wrong += sum(map(edits, page.lines, texts))
                digits_there += sum(map(len, page.lines))
                doubtful += table.doubtful.sum()
                found = [(row.left, row.top, row.right, row.bottom) for row in table.itertuples()]
                there = [box for line in page.boxes for box in line]
                hits += sum(max(overlap(box, other) for other in found) >= 0.5 for box in there)
        print(f"{kind}: {wrong} of {digits_there} wrong, {hits} boxes found, {doubtful} doubtful")
        assert wrong <= 0.03 * digits_there
        assert hits >= 0.97 * digits_there
