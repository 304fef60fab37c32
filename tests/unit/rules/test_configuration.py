import copy
from pathlib import Path
from unittest.mock import patch

import pytest
import yaml
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import configuration

DEFAULT = yaml.safe_load((ROOT / "config.yaml").read_text())
SCHEMA = yaml.safe_load(configuration.SCHEMA.read_text())


def changed(key, value):
    config = copy.deepcopy(DEFAULT)
    *path, last = key.split(".")
    target = config
    for name in path:
        target = target[name]
    target[last] = value
    return config


def test_a_config_without_anything_is_config_yaml():
    assert configuration.resolved({}) == configuration.resolved(DEFAULT) == DEFAULT


def schemas(part, key=""):
    """Every key that a config may have, with its schema; the sweep's grid repeats those of ``cnn``."""
    for choice in (part, *part.get("anyOf", [])):
        for name, inner in choice.get("properties", {}).items():
            if key != "sweep.grid":
                yield f"{key}.{name}".lstrip("."), inner
                yield from schemas(inner, f"{key}.{name}".lstrip("."))


def keys(config, key=""):
    for name, value in config.items() if isinstance(config, dict) else ():
        yield f"{key}.{name}".lstrip(".")
        yield from keys(value, f"{key}.{name}".lstrip("."))


def test_config_and_schema_have_the_same_keys():
    found = [key for key, _ in schemas(configuration.allowed())]
    assert sorted(found) == sorted(keys(DEFAULT))
    assert len(found) > 180


def test_every_key_has_a_description():
    for key, schema in schemas(configuration.allowed()):
        assert schema.get("description", "").strip(), key


def parts(schema):
    """A schema and every one inside it."""
    yield schema
    for word, value in schema.items():
        inner = value.values() if word in ("properties", "$defs") else value if word == "anyOf" else ()
        for part in (*inner, *([value] if word == "items" else [])):
            yield from parts(part)


def test_values_stand_in_config_yaml_alone():
    assert [part for part in parts(SCHEMA) if "default" in part] == []


def test_strictness_is_not_written_into_the_schema_but_holds_for_every_block():
    assert [part for part in parts(SCHEMA) if {"required", "additionalProperties"} & set(part)] == []
    allowed = configuration.allowed()
    grid = allowed["properties"]["sweep"]["properties"]["grid"]
    blocks = [part for part in parts(allowed) if part.get("type") == "object"]
    assert len(blocks) > 40
    for part in blocks:
        assert part["additionalProperties"] is False
        assert part is grid or part["required"] == list(part["properties"])


def test_the_schema_means_the_same_to_other_readers():
    # A reference beside other words adds to them there; here a word of the key's own would replace one.
    Draft202012Validator.check_schema(SCHEMA)
    Draft202012Validator(SCHEMA).validate(DEFAULT)
    used = set()
    for part in parts(SCHEMA):
        if "$ref" in part:
            used.add(part["$ref"].removeprefix("#/$defs/"))
            assert set(part) <= {"$ref", "description"}
    assert used == set(SCHEMA["$defs"])


