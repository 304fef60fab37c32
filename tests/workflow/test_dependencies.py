"""What reruns when something changes: exactly what depends on it, and nothing else.

The tables below are written by hand and are what must hold; every dry run is compared with them.
"""

import json
import os
import re
import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest
import yaml
from conftest import ROOT, snakemake

from digitlab.data.mnist import FILES

from .conftest import planned

# Which rules read what a rule makes.
ON_DIGITS = {
    *("excitation", "feature_maps", "separation"),
    *("shift", "shift_all", "occlusion", "occlusion_all", "transplant", "transplant_all"),
}
TUNING = {"tune", "tune_batch_norm", "fit"}
# A rule that makes several networks is several nodes here: "fit of batch_norm" is one of `fit`.
READERS = {
    "download": ON_DIGITS | TUNING | {"train", "environment", "report", "weight_decay"},
    "train": ON_DIGITS | {"plot_train", "filters", "environment", "report"},
    "filters": {"plot_filters", "report"},
    "excitation": {"plot_excitation", "report"},
    "feature_maps": {"plot_feature_maps", "plot_separation", "report"},
    "separation": {"plot_separation", "report"},
    "shift": {"plot_shift", "report"},
    "shift_all": {"plot_shift_all", "report"},
    "occlusion": {"plot_occlusion", "report"},
    "occlusion_all": {"plot_occlusion_all", "report"},
    "transplant": {"plot_transplant", "report"},
    "transplant_all": {"plot_transplant_all", "report"},
    "rnn": {"plot_rnn", "report"},
    "published": {"report"},
    "memory": {"plot_memory", "report"},
    "motif": {"plot_motif", "report"},
    "lstm": {"plot_lstm", "report"},
    "weight_decay": {"plot_weight_decay", "report"},
    "momentum": {"plot_momentum", "report"},
    "activations": {"plot_activations", "report"},
    "optimizers": {"plot_optimizers", "batch_norm", "report"},
    "batch_norm": {"plot_batch_norm", "report"},
    "environment": {"report"},
    "report": {"provenance"},
    "provenance": set(),
}
READERS |= {f"plot_{step}": {"report"} for step in list(READERS)[1:-3] if step != "published"}
READERS |= {
    "train of unaugmented": {"shift_all", "report"},
    "tune": {"choose"},
    "choose": {"tune_batch_norm", "fit"},
    "tune_batch_norm": {"choose of batch_norm"},
    "choose of batch_norm": {"fit of batch_norm"},
    "fit": {"optimizers", "batch_norm"},
    "fit of batch_norm": {"batch_norm"},
    "conv_pool": {"report"},
    "readout": {"report"},
}
RULES = {name for name in READERS if " of " not in name}
PLOTS = {rule for rule in RULES if rule.startswith("plot_")}
COMPUTE = RULES - PLOTS - {"environment", "report", "provenance"}
UNROLLED = {"rnn", "published", "memory", "lstm"}
SEQUENCES = UNROLLED | {"motif"}
TRAINED = ON_DIGITS | {"train", "filters"}
READ_DATA = ON_DIGITS | {"train", "download"}
CHOOSE = ON_DIGITS - {"excitation", "shift_all"}  # images by what the network says of them
SHIFT, OCCLUSION = {"shift", "shift_all"}, {"occlusion", "occlusion_all"}
TRANSPLANT = {"transplant", "transplant_all"}
# Not of `all`.
APART = {
    *("compare", "sweep_table", "plot_sweep", "sweep", "readout_weights", "plot_readout"),
}
CHOOSING = TUNING | {"choose"}
CHOICES = CHOOSING | {
    *("optimizers", "batch_norm", "weight_decay", "momentum", "activations", "conv_pool", "readout"),
}
ON_NETWORKS = TRAINED | TUNING | {"weight_decay"}
LOOK = {"environment"}  # shows the whole config


def with_all_that_follows(rules):
    found, waiting = set(), list(rules)
    while waiting:
        rule = waiting.pop()
        if rule not in found:
            found.add(rule)
            waiting += READERS[rule]
    return {rule.split(" of ")[0] for rule in found}


