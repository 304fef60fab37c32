"""What every job begins with, in a process of its own as a job is."""

import subprocess
import sys

from conftest import ROOT

# As much of a job as step.py reads when it is imported.
JOB = """
import sys, types
sys.modules["__main__"].snakemake = types.SimpleNamespace(
    rule="toy", params={}, input=[], output=[], wildcards=[], log=[], config={}, resources={}
)
from step import step
"""


def run(code):
    environment = {"PYTHONPATH": str(ROOT / "workflow")}
    done = subprocess.run(
        [sys.executable, "-c", JOB + code], check=True, stdout=subprocess.PIPE, env=environment
    )
    return done.stdout.decode().split()


def test_torch_is_deterministic_and_its_compiler_is_not_imported():
    code = (
        "step.device; import torch;"
        "print(torch.are_deterministic_algorithms_enabled(), 'torch._dynamo' in sys.modules)"
    )
    assert run(code) == ["True", "False"]


def test_no_job_searches_for_cycles():
    assert run("import gc; print(gc.isenabled())") == ["False"]
