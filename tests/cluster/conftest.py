"""A real Slurm on this machine, for as long as these tests run."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import SMALL, copy_of_project

HERE = Path(__file__).parent


def _why_not() -> str | None:
    if os.geteuid() != 0:
        return "a Slurm of its own needs root, which these tests do not have"
    if shutil.which("apt-get") is None and shutil.which("slurmctld") is None:
        return "a Slurm of its own needs Debian's packages, and there is no apt-get here"
    return None


class Cluster:
    """Starts, stops and asks the one-node Slurm; ``gpus`` is how many it counts."""

    def __init__(self, folder: Path) -> None:
        self.environment = os.environ | {"CLUSTER_DIR": str(folder), "CPUS": "4"}
        self.folder = folder
        self.gpus = 0

    def up(self, gpus: int = 1) -> "Cluster":
        """The cluster with so many GPUs, restarted if it has another number."""
        if self.gpus not in (0, gpus):
            self.down()
        run = subprocess.run(
            [HERE / "up.sh"],
            env=self.environment | {"GPUS": str(gpus)},
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        if run.returncode == 3:
            pytest.skip(f"Slurm's packages cannot be had: {run.stdout.splitlines()[-1]}")
        assert run.returncode == 0, run.stdout
        self.gpus = gpus
        return self

    def down(self) -> None:
        subprocess.run([HERE / "down.sh"], env=self.environment, check=True)
        self.gpus = 0

    def ask(self, *command: str) -> str:
        return subprocess.run(command, text=True, stdout=subprocess.PIPE, check=True).stdout

    def jobs(self, states: str = "PD,R") -> list[str]:
        """Numbers of the jobs in these states."""
        return self.ask("squeue", "-h", "-t", states, "-o", "%A").split()

    def stop_controller(self) -> None:
        """End slurmctld, and only the one that ``up`` started."""
        pid = int((self.folder / "pid/slurmctld.pid").read_text())
        os.kill(pid, 9)
        while Path(f"/proc/{pid}/exe").exists():
            time.sleep(0.1)


@pytest.fixture(scope="session")
def slurm(tmp_path_factory):
    """The cluster; not there, and the tests skipped visibly, without root or apt."""
    if reason := _why_not():
        pytest.skip(reason)
    cluster = Cluster(tmp_path_factory.mktemp("slurm"))
    try:
        yield cluster
    finally:
        cluster.down()


@pytest.fixture
def one_gpu(slurm):
    """The cluster with one GPU and nothing to do."""
    cluster = slurm.up(1)
    node = cluster.ask("sinfo", "-h", "-o", "%n").strip()
    yield cluster
    cluster.up(1)
    subprocess.run(["scontrol", "update", f"nodename={node}", "state=resume"], stderr=subprocess.DEVNULL)
    for job in cluster.jobs():
        cluster.ask("scancel", job)
    while cluster.jobs("PD,R,CG"):
        time.sleep(0.2)


@pytest.fixture
def project(tmp_path) -> Path:
    """A fresh copy of the project with the small config in it."""
    folder = copy_of_project(tmp_path / "project")
    shutil.copy(SMALL, folder / "small.yaml")
    return folder


# What is shorter than in the profile, so that tests do not wait for what they do not test.
SHORT = ("--slurm-init-seconds-before-status-checks", "4", "--latency-wait", "20", "--retries", "0")


def submitted(folder: Path, *arguments: str) -> subprocess.Popen:
    """Snakemake with the project's Slurm profile, started; output and errors in ``stdout``."""
    return subprocess.Popen(
        [sys.executable, "-m", "snakemake", *arguments, "--profile", "profiles/slurm", *SHORT],
        cwd=folder,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )


def finished(run: subprocess.Popen, timeout: int = 900) -> str:
    """What a run said, once it ended; killed with all its children when it does not."""
    try:
        return run.communicate(timeout=timeout)[0]
    except subprocess.TimeoutExpired:
        os.killpg(run.pid, 9)
        raise AssertionError(f"still running after {timeout} s:\n{run.communicate()[0][-5000:]}") from None


def ran(folder: Path, *arguments: str) -> str:
    """A run that must succeed."""
    run = submitted(folder, *arguments)
    text = finished(run)
    assert run.returncode == 0, text[-6000:]
    return text