# Every key of config.yaml: another value, and the rules that read it.
KEYS = {
    "seed": (
        2,
        TRANSPLANT
        | TUNING
        | {"download", "train", "separation", "memory", "motif"}
        | {"weight_decay", "activations"},
    ),
    "data.name": ("mnist", {"download"}),
    "data.local_dir": ("elsewhere", {"download"}),
    "data.sha256": (dict.fromkeys(FILES.values(), "0" * 64), {"download"}),
    "data.mirrors": (["http://127.0.0.1:9/"], {"download"}),
    "data.mirror_timeout": (5, {"download"}),
    "data.offline_fallback": (None, {"download"}),
    "cnn.channels": ([8, 12, 20], {"train"}),
    "cnn.kernels": ([3, 3, 5], {"train"}),
    "cnn.padding": ([1, 1, 2], {"train"}),
    "cnn.dropout": (0.3, {"train"}),
    "cnn.pool": ([2, 2, 1], {"train"}),
    "cnn.epochs": (2, {"train"}),
    "cnn.batch_size": (64, {"train"}),
    "cnn.learning_rate": (0.03, {"train"}),
    "cnn.warmup": (0.3, {"train"}),
    "cnn.weight_decay": (0.02, {"train"}),
    "cnn.label_smoothing": (0.1, {"train"}),
    "cnn.augmentation.rotation": (6, {"train"}),
    "cnn.augmentation.translation": (0.06, {"train"}),
    "cnn.augmentation.scale": (0.06, {"train"}),
    "cnn.augmentation.shear": (1, {"train"}),
    "cnn.precision": ("fp32", {"train"}),
    "cnn.threads": (2, {"train"}),
    "cnn.required_accuracy": (0.5, {"train"}),
    "store.folder": ("elsewhere", None),
    "store.megabytes": (3, None),
    "cluster.gpu": (0, None),
    "inference.threads": (2, ON_DIGITS),
    "compare.against": ("elsewhere", None),
    "sweep.grid": ({"epochs": [1, 2]}, None),
    "sweep.seeds": ([3], None),
    "filters.layers": ([1, 2], {"filters", "plot_filters", "excitation", "plot_excitation"}),
    "excitation.patches": (4, {"excitation"}),
    "feature_maps.digits": ([1, 7], {"feature_maps", "separation"}),
    "feature_maps.layer": (2, {"feature_maps", "separation"}),
    "feature_maps.example": ("most_confident", {"feature_maps"}),
    "separation.channels_shown": (5, {"plot_separation"}),
    "separation.channel_counts": ([2], {"separation"}),
    "separation.random_draws": (4, {"separation"}),
    "shift.digit": (7, SHIFT | {"plot_shift_all"}),
    "shift.example": ("most_confident", {"shift"}),
    "shift.pixels": (4, {"shift"}),
    "shift.all.range": (2, {"shift_all"}),
    "shift.all.grid_digits": (3, {"shift_all"}),
    "occlusion.digit": (9, OCCLUSION),
    "occlusion.example": (3, OCCLUSION),
    "occlusion.patch": (9, OCCLUSION),
    "occlusion.stride": (2, OCCLUSION),
    "occlusion.positions_marked": (3, {"occlusion"}),
    "occlusion.all.sizes": ([5], {"occlusion_all"}),
    "occlusion.all.size_digits": (3, {"occlusion_all"}),
    "transplant.digit": (9, TRANSPLANT),
    "transplant.example": ("median_confidence", {"transplant"}),
    "transplant.patches": ([5], {"transplant"}),
    "transplant.tries": (41, {"transplant"}),
    "transplant.all.digits": (4, {"transplant_all"}),
    "transplant.all.patches": ([7], {"transplant_all"}),
    "transplant.all.tries": (3, {"transplant_all"}),
    "rnn.b": ([0, 1], {"rnn", "memory"}),
    "rnn.c": ([0.5, 0.5], {"rnn", "memory", "lstm"}),
    "rnn.W": ([[1, 0], [0, 1]], {"rnn", "memory", "lstm"}),
    "rnn.U": ([[1, 0], [0, 1]], {"rnn", "memory", "lstm"}),
    "rnn.V": ([[1, 0], [0, 1]], {"rnn", "memory", "lstm"}),
    "rnn.x": ([[1, 0]], {"rnn", "memory", "lstm"}),
    "rnn.epsilon": (1e-3, {"rnn"}),
    "rnn.learning_rate": (0.1, {"rnn"}),
    "memory.steps": (400, {"memory"}),
    "memory.alphabet": (4, {"memory"}),
    "memory.units": (17, {"memory"}),
    "memory.spectral_radii": ([0.7], {"memory"}),
    "memory.input_scale": (0.2, {"memory"}),
    "memory.gate_weight_scale": (0.2, {"memory"}),
    "memory.forget_biases": ([2], {"memory"}),
    "memory.echo_state.units": (31, {"memory"}),
    "memory.echo_state.spectral_radii": ([0.5], {"memory"}),
    "memory.echo_state.leaks": ([0.5], {"memory"}),
    "memory.echo_state.input_scale": (0.2, {"memory"}),
    "memory.echo_state.washout": (21, {"memory"}),
    "memory.echo_state.ridge": (1e-6, {"memory"}),
    "memory.echo_state.longest_delay": (41, {"memory"}),
    "motif.lags": ([4], {"motif"}),
    "motif.seeds": (1, {"motif"}),
    "motif.alphabet": (7, {"motif"}),
    "motif.motif": (2, {"motif"}),
    "motif.units": (9, {"motif"}),
    "motif.forget_biases": ([1, 2, "chrono"], {"motif"}),
    "motif.updates": (21, {"motif"}),
    "motif.batch_size": (3, {"motif"}),
    "motif.learning_rates": ([0.1], {"motif"}),
    "motif.test_sequences": (51, {"motif"}),
    "motif.threads": (2, {"motif"}),
    "motif.gpu": (1, set()),  # where it is computed, not what
    "motif.echo_state.units": (21, {"motif"}),
    "motif.echo_state.spectral_radii": ([0.5], {"motif"}),
    "motif.echo_state.leaks": ([0.5], {"motif"}),
    "motif.echo_state.input_scale": (0.2, {"motif"}),
    "motif.echo_state.ridge": (1e-5, {"motif"}),
    "motif.echo_state.sequences": (51, {"motif"}),
    "lstm.forget_bias": (2, {"lstm"}),
    "lstm.input_bias": (2, {"lstm"}),
    "lstm.output_bias": ([1, 2], {"lstm"}),
    "lstm.candidate_bias": (2, {"lstm"}),
    "lstm.candidate": ("sigmoid", {"lstm"}),
    "lstm.epsilon": (1e-3, {"lstm"}),
    "lstm.learning_rate": (0.1, {"lstm"}),
    "optimizers.hidden": ([8], TUNING),
    "optimizers.epochs": (2, TUNING),
    "optimizers.batch_size": (50, TUNING),
    "optimizers.validation_share": (0.3, TUNING),
    "optimizers.threads": (2, TUNING),
    "optimizers.seeds": (3, {"fit"}),
    "optimizers.grid.sgd.learning_rate": ([0.2, 0.3], {"tune"}),
    "optimizers.grid.momentum.learning_rate": ([0.05, 0.2], {"tune"}),
    "optimizers.grid.momentum.momentum": ([0.8], {"tune"}),
    "optimizers.grid.adagrad.learning_rate": ([0.02], {"tune"}),
    "optimizers.grid.adam.learning_rate": ([0.001, 0.003], {"tune"}),
    "batch_norm.factors": ([1, 3], {"tune_batch_norm"}),
    "weight_decay.decay": (9, {"weight_decay"}),
    "weight_decay.learning_rate": (0.2, {"weight_decay"}),
    "weight_decay.batch_size": (50, {"weight_decay"}),
    "weight_decay.epochs": (2, {"weight_decay"}),
    "weight_decay.learned.decay": (9, {"weight_decay"}),
    "weight_decay.learned.images": (9, {"weight_decay"}),
    "weight_decay.learned.learning_rate": (0.2, {"weight_decay"}),
    "weight_decay.learned.target": (9, {"weight_decay"}),
    "weight_decay.learned.steps": (9, {"weight_decay"}),
    "momentum.eta": ([0, 3], {"momentum"}),
    "momentum.mu": ([0, 1], {"momentum"}),
    "momentum.points": (9, {"momentum"}),
    "momentum.steps": (99, {"momentum"}),
    "activations.units": (9, {"activations"}),
    "activations.depth": (9, {"activations"}),
    "activations.samples": (9, {"activations"}),
    "conv_pool.x": ([[1, 0, 2], [0, 1, -1], [1, 2, 1]], {"conv_pool"}),
    "conv_pool.w": ([[1, -1], [0.5, 1]], {"conv_pool"}),
    "conv_pool.b": (0.2, {"conv_pool"}),
    "conv_pool.v": ([1, 1], {"conv_pool"}),
    "conv_pool.c": ([1, 1], {"conv_pool"}),
    "conv_pool.target": ([1, 1], {"conv_pool"}),
    "readout.sha256": ("0" * 64, {"readout"}),
    "readout.images": (["other.png"], {"readout"}),
    "report.title": ("Another", {"report"}),
    "report.author": ("Somebody", {"report"}),
}

