"""The workflow on a real one-node Slurm: same artifacts, GPUs that are counted, faults that lose nothing."""

import re
import shutil
import time

import pytest
from conftest import SMALL, TIMED, artifacts, copy_of_project, snakemake

from .conftest import finished, ran, submitted

MODEL = "results/cnn/model.safetensors"
EPOCHS = 60
# A training that lasts, and its target alone.
LONG = (MODEL, "--configfile", "small.yaml", "long.yaml")


def numbers(text):
    """The jobs' numbers that Snakemake says it submitted."""
    return re.findall(r"SLURM jobid '?(\d+)", text)


def long_training(folder):
    (folder / "long.yaml").write_text(f"cnn: {{epochs: {EPOCHS}, required_accuracy: 0.5}}\n")
    return folder


def epochs_stored(folder):
    stored = (folder / ".cache/training").rglob("epoch-*.pt")
    return max((int(path.stem[-4:]) for path in stored), default=0)


def wait_until(condition, seconds=120):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.1)


def test_the_whole_workflow_gives_the_same_bytes_as_a_local_run(one_gpu, project, tmp_path, capsys):
    local = copy_of_project(tmp_path / "local")
    shutil.copy(SMALL, local / "small.yaml")
    snakemake(local, "--cores", "4", "--configfile", "small.yaml")
    start = time.monotonic()
    text = ran(project, "--configfile", "small.yaml")
    seconds = time.monotonic() - start
    here, there = artifacts(local), artifacts(project)
    assert set(here) == set(there)
    assert {path for path in here if here[path] != there[path]} <= TIMED
    jobs = numbers(text)
    rules = int(re.search(r"^total\s+(\d+)", text, re.MULTILINE)[1])
    assert 10 < len(jobs) < rules - 10  # figures travel together
    # Slurm's own clock, whole seconds, against what the steps themselves took.
    used = dict(line.split() for line in one_gpu.ask("squeue", "-h", "-t", "all", "-o", "%A %M").splitlines())
    in_slurm = sum(60 * int(minutes) + int(rest) for minutes, rest in (used[job].split(":") for job in jobs))
    in_steps = sum(
        float(path.read_text().splitlines()[1].split("\t")[0])
        for path in (project / "results/benchmarks").rglob("*.tsv")
    )
    with capsys.disabled():
        print(
            f"\n{rules} rules in {len(jobs)} Slurm jobs, {seconds:.0f} s;"
            f" overhead {(in_slurm - in_steps) / len(jobs):.1f} s a job"
        )
    again = ran(project, "--configfile", "small.yaml")
    assert "Nothing to be done" in again


TOY = """
import time
rule all:
    input: expand("{n}.txt", n=[1, 2])
rule wait:
    output: "{n}.txt"
    resources: gpu=1, mem_mb=100, runtime=2
    run:
        begin = time.time(); time.sleep(4)
        open(output[0], "w").write(f"{begin} {time.time()}")
rule greedy:
    output: "greedy.txt"
    resources: gpu=5, mem_mb=100, runtime=2
    shell: "touch {output}"
"""


@pytest.mark.parametrize("gpus", [1, 2])
def test_two_jobs_with_a_gpu_overlap_only_where_there_are_two(slurm, project, gpus):
    slurm.up(gpus)
    (project / "toy.smk").write_text(TOY)
    ran(project, "--snakefile", "toy.smk")
    times = sorted(tuple(map(float, (project / f"{n}.txt").read_text().split())) for n in (1, 2))
    (_, first_end), (second_begin, _) = times
    assert (second_begin < first_end) == (gpus == 2)


def test_more_gpus_than_there_are_fail_with_a_message(one_gpu, project):
    (project / "toy.smk").write_text(TOY)
    run = submitted(project, "greedy.txt", "--snakefile", "toy.smk")
    text = finished(run, 120)
    assert run.returncode
    assert "greedy" in text
    assert re.search(
        r"Requested node configuration is not available|sbatch.*(fail|error)", text, re.IGNORECASE
    )


