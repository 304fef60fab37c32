"""A file from the web: no more bytes than it may have, and from nowhere but http and https."""

import http.client
import urllib.error
import urllib.request
from typing import Protocol

CHUNK = 1 << 20


class Stream(Protocol):
    """Anything that bytes are read from, so many at a time; none at its end."""

    def read(self, size: int, /) -> bytes:
        """The next bytes."""


class TransferError(OSError):
    """What was sent is not what was asked for: too much of it, or too little."""


def opened(url: str, timeout: float) -> http.client.HTTPResponse:
    """An answer of a server, also where it redirects, but only to http and https.

    Args:
        url: of the file; ``timeout``: seconds that the server may be silent.

    Raises:
        OSError: it cannot be reached, has no such file, or redirects to another kind of address.
    """
    # Not the usual opener: that follows a redirect to ftp as well.
    opener = urllib.request.OpenerDirector()
    for handler in (
        *(urllib.request.ProxyHandler, urllib.request.HTTPHandler, urllib.request.HTTPSHandler),
        *(urllib.request.HTTPErrorProcessor, urllib.request.HTTPDefaultErrorHandler),
        *(urllib.request.HTTPRedirectHandler, urllib.request.UnknownHandler),
    ):
        opener.add_handler(handler())
    answer: http.client.HTTPResponse = opener.open(url, timeout=timeout)
    return answer


def fetched(url: str, most: int, timeout: float) -> bytes:
    """A file's bytes, ``most`` at most.

    Raises:
        TransferError: the server sends more, or less than it promised.
        OSError, http.client.HTTPException: as ``opened``, or it breaks off.
    """
    with opened(url, timeout) as answer:
        promised = answer.headers.get("Content-Length", "")
        if promised.isdecimal() and int(promised) > most:
            raise TransferError(f"{promised} bytes promised, {most} allowed")
        content = bounded(answer, most)
    if promised.isdecimal() and len(content) < int(promised):
        raise TransferError(f"{len(content)} of {promised} bytes came")
    return content


def bounded(stream: Stream, most: int) -> bytes:
    """All that a stream holds.

    Raises:
        TransferError: it holds more than ``most`` bytes.
    """
    content = bytearray()
    while part := stream.read(CHUNK):
        content += part
        if len(content) > most:
            raise TransferError(f"more than {most} bytes, which are allowed")
    return bytes(content)
