import numpy as np
import pytest
import torch
from conftest import untrained

from digitlab.cnn import network as of_digits
from digitlab.errors import InputError
from digitlab.reading import line_network
from digitlab.reading.line_network import LineNetwork

# channels, kernels, padding, pool: pooling everywhere and nowhere, windows of three, padding of all sorts.
SHAPES = {
    "as the default": ([4, 6, 8, 10], [5, 5, 3, 3], [0, 0, 0, 0], [2, 1, 2, 1]),
    "a window of three": ([3, 4, 5], [3, 3, 3], [0, 0, 0], [3, 2, 1]),
    "maps left over": ([3, 4, 5], [4, 3, 2], [0, 0, 0], [2, 3, 1]),
    "pooled last": ([3, 4, 5], [5, 4, 3], [0, 0, 0], [1, 2, 2]),
    "never pooled": ([3, 4, 5], [3, 3, 2], [0, 0, 0], [1, 1, 1]),
    "pooled by four": ([3, 4, 5], [3, 3, 2], [0, 0, 0], [4, 1, 1]),
    "padded": ([3, 4, 5], [5, 3, 3], [2, 1, 1], [2, 2, 1]),
    "padded, pooled thrice": ([3, 4, 5], [3, 3, 3], [1, 1, 1], [2, 2, 2]),
    "padded more than a kernel": ([3, 4, 5], [2, 3, 1], [3, 2, 0], [1, 2, 1]),
}
UNPADDED = [name for name, (_, _, padding, _) in SHAPES.items() if not any(padding)]


def digits(name):
    return untrained(SHAPES[name])


def lines(count, width):
    return torch.rand(count, line_network.ROWS, width, generator=torch.Generator().manual_seed(width))


@pytest.mark.parametrize("name", UNPADDED)
@pytest.mark.parametrize("width", [40, 51])
@torch.inference_mode()
def test_a_column_is_what_the_network_of_digits_computes_of_the_window_around_it(name, width):
    net, ink = digits(name), lines(1, width)
    network = LineNetwork.of(net, 0).eval()
    found = network.columns(ink)
    found = found.unflatten(2, (net.architecture["channels"][-1], -1))
    wide = torch.nn.functional.pad(ink, (28, 28))
    for column in range(found.shape[1]):
        left = 28 + 2 * column - (network.field - 2) // 2
        window = net.activations(wide[:, :28, left : left + 28], len(net.convolutions))
        there = window[..., 0]
        torch.testing.assert_close(found[:, column, :, : there.shape[2]], there, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("units", [0, 3])
@pytest.mark.parametrize("width", [1, 2, 33, 60])
def test_there_is_an_answer_every_two_pixels(name, units, width):
    network = LineNetwork.of(digits(name), units).eval()
    assert network(lines(2, width)).shape == (2, -(-width // 2), 11)


@pytest.mark.parametrize("name", SHAPES)
@torch.inference_mode()
def test_ink_changes_the_columns_around_it_alone(name):
    network = LineNetwork.of(digits(name), 0).eval()
    some = lines(40, 120)
    other = some.clone()
    other[:, :, 60] = 1 - other[:, :, 60]
    changed = (network.columns(some) - network.columns(other)).abs().amax((0, 2)) > 1e-6
    [there] = np.nonzero(changed.numpy())
    # As far to the left as to the right, to the two pixels of a column and the one of an odd field.
    assert abs((60 - 2 * there[0]) - (2 * there[-1] - 60)) <= 3
    assert network.field - 4 <= 2 * (there[-1] - there[0]) <= network.field + 1


def test_without_lstm_a_column_sees_at_least_what_the_network_of_digits_saw():
    network = LineNetwork.of(digits("never pooled"), 0)
    seen = network.field + 2 * (network.linear.kernel_size[0] - 1)
    assert 28 <= seen < 28 + 4
    assert LineNetwork.of(digits("as the default"), 0).linear.kernel_size == (1,)


@torch.inference_mode()
def test_only_with_lstm_what_stands_far_off_is_read():
    far = lines(1, 120)
    near = far.clone()
    near[:, :, 60:] = 0
    for units, same in ((0, True), (4, False)):
        network = LineNetwork.of(digits("as the default"), units).eval()
        assert torch.equal(network(far)[:, :20], network(near)[:, :20]) is same


@pytest.mark.parametrize("units", [0, 5])
def test_a_stored_network_reads_as_before(tmp_path, units):
    network = LineNetwork.of(digits("as the default"), units).eval()
    path = tmp_path / "line.safetensors"
    path.write_bytes(line_network.serialised(network))
    with torch.inference_mode():
        torch.testing.assert_close(line_network.load(path)(lines(1, 40)), network(lines(1, 40)))


def test_another_file_is_refused_by_name(tmp_path):
    path = tmp_path / "line.safetensors"
    path.write_bytes(b"no network")
    with pytest.raises(InputError, match=r"line.safetensors: no network of lines"):
        line_network.load(path)
    path.write_bytes(of_digits.serialised(digits("padded")))
    with pytest.raises(InputError, match=r"line.safetensors: no network of lines \('line'\)"):
        line_network.load(path)
