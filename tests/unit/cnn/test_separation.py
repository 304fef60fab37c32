import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression, RidgeClassifier
from sklearn.preprocessing import StandardScaler

from digitlab.cnn import feature_maps, network, separation


def groups(seed, n=300):
    """Two classes' means of four channels: the second tells them apart, the fourth a little, upside down."""
    random = np.random.default_rng(seed)
    first, second = random.normal(0, 1, (2, n, 4))
    first[:, 1] += 3
    second[:, 3] += 1
    return first, second


def test_channels_are_ranked_on_training_images_and_measured_on_test_images():
    rows = separation.channels(groups(0), groups(1))
    assert [row["channel"] for row in rows[:2]] == [1, 3]
    assert rows[0]["effect_size"] == pytest.approx(3, abs=0.25)
    assert rows[1]["effect_size"] == pytest.approx(-1, abs=0.2)
    assert rows[1]["auc"] == pytest.approx(0.76, abs=0.04)  # in its better direction
    for row in rows:
        assert row["effect_low"] < row["effect_size"] < row["effect_high"]
        assert row["auc_low"] < row["auc"] < row["auc_high"]
    turned = separation.channels(groups(0), groups(1)[::-1])
    assert turned[0]["auc"] < 0.1  # what does not hold up says so


def test_the_probe_is_about_as_good_as_logistic_regression():
    train, test = groups(0), groups(1)
    model = LogisticRegression().fit(np.concatenate(train), np.repeat((0, 1), 300))
    right = (model.predict(np.concatenate(test)) == np.repeat((0, 1), 300)).sum()
    found, of_train = separation.probe(train, test, train)
    assert abs(found.sum() - right) <= 6
    assert found.sum() > 540
    assert found.shape == of_train.shape == (600,)
    assert found[:300].sum() != found[300:].sum()
    turned = separation.probe(train, test[::-1])[0]
    np.testing.assert_array_equal(turned, ~np.concatenate([found[300:], found[:300]]))


@given(
    st.lists(st.integers(0, 8), min_size=1, max_size=12), st.lists(st.integers(0, 8), min_size=1, max_size=12)
)
def test_no_other_threshold_is_right_more_often(above, below):
    above, below = np.array(above, float), np.array(below, float)

    def right(limit):
        return (above > limit).sum() + (below <= limit).sum()

    every = [-np.inf, *np.arange(-0.25, 9, 0.5), np.inf]
    assert right(separation.threshold(above, below)) == max(map(right, every))


def test_a_threshold_is_fitted_on_training_images_and_judged_on_test_images():
    train, test = groups(0), groups(1)
    first, second = separation.channels(train, test)[:2]
    limit = separation.threshold(train[0][:, 1], train[1][:, 1])
    assert first["threshold_share"] == ((test[0][:, 1] > limit).sum() + (test[1][:, 1] <= limit).sum()) / 600
    assert first["threshold_low"] < first["threshold_share"] < first["threshold_high"]
    # The other way round for the channel that is larger for the second class.
    limit = separation.threshold(-train[0][:, 3], -train[1][:, 3])
    found = ((-test[0][:, 3] > limit).sum() + (-test[1][:, 3] <= limit).sum()) / 600
    assert second["threshold_share"] == found > 0.6


def test_subsets_are_the_first_and_random_ones():
    sets = separation.subsets([3, 1, 0, 2], [2, 4, 9], 2, np.random.default_rng(0))
    assert [(count, kind, len(chosen)) for count, kind, chosen in sets] == [
        *((2, "separating", 2), (2, "random", 2), (2, "random", 2)),
        *((4, "separating", 4), (4, "random", 4), (4, "random", 4)),
    ]
    assert sets[0][2].tolist() == [3, 1]
    assert all(len(set(chosen)) == count for count, _, chosen in sets)


def test_ablating_the_one_channel_that_decides_flips_all_and_another_none():
    net = network.Network([1, 1, 2], [1, 1, 1], [0, 0, 0], [28, 1, 1]).eval()
    with torch.no_grad():
        net.linear.weight.zero_()
        net.linear.bias.zero_()
        net.linear.weight[8, 0], net.linear.weight[0, 0] = 1.0, -1.0
    x = np.zeros((5, 2, 1, 1), np.float32)
    zeros, eights = x - 2, x + 2
    for channels, mean, expected in (
        ([0], 2.0, (5, 0, 0, 0)),
        ([0], -2.0, (0, 5, 0, 0)),
        ([1], 9.0, (0, 0, 0, 0)),
    ):
        means = np.full((2, 1, 1), mean, np.float32)
        [changed] = separation.ablated(net, 3, [zeros, eights], means, [0, 8], [np.array(channels)])
        names = ("first_to_second", "second_to_first", "first_to_other", "second_to_other")
        assert tuple(changed[name] for name in names) == expected


