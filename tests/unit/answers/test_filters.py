import pytest
from scipy import stats

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
    ("counts", "verdict"),
    [
        ([(1, 0, 16), (2, 19, 32), (3, 63, 64)], "at each step"),
        ([(1, 0, 16), (2, 19, 32), (3, 47, 64)], "first to deepest"),  # p = 0.17 from 2 to 3
        ([(3, 47, 64), (1, 0, 16)], "at each step"),  # in whatever order they were asked for
        ([(1, 2, 4), (2, 3, 4)], "not shown"),
        ([(1, 30, 32), (2, 2, 32)], "not shown"),  # it falls
        ([(2, 3, 4)], "one layer"),
    ],
)
def test_what_depth_does_to_the_filters(counts, verdict):
    found = answer(patches=[patches(layer, two=two, filters=of) for layer, two, of in counts])
    assert found.verdict == verdict


def test_steps_are_tested_by_fisher_with_holms_correction():
    found = answer(
        patches=[patches(1, two=0, filters=16), patches(2, two=8, filters=32), patches(3, two=60, filters=64)]
    )
    first, second = (stats.fisher_exact(table).pvalue for table in ([[0, 16], [8, 24]], [[8, 24], [60, 4]]))
    assert [(step.shallower, step.deeper, step.rises) for step in found.steps] == [(1, 2, True), (2, 3, True)]
    assert [step.p for step in found.steps] == pytest.approx([first, 2 * second])
    whole = stats.fisher_exact([[0, 16], [60, 4]]).pvalue
    assert found.numbers["deepest_against_first"].value == pytest.approx(whole)


def test_windows_that_grow_are_said_to():
    assert not answer().windows_grow
    grown = answer(patches=[patches(1), patches(2) | {"size": 6}])
    assert grown.windows_grow
    assert "The deeper windows are larger too" in words(grown)
    rising = answer(
        patches=[
            patches(layer, two=two, filters=count) | {"size": size}
            for layer, two, count, size in ((1, 0, 16, 5), (2, 8, 32, 12), (3, 60, 64, 18))
        ]
    )
    assert rising.verdict == "at each step"
    said = "at most; but the deeper see larger pieces (5 to 18 pixels), which may be why. One network;"
    assert said in words(rising)


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