def test_a_cancelled_training_is_named_and_goes_on_from_its_last_epoch(one_gpu, project):
    folder = long_training(project)
    run = submitted(folder, *LONG)
    wait_until(lambda: epochs_stored(folder) >= 3)
    for job in one_gpu.jobs("R"):
        one_gpu.ask("scancel", job)
    text = finished(run)
    assert run.returncode
    assert "Error in rule train" in text
    assert "results/logs/train/cnn.log" in text
    assert not (folder / MODEL).exists()
    stored = epochs_stored(folder)
    assert 3 <= stored < EPOCHS
    ran(folder, *LONG)
    log = (folder / "results/logs/train/cnn.log").read_text()
    assert f"restored after epoch {stored} of {EPOCHS}" in log


def test_a_drained_node_makes_jobs_wait_and_loses_none(one_gpu, project):
    node = one_gpu.ask("sinfo", "-h", "-o", "%n").strip()
    one_gpu.ask("scontrol", "update", f"nodename={node}", "state=drain", "reason=test")
    run = submitted(project, MODEL, "--configfile", "small.yaml")
    wait_until(lambda: one_gpu.jobs("PD"))
    time.sleep(8)
    assert run.poll() is None
    assert not one_gpu.jobs("R")
    one_gpu.ask("scontrol", "update", f"nodename={node}", "state=resume")
    text = finished(run)
    assert run.returncode == 0, text[-4000:]
    assert (project / MODEL).exists()


def test_a_controller_that_is_gone_for_a_while_costs_nothing(one_gpu, project):
    folder = long_training(project)
    run = submitted(folder, *LONG)
    wait_until(lambda: epochs_stored(folder) >= 2)
    one_gpu.stop_controller()
    time.sleep(8)
    one_gpu.up(1)
    text = finished(run)
    assert run.returncode == 0, text[-4000:]
    assert "restored" not in (folder / "results/logs/train/cnn.log").read_text()


def test_a_job_over_its_time_limit_is_named_and_goes_on(one_gpu, project):
    folder = long_training(project)
    (folder / "long.yaml").write_text("cnn: {epochs: 4000, required_accuracy: 0.5}\n")
    run = submitted(folder, *LONG, "--set-resources", "train:runtime=1")
    text = finished(run)
    assert run.returncode
    assert "Error in rule train" in text
    assert "results/logs/train/cnn.log" in text
    stored = epochs_stored(folder)
    assert stored > 10
    again = submitted(folder, *LONG)
    log = folder / "results/logs/train/cnn.log"
    restored = f"restored after epoch {stored} of 4000"
    wait_until(lambda: log.exists() and restored in log.read_text())
    for job in one_gpu.jobs("R"):
        one_gpu.ask("scancel", job)
    finished(again)


def test_a_sweep_loses_no_point_to_one_that_fails(one_gpu, project):
    grid = "sweep={grid: {learning_rate: [0.005, 0.01, 0.02, 0.04]}, seeds: [1, 2]}"
    arguments = (
        "sweep",
        "--configfile",
        "small.yaml",
        "--config",
        grid,
        "cnn={epochs: 2, required_accuracy: 0.2}",
    )
    victim = "learning_rate=0.02_seed=2"
    run = submitted(project, *arguments)

    def job_of(point):
        lines = one_gpu.ask("squeue", "-h", "-t", "PD,R", "-o", "%A %k").splitlines()
        return [line.split()[0] for line in lines if point in line]

    wait_until(lambda: job_of(victim))
    one_gpu.ask("scancel", *job_of(victim))
    text = finished(run)
    assert run.returncode
    assert f"results/logs/train/sweep/{victim}.log" in text
    made = {path.parent.name for path in (project / "results/sweep").glob("*/metrics.json")}
    assert len(made) == 7
    assert victim not in made
    assert not (project / "report/sweep.html").exists()
    again = ran(project, *arguments)
    assert re.search(r"^train\s+1$", again, re.MULTILINE)
    assert (project / "report/sweep.html").exists()
