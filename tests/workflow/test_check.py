"""Somebody's own figures, from the files to the page, without any other step."""

import json
import os
import re
import shutil

import pytest
import yaml
from conftest import ROOT, snakemake

from .conftest import planned

# What the page says of the default config's loss at the last step, and of the LSTM's, to the digits it has.
RNN = {
    "y_hat": [[0.94921601, 0.05078399], [0.95221995, 0.04778005], [0.94001124, 0.05998876]],
    "loss": 3.00720799,
    "gradient_central_difference": [-0.0099613884, 0.43400996],
    "gradient_unrolled": [-0.0099613883, 0.43400995],
    "updated_bias": [-1.0000199, 1.0008680],
    "updated_loss": 3.0075847,
}


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """The project's files alone: no data, no results."""
    folder = tmp_path_factory.mktemp("check") / "project"
    folder.mkdir()
    for name in ("Snakefile", "config.yaml", "workflow", "envs", "profiles"):
        source = ROOT / name
        copy = shutil.copytree if source.is_dir() else shutil.copy2
        copy(source, folder / name)
    (folder / "mine.yaml").write_text(yaml.safe_dump({"title": "<b>Mine</b>", "rnn": RNN}))
    (folder / "yours.yaml").write_text(yaml.safe_dump({"rnn": RNN | {"updated_bias": [-1, None]}}))
    return folder


def check(folder, *files, check=True, more=""):
    config = f"check={{answers: {json.dumps(files)}{more}}}"
    return snakemake(folder, "--cores", "2", "check", "--config", config, check=check)


def test_files_are_judged_without_any_other_step(project):
    run = check(project, "mine.yaml", "yours.yaml")
    assert "check: mine.yaml: 11 of 14 right; 3 wrong: 2 explained, 1 right from there on" in run.stdout
    assert "check: yours.yaml: 12 of 13 right; 1 wrong: 1 explained" in run.stdout
    assert re.search(r"^check +1$", run.stdout, re.MULTILINE)
    assert {path.name for path in (project / "results").iterdir()} == {"check", "logs"}
    found = json.loads((project / "results/check/mine.json").read_text())
    assert found["slips"] == {"step_up": 2}
    network = found["networks"]["rnn"]
    assert (network["reading"], network["known"]) == ("last", "inferred")
    rows = {row["name"]: row for row in network["rows"]}
    assert rows["updated_bias[2]"]["reasons"][0]["words"] == "The step goes up the gradient, not down."
    assert rows["updated_loss"]["verdict"] == "right from there on"
    page = (project / "report/check.html").read_text()
    assert "&lt;b&gt;Mine&lt;/b&gt;" in page
    assert "<b>Mine" not in page

    # Nothing to do again; a changed file is judged again, and so are all where more are asked for.
    assert "Nothing to be done" in check(project, "mine.yaml", "yours.yaml").stdout
    (project / "yours.yaml").write_text("rnn: {loss: 3}")
    few = "yours.yaml: 0 of 1 right; 1 wrong: 1 explained"
    assert few in check(project, "mine.yaml", "yours.yaml").stdout
    assert "yours.yaml: 1 of 1 right" in check(project, "yours.yaml", more=", digits: 1").stdout


def test_the_template_is_filled_in_and_checked(project):
    run = snakemake(project, "--cores", "1", "template")
    assert re.search(r"^template +1$", run.stdout, re.MULTILINE)
    text = (project / "results/check/template.yaml").read_text()
    assert "gradient_unrolled: [null, null]" in text
    (project / "filled.yaml").write_text(text.replace("loss: null", "loss: 3.00720799", 1))
    assert "check: filled.yaml: 1 of 1 right" in check(project, "filled.yaml").stdout


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"rnn:\n  loss: three\n", r'bad\.yaml, line 2: rnn\.loss is the text "three"; allowed: a number'),
        (
            b"rnn: {gradient_unrolled: [1]}",
            r"bad\.yaml, line 1: rnn\.gradient_unrolled has 1 value; allowed: 2",
        ),
        (b"rnn:\n  los: 3", r"bad\.yaml, line 2: rnn\.los is not a key; did you mean loss\?"),
        (b"", r"bad\.yaml is empty; allowed: figures by name"),
        (b"\x89PNG\r\n", r"bad\.yaml: byte 1 is no text in UTF-8; allowed: YAML"),
        (b"rnn: [1", r"bad\.yaml, line 1: not YAML: "),
        (50_000_000, r"bad\.yaml has 50,000,000 bytes; allowed: 1,000,000"),
        (None, r"bad\.yaml is missing; allowed: an answer file that is there"),
    ],
    ids=["text", "length", "key", "empty", "binary", "yaml", "large", "missing"],
)
def test_a_bad_file_is_named_and_nothing_is_written(project, content, message):
    bad = project / "bad.yaml"
    bad.unlink(missing_ok=True)
    if isinstance(content, int):
        bad.touch()
        os.truncate(bad, content)
    elif content is not None:
        bad.write_bytes(content)
    for path in (project / "report", project / "results"):
        shutil.rmtree(path, ignore_errors=True)
    run = check(project, "mine.yaml", "bad.yaml", check=False)
    assert run.returncode
    assert re.search(rf"^check: error: {message}", run.stdout, re.MULTILINE), run.stdout[-2000:]
    assert "Traceback" not in run.stdout
    written = [
        path for part in ("report", "results") for path in (project / part).rglob("*") if path.is_file()
    ]
    assert [path.name for path in written] == ["check.log"]


def test_names_of_which_results_would_collide_are_refused_before_any_job(project):
    for files, message in (
        (
            ("a/mine.yaml", "b/Mine.yml"),
            "check.answers has a/mine.yaml and b/Mine.yml, which would both write",
        ),
        (("{x}.yaml",), 'check.answers has "{x}.yaml"; allowed: files with a name without'),
    ):
        run = check(project, *files, check=False)
        assert run.returncode
        assert f"config: {message}" in run.stdout
    run = snakemake(project, "--cores", "1", "check", check=False)
    assert "check: error: check.answers names no file" in run.stdout


def test_it_is_not_of_all_and_reruns_nothing_else(finished):
    assert planned(finished, "--config", "check={answers: [mine.yaml]}") == set()
    assert planned(finished, "--config", "check={answers: [mine.yaml]}", "--", "check") == {"check"}
