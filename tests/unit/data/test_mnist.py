import gzip

import numpy as np
import pytest
from conftest import idx_bytes
from hypothesis import given, settings
from hypothesis import strategies as st

from digitlab.data import download, mnist
from digitlab.errors import InputError


def arrays(**changed):
    base = {
        "train_images": np.zeros((4, 28, 28), np.uint8),
        "train_labels": np.zeros(4, np.uint8),
        "test_images": np.zeros((2, 28, 28), np.uint8),
        "test_labels": np.zeros(2, np.uint8),
    }
    return base | changed


def test_a_saved_data_set_is_loaded_as_it_was(tmp_path):
    random = np.random.default_rng(1)
    given = arrays(train_images=random.integers(0, 256, (4, 28, 28), np.uint8))
    np.savez(tmp_path / "d.npz", **given)
    loaded = mnist.load(tmp_path / "d.npz").arrays()
    assert all((loaded[name] == given[name]).all() for name in given)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"train_labels": np.zeros(3, np.uint8)}, "4 train images, but 3 labels"),
        ({"test_labels": np.array([0, 10], np.uint8)}, "test label 10; allowed: 0 to 9"),
        ({"test_images": np.zeros((2, 28, 27), np.uint8)}, r"test_images is uint8 \(2, 28, 27\)"),
        ({"test_images": np.zeros((2, 28, 28), np.float32)}, "test_images is float32"),
        ({"train_images": np.zeros((0, 28, 28), np.uint8)}, "train_images holds nothing"),
    ],
)
def test_arrays_that_do_not_fit_are_refused(changed, message):
    with pytest.raises(InputError, match=f"here: .*{message}"):
        mnist.from_arrays(arrays(**changed), "here")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut off", b"not an archive"])
def test_a_damaged_artifact_is_named(tmp_path, content):
    (tmp_path / "dataset.npz").write_bytes(content)
    with pytest.raises(InputError, match=r"dataset\.npz: not a readable data set"):
        mnist.load(tmp_path / "dataset.npz")


def test_the_real_files_are_mnist(real_mnist):
    import yaml
    from conftest import ROOT

    sha256 = yaml.safe_load((ROOT / "config.yaml").read_text())["data"]["sha256"]
    dataset = mnist.from_idx(download.local_files(real_mnist), sha256)
    assert (len(dataset.train), len(dataset.test)) == (60000, 10000)
    # The first ten training labels, as every description of MNIST shows them.
    assert dataset.train.labels[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]


FILE = st.sampled_from(list(mnist.FILES.values()))
DAMAGE = st.one_of(
    st.tuples(st.just("cut"), FILE, st.integers(0, 400)),
    st.tuples(st.just("flip"), FILE, st.integers(0, 4000)),
    st.tuples(st.just("insert"), FILE, st.binary(max_size=9)),
    st.tuples(st.just("swap"), FILE, FILE),
)


@settings(max_examples=2000, deadline=None)
@given(damage=DAMAGE, packed=st.booleans())
def test_files_damaged_anyhow_give_a_data_set_or_one_clear_line(damage, packed, tmp_path_factory):
    random = np.random.default_rng(0)
    folder = tmp_path_factory.getbasetemp() / "damaged"
    folder.mkdir(exist_ok=True)
    contents = {}
    for name, file in mnist.FILES.items():
        shape = (5, 28, 28) if name.endswith("images") else (5,)
        raw = idx_bytes(random.integers(0, 10, shape, np.uint8))
        contents[file] = gzip.compress(raw, 1, mtime=0) if packed else raw
    kind, file, how = damage
    if kind == "cut":
        contents[file] = contents[file][:how]
    elif kind == "flip":
        content = bytearray(contents[file])
        content[how % len(content)] ^= 0xFF
        contents[file] = bytes(content)
    elif kind == "insert":
        contents[file] = contents[file][:10] + how + contents[file][10:]
    else:
        contents[file], contents[how] = contents[how], contents[file]
    paths = {}
    for name, content in contents.items():
        paths[name] = folder / name
        paths[name].write_bytes(content)
    message = ""
    try:
        dataset = mnist.from_idx(paths, None)
    except InputError as fault:
        message = str(fault)
    if message:
        assert "\n" not in message
        assert "damaged" in message.split(":")[0]
    else:
        assert dataset.train.images.shape == (5, 28, 28)
