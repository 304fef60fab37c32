"""Starts of Snakemake, each a fork of one process that has imported it: a quarter of the time.

Starts as a shell makes them are in ``test_screen.py``.
"""

import gc
import multiprocessing
import os
import sys
import tempfile
from contextlib import chdir
from pathlib import Path
from subprocess import CompletedProcess
from threading import Lock

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["warm"])
ENDED = "\nended with "
_starting = Lock()


class Start:
    """Snakemake at work in a folder; in a session of its own, it can be killed with all its children."""

    def __init__(self, folder: Path, *arguments: str, own_session: bool = False) -> None:
        self.arguments = arguments
        self._output = tempfile.NamedTemporaryFile()  # noqa: SIM115 - deleted with this object
        told = (str(folder), arguments, self._output.name, own_session)
        self.process = FORKS.Process(target=_command_line, args=told)
        with _starting, chdir(Path(__file__).parent):  # where a new fork server finds what it imports
            self.process.start()

    def finished(self) -> CompletedProcess:
        """How it ended; output and errors together in ``stdout``."""
        self.process.join()
        text = Path(self._output.name).read_text()
        # Not the process's own exit code, which a fork server loses when two threads use it at once.
        said, ended, code = text.rpartition(ENDED)
        return CompletedProcess(self.arguments, int(code) if ended else -1, said if ended else text)


def _command_line(folder: str, arguments: tuple[str, ...], output: str, own_session: bool) -> None:
    from snakemake.cli import main

    if own_session:
        os.setsid()
    gc.disable()  # a start leaves little to collect, and looking for it takes a fifth of the time
    os.chdir(folder)
    handle = os.open(output, os.O_WRONLY | os.O_APPEND)
    os.dup2(handle, 1)
    os.dup2(handle, 2)
    try:
        main(list(arguments))
    except SystemExit as end:
        sys.stdout.flush()
        os.write(handle, f"{ENDED}{end.code or 0}".encode())