# Every module that scripts import: the rules whose scripts reach it.
EVERY = RULES
FORMATTED = {"report"} | {f"plot_{step}" for step in SHIFT | OCCLUSION | TRANSPLANT}
MODULES = {
    "step.py": EVERY,
    "digitlab/__init__.py": EVERY,
    "digitlab/errors.py": EVERY,  # by way of step.py
    "digitlab/regions.py": OCCLUSION | {"separation"},
    "digitlab/statistics.py": OCCLUSION | TRANSPLANT | {"separation", "shift_all", "shift"},
    "digitlab/data/__init__.py": READ_DATA | TUNING | {"filters", "weight_decay", "readout"},
    "digitlab/data/bundled.py": {"download"},
    "digitlab/data/download.py": {"download"},
    "digitlab/data/idx.py": READ_DATA | TUNING | {"filters", "weight_decay"},
    "digitlab/data/mirrors.py": {"download"},
    "digitlab/data/mnist.py": READ_DATA | TUNING | {"filters", "weight_decay"},
    "digitlab/data/torchvision.py": {"download", "readout"},
    "digitlab/cnn/__init__.py": ON_NETWORKS,
    "digitlab/cnn/augmentation.py": {"train"},
    "digitlab/cnn/examples.py": CHOOSE,
    "digitlab/cnn/feature_maps.py": {"feature_maps", "separation", "filters", "excitation"},
    "digitlab/cnn/filters.py": {"filters", "excitation"},
    "digitlab/cnn/network.py": ON_NETWORKS,
    "digitlab/cnn/separation.py": {"separation"},
    "digitlab/cnn/store.py": {"train"},
    "digitlab/cnn/train.py": {"train"},
    "digitlab/choices/__init__.py": CHOICES,
    "digitlab/choices/activations.py": {"activations"},
    "digitlab/choices/comparison.py": {"optimizers", "batch_norm"},
    "digitlab/choices/conv_pool.py": {"activations", "conv_pool"},
    "digitlab/choices/momentum.py": {"momentum"},
    "digitlab/choices/optimizers.py": TUNING,
    "digitlab/choices/readout.py": {"readout"},
    "digitlab/choices/selection.py": {"choose", "tune_batch_norm"},
    "digitlab/choices/weight_decay.py": {"weight_decay"},
    "digitlab/robustness/__init__.py": SHIFT | OCCLUSION | TRANSPLANT,
    "digitlab/robustness/controls.py": {"transplant_all"},
    "digitlab/robustness/occlusion.py": OCCLUSION,
    "digitlab/robustness/shift.py": SHIFT,
    "digitlab/robustness/transplant.py": TRANSPLANT,
    "digitlab/sequences/__init__.py": SEQUENCES,
    "digitlab/sequences/bptt.py": UNROLLED - {"published"},
    "digitlab/sequences/differences.py": UNROLLED - {"memory"},
    "digitlab/sequences/echo_state.py": {"memory", "motif"},
    "digitlab/sequences/gru.py": {"memory"},
    "digitlab/sequences/loss.py": UNROLLED,
    "digitlab/sequences/lstm.py": UNROLLED,
    "digitlab/sequences/lstm_worked.py": {"lstm"},
    "digitlab/sequences/matrices.py": {"memory", "motif"},
    "digitlab/sequences/memory.py": {"memory"},
    "digitlab/sequences/motif.py": {"motif"},
    "digitlab/sequences/published.py": {"published"},
    "digitlab/sequences/rnn.py": UNROLLED,
    "digitlab/sequences/worked.py": {"rnn"},
    "digitlab/report/__init__.py": FORMATTED,
    "digitlab/report/formats.py": FORMATTED,
    "digitlab/report/page.py": {"report"},
    "digitlab/report/runs.py": set(),  # of `snakemake compare` alone
    "figures/__init__.py": PLOTS,
    "figures/style.py": PLOTS,
    "figures/choices.py": {f"plot_{step}" for step in CHOICES} & PLOTS,
    "figures/kernels.py": {"plot_filters", "plot_excitation"},
    "figures/maps.py": {"plot_feature_maps", "plot_separation"},
    "figures/occlusions.py": {"plot_occlusion", "plot_occlusion_all"},
    "figures/memory.py": {"plot_memory", "plot_motif"},
    "figures/worked.py": {"plot_rnn", "plot_lstm"},
    "figures/shifts.py": {"plot_shift", "plot_shift_all"},
    "figures/sweeps.py": set(),  # of `snakemake sweep` alone
    "figures/transplants.py": {"plot_transplant", "plot_transplant_all"},
}
# Keys whose value is one thing, though YAML shows parts.
WHOLE = {"cnn.epochs", "cnn.batch_size", "data.sha256", "sweep.grid"}


