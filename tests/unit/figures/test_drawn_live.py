import numpy as np
import pytest

from figures import live, style


@pytest.fixture(autouse=True)
def none_left_open():
    yield
    style.plt.close("all")


def test_the_first_of_each_class_stands_under_what_it_is_taken_for():
    labels = np.array([0, 0, 3, 3, 7])
    images = np.arange(5, dtype=np.uint8)[:, None, None] * np.ones((1, 28, 28), np.uint8)
    outputs = np.full((5, 10), 0.01)
    outputs[[0, 1, 2, 3, 4], [0, 1, 3, 4, 9]] = 0.91
    shown = live.one_of_each({"images": images, "labels": labels, "probabilities": outputs}).axes
    assert [axes.images[0].get_array().max() for axes in shown] == [0, 2, 4]
    assert [axes.get_title() for axes in shown] == ["0", "3", "9"]
    assert shown[0].get_xlabel() == "91.0%"
