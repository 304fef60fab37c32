"""Helpers of the rules: what a job depends on, and nothing that a job does."""

import contextlib
import hashlib
import json
from pathlib import Path

import configuration
import sources

# What stands in the report: the data, the chapters that the config names, what follows from them.
RUNNING = configuration.running(config["chapters"], config["reading"]["images"])
# The artifacts that `rule all` asks for; each rule file adds its own where its chapter runs.
ARTIFACTS = []
# Bytes of an answer file that its digest is of; a larger one is refused.
LARGEST_DIGESTED = 2_000_000
# What others gave as their answers.
PUBLISHED = "workflow/reference/published_answers.json"
# By section of a chapter that runs: what its answer is computed from, by name, and the files that a reader can take. What
# every network has, a path with {run} in it, is asked of the report's network and of those alike.
ANSWERED, TAKEN = {}, {}
# The report's network and those alike but for the seed, and with them the one trained without augmentation.
ALIKE = ["cnn", *(f"replicate_{seed}" for seed in config["replicates"]["seeds"])]
NETWORKS = [*ALIKE, "unaugmented"]
# A small network that is trained only to stand beside the others.
QUICK = "quick"
# The sweep's networks by name, and the keys of which it tries more than one value.
POINTS = configuration.points(config["sweep"])
VARIED = configuration.varied(config["sweep"])


def settings(block, *more, without=()):
    """A config block, with further keys (`seed`, `rnn.W`) where a step needs them, sorted at every depth.

    Keys in `without` are left out: what the step does not read must not rerun it. One value with a fixed
    order, as Snakemake compares the params of a rule as an unnamed set.
    """
    chosen = {key: value for key, value in config[block].items() if key not in without}
    for key in more:
        target, value = chosen, config
        *path, last = key.split(".")
        for name in path:
            value = value[name]
            target = target.setdefault(name, {})
        target[last] = value[last]
    return in_order(chosen)


def runs(chapter):
    """Whether a chapter stands in the report; the rules of the others are there for who asks for their files."""
    return chapter in RUNNING


def in_order(value):
    """The same value with its keys sorted at every depth."""
    return json.loads(json.dumps(value, sort_keys=True))


def flat(paths):
    """Paths and lists of paths as one list."""
    return [path for part in paths for path in ([part] if isinstance(part, str) else part)]


def gpus(wildcards):
    """GPUs that a job asks for: 0 where no GPU is and nothing is submitted, and jobs run side by side."""
    alone = workflow.local_exec and not configuration.gpu_in_reach()
    return 0 if alone else config["cluster"]["gpu"]


def everything():
    """The whole config that the report's results depend on, sorted at every depth."""
    chosen = {
        key: value
        for key, value in config.items()
        if key not in ("store", "sweep", "cluster", "compare", "check")
    }
    return in_order(chosen)


def training(run):
    """The settings of one network: the config's, one alike, unaugmented, the quick one, a point of the sweep."""
    chosen = settings("cnn", "seed")
    if run == "unaugmented":
        chosen["augmentation"] = dict.fromkeys(chosen["augmentation"], 0)
    elif run in ALIKE[1:]:
        chosen["seed"] = int(run.removeprefix("replicate_"))
    elif run == QUICK:
        chosen |= config["compared"]["quick"] | {"required_accuracy": 0}
    elif run != "cnn":
        point = POINTS.get(run.removeprefix("sweep/"))
        if point is None:
            raise WorkflowError(
                f"{run} is not a point of the config's sweep; allowed: {', '.join(POINTS)}"
            )
        chosen |= point["values"] | {"seed": point["seed"]}
    return in_order(chosen)


def occluded(run):
    """What a network's map of a class depends on: the report's of every digit, the others' of the first."""
    chosen = settings("occlusion", "inference.threads", without=["all", "positions_marked"])
    digits = None if run == "cnn" else config["replicates"]["occlusion_digits"]
    return in_order(chosen | {"digits": digits})


def transplanted(run):
    """What a network's transplants depend on; others than the report's try the sides that claims rest on."""
    chosen = settings(
        "transplant", "inference.threads", "seed", without=["example", "sizes", "tries"]
    )
    sizes, of_example = chosen["all"]["sizes"], min(config["transplant"]["sizes"])
    compared = of_example if of_example in sizes else min(sizes)
    if run != "cnn":
        sizes = sorted({compared, max(sizes)})
    return in_order(chosen | {"all": chosen["all"] | {"sizes": sizes, "compared": compared}})


def of(path, run="cnn"):
    """A file of one network, of the report's where no other is named."""
    return path.replace("{run}", run)


def trained(output, run="cnn"):
    """A file of one network's training."""
    return of(rules.train.output[output], run)


def made_by(script):
    """The params by which a job depends on its script, and on every module of ours that it imports."""
    return {"script": f"scripts/{script}.py", "code": sources.modules(f"{script}.py")}


def figure(name, chapter, step, label, caption=None):
    """A figure, and where it stands in Snakemake's own report; its caption is the page's.

    The caption's file is named as the figure is, where no other name is given.
    """
    words = f"report/captions/{caption or Path(name).stem}.rst"
    if not Path(workflow.basedir).joinpath("workflow", words).exists():
        raise WorkflowError(f"the figure {name} has no caption; it belongs into workflow/{words}")
    return report(
        f"results/figures/{name}",
        caption=f"../{words}",
        category=chapter,
        labels={"step": step, "figure": label},
    )


def taken(section):
    """What the answer of a section is computed from, as files of this run that a reader can take."""
    return [of(path) for path in flat(ANSWERED[section].values()) if path != PUBLISHED]


def by_layer(step):
    """A step's figures, one for each convolution whose filters are drawn, with one caption."""
    return [
        figure(f"{step}_{layer}.svg", "cnn", step, f"layer {layer}", caption=step)
        for layer in config["filters"]["layers"]
    ]


def pins(environment):
    """The versions that envs/<environment>.yaml pins."""
    return sources.pins(Path(workflow.basedir).joinpath("envs", f"{environment}.yaml"))


def digests(*patterns):
    """Digest of every file that the patterns match, by its path relative to the workflow's folder."""
    return sources.digests(Path(workflow.basedir), patterns)


def answer_files(paths):
    """Digest of each answer file by its path; None where there is none, which the job says by name."""
    found = {}
    for path in map(Path, paths):
        found[str(path)] = None
        with contextlib.suppress(OSError):
            if path.is_file():
                with path.open("rb") as file:
                    found[str(path)] = hashlib.sha256(file.read(LARGEST_DIGESTED)).hexdigest()
    return found


def made(*steps):
    """What these steps make, of every network where they run on each, and the rules that draw them."""
    names = [name for step in steps for name in (step, f"plot_{step}") if workflow.is_rule(name)]
    paths = [path for name in names for path in getattr(rules, name).output]
    return list(dict.fromkeys(of(path, run) for path in paths for run in NETWORKS))