def test_a_probe_is_scikit_learns_ridge_and_many_are_probes_one_by_one():
    train, test = groups(1, n=90), groups(2)
    sets = [np.array(chosen) for chosen in ([1], [3], [0, 3], [2, 1, 0], [0, 1, 2, 3])]
    for chosen, right in zip(sets, separation.probes(train, test, sets), strict=True):
        here, there = (tuple(x[:, chosen] for x in group) for group in (train, test))
        scaler = StandardScaler().fit(np.concatenate(here))
        model = RidgeClassifier(alpha=1.0).fit(scaler.transform(np.concatenate(here)), np.repeat((0, 1), 90))
        expected = model.predict(scaler.transform(np.concatenate(there))) == np.repeat((0, 1), 300)
        np.testing.assert_array_equal(right, expected)
        np.testing.assert_array_equal(separation.probe(here, there)[0], expected)
        assert 0 < right.sum() < len(right)
    # Classes of unequal size, and a feature that is always the same.
    uneven = train[0], train[1][:20]
    features = tuple(np.c_[x, np.ones(len(x))] for x in uneven)
    scaler = StandardScaler().fit(np.concatenate(features))
    model = RidgeClassifier(alpha=1.0).fit(
        scaler.transform(np.concatenate(features)), np.repeat((0, 1), (90, 20))
    )
    there = tuple(np.c_[x, np.ones(len(x))] for x in test)
    expected = model.predict(scaler.transform(np.concatenate(there))) == np.repeat((0, 1), 300)
    np.testing.assert_array_equal(separation.probe(features, there)[0], expected)


@pytest.mark.parametrize("layer", [1, 2, 3])
@pytest.mark.parametrize("padding", [0, 1])
def test_ablating_is_giving_the_next_layer_other_numbers(layer, padding):
    torch.manual_seed(layer)
    net = network.Network([6, 8, 10], [3, 3, 3], [padding] * 3, [2, 1, 2])
    random = np.random.default_rng(layer)
    images = (random.integers(0, 256, (400, 28, 28)) * random.uniform(0, 1, (400, 1, 1)) ** 3).astype(
        np.uint8
    )
    net.linear.bias.data.zero_()
    labels = network.probabilities(net, images).argmax(1)
    one, two = np.bincount(labels, minlength=10).argsort()[:-3:-1]
    assert (labels == two).sum() > 5
    read = [feature_maps.maps_and_read(net, images[labels == digit], layer)[1] for digit in (one, two)]
    held = read[0].mean(0)
    sets = [random.choice(len(held), count, replace=False) for count in (1, 3, len(held) - 1, len(held))]
    found = list(separation.ablated(net, layer, read, held, [one, two], sets))
    for channels, counts in zip(sets, found, strict=True):
        for x, digit, other, names in (
            (read[0], one, two, ("first_to_second", "first_to_other")),
            (read[1], two, one, ("second_to_first", "second_to_other")),
        ):
            changed = x.copy()
            changed[:, channels] = held[channels]
            with torch.no_grad():
                said = net.logits(torch.from_numpy(changed), layer).argmax(1).numpy()
            expected = (said == other).sum(), ((said != other) & (said != digit)).sum()
            assert tuple(counts[name] for name in names) == expected
    assert len({tuple(counts.values()) for counts in found}) > 1


def test_activations_are_what_the_next_layer_reads():
    torch.manual_seed(0)
    net = network.Network([3, 4, 5], [3, 3, 3], [1, 0, 0], [2, 1, 2]).eval()
    images = np.random.default_rng(0).integers(0, 256, (5, 28, 28), np.uint8)
    for layer in (1, 2, 3):
        maps, read = feature_maps.maps_and_read(net, images, layer, batch=2)
        np.testing.assert_allclose(maps, feature_maps.feature_maps(net, images, layer), atol=1e-5)
        with torch.no_grad():
            p = net.logits(torch.from_numpy(read), layer).softmax(1).numpy()
        np.testing.assert_allclose(p, network.probabilities(net, images), atol=1e-6)
