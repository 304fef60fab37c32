import numpy as np
import pandas as pd
import pytest

from digitlab.data.mnist import Dataset, Split
from digitlab.errors import InputError
from digitlab.scratch import network, scratch, starts, training
from digitlab.scratch.training import Recipe


def digits(train=120, test=40, seed=0):
    """Images of which the label is the row that is white, over noise."""
    random = np.random.default_rng(seed)

    def part(count):
        labels = random.integers(0, 10, count)
        images = random.integers(0, 90, (count, 28, 28))
        images[np.arange(count), 2 * labels] = 255
        return Split(images.astype(np.uint8), labels.astype(np.uint8))

    return Dataset(part(train), part(test))


def split(share=0.25, seed=3, **counts):
    return training.split(digits(**counts), share, seed)


RECIPE = Recipe(hidden=8, epochs=2, batch_size=10)


def test_the_split_is_of_the_training_images_by_the_seed_alone():
    data, other = split(), split(seed=4)
    assert [len(x) for x in (data.labels, data.validation_labels, data.test_labels)] == [90, 30, 40]
    both = np.concatenate([data.images, data.validation_images])
    np.testing.assert_allclose(
        np.sort(both.sum(1)), np.sort(training.as_rows(digits().train.images).sum(1)), rtol=1e-6
    )
    assert (data.images.dtype, data.images.max()) == (np.float32, 1.0)
    np.testing.assert_array_equal(split().labels, data.labels)
    assert not np.array_equal(other.labels, data.labels)
    assert len(split(share=1e-9).validation_labels) == 1


def test_a_pass_takes_each_image_once_and_leaves_what_fills_no_batch():
    taken = np.concatenate(list(training.batches(23, 5, np.random.default_rng(0))))
    assert len(set(taken.tolist())) == len(taken) == 20
    with pytest.raises(InputError, match=r"scratch\.batch_size is 24; allowed: .* leaves, 23, or"):
        next(training.batches(23, 24, np.random.default_rng(0)))


def test_training_is_the_updates_of_the_network_in_the_order_of_the_seed():
    data = split()
    net, history = training.trained(data, RECIPE, 0.5, seed=5)
    random = np.random.default_rng(5)
    expected, costs = network.initial((784, 8, 10), random), []
    for _ in range(2):
        order = random.permutation(90)
        for update in range(9):
            batch = order[10 * update : 10 * update + 10]
            cost, gradient = network.backward(expected, data.images[batch], data.labels[batch])
            costs.append(cost)
            for name in expected:
                expected[name] -= np.float32(0.5) * gradient[name]
    for name in expected:
        np.testing.assert_allclose(net[name], expected[name], rtol=1e-6, atol=1e-7)
    assert [row["cost"] for row in history] == pytest.approx(
        [np.mean(costs[:9]), np.mean(costs[9:])], rel=1e-6
    )
    right = network.predicted(net, data.validation_images) == data.validation_labels
    assert history[-1]["validation_accuracy"] == right.mean()


def test_a_cost_that_is_no_number_is_none_and_stops_nothing():
    history = training.trained(split(), RECIPE, 1e38, seed=1)[1]
    assert [row["epoch"] for row in history] == [1, 2]
    assert history[-1]["cost"] is None


def test_units_that_begin_alike_stay_alike_in_numbers_that_round_alike_and_others_do_not():
    data = split()
    # In float64 with a hidden layer that fills the processor's registers.
    recipe = Recipe(hidden=16, epochs=1, batch_size=10)
    alike = starts.begun(data, recipe, 0.5, 1, "equal", "float64", 25)
    assert alike["update"][0] == 1
    assert alike["update"][-1] == 25
    assert max(alike["spread"]) < 1e-12
    assert alike["apart_after"] is None
    usual = starts.begun(data, recipe, 0.5, 1, "random", "float64", 25)
    assert usual["apart_after"] == 1
    assert min(usual["spread"]) > 0.5


def test_a_unit_that_is_nudged_comes_apart(monkeypatch):
    def nudged(*given, **more):
        net = initial(*given, **more)
        net["W"][:, 0] += 1e-3
        return net

    initial = network.initial
    monkeypatch.setattr(network, "initial", nudged)
    found = starts.begun(split(), RECIPE, 3.0, 1, "equal", "float64", 60)
    assert found["apart_after"] is not None
    assert found["spread"][0] < found["spread"][-1]


