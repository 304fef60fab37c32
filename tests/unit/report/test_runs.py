import copy
import re
from dataclasses import asdict
from html import unescape

import pytest
from conftest import ROOT

from digitlab.errors import InputError
from digitlab.report import page, runs


def number(value, low=None, high=None, source="results/shift/all.json", **more):
    interval = {} if low is None else {"low": low, "high": high}
    return {"value": value, **interval, **more, "source": source}


def section(verdict, numbers, **more):
    return {"problem": None, "question": "?", "verdict": verdict, "numbers": numbers} | more


ANSWERS = {
    "data": section("verified", {}, name="mnist", source="local", sha256={"test_images": "a" * 64}),
    "training": section("reached", {"test_accuracy": number(0.99, 0.98, 0.995, n=1000)}),
    "shift": section(
        "neither",
        {"kept": number(0.9, 0.88, 0.92, unit="share"), "divergence": number(0.25)},
        everyone={"augmentation": "prevents", "steady": True},
        rows=[{"name": "left", "share": 0.5}, {"name": "right", "share": 0.75}],
    ),
    "momentum": section("everywhere", {"points": number(100)}),
    "environment": section(
        "cpu",
        {},
        config={"cnn": {"epochs": 5}, "seed": 1},
        packages={"torch": "2.1", "numpy": "2.0"},
        python="3.11",
    ),
}


def other(**paths):
    """The same answers, but for what stands at a path: ``shift__verdict="left"``."""
    changed = copy.deepcopy(ANSWERS)
    for path, value in paths.items():
        *way, last = path.split("__")
        part = changed
        for name in way:
            part = part[name]
        part[last] = value
    return changed


def only_section(comparison):
    [differing] = comparison.sections
    return differing


def test_two_equal_runs_differ_in_nothing():
    comparison = runs.compared(ANSWERS, other())
    assert (comparison.config, comparison.made_with, comparison.sections) == ([], [], [])
    assert comparison.same == ["data", "training", "shift", "momentum"]
    assert (comparison.images, comparison.accuracy[1]["value"]) == ("mnist", 0.99)


def test_config_and_versions_stand_by_key():
    changed = {
        "environment__config__cnn__epochs": 7,
        "environment__packages__torch": "2.2",
        "environment__python": "3.12",
    }
    comparison = runs.compared(ANSWERS, other(**changed, environment__verdict="gpu"))
    assert comparison.config == [runs.Difference("cnn.epochs", 5, 7, 2)]
    made_with = [(row.name, row.first, row.second) for row in comparison.made_with]
    assert made_with == [
        ("verdict", "cpu", "gpu"),
        ("packages.torch", "2.1", "2.2"),
        ("python", "3.11", "3.12"),
    ]
    assert "environment" not in [part.name for part in comparison.sections]


def test_verdicts_are_words_and_truth_values_outside_lists():
    changed = {
        "shift__verdict": "left",
        "shift__everyone__augmentation": "no help",
        "shift__everyone__steady": False,
    }
    differing = only_section(runs.compared(ANSWERS, other(**changed)))
    assert [(row.name, row.first, row.second) for row in differing.verdicts] == [
        ("verdict", "neither", "left"),
        ("everyone.augmentation", "prevents", "no help"),
        ("everyone.steady", True, False),
    ]
    assert (differing.name, differing.numbers, differing.others) == ("shift", [], [])


@pytest.mark.parametrize(
    ("low", "high", "intervals"),
    [
        (0.91, 0.95, "overlap"),
        (0.92, 0.95, "overlap"),
        (0.93, 0.95, "lie apart"),
        (0.7, 0.88, "overlap"),
        (0.7, 0.87, "lie apart"),
    ],
)
def test_a_figure_stands_with_both_values_and_whether_the_intervals_overlap(low, high, intervals):
    differing = only_section(
        runs.compared(ANSWERS, other(shift__numbers__kept=number(0.94, low, high, unit="share")))
    )
    [figure] = differing.numbers
    assert (figure.name, figure.change, figure.intervals) == ("kept", pytest.approx(0.04), intervals)
    assert (figure.first["value"], figure.second["low"]) == (0.9, low)


def test_a_figure_without_an_interval_or_without_a_value_has_nothing_to_overlap():
    differing = only_section(runs.compared(ANSWERS, other(shift__numbers__divergence=number(0.5))))
    assert [(row.change, row.intervals) for row in differing.numbers] == [(0.25, None)]
    differing = only_section(runs.compared(ANSWERS, other(shift__numbers__kept=number(None))))
    assert [(row.change, row.intervals) for row in differing.numbers] == [(None, None)]


