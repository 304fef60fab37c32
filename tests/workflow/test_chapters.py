"""Which chapters run and stand in the report."""

import json
import re
import shutil

import pytest
from conftest import snakemake

from digitlab.answers.chapters import CHAPTERS, of_chapters
from digitlab.answers.left_out import was_not_run

from .conftest import planned

# What follows from which chapters stand in the report, and nothing else.
OF_THE_REPORT = {"environment", "answers", "report", "provenance"}
# What stands behind the sections, of those that there are.
LOOKED_UP = {"terms", "works"}


def sections(page):
    """Ids of the page's sections but the first screen's."""
    return re.findall(r'<section id="([^"]+)"', page)


@pytest.mark.parametrize(
    ("chapters", "shown", "findings"),
    [
        (["cnn", "robustness", "sequences"], ["cnn", "robustness", "sequences", "live"], 5),
        (["cnn", "choices", "scratch"], ["cnn", "choices", "scratch", "compared"], 1),
        (["sequences"], ["sequences"], 1),
        (["cnn", "reading"], ["cnn", "reading"], 1),
    ],
    ids=str,
)
def test_a_report_of_some_chapters_is_made_of_what_there_is(finished, tmp_path, chapters, shown, findings):
    folder = tmp_path / "project"
    shutil.copytree(finished, folder, symlinks=True)
    asked = ("--config", f"chapters={json.dumps(chapters)}")
    assert planned(folder, *asked) == OF_THE_REPORT
    snakemake(folder, "--cores", "1", "--configfile", "small.yaml", *asked)
    names = of_chapters(["data", *shown, "report"])
    answers = json.loads((folder / "results/answers.json").read_text())
    assert list(answers) == names
    page = (folder / "report/index.html").read_text()
    told = [name for name in names if name != "data" and not was_not_run(answers[name])]
    assert [name for name in sections(page) if name not in LOOKED_UP] == [n.replace("_", "-") for n in told]
    for anchor in re.findall(r'href="(#[^"]+)"', page):
        assert f'id="{anchor[1:]}"' in page, anchor
    lines = (folder / "results/findings.txt").read_text().splitlines()
    assert sum(line[:1].isdigit() for line in lines) == findings
    assert page.count('<p class="number">') <= findings
    assert ('id="data-network"' in page) == ("live" in shown)
    assert ("how long training took" in page) == ("cnn" in chapters)


def test_without_a_network_nothing_trains_one(finished):
    run = snakemake(
        finished, "-n", "--forceall", "--configfile", "small.yaml", "--config", "chapters=[sequences]"
    )
    ran = set(re.findall(r"^(?:local)?rule (\w+):", run.stdout, re.MULTILINE))
    assert "train" not in ran
    assert {"rnn", "memory", "report"} <= ran


def test_every_chapter_of_the_config_has_sections():
    assert {"cnn", "robustness", "sequences", "choices", "scratch", "reading"} < set(CHAPTERS)
