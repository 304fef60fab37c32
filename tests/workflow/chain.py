"""The whole chain in one process: the rules as Snakemake resolves them, the scripts run one after another.

A job is not run again while its script, its params and the contents of its inputs are what they were: of a
config that differs in one block only the steps that depend on it run. That makes hundreds of configs cheap.
"""

import contextlib
import faulthandler
import gc
import hashlib
import json
import logging
import os
import random
import shutil
import sys
import types
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from conftest import ROOT

# What needs nothing but the folder and the clock: left out, as it is made last and by git.
NOT_RUN = {"all", "provenance"}


@dataclass
class Outcome:
    """What came of one config.

    Attributes:
        refused: the line with which the start refused it; None where it was accepted.
        errors: by job, the line for a person with which it failed.
        broken: by job, any other exception.
        ran: the jobs that were run and not remembered.
    """

    refused: str | None = None
    errors: dict[str, str] = field(default_factory=dict)
    broken: dict[str, BaseException] = field(default_factory=dict)
    ran: list[str] = field(default_factory=list)


class Chain:
    """A folder in which configs are run, one after the other, and what their jobs made is remembered."""

    def __init__(self, folder: Path, *configfiles: Path) -> None:
        self.folder, self.configfiles = folder, configfiles
        self.remembered = folder / "remembered"
        self.work = folder / "work"
        self.work.mkdir(parents=True)
        for name in ("workflow", "config.yaml"):
            (self.work / name).symlink_to(ROOT / name)
        self._outcomes: dict[str, tuple[type, str]] = {}

    def run(self, config: dict[str, Any], keep_going: bool = False) -> Outcome:
        """Every job of a config laid over the config files, in the folder ``work``."""
        for part in ("results", "report"):
            shutil.rmtree(self.work / part, ignore_errors=True)
        outcome = Outcome()
        with contextlib.chdir(self.work), as_before():
            try:
                jobs = self._jobs(config)
            except RefusedError as fault:
                outcome.refused = str(fault)
                return outcome
            for job in jobs:
                if job.rule in NOT_RUN or any(not Path(path).exists() for path in job.input):
                    continue
                name = " ".join([job.rule, *map(str, job.wildcards)])
                fault = self._job(job, name, outcome)
                if fault is None:
                    continue
                if type(fault).__name__ == "InputError":
                    outcome.errors[name] = str(fault)
                else:
                    outcome.broken[name] = fault
                if not keep_going:
                    break
        return outcome

    def jobs(self, config: dict[str, Any]) -> list[types.SimpleNamespace]:
        """Every job of a config laid over the config files, as Snakemake resolves it; none is run."""
        with contextlib.chdir(self.work), as_before():
            return self._jobs(config)

    def _jobs(self, config: dict[str, Any]) -> list[types.SimpleNamespace]:
        """The jobs in an order in which they can run."""
        from snakemake.api import SnakemakeApi
        from snakemake.exceptions import WorkflowError
        from snakemake.settings.types import (
            ConfigSettings,
            DAGSettings,
            OutputSettings,
            Quietness,
            ResourceSettings,
        )

        try:
            with SnakemakeApi(OutputSettings(quiet={Quietness.ALL})) as api:
                workflow_api = api.workflow(
                    resource_settings=ResourceSettings(cores=1),
                    config_settings=ConfigSettings(config=config, configfiles=self.configfiles),
                    snakefile=ROOT / "Snakefile",
                    workdir=self.work,
                )
                workflow_api.dag(DAGSettings(forceall=True))
                workflow = workflow_api._workflow
                workflow._prepare_dag(forceall=True, ignore_incomplete=True, lock_warn_only=True, nolock=True)
                workflow._build_dag()
                return [
                    types.SimpleNamespace(
                        rule=job.rule.name,
                        input=job.input,
                        output=job.output,
                        params=job.params,
                        wildcards=job.wildcards,
                        log=job.log,
                        config=workflow.config,
                        resources={},
                    )
                    for level in workflow.dag.toposorted()
                    for job in sorted(level, key=lambda job: (job.rule.name, str(job.output)))
                ]
        except WorkflowError as fault:
            raise RefusedError(str(fault)) from None

    def _job(self, job: types.SimpleNamespace, name: str, outcome: Outcome) -> BaseException | None:
        """Run it, or put back what it made before; returns what it raised."""
        key = digest_of(job)
        kept = self.remembered / key
        if key in self._outcomes:
            kind, line = self._outcomes[key]
            return kind(line)
        if not kept.exists():
            outcome.ran.append(name)
            fault = run_script(job)
            if fault is not None:
                self._outcomes[key] = (type(fault), str(fault))
                return fault
            for number, path in enumerate(job.output):
                assert Path(path).exists(), f"{name} did not make {path}"
                (kept / str(number)).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, kept / str(number))
        for number, path in enumerate(job.output):
            Path(path).parent.mkdir(parents=True, exist_ok=True)
            Path(path).unlink(missing_ok=True)
            os.link(kept / str(number), path)
        return None


class RefusedError(ValueError):
    """The start refused a config."""


def digest_of(job: types.SimpleNamespace) -> str:
    """What a job's outputs follow from: its rule, its params, its wildcards, what its inputs hold."""
    parts = [job.rule, *map(str, job.output), *map(str, job.wildcards)]
    parts.append(json.dumps(dict(job.params.items()), sort_keys=True, default=str))
    parts += [f"{path}:{hashlib.sha256(Path(path).read_bytes()).hexdigest()}" for path in job.input]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def run_script(job: types.SimpleNamespace) -> BaseException | None:
    """A job's script, as in a process of its own; returns what it raised."""
    path = ROOT / "workflow" / job.params.script
    sys.modules.pop("step", None)
    sys.modules["__main__"].snakemake = job
    space = {"__name__": "__main__", "__file__": str(path)}
    try:
        exec(compile(path.read_text(), str(path), "exec"), space)
    except SystemExit as end:
        return None if not end.code else end
    except Exception as fault:
        try:
            if hasattr(sys.modules.get("step"), "step"):
                sys.excepthook(type(fault), fault, fault.__traceback__)
        except SystemExit as end:
            if not end.code:
                return None
        fault.__traceback__ = None if type(fault).__name__ == "InputError" else fault.__traceback__
        return fault
    finally:
        if "matplotlib.pyplot" in sys.modules:
            sys.modules["matplotlib.pyplot"].close("all")
        for handler in logging.getLogger().handlers:
            if getattr(handler, "of_job", False):
                handler.stream.flush()
    return None


@contextlib.contextmanager
def as_before() -> Iterator[None]:
    """What jobs change of the process is put back: hooks, handlers, generators, the screen."""
    hook, handlers, level = sys.excepthook, logging.getLogger().handlers[:], logging.getLogger().level
    environment, numpy_state, state = dict(os.environ), np.random.get_state(), random.getstate()
    # The jobs' lines belong to no one's screen here.
    os.environ["DIGITLAB_PROGRESS"] = "nowhere"
    try:
        yield
    finally:
        sys.excepthook = hook
        logging.captureWarnings(False)
        for handler in logging.getLogger().handlers:
            if getattr(handler, "of_job", False):
                handler.stream.close()
        logging.getLogger().handlers[:] = handlers
        logging.getLogger().setLevel(level)
        faulthandler.disable()
        os.environ.clear()
        os.environ.update(environment)
        np.random.set_state(numpy_state)
        random.setstate(state)
        gc.enable()
        gc.unfreeze()