def test_the_same_value_on_other_digits_is_a_difference():
    changed = other(shift__numbers__kept=number(0.9, 0.85, 0.95, unit="share"))
    assert [row.change for row in only_section(runs.compared(ANSWERS, changed)).numbers] == [0]


def test_where_an_artifact_lies_is_no_difference_of_the_result():
    moved = other(shift__numbers__divergence=number(0.25, source="results/elsewhere.json"))
    assert "shift" in runs.compared(ANSWERS, moved).same
    # The data's source is where the images are from: that one counts.
    assert "data" not in runs.compared(ANSWERS, other(data__source="mirror")).same


def test_rows_are_called_by_their_names_wherever_they_stand():
    rows = [{"name": "right", "share": 0.75}, {"name": "left", "share": 0.25}]
    differing = only_section(runs.compared(ANSWERS, other(shift__rows=rows)))
    assert differing.others == [runs.Difference("rows[left].share", 0.5, 0.25, -0.25)]


def test_a_section_that_one_run_lacks_is_named():
    less = other()
    del less["momentum"]
    assert runs.compared(ANSWERS, less).only_first == ["momentum"]
    assert runs.compared(less, ANSWERS).only_second == ["momentum"]
    assert runs.compared(ANSWERS, less).same == ["data", "training", "shift"]


def test_runs_on_different_images_are_refused():
    changed = {"data__sha256": {"test_images": "b" * 64}, "data__name": "mnist5k", "data__source": "bundled"}
    second = other(**changed)
    with pytest.raises(InputError, match=r"different data sets, mnist \(local\) and mnist5k \(bundled\)"):
        runs.compared(ANSWERS, second)


def test_differences_are_those_of_the_leaves():
    a = {"x": {"y": 1, "z": [1, 2]}, "only": True, "long": list(range(50))}
    b = {"x": {"y": 1, "z": [1, 3]}, "new": None, "long": list(range(1, 51))}
    assert [(row.name, row.first, row.second, row.change) for row in runs.differences(a, b)] == [
        ("x.z[2]", 2, 3, 1),
        ("only", True, None, None),
        ("long", a["long"], b["long"], None),
        ("new", None, None, None),  # said even where its value is null
    ]
    assert runs.differences(a, a) == []


def shown(second, **files):
    """The page's text."""
    values = {
        "comparison": asdict(runs.compared(ANSWERS, second)),
        "against": "../other",
        "pairs": list(files),
    }
    figures = {f"{stem}-{n}": path for stem, path in files.items() for n in (1, 2)}
    html = page.render(ROOT / "workflow/report", values, figures, "compare.html")
    assert html.count("<img ") == 2 * len(files)
    body = html.split("<body>")[1]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def test_the_page_of_two_equal_runs_says_so():
    text = shown(other())
    assert "on the same images (mnist)" in text
    assert "What differs in the config Nothing." in text
    assert "Test accuracy: 99.00% here, 99.00% there." in text
    assert (
        "The same to the last digit in both: data, training, shift and momentum. No number differs." in text
    )


def test_the_page_lists_what_differs(tmp_path):
    (tmp_path / "train.svg").write_text("<svg/>")
    second = other(
        environment__config__cnn__epochs=7,
        environment__packages__torch="2.2",
        training__numbers__test_accuracy=number(0.5, 0.4, 0.6, n=1000),
        shift__everyone__augmentation="no help",
        shift__numbers__kept=number(0.94, 0.93, 0.95, unit="share"),
        shift__rows=[{"name": "left", "share": 0.5}],
    )
    del second["momentum"]
    text = shown(second, train=tmp_path / "train.svg")
    assert "cnn.epochs 5 7 2.00" in text
    assert "packages.torch 2.1 2.2" in text
    assert "Test accuracy: 99.00% here, 50.00% there." in text
    assert "The same to the last digit in both: data. Only here: momentum." in text
    assert "training: 0 verdicts differ, 1 number differs" in text
    assert "shift: 1 verdict differs, 1 number differs" in text
    assert "everyone.augmentation prevents no help" in text
    both = "0.900000 (0.880000 to 0.920000) 0.940000 (0.930000 to 0.950000)"
    assert f"kept {both} 0.0400; the intervals lie apart" in text
    assert "0.500000 (0.400000 to 0.600000) −0.490; the intervals lie apart" in text
    assert "No number differs" not in text


def test_text_of_a_run_is_escaped():
    text = shown(other(shift__verdict="<b>bold</b>"))
    assert "verdict neither <b>bold</b>" in text


def test_a_run_without_a_network_has_no_accuracy():
    without = {name: section for name, section in ANSWERS.items() if name != "training"}
    comparison = runs.compared(ANSWERS, without)
    assert comparison.accuracy[1] is None
    assert comparison.only_first == ["training"]
