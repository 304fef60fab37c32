from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from digitlab.cnn import network, train
from digitlab.cnn.store import Store
from digitlab.data import download, mnist
from digitlab.errors import InputError
from digitlab.precision import chosen_precision

SMALL = {
    **{"channels": [4, 4, 4], "kernels": [3, 3, 3], "padding": [1, 1, 1], "pool": [2, 2, 2]},
    **{"dropout": 0.2},
}
NO_AUGMENTATION = {"rotation": 0, "translation": 0, "scale": 0, "shear": 0}


def recipe(**changed):
    given = {
        "epochs": 2,
        "batch_size": 20,
        "learning_rate": 0.02,
        "warmup": 0.3,
        "weight_decay": 0.01,
        "label_smoothing": 0.0,
        "held_out": 0.0,
        "augmentation": NO_AUGMENTATION,
        "precision": "fp32",
        "seed": 1,
    }
    return train.Recipe(**(given | changed))


def stripes(n=200, seed=0):
    """Two classes that differ in the direction of their stripes."""
    random = np.random.default_rng(seed)
    labels = random.integers(0, 2, n).astype(np.uint8)
    images = np.zeros((n, 28, 28), np.uint8)
    images[labels == 0, ::4, :] = 255
    images[labels == 1, :, ::4] = 255
    return images, labels


def trained(r, images, labels):
    net = train.initial_network(SMALL, r.seed)
    training = train.Training(net, images, labels, r, "cpu")
    rows = [training.run_epoch() for _ in range(r.epochs)]
    return net, rows


def test_two_kinds_of_stripes_are_learned():
    images, labels = stripes()
    net, rows = trained(recipe(), images, labels)
    assert rows[-1]["train_loss"] < rows[0]["train_loss"]
    unseen, truth = stripes(50, seed=9)
    assert (network.probabilities(net, unseen).argmax(1) == truth).all()


def test_random_labels_are_not_learned_on_unseen_images():
    images, _ = stripes()
    labels = np.random.default_rng(3).integers(0, 2, len(images)).astype(np.uint8)
    net, _ = trained(recipe(), images, labels)
    unseen, truth = stripes(100, seed=9)
    assert (network.probabilities(net, unseen).argmax(1) == truth).mean() < 0.9


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others():
    images, labels = stripes()
    augmented = {"rotation": 10, "translation": 0.1, "scale": 0.1, "shear": 5}
    one, again, other = (
        network.serialised(trained(recipe(augmentation=augmented, seed=s), images, labels)[0])
        for s in (1, 1, 2)
    )
    assert one == again != other


def test_the_schedule_ends_where_the_one_cycle_policy_ends():
    images, labels = stripes()
    _, rows = trained(recipe(), images, labels)
    assert rows[-1]["learning_rate"] == pytest.approx(0.02 / 25 / 1e4, rel=1e-6)


def test_a_batch_larger_than_the_data_is_refused():
    images, labels = stripes(10)
    with pytest.raises(InputError, match=r"cnn\.batch_size is 20; allowed: 1 to 10"):
        trained(recipe(), images, labels)


def test_auto_follows_the_hardware_and_a_choice_is_kept():
    assert chosen_precision("fp32", "cpu") == "fp32"
    assert chosen_precision("bf16", "cpu") == "bf16"
    flags = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    expected = "bf16" if "avx512_bf16" in flags or "amx_tile" in flags else "fp32"
    assert chosen_precision("auto", "cpu") == expected


def test_one_epoch_on_the_real_mnist_reaches_97_percent(real_mnist):
    dataset = mnist.from_idx(download.local_files(real_mnist), None)
    r = recipe(epochs=1, batch_size=128, learning_rate=0.01, precision=chosen_precision("auto", "cpu"))
    net = train.initial_network(
        SMALL | {"channels": [16, 32, 32], "kernels": [5, 3, 3], "padding": [2, 1, 1]}, 1
    )
    train.Training(net, dataset.train.images, dataset.train.labels, r, "cpu").run_epoch()
    accuracy = (network.probabilities(net, dataset.test.images).argmax(1) == dataset.test.labels).mean()
    assert accuracy > 0.97


