import gzip
import hashlib

import numpy as np
import pytest
from conftest import idx_bytes
from hypothesis import given, settings
from hypothesis import strategies as st

from digitlab.data import idx
from digitlab.errors import InputError


def test_an_array_written_independently_is_read_back():
    array = np.arange(2 * 3 * 4, dtype=np.uint8).reshape(2, 3, 4)
    np.testing.assert_array_equal(idx.decode(idx_bytes(array), 3, "f"), array)


def test_the_byte_order_is_big_endian():
    header = bytes([0, 0, 8, 1, 0, 0, 0, 2])
    np.testing.assert_array_equal(idx.decode(header + b"\x05\x07", 1, "f"), [5, 7])


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"\x00\x00\x08", "3 bytes, shorter than an IDX header of 8"),
        (bytes([0, 0, 8, 3, 0, 0, 0, 1, 9]), "magic number 0x00000803, expected 0x00000801"),
        (bytes([0, 0, 13, 1, 0, 0, 0, 1, 9]), "magic number 0x00000d01"),
        (bytes([0, 0, 8, 1, 0, 0, 0, 3, 9, 9]), "2 bytes of data, the header promises 3"),
        (bytes([0, 0, 8, 1, 0, 0, 0, 1, 9, 9]), "2 bytes of data, the header promises 1"),
    ],
)
def test_a_wrong_header_is_refused_by_name(raw, message):
    with pytest.raises(InputError, match="labels.*" + message.replace("(", r"\(")):
        idx.decode(raw, 1, "labels")


def test_a_shape_beyond_any_array_is_refused_by_name():
    sizes = [0, 2**32 - 1, 2**32 - 1]
    with pytest.raises(InputError, match=r"^images: no array can be 0 x 4294967295 x 4294967295$"):
        idx.decode(headed(3, sizes, b""), 3, "images")


def headed(dimensions, sizes, content):
    """Bytes with a right magic number, so that the rest of the reader is reached as well."""
    return bytes([0, 0, 8, dimensions]) + b"".join(s.to_bytes(4, "big") for s in sizes[:dimensions]) + content


RAW = st.one_of(
    st.binary(max_size=64),
    st.builds(
        headed,
        st.sampled_from([1, 3]),
        st.lists(st.integers(0, 4), min_size=3, max_size=3),
        st.binary(max_size=64),
    ),
    st.builds(
        headed, st.just(3), st.lists(st.integers(0, 2**32 - 1), min_size=3, max_size=3), st.binary(max_size=9)
    ),
)


@settings(max_examples=2000, deadline=None)
@given(RAW, st.sampled_from([1, 3]))
def test_any_bytes_give_an_array_or_one_clear_line(raw, dimensions):
    message = ""
    try:
        array = idx.decode(raw, dimensions, "some file")
    except InputError as fault:
        message = str(fault)
    if message:
        assert message.startswith("some file: ")
        assert "\n" not in message
    else:
        assert array.ndim == dimensions
        assert idx_bytes(array) == raw


def test_gzip_and_raw_files_hold_the_same(tmp_path):
    (tmp_path / "raw").write_bytes(b"content")
    (tmp_path / "packed.gz").write_bytes(gzip.compress(b"content"))
    assert idx.content(tmp_path / "raw") == idx.content(tmp_path / "packed.gz") == b"content"


@pytest.mark.parametrize("kind", ["missing", "folder", "empty", "cut", "damaged", "empty gzip"])
def test_a_file_that_cannot_be_read_is_named(tmp_path, kind):
    path = tmp_path / "f.gz"
    packed = gzip.compress(bytes(range(256)) * 20)
    if kind == "folder":
        path.mkdir()
    elif kind != "missing":
        content = {"empty": b"", "cut": packed[:-20], "empty gzip": gzip.compress(b"")}
        path.write_bytes(content.get(kind, packed[:30] + b"XXXX" + packed[34:]))
    with pytest.raises(InputError, match=r"f\.gz: "):
        idx.content(path)


def test_another_digest_is_refused():
    idx.verify(b"x", hashlib.sha256(b"x").hexdigest(), "f")
    idx.verify(b"x", None, "f")
    with pytest.raises(InputError, match=r"f: SHA-256 .* another file, or tampered with"):
        idx.verify(b"y", hashlib.sha256(b"x").hexdigest(), "f")