def config_keys(value, key=""):
    if isinstance(value, dict) and key not in WHOLE:
        for name, part in value.items():
            yield from config_keys(part, f"{key}.{name}" if key else name)
    else:
        yield key


def override(key, value):
    """``--config`` for one dotted key."""
    first, *rest = key.split(".")
    for name in reversed(rest):
        value = {name: value}
    return ["--config", f"{first}={json.dumps(value)}"]


def compared(expected, found):
    """Every line in which two tables differ."""
    return {
        name: {
            "missing": sorted(expected[name] - found[name]),
            "too many": sorted(found[name] - expected[name]),
        }
        for name in expected
        if expected[name] != found[name]
    }


def in_parallel(function, items):
    with ThreadPoolExecutor(2) as pool:
        return dict(zip(items, pool.map(function, items), strict=True))


@pytest.fixture(scope="module")
def copies(finished, tmp_path_factory):
    """Two copies of the finished project that may be changed, one for each of two threads."""
    folders = [tmp_path_factory.mktemp("copy") / "project" for _ in range(2)]
    for folder in folders:
        shutil.copytree(finished, folder, symlinks=True)
    return folders


@pytest.fixture
def on_copies(copies):
    """Run ``function(folder, item)`` for every item, two at a time, each in a copy of its own."""

    def run(function, items):
        halves = [items[::2], items[1::2]]
        with ThreadPoolExecutor(2) as pool:
            done = pool.map(lambda i: {x: function(copies[i], x) for x in halves[i]}, range(2))
            return {name: value for part in done for name, value in part.items()}

    return run


