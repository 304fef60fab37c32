import re
from html import unescape

import pandas as pd
import pytest
from conftest import ROOT

from digitlab.answers import sweep
from digitlab.answers.section import written
from digitlab.report import page

PROVENANCE = {"source": "bundled", "verified": True, "train_images": 4000, "test_images": 1000}
POINTS = {
    "a": {"values": {"channels": [4, 6], "epochs": 1}, "seed": 1},
    "b": {"values": {"channels": [8, 12], "epochs": 1}, "seed": 1},
    "c": {"values": {"channels": [8, 12], "epochs": 2}, "seed": 2},
}
GRID = {"channels": [[4, 6], [8, 12]], "epochs": [1, 2]}


def metrics(accuracy):
    return {
        "parameters": 1200,
        "train_accuracy": 0.99,
        "test_accuracy": accuracy,
        "test_errors": round(1000 * (1 - accuracy)),
        "device": "cpu",
    }


def table(*accuracies):
    points = dict(list(POINTS.items())[: len(accuracies)])
    return sweep.table(points, [metrics(accuracy) for accuracy in accuracies])


def answer(*accuracies, provenance=PROVENANCE, grid=GRID):
    config = {"grid": grid, "seeds": [1, 2]}
    return sweep.answer(config, table(*accuracies), provenance, ["channels", "epochs"])


def test_the_table_has_a_row_a_point_in_the_grids_order():
    rows = table(0.9, 0.95, 0.97)
    assert rows.point.tolist() == ["a", "b", "c"]
    assert rows.channels.tolist() == ["[4, 6]", "[8, 12]", "[8, 12]"]
    assert rows.seed.tolist() == [1, 1, 2]
    assert rows.test_errors.tolist() == [100, 50, 30]
    assert list(rows)[-4:] == sweep.METRICS


def test_best_and_least_are_those_of_the_test_images():
    result = answer(0.95, 0.9, 0.97)
    assert (result.verdict, result.best, result.level, result.least) == ("several", "c", [], "b")
    assert [row["point"] for row in result.ranked] == ["c", "a", "b"]
    numbers = {name: number.value for name, number in result.numbers.items()}
    assert numbers == {
        "best_accuracy": 0.97,
        "best_errors": 30,
        "least_accuracy": 0.9,
        "train_images": 4000,
        "test_images": 1000,
    }
    assert (result.points, result.seeds) == (3, 2)


def test_ties_keep_the_grids_order_and_are_said():
    result = answer(0.97, 0.9, 0.97)
    assert (result.best, result.level) == ("a", ["c"])
    assert [row["point"] for row in result.ranked] == ["a", "c", "b"]
    names = [str(n) for n in range(60)]
    many = {name: {"values": {"epochs": n % 7}, "seed": 1} for n, name in enumerate(names)}
    tied = sweep.table(many, [metrics(0.9 + n % 2 / 100) for n in range(60)])
    ranked = sweep.answer({"grid": {}, "seeds": [1]}, tied, PROVENANCE, ["epochs"]).ranked
    assert [row["point"] for row in ranked] == names[1::2] + names[::2]


def test_one_network_is_compared_with_nothing():
    assert answer(0.9).verdict == "one network"
    assert answer(0.9, 0.9).verdict == "several"


@pytest.mark.parametrize(
    ("source", "verified", "images"),
    [("bundled", True, "bundled"), ("local", True, "verified"), ("local", False, "unverified")],
)
def test_which_images_it_saw(source, verified, images):
    assert answer(0.9, provenance=PROVENANCE | {"source": source, "verified": verified}).images == images


def test_the_spread_is_over_all_points_that_share_a_value():
    spread = sweep.spread(table(0.9, 0.95, 0.97), ["channels", "epochs"])
    expected = pd.DataFrame(
        [
            ("channels", "[4, 6]", 1, 0.9, 0.9, 0.9),
            ("channels", "[8, 12]", 2, 0.96, 0.95, 0.97),
            ("epochs", 1, 2, 0.925, 0.9, 0.95),
            ("epochs", 2, 1, 0.97, 0.97, 0.97),
        ],
        columns=["key", "value", "networks", "mean", "lowest", "highest"],
    )
    pd.testing.assert_frame_equal(spread, expected, check_dtype=False)


def shown(result, tmp_path):
    """The page and its text."""
    figures = {}
    for key in result.varied:
        figures[key] = tmp_path / f"{key}.svg"
        figures[key].write_text("<svg/>")
    sources = {"points": "results/sweep/points.csv", "provenance": "results/data/provenance.json"}
    html = page.render(ROOT / "workflow/report", {"sweep": written(result, sources)}, figures, "sweep.html")
    body = html.split("<body>")[1]
    return html, " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def test_the_page_says_what_was_combined_and_what_came_out(tmp_path):
    html, text = shown(answer(0.95, 0.9, 0.97), tmp_path)
    assert (
        "Every combination of cnn.channels ([4, 6] and [8, 12]) and cnn.epochs (1 and 2) with 2 seeds."
        in text
    )
    assert "bundled 5,000 images (4 000 for training" in text
    assert "The most accurate is c : 97.00% of 1 000 test images, 30 errors." in text
    assert "The least accurate is b with 90.00%." in text
    assert (html.count("<tr>"), html.count("<img ")) == (4, 2)
    assert "Sweep: 3 networks" in text


def test_the_page_of_a_tie_of_one_network_and_of_a_longer_grid(tmp_path):
    _, text = shown(answer(0.97, 0.9, 0.97), tmp_path)
    assert "The most accurate is a , level with c:" in text
    _, text = shown(answer(0.999, provenance=PROVENANCE | {"source": "local"}), tmp_path)
    assert "The only network is a : 99.90% of 1 000 test images, 1 error." in text
    assert "least accurate" not in text
    assert "bundled" not in text
    _, text = shown(answer(0.9, grid={"channels": [[1, 2], [3, 4], [5, 6]]}), tmp_path)
    assert "([1, 2]; [3, 4]; and [5, 6]) with 2 seeds" in text
    _, text = shown(answer(0.9, grid={}), tmp_path)
    assert "Every combination of 2 seeds." in text
