"""Downloads from a server on the loopback address that sends too much, too little, or elsewhere."""

import gzip
import http.server
import threading
import urllib.error

import pytest

from digitlab.choices import readout
from digitlab.data import mirrors, transfer
from digitlab.errors import InputError

CONTENT = bytes(range(256)) * 40


class Handler(http.server.BaseHTTPRequestHandler):
    """What it does is the first part of the path."""

    def do_GET(self):
        kind, _, rest = self.path[1:].partition("/")
        if kind == "to":
            self.send_response(302)
            self.send_header("Location", rest)
            self.end_headers()
            return
        self.send_response(200)
        if kind in ("whole", "promised"):
            self.send_header("Content-Length", str(10**12 if kind == "promised" else len(CONTENT)))
        if kind == "cut":
            self.send_header("Content-Length", str(2 * len(CONTENT)))
        self.end_headers()
        self.wfile.write(gzip.compress(bytes(10**7)) if kind == "bomb" else CONTENT)
        while kind == "endless":
            try:
                self.wfile.write(CONTENT)
            except OSError:
                return

    def log_message(self, *told):
        pass


@pytest.fixture(scope="module")
def url():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()


def test_a_file_comes_as_it_was_sent_with_and_without_its_length(url):
    for kind in ("whole", "unknown"):
        assert transfer.fetched(f"{url}{kind}", len(CONTENT), 5) == CONTENT
    assert transfer.fetched(f"{url}to/{url}whole", len(CONTENT), 5) == CONTENT


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("whole", "10240 bytes promised, 10000 allowed"),
        ("promised", "1000000000000 bytes promised"),
        ("unknown", "more than 10000 bytes"),
        ("endless", "more than 10000 bytes"),
    ],
)
def test_more_than_is_allowed_is_not_taken(url, kind, said):
    with pytest.raises(transfer.TransferError, match=said):
        transfer.fetched(f"{url}{kind}", 10_000, 5)


def test_less_than_was_promised_is_no_file(url):
    with pytest.raises(transfer.TransferError, match="10240 of 20480 bytes came"):
        transfer.fetched(f"{url}cut", 10**6, 5)


@pytest.mark.parametrize("to", ["file:///etc/hostname", "ftp://127.0.0.1/x", "gopher://127.0.0.1/"])
def test_no_redirect_leads_out_of_http(url, to):
    with pytest.raises(
        (urllib.error.URLError, urllib.error.HTTPError), match=r"unknown url type|not allowed"
    ):
        transfer.fetched(f"{url}to/{to}", 10**6, 5)
    with pytest.raises(urllib.error.URLError):
        transfer.fetched(to, 10**6, 5)


def test_mirrors_and_weights_are_fetched_so(url, monkeypatch):
    monkeypatch.setattr(mirrors, "MOST_SENT", 10_000)
    with pytest.raises(
        InputError, match=r"endless/train-images-idx3-ubyte\.gz: not downloaded whole: more than"
    ):
        mirrors.fetch([f"{url}endless/"], None, 5)
    monkeypatch.setattr(mirrors, "MOST_SENT", 10**6)
    monkeypatch.setattr(mirrors, "MOST_HELD", 10**6)
    with pytest.raises(InputError, match="not downloaded whole: more than 1000000 bytes"):
        mirrors.fetch([f"{url}bomb/"], None, 5)
    with pytest.raises(InputError, match=r"not downloaded whole: .*unknown url type: ftp"):
        mirrors._download(f"{url}to/ftp://127.0.0.1/", None, 5)
    monkeypatch.setattr(readout, "MOST_SENT", 10_000)
    with pytest.raises(InputError, match=r"did not send the weights .more than 10000 bytes"):
        readout.fetched(f"{url}endless/alexnet-0.pth")