def test_the_schema_can_be_read_at_a_glance():
    lines = configuration.SCHEMA.read_text().splitlines()
    assert len(lines) <= 780
    assert max(map(len, lines)) <= 120


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("occlusion.patch", 29, r"occlusion\.patch is 29; allowed: a whole number from 1 to 28"),
        ("occlusion.patch", "large", r"occlusion\.patch is \"large\"; allowed: a whole number"),
        ("occlusion.pach", 8, r"occlusion\.pach is not a key; did you mean patch\? allowed: all, digit"),
        ("oclusion", {}, r"config: oclusion is not a key; did you mean occlusion\?"),
        ("shift.digit", 12, r"shift\.digit is 12; allowed: a whole number from 0 to 9"),
        ("cnn.channels", [8, 8], r"cnn\.channels is \[8, 8\]; allowed: a list of 3 or more"),
        ("cnn.channels", [8, 8, 0], r"cnn\.channels\[2\] is 0; allowed: a whole number from 1"),
        ("cnn.kernels", [3, 3, 3], r"cnn\.kernels has 3 values; allowed: 4"),
        ("cnn.batch_size", 1, r"batch_size is 1, and cnn\.kernels, .* one pixel .*; allowed: batches of 2"),
        ("cnn.batch_size", {"mnist": 256, "mnist5k": 1}, r"cnn\.batch_size is 1, and cnn\.kernels"),
        ("cnn.pool", [4, 4, 1, 1], r"cnn\.pool leave nothing of 28 pixels; allowed: 1 pixel or more"),
        (
            "cnn.epochs",
            0,
            r"cnn\.epochs is 0; allowed: a whole number from 1, or a block with the keys mnist, mnist5k",
        ),
        ("cnn.learning_rate", 0, r"cnn\.learning_rate is 0; allowed: a number above 0"),
        ("cnn.precision", "fp8", r"cnn\.precision is \"fp8\"; allowed: \"auto\" \| \"fp32\" \| \"bf16\""),
        ("cnn.threads", True, r"cnn\.threads is true; allowed: a whole number"),
        ("feature_maps.layer", 5, r"feature_maps\.layer asks for layer 5; allowed: 1 to 4"),
        ("feature_maps.digits", [8, 8], r"allowed: two different digits"),
        ("rnn.W", [[1, 2]], r"rnn\.W is 1 x 2; allowed: 2 x 2"),
        ("rnn.x", [[1, 2], [1]], r"rnn\.x is 2 x 1/2; allowed: 2 x 2"),
        ("rnn.epsilon", float("nan"), r"rnn\.epsilon is nan; allowed: a finite number"),
        ("rnn.b", [float("inf"), 1], r"rnn\.b\[0\] is inf"),
        ("lstm.forget_bias", [1, 2, 3], r"lstm\.forget_bias has 3 values; allowed: one number, or 2"),
        ("memory.steps", 500, r"memory\.steps is 500; allowed: above"),
        ("data.mirrors", ["ftp://x/"], r"data\.mirrors\[0\] is \"ftp://x/\"; allowed: text like"),
        ("data.sha256", {"a": "b"}, r"data\.sha256 is "),
        ("seed", -1, r"seed is -1; allowed: a whole number from 0"),
        ("cnn", 5, r"cnn is 5; allowed: a block with the keys channels"),
    ],
)
def test_what_is_not_allowed_is_named_with_what_is(key, value, message):
    with pytest.raises(configuration.ConfigError, match=message) as caught:
        configuration.resolved(changed(key, value))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("key", "given", "read"),
    [
        ("cnn.epochs", "7", 7),
        ("cnn.epochs", {"mnist": "2", "mnist5k": "3"}, {"mnist": 2, "mnist5k": 3}),
        ("cnn.learning_rate", "1e-3", 1e-3),
        ("data.offline_fallback", "null", None),
        ("data.sha256", "null", None),
        ("shift.example", "12", 12),
        ("shift.example", "first", "first"),
        ("report.title", "7", "7"),
        ("rnn.b", ["1e-3", "2"], [1e-3, 2]),
        ("memory.forget_biases", ["1.5", "chrono"], [1.5, "chrono"]),
    ],
)
def test_strings_are_cast_to_what_the_schema_names(key, given, read):
    found = configuration.resolved(changed(key, given))
    for name in key.split("."):
        found = found[name]
    assert found == read
    assert type(found) is type(read)


def test_a_missing_key_takes_its_default():
    config = copy.deepcopy(DEFAULT)
    del config["shift"]["pixels"]
    del config["transplant"]
    assert configuration.resolved(config) == DEFAULT


@pytest.mark.parametrize(
    ("lacking", "message"),
    [
        (
            "shift: {digit: 1, example: first, all: {range: 1, grid_digits: 1}}",
            r"shift\.pixels is missing; .*27",
        ),
        (
            "shift: {digit: 1, example: first, pixels: 3, all: {range: 1}}",
            r"shift\.all\.grid_digits is missing; allowed: a whole number from 1 to 10000 \(Digits of each",
        ),
        ("shift: {digit: 1, pixel: 3}", r"shift\.pixel is not a key; did you mean pixels\?"),
        ("shift: 5", r"config: shift is 5; allowed: a block with the keys digit"),
        ("seed: 1", r"config: chapters is missing; allowed: a list of 1 or more"),
        (
            "{seed: 1, chapters: [cnn]}",
            r"config: data is missing; allowed: a block with the keys name, local_dir",
        ),
        ("", r"config: seed is missing; allowed: a whole number from 0"),
    ],
)
def test_what_config_yaml_lacks_is_named(tmp_path, monkeypatch, lacking, message):
    monkeypatch.setattr(configuration, "DEFAULTS", tmp_path / "config.yaml")
    given = yaml.safe_load(lacking) or {}
    whole = DEFAULT | given if "shift" in given else given
    (tmp_path / "config.yaml").write_text(yaml.safe_dump(whole))
    with pytest.raises(configuration.ConfigError, match=message):
        configuration.resolved(whole)


