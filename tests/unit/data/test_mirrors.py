import functools
import gzip
import hashlib
import http.server
import socket
import threading

import numpy as np
import pytest
from conftest import idx_bytes

from digitlab.data import mirrors
from digitlab.errors import InputError


@pytest.fixture
def serve():
    """Start HTTP servers on the loopback address; give their URLs."""
    servers = []

    def start(folder):
        handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(folder))
        handler.log_message = lambda *a: None
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_address[1]}/"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def digests(small_arrays):
    return {name: hashlib.sha256(idx_bytes(array)).hexdigest() for name, array in small_arrays.items()}


def dead_port() -> str:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{s.getsockname()[1]}/"


def test_good_files_arrive_as_they_were_served(serve, small_files, small_arrays, digests):
    dataset = mirrors.fetch([serve(small_files)], digests, timeout=10)
    np.testing.assert_array_equal(dataset.train.images, small_arrays["train-images-idx3-ubyte"])
    np.testing.assert_array_equal(dataset.test.labels, small_arrays["t10k-labels-idx1-ubyte"])


def test_a_cut_off_file_is_named(serve, small_files, digests):
    path = small_files / "t10k-images-idx3-ubyte.gz"
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(InputError, match=r"t10k-images-idx3-ubyte\.gz: not downloaded whole"):
        mirrors.fetch([serve(small_files)], digests, timeout=10)


def test_a_wrong_checksum_is_named(serve, small_files, small_arrays, digests):
    other = small_arrays["train-labels-idx1-ubyte"][::-1].copy()
    (small_files / "train-labels-idx1-ubyte.gz").write_bytes(gzip.compress(idx_bytes(other)))
    url = serve(small_files)
    with pytest.raises(InputError, match=f"{url}train-labels-idx1-ubyte: SHA-256 .* tampered with"):
        mirrors.fetch([url], digests, timeout=10)


def test_a_missing_file_is_named(serve, small_files, digests):
    (small_files / "train-images-idx3-ubyte.gz").unlink()
    with pytest.raises(InputError, match=r"train-images-idx3-ubyte\.gz: not downloaded whole"):
        mirrors.fetch([serve(small_files)], digests, timeout=10)


def test_a_dead_port_counts_as_unreachable():
    url = dead_port()
    with pytest.raises(mirrors.UnreachableError, match=url):
        mirrors.fetch([url], None, timeout=10)


def test_a_mirror_that_never_answers_counts_as_unreachable_in_time():
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        with pytest.raises(mirrors.UnreachableError, match=r"no answer within 0\.5 s|timed out"):
            mirrors.fetch([url], None, timeout=0.5)


def test_the_second_mirror_serves_when_the_first_does_not(serve, tmp_path, small_files, digests):
    empty = tmp_path / "empty"
    empty.mkdir()
    dataset = mirrors.fetch([dead_port(), serve(empty), serve(small_files)], digests, timeout=10)
    assert len(dataset.train) == 30
