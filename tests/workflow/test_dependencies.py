"""What reruns when something changes: exactly what depends on it, and nothing else.

`tables.py` is written by hand and is what must hold; every dry run is compared with it.
"""

import json
import os
import re
import shutil
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import yaml
from conftest import ROOT, SMALL, snakemake

from .chain import Chain
from .conftest import planned
from .tables import (
    APART,
    COMPOSED,
    COMPUTE,
    KEYS,
    KINDS,
    LOOK,
    MODULES,
    PLOTS,
    READERS,
    RULES,
    SLID,
    WHOLE,
    with_all_that_follows,
)


def config_keys(value, key=""):
    if isinstance(value, dict) and key not in WHOLE:
        for name, part in value.items():
            yield from config_keys(part, f"{key}.{name}" if key else name)
    else:
        yield key


def override(*keys):
    """``--config`` with other values for dotted keys, by tables.KEYS."""
    blocks = {}
    for key in keys:
        *parents, last = key.split(".")
        target = blocks
        for name in parents:
            target = target.setdefault(name, {})
        target[last] = KEYS[key][0]
    return ["--config", *(f"{block}={json.dumps(value)}" for block, value in blocks.items())]


def paths(value, before=()):
    """The path of every key in nested mappings."""
    yield before
    if isinstance(value, dict):
        for name, part in value.items():
            yield from paths(part, (*before, str(name)))


def by_set(table):
    """Names by the set of rules that a table gives them."""
    found = defaultdict(list)
    for name, rules in table.items():
        found[rules].append(name)
    return found


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
    # What these do is other rules' work: test_choices.py, test_own_pages.py.
    assert set(KEYS) | {"readout.weights", "reading.images"} == set(
        config_keys(yaml.safe_load((ROOT / "config.yaml").read_text()))
    )
    workflow = ROOT / "workflow"
    modules = {p.relative_to(workflow).as_posix() for p in workflow.rglob("*.py")}
    assert set(MODULES) == {m for m in modules if not m.startswith(("scripts/", "rules/", "screen/"))}
    rules = "\n".join(path.read_text() for path in (workflow / "rules").glob("*.smk"))
    named = re.findall(r"^(?:use rule \w+ as|rule) (\w+)", rules, re.MULTILINE)
    assert set(named) == RULES | APART | KINDS


@pytest.fixture(scope="module")
def jobs(tmp_path_factory):
    """Every job of the small config, as Snakemake resolves it."""
    return Chain(tmp_path_factory.mktemp("jobs") / "chain", SMALL).jobs({})


# A step is told these by other names, or of fewer of them.
OTHERWISE = re.compile(r"replicates\.|compared\.quick\.|optimizers\.grid\.|motif\.(\w+_biases|tanh)$")


def test_what_reads_a_key_is_told_its_value(jobs):
    told = defaultdict(set)
    for job in jobs:
        for path in paths(dict(job.params.items())):
            told[job.rule] |= {path[at:] for at in range(len(path))}
    for key, (_, rules) in KEYS.items():
        for rule in {node.split(" of ")[0] for node in rules or ()} if not OTHERWISE.match(key) else ():
            names = tuple(key.split("."))
            assert {names, names[1:]} & told[rule], f"{rule} is not told {key}"


def test_a_changed_key_reruns_what_reads_it_and_all_that_follows(finished):
    # Keys that the same rules read are changed at once: that each of these is told each of the keys, the test
    # above shows. Those that it leaves out, one by one.
    rules = {key: frozenset(rules) if rules is not None else None for key, (_, rules) in KEYS.items()}
    apart = {key for key in KEYS if OTHERWISE.match(key)}
    groups = by_set({key: rules[key] for key in KEYS if key not in apart})
    changes = [*((key,) for key in sorted(apart)), *map(tuple, groups.values())]
    expected = {
        keys: with_all_that_follows(rules[keys[0]] | LOOK) if rules[keys[0]] is not None else set()
        for keys in changes
    }
    assert compared(expected, in_parallel(lambda keys: planned(finished, *override(*keys)), changes)) == {}


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
        "occlusion={patch: 1, stride: 8}": SLID | {"sanity_checks"},
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