def test_the_spread_is_of_whole_units_as_a_share_of_the_largest_weight():
    net = {"W": np.full((3, 2), 0.5), "b": np.zeros(2), "V": np.full((2, 4), -2.0), "c": np.arange(4.0)}
    assert starts.spread(net) == 0
    net["b"][1] = 0.1
    assert starts.spread(net) == pytest.approx(0.05)
    net["V"][0, 3] = -1.0
    assert starts.spread(net) == pytest.approx(0.5)
    net["W"][0, 0] = np.inf
    assert np.isnan(starts.spread(net))
    assert starts.spread({name: np.zeros_like(part) for name, part in net.items()}) == 0


@pytest.fixture(scope="module")
def found():
    return scratch.studied(split(), RECIPE, [0.3, 1.0], seed=1, repeats=2, updates=12)


def test_the_rate_is_chosen_on_held_out_images_and_compared_with_a_tenth_and_ten_times(found):
    best = max(found["tried"], key=lambda point: point["history"][-1]["validation_accuracy"])
    assert found["rate"] == best["settings"]["learning_rate"]
    own = training.trained(split(), RECIPE, 10 * found["rate"], seed=2)[0]
    accuracy = (network.predicted(own, split().test_images) == split().test_labels).mean()
    assert found["networks"]["ten times"][1]["test_accuracy"] == accuracy
    assert {name: [fit["seed"] for fit in fits] for name, fits in found["networks"].items()} == {
        "chosen": [1, 2],
        "a tenth": [1, 2],
        "ten times": [1, 2],
    }


def test_test_images_have_no_part_in_the_choice(found):
    data = split()
    poisoned = training.Data(**{**vars(data), "test_labels": (data.test_labels + 1) % 10})
    other = scratch.studied(poisoned, RECIPE, [0.3, 1.0], seed=1, repeats=2, updates=12)
    assert (other["rate"], other["tried"]) == (found["rate"], found["tried"])
    assert other["networks"]["chosen"][0]["test_accuracy"] < 0.5


def test_the_summary_is_what_was_found(found):
    data = split()
    said = scratch.summary(data, RECIPE, found, np.random.default_rng(0))
    assert said["parameters"] == 784 * 8 + 8 + 8 * 10 + 10
    assert (said["train_images"], said["validation_images"], said["test_images"]) == (90, 30, 40)
    chosen = found["networks"]["chosen"]
    assert said["rates"][0]["mean"] == np.mean([fit["test_accuracy"] for fit in chosen])
    assert [row["learning_rate"] for row in said["rates"]] == [
        factor * found["rate"] for factor in (1, 0.1, 10)
    ]
    counts = scratch.confusion(found["after"], data)
    assert said["errors"] == counts.sum() - np.trace(counts)
    own = network.predicted(found["after"], data.test_images)
    assert said["wrong"] == [n for n in range(40) if own[n] != data.test_labels[n]]
    assert said["variance"]["measured"] == pytest.approx(said["variance"]["predicted"], rel=0.6)
    assert said["variance"]["predicted"] == pytest.approx((data.images**2).mean())
    assert max(row["error"] for row in said["gradients"]) < 1e-8
    assert [row["start"] for row in said["starts"]] == [s for s in starts.STARTS for _ in starts.KINDS]
    assert said["updates"] == 12
    table = starts.spreads(found["starts"])
    assert list(table.columns) == ["start", "precision", "update", "spread"]
    assert len(table) == sum(len(row["update"]) for row in found["starts"])
    assert isinstance(table, pd.DataFrame)


def test_the_network_before_training_is_the_one_that_was_trained(found):
    again = network.initial((784, 8, 10), np.random.default_rng(1))
    np.testing.assert_array_equal(found["before"]["W"], again["W"])
    assert not np.array_equal(found["before"]["W"], found["after"]["W"])


def test_it_needs_no_framework():
    import subprocess
    import sys

    from conftest import ROOT

    program = (
        f"import sys; sys.path.insert(0, {str(ROOT / 'workflow')!r});"
        " import digitlab.scratch.scratch; assert 'torch' not in sys.modules"
    )
    assert subprocess.run([sys.executable, "-c", program]).returncode == 0
    assert "torch" not in (ROOT / "workflow/scripts/scratch/scratch.py").read_text()
