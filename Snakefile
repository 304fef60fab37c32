"""digitlab: from handwritten digits to a lab report whose every number this run measured."""

import json
import os
import sys
from pathlib import Path

from snakemake.exceptions import WorkflowError
from snakemake.utils import min_version

min_version("9.0")


configfile: "config.yaml"


report: "workflow/report/captions/workflow.rst"


if set("{}") & set(str(Path(workflow.basedir).resolve())):
    raise WorkflowError(
        f"the project lies in {workflow.basedir}; allowed: a path without {{ and }}, which Snakemake reads as"
        " wildcards"
    )

# Scripts in any folder, in any environment and on any node import from workflow/ first.
_source = Path(workflow.basedir).joinpath("workflow")
os.environ.update(PYTHONPATH=str(_source))
# Threads that spin for long while they wait stall each other when jobs share the cores; not spinning at
# all costs a sixth of the training on an idle machine.
os.environ.setdefault("GOMP_SPINCOUNT", "2000")
# Keep freed memory: giving it back and faulting it in again costs training a fifth of its time.
os.environ.setdefault("MALLOC_MMAP_THRESHOLD_", "33554432")
os.environ.setdefault("MALLOC_TRIM_THRESHOLD_", "1073741824")
sys.path.insert(0, str(_source.joinpath("rules")))

import configuration

try:
    _resolved = configuration.resolved(config)
except configuration.ConfigError as fault:
    raise WorkflowError(str(fault)) from None
# Jobs name it where a number gets out of range; it changes no result, so it is no param.
os.environ.update(DIGITLAB_OWN=json.dumps(configuration.own(_resolved)))
config.clear()
config.update(_resolved)


include: "workflow/rules/common.smk"
include: "workflow/rules/kinds.smk"
include: "workflow/rules/data.smk"
include: "workflow/rules/cnn.smk"
include: "workflow/rules/robustness.smk"
include: "workflow/rules/sequences.smk"
include: "workflow/rules/tuning.smk"
include: "workflow/rules/choices.smk"
include: "workflow/rules/scratch.smk"
include: "workflow/rules/reading.smk"
include: "workflow/rules/lines.smk"
include: "workflow/rules/letters.smk"
include: "workflow/rules/own_pages.smk"
include: "workflow/rules/report.smk"
include: "workflow/rules/sweep.smk"


localrules:
    all,


rule all:
    """Every artifact, so that a deleted one is made again."""
    default_target: True
    input:
        ARTIFACTS,


onstart:
    # Snakemake's limit of 100 jobs a second looks again, every second, for each job that ever ended: by the end
    # a tenth of a core for nothing. A machine of its own needs no such limit.
    if workflow.local_exec:
        workflow.scheduler.job_rate_limiter = None
