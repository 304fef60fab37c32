"""What every job begins with, in a process of its own as a job is."""

import subprocess
import sys

import matplotlib.pyplot as plt
import pytest
from conftest import ROOT

# As much of a job as step.py reads when it is imported.
JOB = """
import sys, types
sys.modules["__main__"].snakemake = types.SimpleNamespace(
    rule="toy", params={}, input=[], output=[], wildcards=[], log=[], config={}, resources={}
)
from step import step
"""
LOGGED = JOB.replace("log=[]", 'log=["job.log"]')


def failed(code, folder):
    """What a job says that fails in a folder."""
    environment = {"PYTHONPATH": str(ROOT / "workflow")}
    job = [sys.executable, "-c", LOGGED + code]
    done = subprocess.run(job, cwd=folder, stderr=subprocess.PIPE, text=True, env=environment)
    assert done.returncode == 1
    return done.stderr


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


def test_a_first_part_that_takes_long_ends_no_job():
    """Who tells before the first part is done divides nothing by it, however late it is by then."""
    code = (
        "import time; begun = time.monotonic(); tell = step.counter(2, 'parts');"
        "time.monotonic = lambda: begun + 1000;"
        "import logging; logging.getLogger().handlers[:] = [logging.StreamHandler(sys.stdout)];"
        "tell(0); tell(1)"
    )
    assert " ".join(run(code)).endswith("parts: 50% 1000 s left")


def test_no_job_searches_for_cycles():
    assert run("import gc; print(gc.isenabled())") == ["False"]


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("a.json", "{'deep': [1, {'er': float('nan')}]}", "deep[1].er is nan"),
        ("a.json", "{'deep': np.array([1, np.inf])}", "deep is inf"),
        ("a.csv", "pd.DataFrame({'loss': [1, -np.inf]})", "loss is -inf"),
        ("a.npz", "loss=np.array([[1, np.inf]])", "loss is inf"),
    ],
)
def test_what_is_no_number_never_gets_into_an_artifact(tmp_path, name, value, said):
    value = value if name.endswith(".npz") else f"value={value}"
    code = (
        "import numpy as np, pandas as pd, os; os.environ['DIGITLAB_OWN'] = '{\"weight_decay\":"
        ' {"decay": 1e9}}\'; '
        "step.config = {'decay': 1e9}; step._whole = {'weight_decay':"
        f" {{'decay': 1e9, 'batch_size': 100}}}}; step.save('{name}', {value})"
    )
    [line] = [line for line in failed(code, tmp_path).splitlines() if "toy: error" in line] or [""]
    led = "what led there: weight_decay.decay: 1000000000.0"
    assert line == f"toy: error: {name}: {said}, out of the range of numbers; {led}"
    assert [path.name for path in tmp_path.iterdir()] == ["job.log"]


def test_what_is_not_defined_is_null_and_in_an_array_nan(tmp_path):
    code = (
        "import numpy as np, pandas as pd; import os; os.chdir(sys.argv[1] if sys.argv[1:] else '.');"
        f"os.chdir({str(tmp_path)!r});"
        "step.save('a.json', [None]); step.save('a.csv', pd.DataFrame({'a': [1, np.nan]}));"
        "step.save('a.npz', a=np.array([1, np.nan])); print(*sorted(os.listdir()))"
    )
    assert run(code) == ["a.csv", "a.json", "a.npz"]
    assert (tmp_path / "a.csv").read_text() == 'a\n1.0\n""\n'


def test_a_job_with_nothing_to_measure_says_so_in_every_output_and_ends_well(tmp_path):
    outputs = [f"out/a.{kind}" for kind in ("json", "csv", "npz", "safetensors", "svg", "png")]
    code = f"""
from digitlab.errors import LeftOutError
step.output = {outputs}
raise LeftOutError('no "6", or none')
"""
    subprocess.run(
        [sys.executable, "-c", LOGGED + code],
        cwd=tmp_path,
        check=True,
        env={"PYTHONPATH": str(ROOT / "workflow")},
    )
    assert "left out: no" in (tmp_path / "job.log").read_text()
    code = f"""
import os
from digitlab.cnn import network
from digitlab.errors import LeftOutError
os.chdir({str(tmp_path)!r})
for path in {outputs[:4]}:
    try:
        network.load(path) if path.endswith("safetensors") else step.read(path)
    except LeftOutError as fault:
        print(str(fault).replace(" ", "_"))
"""
    assert run(code) == ['no_"6",_or_none'] * 4
    assert plt.imread(tmp_path / "out/a.png").shape[:2] == (8, 8)
    assert (tmp_path / "out/a.svg").read_text().startswith("<svg")


def test_a_full_disk_leaves_nothing_half_written(tmp_path):
    code = (
        "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000)); step.save('a/b.txt', 'x' * 5000)"
    )
    said = failed(code, tmp_path)
    assert "toy: error: a/b.txt: cannot be written (File too large); nothing is left of it" in said
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a", "job.log"]
