import numpy as np
import pytest
from scipy import stats

from digitlab.answers import steadiness


def labels(wrong=0, kept=(10, 10), digits=20, reach=6):
    """Digits of class 1, the first ``wrong`` called 7, of which so many keep that 5 to the left and right."""
    unmoved = np.where(np.arange(digits) < wrong, 7, 1)
    sideways = np.tile(unmoved, (2 * reach + 1, 1))
    for at, count in zip((reach - min(5, reach), reach + min(5, reach)), kept, strict=True):
        sideways[at, count:] = 4
    return {"truth": np.ones(digits, int), "pixels": np.arange(-reach, reach + 1), "horizontal": sideways}


def test_labels_kept_are_compared_five_pixels_away_or_as_far_as_was_tried():
    found, numbers = steadiness.steadiness(labels(kept=(20, 18)), labels(kept=(10, 6)))
    assert (found.pixels, found.kept) == (5, "more")
    assert (numbers["kept_far"].value, numbers["kept_far"].n) == (38 / 40, 20)
    assert numbers["kept_far_unaugmented"].value == 16 / 40
    assert numbers["kept_more"].value == pytest.approx(22 / 40)
    gain = np.array([0] * 6 + [0.5] * 4 + [1] * 8 + [0.5] * 2)
    half = stats.norm.ppf(0.975) * stats.sem(gain)
    assert (numbers["kept_more"].low, numbers["kept_more"].high) == pytest.approx((0.55 - half, 0.55 + half))
    near = steadiness.steadiness(labels(kept=(20, 18), reach=3), labels(kept=(10, 6), reach=3))
    assert (near[0].pixels, near[1]["kept_far"].value) == (3, 38 / 40)


def test_accuracy_is_compared_pair_by_pair():
    one, other = labels(wrong=0), labels(wrong=9)
    found, numbers = steadiness.steadiness(one, other)
    assert (found.accuracy, numbers["errors"].value, numbers["errors_unaugmented"].value) == ("higher", 0, 9)
    assert numbers["accuracy_p"].value == pytest.approx(stats.binomtest(0, 9).pvalue)
    assert steadiness.steadiness(other, one)[0].accuracy == "lower"
    # As many errors more, but five each on digits of their own.
    apart = labels(wrong=5)
    apart["horizontal"] = apart["horizontal"][:, ::-1]
    assert steadiness.steadiness(labels(wrong=5), apart)[1]["accuracy_p"].value == 1
    assert steadiness.steadiness(one, labels(wrong=5))[0].accuracy == "alike"  # p = 1/16


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [(0.1, 0.2, "more"), (-0.1, 0.1, "alike"), (0, 0, "alike"), (-0.2, -0.1, "fewer")],
)
def test_more_labels_are_kept_where_the_whole_interval_says_so(low, high, verdict):
    assert steadiness.labels_kept(low, high) == verdict


def test_what_is_prevented_has_the_interval_of_a_ratio_over_digits():
    random = np.random.default_rng(0)
    own, without = labels(kept=(380, 370), digits=400), labels(kept=(200, 190), digits=400)
    found = steadiness.prevented(own, without, 5)
    assert (found.value, found.n) == (pytest.approx(1 - 50 / 410), 400)
    lost = np.stack([(np.arange(400) >= 380) * 0.5 + (np.arange(400) >= 370) * 0.5])[0]
    lost_without = (np.arange(400) >= 200) * 0.5 + (np.arange(400) >= 190) * 0.5
    again = stats.bootstrap(
        (lost, lost_without),
        lambda a, b: 1 - a.mean() / b.mean(),
        paired=True,
        vectorized=False,
        method="percentile",
        n_resamples=2000,
        rng=random,
    ).confidence_interval
    assert (found.low, found.high) == pytest.approx((again.low, again.high), abs=0.012)
    whole = steadiness.prevented(labels(kept=(400, 400), digits=400), without, 5)
    assert (whole.value, whole.low) == (1, None)
    assert steadiness.prevented(own, labels(kept=(400, 400), digits=400), 5).value is None
