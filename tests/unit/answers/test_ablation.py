import pytest

from answers.test_feature_maps import NAMES, ablated, answer, words
from digitlab.answers import ablation


@pytest.mark.parametrize(
    ("counts", "channels", "held"),
    [([1, 2, 4], 6, 2), ([1, 2, 4], 12, 4), ([1, 2, 4], 11, 2), ([1, 2], 2, 1), ([4, 8], 6, 4)],
)
def test_a_third_of_the_channels_is_ablated_at_most(counts, channels, held):
    assert ablation.how_many(counts, channels) == held


@pytest.mark.parametrize(
    ("swaps", "third", "random_swaps", "random_third", "verdict"),
    [
        (11, 0, 5, 0, "relied on"),
        (11, 50, 5, 50, "relied on"),
        (10, 0, 0, 0, "hardly needed"),  # one digit in a hundred is not more than that
        (5, 5, 0, 0, "hardly needed"),
        (5, 6, 0, 0, "third digit"),
        (12, 9, 6, 4, "third digit"),  # swaps are twice the random ones, no more
        (12, 8, 6, 4, "no more than others"),
        (12, 0, 6, 0, "no more than others"),
        (0, 12, 0, 5.5, "third digit"),
        (0, 12, 0, 6.0, "no more than others"),
        (0, 0, 9, 9, "hardly needed"),
    ],
)
def test_whether_the_network_relies_on_the_channels(swaps, third, random_swaps, random_third, verdict):
    assert ablation.use_of(swaps, third, random_swaps, random_third, 1000) == verdict


def test_what_ablation_changes_is_counted_at_both_baselines():
    found = answer(ablated=ablated(zero=(0, 0, 6, 7)))
    values = {name: number.value for name, number in found.numbers.items()}
    assert (found.ablation.channels, found.ablation.fewest, found.ablation.most) == (2, 1, 4)
    mean, zero = found.ablation.by_baseline
    assert (mean["baseline"], mean["first_to_second"], mean["second_to_first"], mean["third"]) == (
        *("mean", 4, 3),
        3,
    )
    assert (zero["baseline"], zero["swaps"], zero["third"]) == ("zero", 0, 13)
    assert (mean["random_swaps"], mean["random_third"]) == (1, 1.5)
    assert (values["mean_random_swaps"], values["zero_random_third"]) == (1, 1.5)
    assert (values["mean_swaps"], values["mean_third"], values["zero_swaps"], values["zero_third"]) == (
        *(7, 3, 0),
        13,
    )
    assert (values["probe_fewest"], values["probe_most"]) == (0.98, 0.95)
    assert found.numbers["mean_swaps"].n == 100
    # 7 of 100 against 1 at the mean; 13 against 2.5 at zero, none of them the other digit.
    assert (found.ablation.at_mean, found.ablation.at_zero) == ("relied on", "third digit")
    assert found.ablation.use == "baselines differ"
    assert answer().ablation.use == "relied on"


def test_so_many_are_spared_as_change_no_label_in_a_hundred_at_either_baseline():
    def spared(mean, zero):
        table = ablated(random=((9, 9, 9, 9),))
        for baseline, labels in (("mean", mean), ("zero", zero)):
            for count, changed in zip((1, 2, 4), labels, strict=True):
                here = (table.baseline == baseline) & (table.channels == count) & (table.kind == "separating")
                table.loc[here, list(NAMES)] = [0, changed, 0, 0]
        found = answer(ablated=table)
        return found.ablation.spared, found.numbers["spared_changed"].value

    assert spared((0, 0, 1), (0, 1, 1)) == (4, 1)  # of 100 digits
    assert spared((0, 0, 1), (0, 2, 0)) == (1, 0)  # once too many, what follows does not count
    assert spared((0, 2, 2), (0, 0, 0)) == (1, 0)
    assert spared((2, 0, 0), (0, 0, 0)) == (0, None)
    assert "Ablating the first few already changes" in words(answer())
