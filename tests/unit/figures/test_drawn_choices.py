import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot as plt
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure

from digitlab.choices import activations, momentum
from digitlab.choices.names import OPTIMIZERS
from figures import choices, style


@pytest.fixture(autouse=True)
def closed():
    """No figure is left open."""
    yield
    plt.close("all")


def labels(place):
    """Words of the legend of axes or of a whole panel."""
    [legend] = place.legends if isinstance(place, Figure) else [place.get_legend()]
    return [text.get_text() for text in legend.get_texts()]


def curves(variants):
    rows = [
        {"variant": name, "network": network, "epoch": epoch, "cost": k + (1 + network) / epoch}
        | {"errors": (0.1 + 0.05 * network) * k / epoch}
        for k, name in enumerate(variants, 1)
        for network in (0, 1)
        for epoch in (1, 2, 3)
    ]
    return pd.DataFrame(rows)


def test_by_epoch_draws_every_network_in_the_order_asked_for_with_the_library_s_names():
    table = curves(OPTIMIZERS)
    order = ["adam", "sgd", "momentum", "adagrad"]
    figures = choices.by_epoch(table, order)
    left, right = figures.axes
    # Lines may be anywhere in the axes: the key is a panel of its own.
    assert labels(figures[-1]) == [OPTIMIZERS[name] for name in order]
    assert [axes.get_title() for axes in (left, right)] == ["Training cost", "Validation errors"]
    networks = [(name, network) for name in order for network in (0, 1)]
    for (name, network), cost, errors in zip(networks, left.lines, right.lines, strict=True):
        rows = table[(table.variant == name) & (table.network == network)]
        np.testing.assert_array_equal(cost.get_xdata(), [1, 2, 3])
        np.testing.assert_allclose(cost.get_ydata(), rows.cost)
        np.testing.assert_allclose(errors.get_ydata(), 100 * rows.errors)
    assert (left.get_yscale(), right.get_yscale()) == ("log", "log")
    of_each = left.lines[::2]
    assert len({line.get_color() for line in of_each}) == len({line.get_marker() for line in of_each}) == 4


def test_networks_alike_but_for_the_seed_look_alike():
    figures = choices.by_epoch(curves(["with", "without"]), ["with", "without"])
    left, _ = figures.axes
    assert labels(figures[-1]) == ["with", "without"]
    first, second, other, _ = left.lines
    assert (first.get_color(), first.get_marker()) == (second.get_color(), second.get_marker())
    assert first.get_color() != other.get_color()


def test_decay_draws_prediction_as_a_line_and_measurement_as_dots():
    summary = {"predicted": [1, 0.9, 0.8], "measured": [1, 0.91, 0.79]}
    learned = pd.DataFrame({"step": [0, 1, 2], "free_decay": [5, 1, -3], "stopped_decay": [5, 1, 0]})
    learned = learned.assign(free_cost=[9, 4, -7], stopped_cost=[9, 4, 1])
    share, penalty, cost = choices.decay(summary, learned).axes
    predicted, measured = share.lines
    np.testing.assert_array_equal(predicted.get_ydata(), [1, 0.9, 0.8])
    np.testing.assert_array_equal(measured.get_ydata(), [1, 0.91, 0.79])
    assert (predicted.get_marker(), measured.get_marker(), measured.get_linestyle()) == ("None", "o", "None")
    for axes, name in ((penalty, "decay"), (cost, "cost")):
        free, stopped, _ = axes.lines
        np.testing.assert_array_equal(free.get_ydata(), learned[f"free_{name}"])
        np.testing.assert_array_equal(stopped.get_ydata(), learned[f"stopped_{name}"])
    assert labels(penalty) == ["nothing stops it", "stopped at 0"]


