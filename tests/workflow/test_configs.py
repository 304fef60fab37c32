"""Every valid config and every readable data set ends in a whole report, or in one line.

The whole of it, 300 configs and 40 data sets, takes most of an hour: ``DIGITLAB_LONG=1``. Without it a share
of both is run.
"""

import json
import os
import re
from collections import Counter

import numpy as np
import pandas as pd
import pytest
from conftest import SMALL
from hypothesis import HealthCheck, Phase, given, settings

from digitlab.answers.left_out import was_not_run
from digitlab.answers.sections import SECTIONS

from .chain import Chain
from .odd import SMALLEST, chosen, configs, data_sets, few, laid_over, written

LONG = bool(os.environ.get("DIGITLAB_LONG"))
CONFIGS, SETS = (300, 40) if LONG else (12, 3)
# In the short form, those that were worth the most.
SHORT_SETS = ("only 0 and 8", "one 6 in the test", "black")
# A config for as few images as there may be.
FOR_FEW = {
    "cnn": {"batch_size": 1, "held_out": 0},
    "optimizers": {"batch_size": 2},
    "weight_decay": {"batch_size": 1},
    "scratch": {"batch_size": 1},
    "autoencoder": {"batch_size": 1},
    "compared": {"quick": {"batch_size": 1}},
}
SEEN: Counter = Counter()


@pytest.fixture(scope="module")
def chain(tmp_path_factory):
    """A chain that has run the smallest config once."""
    chain = Chain(tmp_path_factory.mktemp("chain") / "chain", SMALL)
    chain.base = SMALLEST | {"data": written(chain.folder / "few", few())}
    outcome = judge(chain, chain.base)
    assert outcome.refused is None
    assert not outcome.errors
    return chain


def judge(chain, config, counted="base"):
    """Run a config and say what is wrong with what came of it; nothing where all is well."""
    outcome = chain.run(config)
    told = json.dumps(config, default=str)
    for name, fault in outcome.broken.items():
        raise AssertionError(f"{name}: {fault!r} from {told}") from fault
    lines = [*([outcome.refused] if outcome.refused else []), *outcome.errors.values()]
    for line in lines:
        assert re.fullmatch(r"[^\n]{20,600}", line), (line, told)
    assert not outcome.refused or outcome.refused.startswith("config: "), (outcome.refused, told)
    faults = [] if lines else faults_of(chain.work)
    assert not faults, (faults, told)
    kind = "refused" if outcome.refused else "one line" if lines else "report"
    SEEN[counted, kind] += 1
    return outcome


def faults_of(work):
    """What is wrong with a finished run: a section that is not there, a number that is none, a stray word."""
    answers = json.loads((work / "results/answers.json").read_text())
    page = (work / "report/index.html").read_text()
    sections = set(SECTIONS) - {"own_pages"}  # it stands where pictures of the reader's own are named
    faults = [f"no answer {name}" for name in sections if name not in answers]
    shown = re.findall('<section id="([^"]+)"', page)
    # The data have a banner and no section; of what was not run nothing is said.
    absent = {"data", *(name for name, answer in answers.items() if was_not_run(answer))}
    faults += [f"no section {n}" for n in sections if n not in absent and n.replace("_", "-") not in shown]
    body = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", page.split("<body>")[1], flags=re.DOTALL)
    body = re.sub(r'<section id="environment">.*?</section>', " ", body, flags=re.DOTALL)
    text = re.sub(r"<[^>]*>", " ", body)
    faults += [
        text[max(0, m.start() - 60) : m.end() + 30]
        for m in re.finditer(r"\b(nan|inf|None(?! (?:of|is|are)\b))\b", text)
    ]
    for path in (work / "results").rglob("*"):
        if path.suffix == ".json" and re.search(r"\b(NaN|-?Infinity)\b", path.read_text()):
            faults.append(f"{path.name}: a number that is none")
        elif path.suffix == ".csv":
            values = pd.read_csv(path).select_dtypes("number").to_numpy()
            faults += [f"{path.name}: infinite"] * int(np.isinf(values.astype(float)).any())
        elif path.suffix == ".npz":
            with np.load(path) as arrays:
                floats = [arrays[name] for name in arrays.files if arrays[name].dtype.kind == "f"]
            faults += [f"{path.name}: infinite"] * any(np.isinf(values).any() for values in floats)
    return faults


@settings(
    max_examples=CONFIGS,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(configs())
def test_a_valid_config_ends_in_a_report_or_in_one_line(chain, config):
    judge(chain, laid_over(chain.base, config), "configs")


@pytest.mark.parametrize("name", data_sets() if LONG else SHORT_SETS)
def test_a_data_set_ends_in_a_report_or_in_one_line(chain, name):
    data = written(chain.folder / "sets" / name, data_sets()[name])
    judge(chain, laid_over(chain.base, FOR_FEW | {"data": data}), "data sets")


def test_what_came_of_them_is_counted(chain):
    for (counted, kind), count in sorted(SEEN.items()):
        print(f"{counted}: {count} {kind}")
    assert len(data_sets()) == 40


def test_without_a_digit_the_sections_that_ask_for_it_are_left_out(chain):
    without = chosen(few(), **dict.fromkeys(("train", "test"), lambda y: ~np.isin(y, [1, 6, 8])))
    data = written(chain.folder / "sets" / "some missing", without)
    outcome = judge(chain, laid_over(chain.base, FOR_FEW | {"data": data}), "without a digit")
    assert not outcome.errors
    answers = json.loads((chain.work / "results/answers.json").read_text())
    why = {name: answer["why"].split(", and")[0] for name, answer in answers.items() if "why" in answer}
    assert why == {
        "feature_maps": "feature_maps.digits asks for digit 8",
        "shift": "shift.digit asks for digit 1",
        "occlusion": "occlusion.digit asks for digit 6",
        "sanity_checks": "occlusion.digit asks for digit 6",
        "transplant": "transplant.digit asks for digit 6",
        "context": "no image of a 1, of which lines are made",
    }
    page = (chain.work / "report/index.html").read_text()
    assert len(re.findall(r"Left out: \S+ asks for digit \d, and the \w+ images hold 0 of it", page)) == 5
    findings = (chain.work / "results/findings.txt").read_text()
    assert [line[:2] for line in findings.splitlines() if line[:1].isdigit()] == ["1.", "2."]


def test_a_step_is_run_again_only_when_what_it_reads_is_other(chain):
    assert chain.run(chain.base).ran == []
    changed = chain.run(laid_over(chain.base, {"momentum": {"points": 6}})).ran
    assert {name.split()[0] for name in changed} == {
        "momentum",
        "plot_momentum",
        "environment",
        "answers",
        "report",
    }
