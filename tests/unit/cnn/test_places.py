import numpy as np
import pytest

from digitlab import statistics
from digitlab.cnn import places, separation


def maps(seed):
    random = np.random.default_rng(seed)
    first, second = random.normal(0, 1, (2, 200, 5, 3, 4)).astype(np.float32)
    first[:, 2, 1, 3] += 4
    first[:, 1, 0, 0] += 3.5
    return first, second


def test_the_place_that_separates_is_found_and_named():
    found = places.places(maps(0), maps(1))
    right = found["right"].sum(2)
    assert right.shape == found["auc"].shape == found["chosen"].shape == (3, 4)
    assert np.unravel_index(found["chosen"].argmax(), (3, 4)) == (1, 3)
    assert right[1, 3] > 380
    assert found["auc"][1, 3] > 0.98
    assert np.delete(right.ravel(), [0, 7]).max() < 250
    centres = [[6.0, 13.5, 21.0], [5.0, 10.0, 15.0, 21.0]]
    typical = [np.zeros((28, 28)), np.zeros((28, 28))]
    typical[0][4:24, 4:24] = 200
    images = [np.zeros((200, 28, 28), np.uint8), np.zeros((200, 28, 28), np.uint8)]
    images[1][:50, 14, 21] = 255
    train = [np.zeros((10, 28, 28), np.uint8), np.zeros((10, 28, 28), np.uint8)]
    train[0][:7, 14, 21] = 255
    first, *others = places.ranked(found, centres, train, images, typical)
    assert (first["row"], first["column"], first["part"]) == (1, 3, "middle right")
    assert (first["ink_first"], first["ink_second"], first["ink_gap"]) == (0, 0.25, 0.7)
    assert first["low"] < first["share"] == right[1, 3] / 400 < first["high"]
    assert (first["difference"], first["alike"]) == (1, True)
    assert [row["right"] for row in others] == [right[row["row"], row["column"]] for row in others]
    assert not any(row["alike"] for row in others[1:])


def test_the_half_that_fits_does_not_choose_and_test_images_do_neither():
    train, test = maps(0), maps(1)
    found = places.places(train, test)
    fit, choose = ((train[0][at::2, :, 1, 3], train[1][at::2, :, 1, 3]) for at in (0, 1))
    chosen, right = separation.probe(fit, choose, (test[0][:, :, 1, 3], test[1][:, :, 1, 3]))
    assert found["chosen"][1, 3] == chosen.sum()
    np.testing.assert_array_equal(found["right"][1, 3], right)
    other = places.places(train, (test[1], test[0]))
    np.testing.assert_array_equal(other["chosen"], found["chosen"])


def test_places_alike_are_those_that_the_test_does_not_find_worse():
    right = np.zeros((1, 4, 100), bool)
    right[0, 0, :80] = True  # chosen second, and the best of the test images
    right[0, 1, :70] = True  # chosen first
    right[0, 2, 4:70] = True  # 4 fewer: could be chance
    right[0, 3, 20:70] = True  # 20 fewer: not
    found = {"right": right, "chosen": np.array([[5, 9, 3, 2]]), "auc": np.zeros((1, 4))}
    images = [np.zeros((50, 28, 28), np.uint8)] * 2
    rows = places.ranked(found, [[14.0], [3.0, 9.0, 15.0, 21.0]], images, images, [np.ones((28, 28))] * 2)
    assert [row["column"] for row in rows] == [1, 0, 2, 3]
    raw = [statistics.mcnemar(0, 10), statistics.mcnemar(4, 0), statistics.mcnemar(20, 0)]
    assert [row["difference"] for row in rows[1:]] == pytest.approx([2 * raw[0], raw[1], 3 * raw[2]])
    assert [row["alike"] for row in rows] == [True, True, True, False]  # better is not worse


def test_probes_on_pixels_are_compared_with_the_place():
    random = np.random.default_rng(0)

    def classes():
        first, second = random.integers(0, 100, (2, 100, 28, 28))
        first[:, 14, 14] += 120
        first[:, 20, 20] += 400
        return first, second

    train, test = classes(), classes()
    place = np.ones(200, bool)
    whole, central = places.pixels(train, test, place)
    assert (whole["pixels"], whole["numbers"]) == ("all", 784)
    assert (central["pixels"], central["numbers"]) == ("central", 9)
    fit = tuple(x[::2, 13:16, 13:16].reshape(50, 9) for x in train)
    [said] = separation.probe(fit, tuple(x[:, 13:16, 13:16].reshape(100, 9) for x in test))
    assert central["right"] == said.sum() < 200
    expected = [statistics.mcnemar(200 - row["right"], 0) for row in (whole, central)]
    assert [whole["difference"], central["difference"]] == pytest.approx(statistics.holm(np.array(expected)))


def test_one_place_alone_is_the_first():
    found = {"right": np.ones((1, 1, 4), bool), "chosen": np.array([[3]]), "auc": np.ones((1, 1))}
    images = [np.zeros((2, 28, 28), np.uint8)] * 2
    [row] = places.ranked(found, [[14.0], [14.0]], images, images, [np.ones((28, 28))] * 2)
    assert (row["alike"], row["right"]) == (True, 4)