def test_a_whole_config_needs_no_config_yaml(tmp_path, monkeypatch):
    monkeypatch.setattr(configuration, "DEFAULTS", tmp_path / "none.yaml")
    assert configuration.resolved(DEFAULT) == DEFAULT


def leaves(value, key=()):
    if isinstance(value, dict):
        for name, part in value.items():
            yield from leaves(part, (*key, name))
    yield key


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.just("1e-3"),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=2000, deadline=None)
@given(st.sampled_from([k for k in leaves(DEFAULT) if k]), ANYTHING, st.text(max_size=6), st.booleans())
def test_any_value_anywhere_gives_a_config_or_one_clear_line(key, value, name, misspelt):
    config = copy.deepcopy(DEFAULT)
    target = config
    for part in key[:-1]:
        target = target[part]
    target[name if misspelt else key[-1]] = value
    message = ""
    with patch.object(configuration, "read", lambda _: DEFAULT):  # a file read 3,000 times says no more
        try:
            found = configuration.resolved(config)
        except configuration.ConfigError as fault:
            message = str(fault)
        if message:
            assert message.startswith("config: ")
            assert "\n" not in message
            assert "allowed: " in message
        else:
            assert configuration.resolved(found) == found


@pytest.mark.parametrize("path", sorted((ROOT / "presets").glob("*.yaml")), ids=lambda path: path.stem)
def test_every_preset_fits_on_the_default(path):
    config = copy.deepcopy(DEFAULT)
    for block, values in yaml.safe_load(path.read_text()).items():
        config[block] = config[block] | values if isinstance(values, dict) else values
    found = configuration.resolved(config)
    assert found != DEFAULT
    # The default is every chapter but the one that takes minutes.
    if path.stem == "everything":
        assert found == DEFAULT | {"chapters": [*DEFAULT["chapters"], "reading"]}


def test_a_sweeps_points_are_every_combination_by_a_name_that_is_a_folder():
    sweep = {"grid": {"learning_rate": [0.1, 0.2], "epochs": [{"mnist": 1, "mnist5k": 2}]}, "seeds": [1, 7]}
    points = configuration.points(sweep)
    assert list(points) == [
        f"epochs=mnist1-mnist5k2_learning_rate={rate}_seed={seed}" for rate in (0.1, 0.2) for seed in (1, 7)
    ]
    assert points["epochs=mnist1-mnist5k2_learning_rate=0.2_seed=7"] == {
        "values": {"epochs": {"mnist": 1, "mnist5k": 2}, "learning_rate": 0.2},
        "seed": 7,
    }
    assert configuration.varied(sweep) == ["learning_rate"]
    assert configuration.varied({"grid": {}, "seeds": [1, 2]}) == ["seed"]


def test_an_optimizers_grid_is_every_combination():
    found = configuration.grid_points({"momentum": [0.5, 0.9], "learning_rate": [0.1]})
    assert found == {
        "learning_rate=0.1_momentum=0.5": {"learning_rate": 0.1, "momentum": 0.5},
        "learning_rate=0.1_momentum=0.9": {"learning_rate": 0.1, "momentum": 0.9},
    }


@pytest.mark.skipif(Path("/dev/nvidiactl").exists(), reason="this machine has an NVIDIA driver")
def test_without_a_driver_only_a_job_of_slurm_has_a_gpu_in_reach(monkeypatch):
    ask = configuration.gpu_in_reach.__wrapped__
    monkeypatch.delenv("SLURM_JOB_ID", raising=False)
    assert not ask()
    monkeypatch.setenv("SLURM_JOB_ID", "7")
    assert ask()


def test_biases_that_are_the_defaults_follow_another_size_of_rnn():
    one = {"b": [2], "W": [[1]], "U": [[1, 0]], "V": [[1], [0]]}
    found = configuration.resolved({"rnn": one})
    assert found["lstm"]["candidate_bias"] == [2]
    assert found["lstm"]["forget_bias"] == 1
    assert configuration.resolved({"rnn": {"b": [0, 3]}})["lstm"]["candidate_bias"] == [-1, 1]
    with pytest.raises(
        configuration.ConfigError, match=r"lstm.candidate_bias has 2 values; allowed: one numb"
    ):
        configuration.resolved({"rnn": one, "lstm": {"candidate_bias": [3, 4]}})


