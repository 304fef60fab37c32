import numpy as np
import pytest

from figures import kernels, style


@pytest.fixture(autouse=True)
def none_left_open():
    yield
    style.plt.close("all")


def weights(outputs, inputs, side, seed=0):
    return np.random.default_rng(seed).normal(size=(outputs, inputs, side, side)).astype(np.float32)


def shown(axes):
    [image] = axes.images
    return np.ma.filled(image.get_array().astype(float), np.nan)


def test_each_kernel_over_the_image_is_one_numbered_image_on_a_scale_around_zero():
    given = weights(11, 1, 5)
    [fig] = kernels.of_layer(given, 1)
    assert fig.get_suptitle() == "Layer 1: 11 filters of 5 × 5"
    drawn = [axes for axes in fig.axes if axes.images]
    assert [axes.get_title() for axes in drawn] == [str(n) for n in range(11)]
    limit = np.abs(given).max()
    for axes, kernel in zip(drawn, given, strict=True):
        np.testing.assert_array_equal(shown(axes), kernel[0])
        assert axes.images[0].get_clim() == (-limit, limit)
        assert axes.images[0].get_cmap().name == style.SIGNED.name
    assert fig.axes[-1].get_xlabel() == "weight"


def test_slices_stand_a_row_a_filter_and_a_column_a_channel_with_lines_between():
    given = weights(9, 10, 3)
    axes, bar = kernels.of_layer(given, 2).axes
    assert axes.get_title() == "Layer 2: 9 filters of 3 × 3"
    canvas = shown(axes)
    assert canvas.shape == (9 * 4 + 1, 10 * 4 + 1)
    np.testing.assert_array_equal(canvas[6 * 4 + 1 : 7 * 4, 7 * 4 + 1 : 8 * 4], given[6, 7])
    assert np.isnan(canvas[::4]).all()
    assert np.isnan(canvas[:, ::4]).all()
    assert np.isnan(canvas).sum() == canvas.size - given.size
    limit = np.percentile(np.abs(given), 99.5)
    np.testing.assert_allclose(axes.images[0].get_clim(), (-limit, limit))
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("input channel", "output channel")
    assert [label.get_text() for label in axes.get_xticklabels()] == ["0", "4", "8"]
    assert axes.get_xticks().tolist() == [2, 18, 34]  # in the middle of the slice
    assert bar.get_xlabel() == "weight"


def test_more_slices_than_a_panel_can_show_stand_in_several_on_one_scale():
    given = weights(4, 60, 3)
    panels = kernels.of_layer(given, 2)
    drawn = [panel.axes[0] for panel in panels]
    assert len(drawn) > 1
    limits = {axes.images[0].get_clim() for axes in drawn}
    assert len(limits) == 1
    slices = [
        shown(axes)[1:4, 4 * at + 1 : 4 * at + 4] for axes in drawn for at in range(shown(axes).shape[1] // 4)
    ]
    np.testing.assert_array_equal(slices, given[0])
    # Each weight is wide enough to be seen, and every panel says which channels it has.
    assert all(72 * style.PANEL / shown(axes).shape[1] > kernels.WEIGHT for axes in drawn)
    firsts = [int(axes.get_xticklabels()[0].get_text()) for axes in drawn]
    assert firsts == [0, *np.cumsum([shown(axes).shape[1] // 4 for axes in drawn])[:-1]]


def test_more_filters_than_are_seen_at_once_stand_in_several_panels_on_one_scale():
    given = weights(70, 3, 3)
    drawn = [panel.axes[0] for panel in kernels.of_layer(given, 2)]
    assert [int(axes.get_yticklabels()[0].get_text()) for axes in drawn] == [0, 24, 47]
    assert len({axes.images[0].get_clim() for axes in drawn}) == 1
    slices = np.concatenate([shown(axes)[:-1].reshape(-1, 4, 13)[:, 1:, 1:4] for axes in drawn])
    np.testing.assert_array_equal(slices, given[:, 0])


def test_a_layer_that_reads_the_image_and_zero_are_nothing_on_any_paper():
    middle = style.SIGNED(0.5 - 1e-6)[3], style.SIGNED(0.5 + 1e-6)[3], style.HARM(0.0)[3]
    assert max(middle) < 0.01
    assert style.SIGNED(0.0)[3] == style.SIGNED(1.0)[3] == style.HARM(1.0)[3] == 1


def test_a_filters_patches_are_a_square_and_those_that_do_not_activate_it_are_left_out():
    patches = np.arange(10 * 4 * 2 * 2).reshape(10, 4, 2, 2).astype(np.uint8)
    activation = np.ones((10, 4))
    activation[9, 2:] = 0
    fig = kernels.activating_patches(patches, activation, 3)
    [axes] = fig.axes
    assert axes.get_title() == "Layer 3: the 4 patches that excite each filter most"
    canvas = shown(axes)
    cell = 2 * 3 + 2  # two patches of two pixels with a line after each, and a margin
    assert canvas.shape == (2 * cell + 1, 8 * cell + 1)

    def patch(filter_, position):
        row, column = divmod(filter_, 8)
        top, left = row * cell + 2 + position // 2 * 3, column * cell + 2 + position % 2 * 3
        return canvas[top : top + 2, left : left + 2]

    np.testing.assert_array_equal(patch(0, 0), patches[0, 0])
    np.testing.assert_array_equal(patch(0, 1), patches[0, 1])
    np.testing.assert_array_equal(patch(7, 2), patches[7, 2])
    np.testing.assert_array_equal(patch(9, 1), patches[9, 1])
    assert np.isnan(patch(9, 2)).all()
    assert np.isnan(patch(9, 3)).all()
    assert np.isfinite(canvas).sum() == patches.size - 2 * 4
    assert axes.images[0].get_clim() == (0, 255)
    assert [label.get_text() for label in axes.get_yticklabels()] == ["0", "8"]
    assert [label.get_text() for label in axes.get_xticklabels()] == [f"+{n}" for n in range(8)]


def test_patches_of_many_filters_stand_in_several_panels_in_their_order():
    patches = np.ones((70, 1, 2, 2), np.uint8) * np.arange(70, dtype=np.uint8)[:, None, None, None]
    drawn = kernels.activating_patches(patches, np.ones((70, 1)), 2).axes
    assert [[label.get_text() for label in axes.get_yticklabels()] for axes in drawn] == [
        ["0", "8", "16"],
        ["24", "32", "40"],
        ["48", "56", "64"],
    ]
    values = np.concatenate([shown(axes)[2:-1:5, 2:-1:5].ravel() for axes in drawn])
    np.testing.assert_array_equal(values[:70], np.arange(70))
    assert np.isnan(values[70:]).all()
