"""What several tests share."""

import gc
import gzip
import hashlib
import os
import shutil
import struct
import subprocess
from pathlib import Path

import jinja2
import numpy as np
import pytest
from filelock import FileLock
from starts import Start

from digitlab.report import page

# Before torch is imported: the suite has a process a core, and threads of one that wait for a core that the
# other holds take twice the time.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

ROOT = Path(__file__).parent.parent
MNIST = ROOT / "data" / "mnist"
SMALL = ROOT / "tests" / "workflow" / "small.yaml"
# What may differ from run to run: times and dates live here and nowhere else.
TIMED = {
    "results/provenance.json",
    *(f"results/{run}/timing.json" for run in ("cnn", "unaugmented", "quick", "replicate_3")),
}


# With `--dist loadfile --no-loadscope-reorder` each process takes the next file of one row, and one that
# waits behind it, so that what the tests of a file share is made once. Whole runs take minutes: begun first,
# they leave the short tests to fill up the ends. While one process makes the `finished` run, which the others
# would wait for, another has the interruptions, which need none.
FIRST = (
    *("test_same_bytes", "test_interruptions", "test_configs", "test_one_process", "test_dependencies"),
    *("test_run", "test_sweep", "test_choices", "test_bad_input", "test_report", "test_drawn_digits"),
)


def pytest_collection_modifyitems(items):
    """The files that take longest first, then all that runs the workflow, then the library's own."""

    def place(item):
        name = item.path.stem
        return FIRST.index(name) if name in FIRST else len(FIRST) + ("unit" in item.path.parts)

    items.sort(key=place)


def pytest_collection_finish():
    """What was imported by now stays: no search for cycles need look at it again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def _templates_compiled_once(tmp_path_factory):
    """A page's templates are compiled once for all its tests: that is most of the time of a small page."""
    made, cache = page.environment_of, jinja2.FileSystemBytecodeCache(tmp_path_factory.mktemp("templates"))

    def environment_of(templates):
        environment = made(templates)
        environment.bytecode_cache = cache
        return environment

    page.environment_of = environment_of
    yield
    page.environment_of = made


@pytest.fixture(scope="session")
def real_mnist() -> Path:
    """The folder with the real IDX files; the test is skipped, and says so, where there are none."""
    if not any(MNIST.glob("*-ubyte*")):
        pytest.skip("data/mnist holds no IDX files: tests on the real MNIST are skipped")
    return MNIST


def idx_bytes(array: np.ndarray) -> bytes:
    """An array of unsigned bytes in IDX form, written independently of the reader."""
    return (
        struct.pack(">HBB", 0, 8, array.ndim) + struct.pack(f">{array.ndim}I", *array.shape) + array.tobytes()
    )


@pytest.fixture
def small_arrays() -> dict[str, np.ndarray]:
    """Arrays by IDX file name: 30 training and 20 test images of noise."""
    random = np.random.default_rng(0)
    return {
        "train-images-idx3-ubyte": random.integers(0, 256, (30, 28, 28), np.uint8),
        "train-labels-idx1-ubyte": (np.arange(30) % 10).astype(np.uint8),
        "t10k-images-idx3-ubyte": random.integers(0, 256, (20, 28, 28), np.uint8),
        "t10k-labels-idx1-ubyte": (np.arange(20) % 10).astype(np.uint8),
    }


@pytest.fixture
def small_files(tmp_path, small_arrays) -> Path:
    """A folder with those arrays as .gz IDX files."""
    folder = tmp_path / "idx"
    folder.mkdir()
    for name, array in small_arrays.items():
        (folder / f"{name}.gz").write_bytes(gzip.compress(idx_bytes(array)))
    return folder


def untrained(shape):
    """A network whose batch norms have means, variances and scales of both signs, as a trained one's have."""
    import torch

    from digitlab.cnn import network

    torch.manual_seed(0)
    net = network.Network(*shape)
    for norm in net.norms:
        for part in (norm.weight, norm.bias, norm.running_mean):
            part.data.normal_()
        norm.running_var.uniform_(0.5, 2)
    return net.eval()


def copy_of_project(target: Path) -> Path:
    """The project's own files in another folder: no results, no data, no environment."""
    target.mkdir(parents=True)
    for name in ("Snakefile", "config.yaml", "workflow", "envs", "profiles", "presets"):
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.exists():
            shutil.copy2(source, target / name)
    return target


def artifacts(folder):
    """Digest of every artifact, by path."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for part in ("results", "report")
        for path in (folder / part).rglob("*")
        if path.is_file() and not {"logs", "benchmarks"} & set(path.parts)
    }


def snakemake(folder: Path, *arguments: str, check: bool = True) -> subprocess.CompletedProcess:
    """Snakemake in a folder; output and errors together in ``stdout``."""
    run = Start(folder, *arguments).finished()
    if check and run.returncode:
        raise AssertionError(f"snakemake {' '.join(arguments)} failed:\n{run.stdout[-6000:]}")
    return run


@pytest.fixture(scope="session")
def finished(tmp_path_factory, worker_id) -> Path:
    """A copy of the project after a complete run on the small config. Not to be changed.

    Made once for all processes that share the tests: the first makes it, the others wait.
    """
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "finished" / "project"
    folder.parent.mkdir(exist_ok=True)
    with FileLock(folder.parent / "lock"):
        if not (folder.parent / "made").exists():
            copy_of_project(folder)
            shutil.copy(SMALL, folder / "small.yaml")
            snakemake(folder, "--cores", "4", "--configfile", "small.yaml")
            (folder.parent / "made").touch()
    return folder
