import numpy as np
import pytest

from answers.words import rendered
from digitlab.answers import conv_pool, section
from digitlab.choices.conv_pool import worked_example


def worked(**changed):
    """The config's example as JSON holds it."""
    example = worked_example(
        x=np.array([[1.0, 0, 2], [0, 1, -1], [1, 2, 0]]),
        w=np.array([[1.0, -1], [0.5, 0]]),
        b=0.1,
        v=np.array([[1.0], [-0.5]]),
        c=np.array([0.2, -0.1]),
        target=np.array([1.0, 0]),
    )
    plain = {
        name: value.tolist() if isinstance(value, np.ndarray) else value for name, value in example.items()
    }
    return plain | changed


def made_up():
    return conv_pool.answer({}, worked())


@pytest.mark.parametrize(
    ("routing", "reached", "verdict"),
    [
        ([[0], [0], [0], [1]], 1, "one place"),
        ([[0, 1], [0, 0], [1, 0], [0, 0]], 2, "several places"),
        ([[1, 1], [0, 0], [0, 0], [0, 0]], 1, "one place"),  # both pooled values were largest there
    ],
)
def test_places_that_the_error_goes_back_to_are_counted_once(routing, reached, verdict):
    result = conv_pool.answer({}, worked(routing=routing))
    assert result.verdict == verdict
    assert (result.numbers["reached"].value, result.numbers["places"].value) == (reached, 4)


def test_sizes_are_those_of_the_example():
    result = conv_pool.answer({}, worked(side=5))
    assert (result.image_side, result.filter_side, result.pool_side, result.outputs) == (3, 2, 5, 2)
    assert section.written(result, {"worked": "w.json"})["numbers"]["cost"]["value"] == pytest.approx(
        0.09316, abs=1e-5
    )


def test_sizes_and_places_are_said_as_they_are():
    text = rendered("conv_pool", {"conv_pool": made_up()})
    assert (
        "An image of 3 × 3, one filter of 2 × 2, a logistic function, a max pool of 2 × 2, two logistic"
        in text
    )
    assert "here 1 of 4 places gets it." in text
    both = conv_pool.answer({}, worked(routing=[[0, 1], [0, 0], [1, 0], [0, 0]]))
    assert "here 2 of 4 places get it." in rendered("conv_pool", {"conv_pool": both})