def test_no_key_and_no_module_is_missing_from_the_tables():
    # What readout.weights does is another rule's work: test_readout.py.
    assert set(KEYS) | {"readout.weights"} == set(
        config_keys(yaml.safe_load((ROOT / "config.yaml").read_text()))
    )
    workflow = ROOT / "workflow"
    modules = {p.relative_to(workflow).as_posix() for p in workflow.rglob("*.py")}
    assert set(MODULES) == {m for m in modules if not m.startswith(("scripts/", "rules/"))}
    rules = "\n".join(path.read_text() for path in (workflow / "rules").glob("*.smk"))
    assert set(re.findall(r"^rule (\w+):", rules, re.MULTILINE)) == RULES | APART


def test_a_changed_key_reruns_what_reads_it_and_all_that_follows(finished):
    def plan(key):
        return planned(finished, *override(key, KEYS[key][0]))

    expected = {
        key: with_all_that_follows(rules | LOOK) if rules is not None else set()
        for key, (_, rules) in KEYS.items()
    }
    assert compared(expected, in_parallel(plan, list(KEYS))) == {}


def test_a_key_changed_in_the_file_counts_as_one_on_the_command_line(on_copies):
    def plan(folder, key):
        path = folder / "config.yaml"
        before = path.read_text()
        config = yaml.safe_load(before)
        target = config
        *parents, last = key.split(".")
        for name in parents:
            target = target[name]
        target[last] = KEYS[key][0]
        path.write_text(yaml.safe_dump(config))
        try:
            return planned(folder)
        finally:
            path.write_text(before)

    keys = ["occlusion.stride", "rnn.W", "memory.alphabet", "report.title"]
    expected = {key: with_all_that_follows(KEYS[key][1] | LOOK) for key in keys}
    assert compared(expected, on_copies(plan, keys)) == {}


