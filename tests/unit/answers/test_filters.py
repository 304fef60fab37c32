import pytest

from answers.words import rendered
from digitlab.answers import data, filters


def kernels(layer=1, inputs=1, faint=0):
    row = {"layer": layer, "outputs": 4, "inputs": inputs, "side": 3, "lowest": -0.5, "highest": 0.25}
    return row | {"negative": 0.6, "faint": faint}


def patches(layer=1, one=1, two=2, silent=0, filters=4, patches=9):
    row = {"layer": layer, "size": 5, "patches": patches, "filters": filters}
    return row | {"one_digit": one, "two_digits": two, "silent": silent}


def answer(layers=(1, 2), **changed):
    given = {
        "kernels": [kernels(1), kernels(2, inputs=4)],
        "patches": [patches(1, two=2), patches(2, two=3)],
    }
    return filters.answer({"filters": {"layers": list(layers)}}, **given | changed)


def made_up():
    return answer()


def words(found):
    provenance = {"name": "", "source": "local", "verified": True, "sha256": {}}
    provenance |= {"train_images": 40, "test_images": 10}
    images = data.answer({"data": {"name": "mnist", "local_dir": ""}}, provenance)
    return rendered("filters", {"filters": found, "data": images})


@pytest.mark.parametrize(
    ("rows", "verdict"),
    [
        ([patches(1, two=2), patches(2, two=3)], "more selective"),
        ([patches(1, two=2), patches(2, two=2)], "not more selective"),
        ([patches(1, two=3), patches(2, two=2)], "not more selective"),
        # Shares, not numbers: 4 of 40 are fewer than 2 of 4, and 2 of 4 more than 4 of 40.
        ([patches(1, two=2), patches(2, two=4, filters=40)], "not more selective"),
        ([patches(1, two=4, filters=40), patches(2, two=2)], "more selective"),
        # From the first to the deepest, in whatever order they were asked for, whatever lies between.
        ([patches(3, two=3), patches(1, two=2)], "more selective"),
        ([patches(1, two=2), patches(2, two=1), patches(3, two=3)], "more selective"),
        ([patches(2, two=3)], "one layer"),
    ],
)
def test_what_depth_does_to_the_filters(rows, verdict):
    assert filters.what_depth_does(rows) == verdict
    assert answer(patches=rows).verdict == verdict


def test_two_digits_decide_and_not_one():
    rows = [patches(1, one=3, two=3), patches(2, one=0, two=4)]
    assert filters.what_depth_does(rows) == "more selective"


def test_figures_are_told_with_the_filters_they_rest_on():
    found = answer(patches=[patches(1, one=1, two=3, silent=2)])
    [row] = found.patches
    assert [(part.value, part.n) for part in (row.one_digit, row.two_digits, row.silent)] == [
        *((1, 4), (3, 4), (2, 4)),
    ]
    first, second = found.kernels
    assert (first.lowest.value, first.highest.value, first.negative.value) == (-0.5, 0.25, 0.6)
    assert (first.slices, second.slices) == (4, 16)
    assert (first.negative.n, second.negative.n) == (4 * 9, 16 * 9)
    assert (first.reads_the_image, second.reads_the_image) == (True, False)


@pytest.mark.parametrize(
    ("layers", "text"),
    [
        ([1, 2, 3], "filters of the first three layers"),
        ([1, 2], "filters of the first two layers"),
        ([2], "filters of layer 2"),
        ([3, 1], "filters of layers 3 and 1"),
    ],
)
def test_the_layers_named_are_those_of_the_config(layers, text):
    found = answer(layers)
    assert text in found.question
    assert words(found).count(text) == 2  # heading and question


def test_counts_have_their_grammar():
    text = words(answer(patches=[patches(1, one=1, two=2, silent=1)], kernels=[kernels(faint=1)]))
    assert "1 filter of 4 has all 9 patches from one digit and 2 from two at most; 1 filter is never" in text
    assert "one is a faint filter, with a norm" in text
    text = words(answer(patches=[patches(1, one=0, silent=2)], kernels=[kernels(faint=2)]))
    assert "0 filters of 4 have all" in text
    assert "2 filters are never excited" in text
    assert "two are faint filters, with a norm" in text
    assert "never excited" not in words(answer())
    assert "no filter is faint: every norm" in words(answer())


def test_only_later_layers_have_slices_and_a_scale_that_is_cut_off():
    first, later = words(answer(kernels=[kernels()])), words(answer(kernels=[kernels(2, inputs=4)]))
    assert "4 filters of 3 × 3; the weights" in first
    assert "4 filters of 3 × 3 over 4 channels, 16 slices; the weights" in later
    assert "percentile" not in first
    assert "The scale ends at the 99.5th percentile" in later