def test_every_job_is_told_the_modules_that_its_script_reaches(jobs):
    reach = defaultdict(set)
    for job in jobs:
        if job.rule == "all":
            continue
        assert Path(job.params.script).stem == job.rule
        assert job.params.script in job.params.code
        for module in job.params.code:
            reach[module].add(job.rule)
    expected = {module: {node.split(" of ")[0] for node in nodes} for module, nodes in MODULES.items()}
    assert compared(expected, reach) == {}


def test_changed_code_reruns_every_script_that_reaches_it(on_copies):
    # Which modules a job is told of, the test above says one by one; here a folder is changed at once.
    scripts = {p.relative_to(ROOT / "workflow").as_posix() for p in (ROOT / "workflow/scripts").rglob("*.py")}
    assert {Path(script).stem for script in scripts} == RULES | APART
    reruns = MODULES | {script: {Path(script).stem} for script in scripts if Path(script).stem in RULES}
    folders = by_set({name: str(Path(name).parent) for name in reruns})

    def plan(folder, names):
        before = {}
        for path in (folder / "workflow" / name for name in names):
            before[path] = path.read_text()
            path.write_text(before[path] + "\nchanged = 1\n")
        try:
            return planned(folder)
        finally:
            for path, text in before.items():
                path.write_text(text)

    changes = [tuple(names) for names in folders.values()]
    # The modules that every script reaches would hide the others of their folder.
    everywhere = [name for name in reruns if len(reruns[name]) > len(RULES) / 2]
    changes = [tuple(name for name in names if name not in everywhere) for names in changes]
    changes = [names for names in [*changes, *((name,) for name in everywhere)] if names]
    expected = {names: with_all_that_follows(set().union(*map(reruns.get, names))) for names in changes}
    assert compared(expected, on_copies(plan, changes)) == {}


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
        ("workflow/report/shift.html", "label", "name", frozenset({"report"})),
        ("workflow/report/style.css", "margin", "padding", frozenset({"report"})),
        ("workflow/report/captions/rnn.rst", "outputs", "results", frozenset({"report"})),
        ("workflow/schemas/answers.schema.yaml", "minLength: 1", "minLength: 2", frozenset({"answers"})),
        ("envs/torch.yaml", "torch==2.13.0", "torch==2.13.1", frozenset(COMPUTE | LOOK)),
        ("envs/plots.yaml", "matplotlib==", "matplotlib==9.", frozenset(PLOTS | LOOK)),
        ("envs/report.yaml", "jinja2==", "jinja2==9.", frozenset(COMPOSED | LOOK)),
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

    def without(folder, artifacts, look):
        kept = {
            path: path.rename(path.with_name(f"kept {path.name}")) for path in map(folder.joinpath, artifacts)
        }
        try:
            return look(folder)
        finally:
            for path, other in kept.items():
                other.rename(path)

    # Each is asked for by name: all of them gone at once, every job says which of its own it misses.
    text = without(
        copies[0], rules, lambda folder: snakemake(folder, "-n", "--configfile", "small.yaml").stdout
    )
    missed = set()
    for line in re.findall(r"reason: Missing output files: ([^;\n]*)", text):
        missed |= set(line.strip().split(", "))
    assert missed == set(rules)

    parts = ("unaugmented", "replicate", "quick", "batch_norm", "components", "ctc_plain", "plain")
    nodes = dict(sorted(rules.items()))
    nodes |= {
        name: f"{rule} of {part}"
        for name, rule in rules.items()
        for part in parts
        if f"/{part}" in name and f"{rule} of {part}" in READERS
    }
    asked = {names[0]: node for node, names in by_set(nodes).items()}  # one of each stands for all
    expected = {name: with_all_that_follows({node}) for name, node in asked.items()}
    found = on_copies(lambda folder, name: without(folder, [name], planned), list(asked))
    assert compared(expected, found) == {}


@pytest.mark.parametrize("arguments", [[], override("occlusion.patch"), override("seed")], ids=str)
def test_both_profiles_plan_the_same_jobs(finished, arguments):
    slurm = planned(finished, "--profile", "profiles/slurm", *arguments)
    assert slurm == planned(finished, *arguments)


def test_the_default_profile_holds_only_what_decides_reruns():
    profile = yaml.safe_load((ROOT / "profiles/default/profile.yaml").read_text())
    assert set(profile) == {"rerun-triggers", "max-checksum-file-size", "rerun-incomplete"}
    assert set(profile["rerun-triggers"]) == {"mtime", "params", "input"}