AUGMENTATION = {"rotation": 10, "translation": 0.1, "scale": 0.1, "shear": 5}


def begun(r, images, labels):
    net = train.initial_network(SMALL, r.seed)
    return train.Training(net, images, labels, r, "cpu")


@pytest.mark.parametrize("precision", ["fp32", "bf16"])
def test_a_training_that_goes_on_from_a_checkpoint_ends_in_the_same_bytes(tmp_path, precision):
    images, labels = stripes()
    r = recipe(epochs=3, augmentation=AUGMENTATION, precision=precision)
    whole = begun(r, images, labels)
    for _ in range(3):
        whole.run_epoch()
    with Store(tmp_path, "key", 500).in_use() as store:
        first = begun(r, images, labels)
        first.run_epoch()
        store.save(1, first.state())
        second = begun(r, images, labels)
        second.restore(store.latest())
    assert second.epoch == 1
    rows = [second.run_epoch() for _ in range(2)]
    assert network.serialised(second.network) == network.serialised(whole.network)
    assert rows[-1]["epoch"] == 3
    assert second.seconds > first.seconds


def test_a_finished_training_is_read_and_not_run_again(tmp_path, monkeypatch):
    images, labels = stripes()
    dataset = mnist.Dataset(mnist.Split(images, labels), mnist.Split(*stripes(50, seed=9)))
    with Store(tmp_path, "key", 500).in_use() as store:
        training = begun(recipe(), images, labels)
        first = train.finish(training, dataset, store)
        monkeypatch.setattr(train.Training, "run_epoch", lambda *a: pytest.fail("trained again"))
        again = begun(recipe(), images, labels)
        second = train.finish(again, dataset, store)
    assert network.serialised(again.network) == network.serialised(training.network)
    np.testing.assert_array_equal(first.probabilities, second.probabilities)
    assert (first.train_accuracy, first.history, first.seconds) == (
        second.train_accuracy,
        second.history,
        second.seconds,
    )
    fitted = network.probabilities(training.network, images).argmax(1)
    assert first.train_accuracy == (fitted == labels).mean()


def test_images_are_held_out_by_the_seed_alone_and_none_is_lost():
    images, labels = stripes(200)
    images[:, 0, 0] = np.arange(200)
    dataset = mnist.Dataset(mnist.Split(images, labels), mnist.Split(*stripes(5)))
    rest, held, indices = train.hold_out(dataset, 0.1, seed=3)
    assert (len(rest.train), len(held), rest.test) == (180, 20, dataset.test)
    assert (np.diff(indices) > 0).all()
    np.testing.assert_array_equal(held.images, images[indices])
    np.testing.assert_array_equal(held.labels, labels[indices])
    seen = [*rest.train.images[:, 0, 0], *held.images[:, 0, 0]]
    assert sorted(seen) == list(range(200))
    other = mnist.Dataset(mnist.Split(images[::-1], labels[::-1]), dataset.test)
    np.testing.assert_array_equal(train.hold_out(other, 0.1, seed=3)[2], indices)
    assert train.hold_out(dataset, 0.1, seed=4)[2].tolist() != indices.tolist()


def test_a_share_of_none_holds_nothing_out():
    images, labels = stripes(20)
    dataset = mnist.Dataset(mnist.Split(images, labels), mnist.Split(*stripes(5)))
    rest, held, indices = train.hold_out(dataset, 0, seed=1)
    np.testing.assert_array_equal(rest.train.images, images)
    assert (len(held), len(indices), held.images.shape) == (0, 0, (0, 28, 28))


def test_a_training_that_diverges_says_so_with_its_epoch():
    images, labels = stripes(64)
    with pytest.raises(InputError, match=r"diverged in epoch 1: .* cnn\.learning_rate is 1e\+30"):
        begun(replace(recipe(), learning_rate=1e30), images, labels).run_epoch()