def test_two_values_that_change_places_are_a_change(finished):
    swapped = {
        "occlusion={patch: 1, stride: 8}": OCCLUSION,
        "lstm={epsilon: 0.002, learning_rate: 0.0001}": {"lstm"},
        "rnn={c: [-0.5, 0.5]}": {"rnn", "memory", "lstm"},
        "rnn={W: [[-1, 1], [0, 2]]}": {"rnn", "memory", "lstm"},
    }
    found = in_parallel(lambda text: planned(finished, "--config", text), list(swapped))
    expected = {text: with_all_that_follows(rules | LOOK) for text, rules in swapped.items()}
    assert compared(expected, found) == {}


def test_keys_in_another_order_are_no_change(on_copies):
    def plan(folder, _):
        path = folder / "config.yaml"
        before = path.read_text()

        def turned(value):
            return {k: turned(v) for k, v in reversed(value.items())} if isinstance(value, dict) else value

        path.write_text(yaml.safe_dump(turned(yaml.safe_load(before)), sort_keys=False))
        try:
            return planned(folder)
        finally:
            path.write_text(before)

    assert on_copies(plan, ["once"]) == {"once": set()}


def test_a_changed_module_reruns_every_script_that_reaches_it(on_copies):
    def plan(folder, module):
        path = folder / "workflow" / module
        before = path.read_text()
        path.write_text(before + "\nchanged = 1\n")
        try:
            return planned(folder)
        finally:
            path.write_text(before)

    expected = {module: with_all_that_follows(rules) for module, rules in MODULES.items()}
    assert compared(expected, on_copies(plan, list(MODULES))) == {}


def test_a_changed_script_reruns_its_rule(on_copies):
    scripts = {p.stem: p.relative_to(ROOT) for p in (ROOT / "workflow/scripts").rglob("*.py")}
    assert set(scripts) == RULES | APART
    scripts = {rule: path for rule, path in scripts.items() if rule in RULES}

    def plan(folder, rule):
        path = folder / scripts[rule]
        before = path.read_text()
        path.write_text(before + "\nchanged = 1\n")
        try:
            return planned(folder)
        finally:
            path.write_text(before)

    expected = {rule: with_all_that_follows({rule}) for rule in scripts}
    assert compared(expected, on_copies(plan, list(scripts))) == {}