def test_region_shows_what_was_run_with_the_border_over_it():
    eta, mu = np.linspace(-1, 4, 6), np.linspace(-1, 1, 5)
    ran = np.arange(30).reshape(5, 6) % 2 == 0
    fig = choices.region({"eta": eta, "mu": mu, "ran": ran, **momentum.BORDER})
    [axes] = fig.axes
    [image] = axes.images
    np.testing.assert_array_equal(image.get_array(), ran)
    assert image.get_extent() == [-1.5, 4.5, -1.25, 1.25]  # half a step beyond the outermost points
    assert image.origin == "lower"
    assert image.cmap(1.0) == to_rgba(style.SKY, choices.OPACITY)
    assert image.cmap(0.0)[3] == 0
    np.testing.assert_array_equal(axes.lines[0].get_xydata(), np.stack(list(momentum.BORDER.values()), 1))
    assert [text.get_text() for text in fig.legends[0].get_texts()] == [
        "converged when run",
        "border by theory",
    ]
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("η (curvature 1)", "μ")


def test_functions_draws_each_activation_its_derivative_and_the_widths():
    values = activations.curves()
    functions, derivatives, widths = choices.functions(values, {"widest_at": 6.894, "width": 0.4477}).axes
    assert labels(functions) == list(activations.FUNCTIONS)
    for name, line, slope in zip(activations.FUNCTIONS, functions.lines, derivatives.lines, strict=True):
        np.testing.assert_array_equal(line.get_ydata(), values[name])
        np.testing.assert_array_equal(slope.get_ydata(), values[f"{name}_derivative"])
    closed_form, searched, widest = widths.lines
    np.testing.assert_array_equal(closed_form.get_xydata(), np.stack([values["weights"], values["width"]], 1))
    np.testing.assert_array_equal(searched.get_xdata(), values["searched_weights"])
    assert widest.get_xydata().tolist() == [[6.894, 0.4477]]
    assert [text.get_text() for text in widths.texts] == ["0.448 at |w| = 6.89"]


def test_by_depth_has_a_panel_an_initialisation_and_a_line_an_activation():
    rows = [
        {
            **{"initialisation": start, "activation": name, "layers": layers, "median": -k * layers},
            **{"lowest": -k * layers - 1, "highest": -k * layers + 0.5},
        }
        for k, (start, name) in enumerate((s, n) for s in ("He", "1/√n") for n in ("tanh", "ReLU"))
        for layers in range(4)
    ]
    panels = choices.by_depth(pd.DataFrame(rows)).axes
    assert [axes.get_title() for axes in panels] == ["He", "1/√n"]
    assert labels(panels[0]) == ["tanh", "ReLU"]
    slopes = [line.get_ydata()[-1] for axes in panels for line in axes.lines[:2]]
    assert slopes == [0, -3, -6, -9]
    # The range is shaded, each in its line's colour.
    shaded = panels[1].collections[0].get_paths()[0].vertices[:, 1]
    assert (shaded.min(), shaded.max()) == (-7, 0.5)
    assert panels[0].get_ylabel() == "gradient's size, powers of ten"


def test_channels_stand_on_one_scale_beside_their_image():
    image = np.random.default_rng(0).integers(0, 256, (8, 8, 3), np.uint8)
    values = np.random.default_rng(1).normal(0, 1, (64, 5, 5))
    values[3, 0, 0] = -9.0
    fig = choices.channels(image, values, {"names": ["ball", "hat"], "probabilities": [0.75, 0.05]})
    photograph, *rest = fig.axes
    np.testing.assert_array_equal(photograph.images[0].get_array(), image)
    assert photograph.get_xlabel() == "75.0%  ball\n5.0%  hat"
    drawn = [axes.images[0] for axes in rest if axes.images]
    assert len(drawn) == 64
    for channel, picture in zip(values, drawn, strict=True):
        np.testing.assert_array_equal(picture.get_array(), channel)
        assert picture.get_clim() == (-9.0, 9.0)
        assert picture.cmap.name == style.SIGNED.name
