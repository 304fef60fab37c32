import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot as plt

from figures import mistakes


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def table(counts):
    truths, labels = np.indices(counts.shape)
    return pd.DataFrame({"truth": truths.ravel(), "label": labels.ravel(), "digits": counts.ravel()})


def test_every_count_but_zero_stands_in_its_cell_and_only_errors_have_colour():
    counts = np.diag([1000] * 10)
    counts[4, 9], counts[9, 4] = 5, 2
    [axes] = mistakes.confusion(table(counts).sample(frac=1, random_state=0)).axes
    texts = {text.get_position(): text for text in axes.texts}
    assert len(texts) == 12
    assert texts[9, 4].get_text() == "5"  # across the label, down the truth
    assert texts[4, 9].get_text() == "2"
    assert texts[3, 3].get_text() == "1000"
    assert texts[9, 4].get_fontsize() >= 12
    [image] = axes.images
    assert image.get_array()[4, 9] == 5
    assert np.diag(image.get_array()).max() == 0
    assert image.get_clim() == (0, 5)
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("taken for", "digit")


def test_the_gallery_has_each_wrong_image_over_what_it_is_taken_for():
    images = np.arange(12, dtype=np.uint8)[:, None, None] * np.ones((1, 28, 28), np.uint8)
    wrong = pd.DataFrame({"truth": 4, "label": 9, "probability_of_label": np.linspace(0.9, 0.3, 12)})
    fig = mistakes.gallery(images, wrong)
    shown = [axes for axes in fig.axes if axes.images]
    assert [axes.images[0].get_array().max() for axes in shown] == list(range(12))
    assert shown[0].get_xlabel() == "4 as 9\n90.0%"
    assert len(fig) == 12
    few = mistakes.gallery(images, wrong.head(3))
    assert sum(bool(axes.images) for axes in few.axes) == 3


def test_no_wrong_image_is_said():
    wrong = pd.DataFrame({"truth": [], "label": [], "probability_of_label": []})
    fig = mistakes.gallery(np.zeros((0, 28, 28), np.uint8), wrong)
    assert [text.get_text() for axes in fig.axes for text in axes.texts] == ["none"]