def test_a_changed_template_or_version_reruns_what_it_is_used_for(on_copies):
    def plan(folder, change):
        name, before, after, _ = change
        path = folder / name
        text = path.read_text()
        assert before in text
        path.write_text(text.replace(before, after, 1))
        try:
            return planned(folder)
        finally:
            path.write_text(text)

    changes = [
        ("workflow/report/cnn.html", "network", "net", frozenset({"report"})),
        ("workflow/report/style.css", "margin", "padding", frozenset({"report"})),
        ("workflow/report/captions/rnn.rst", "worked", "other", None),
        ("envs/torch.yaml", "torch==2.13.0", "torch==2.13.1", frozenset(COMPUTE | LOOK)),
        ("envs/plots.yaml", "matplotlib==", "matplotlib==9.", frozenset(PLOTS | LOOK)),
        ("envs/report.yaml", "jinja2==", "jinja2==9.", frozenset({"report", "provenance"} | LOOK)),
    ]
    expected = {change: with_all_that_follows(change[3] or ()) for change in changes}
    assert compared(expected, on_copies(plan, changes)) == {}


def test_comments_docstrings_and_touches_rerun_nothing(copies):
    folder = copies[0]
    for path in [
        *(folder / "workflow").rglob("*.py"),
        *(folder / "workflow").rglob("*.smk"),
        folder / "Snakefile",
    ]:
        text = path.read_text()
        text = re.sub(r'^"""', '"""Other words. ', text, count=1)
        path.write_text(text + "\n# A comment.\n")
    assert planned(folder) == set()
    later = max(path.stat().st_mtime for path in folder.rglob("*")) + 1000
    for path in folder.rglob("*"):
        if path.is_file() and ".snakemake" not in path.parts:
            os.utime(path, (later, later))
    assert planned(folder) == set()


def test_a_deleted_artifact_is_made_again(copies, on_copies):
    made = snakemake(copies[1], "--configfile", "small.yaml", "--summary").stdout
    rows = [line.split("\t") for line in made.splitlines() if line.startswith(("results/", "report/"))]
    rules = {row[0]: row[2] for row in rows}
    assert {"results/cnn/timing.json", "report/index.html", "results/provenance.json"} <= set(rules)
    on_disk = {
        path.relative_to(copies[1]).as_posix()
        for folder in ("results", "report")
        for path in (copies[1] / folder).rglob("*")
        if path.is_file() and not {"logs", "benchmarks"} & set(path.parts)
    }
    assert on_disk == set(rules)

    def plan(folder, artifact):
        path = folder / artifact
        kept = path.rename(path.with_name("kept"))
        try:
            return planned(folder)
        finally:
            kept.rename(path)

    expected = {artifact: with_all_that_follows({rule}) for artifact, rule in rules.items()}
    nodes = {
        name: f"{rule} of {part}"
        for name, rule in rules.items()
        for part in ("unaugmented", "batch_norm")
        if f"/{part}" in name and f"{rule} of {part}" in READERS
    }
    expected |= {name: with_all_that_follows({node}) for name, node in nodes.items()}
    # Of the many networks of one rule, the first and the last stand for all.
    of_node = {}
    for name in sorted(rules):
        of_node.setdefault(nodes.get(name, rules[name]), []).append(name)
    asked = []
    for node, names in of_node.items():
        many = node.split(" of ")[0] in ("tune", "fit", "motif", "choose")
        asked += dict.fromkeys((names[0], names[-1])) if many else names
    expected = {name: expected[name] for name in asked}
    assert compared(expected, on_copies(plan, asked)) == {}


@pytest.mark.parametrize("arguments", [[], override("occlusion.patch", 5), override("seed", 5)], ids=str)
def test_both_profiles_plan_the_same_jobs(finished, arguments):
    slurm = planned(finished, "--profile", "profiles/slurm", *arguments)
    assert slurm == planned(finished, *arguments)


def test_the_default_profile_holds_only_what_decides_reruns():
    profile = yaml.safe_load((ROOT / "profiles/default/profile.yaml").read_text())
    assert set(profile) == {"rerun-triggers", "max-checksum-file-size", "rerun-incomplete"}
    assert set(profile["rerun-triggers"]) == {"mtime", "params", "input"}