def test_what_a_config_has_of_its_own_is_known_by_block():
    assert configuration.own(configuration.resolved({})) == {}
    changed = configuration.resolved({"seed": 9, "momentum": {"points": 5}, "shift": {"pixels": 3}})
    assert configuration.own(changed) == {"momentum": {"points": 5}}


@pytest.mark.parametrize(
    ("chapters", "running"),
    [
        (["cnn", "robustness", "sequences"], ["cnn", "robustness", "sequences", "live"]),
        (["cnn", "choices"], ["cnn", "choices"]),
        (["choices", "scratch", "cnn"], ["choices", "scratch", "cnn", "compared"]),
        (["cnn", "scratch"], ["cnn", "scratch"]),
        (["sequences"], ["sequences"]),
        (["cnn", "reading"], ["cnn", "reading"]),
    ],
)
def test_what_rests_on_several_chapters_is_there_where_they_all_run(chapters, running):
    assert configuration.resolved(DEFAULT | {"chapters": chapters})["chapters"] == chapters
    assert configuration.running(chapters, []) == ["data", *running, "report"]


def test_own_pages_are_there_where_images_are_given_and_something_reads_them():
    images = ["page.jpg"]
    assert configuration.running(["cnn", "reading"], images) == [
        "data",
        "cnn",
        "reading",
        "own_pages",
        "report",
    ]
    assert configuration.running(["cnn"], images) == ["data", "cnn", "report"]


@pytest.mark.parametrize(
    ("images", "line"),
    [
        (
            ["a/page.jpg", "b/page.png"],
            "a/page.jpg and b/page.png, which would both write results/reading/page.csv",
        ),
        (["Page.jpg", "page.jpg"], "Page.jpg and page.jpg, which would both write results/reading/page.csv"),
        (["{x}.jpg"], '"{x}.jpg"; allowed: files with a name without'),
        (["page*.jpg"], '"page\\*.jpg"; allowed: files with a name without'),
        ([""], "reading.images\\[0\\] is"),
        ([7], "reading.images\\[0\\] is 7; allowed: text"),
        ("page.jpg", "reading.images is"),
    ],
)
def test_images_that_would_write_one_file_or_have_no_name_are_refused(images, line):
    with pytest.raises(configuration.ConfigError, match=line) as fault:
        configuration.resolved({"reading": {"images": images}})
    assert "\n" not in str(fault.value)


@pytest.mark.parametrize(
    ("chapters", "message"),
    [
        (
            ["robustness"],
            "chapters has robustness without cnn, on which it rests; allowed: with cnn, or without",
        ),
        (["sequences", "choices"], "chapters has choices without cnn"),
        (["scratch"], "chapters has scratch without cnn"),
        (["reading"], "chapters has reading without cnn"),
        (["cnn", "handwriting"], 'chapters\\[1\\] is "handwriting"; allowed: "cnn" | '),
        (["cnn", "cnn"], "chapters is .*; allowed: a list of 1 or more, each .*, no two alike"),
        ([], "chapters is \\[\\]; allowed: a list of 1 or more"),
    ],
)
def test_chapters_that_cannot_be_run_are_refused(chapters, message):
    with pytest.raises(configuration.ConfigError, match=message):
        configuration.resolved(DEFAULT | {"chapters": chapters})


def test_the_preset_of_everything_has_every_chapter():
    everything = yaml.safe_load((ROOT / "presets/everything.yaml").read_text())
    assert everything == {"chapters": SCHEMA["properties"]["chapters"]["items"]["enum"]}


def test_the_quick_network_is_the_one_of_its_preset():
    preset = yaml.safe_load((ROOT / "presets/quick.yaml").read_text())
    assert DEFAULT["compared"]["quick"] == preset["cnn"]


def test_the_quick_networks_lists_must_fit_together():
    wrong = changed("compared.quick.pool", [2, 2, 2, 2])
    message = r"compared\.quick\.pool has 4 values; allowed: 3, one for each of compared\.quick\.channels"
    with pytest.raises(configuration.ConfigError, match=message):
        configuration.resolved(wrong)


def test_a_batch_of_one_needs_more_than_a_pixel_at_every_layer():
    assert configuration.resolved(changed("compared.quick.batch_size", 1))
    wrong = changed("compared.quick.pool", [4, 2, 1])
    wrong["compared"]["quick"] |= {"kernels": [5, 3, 2], "batch_size": 1}
    with pytest.raises(configuration.ConfigError, match=r"config: compared\.quick\.batch_size is 1, and"):
        configuration.resolved(wrong)
    wrong["compared"]["quick"]["batch_size"] = 2
    assert configuration.resolved(wrong)
