"""What an answer file says, and what is wrong with one: by name, by line, and what is allowed."""

import os

import pytest
import yaml
from conftest import ROOT
from hypothesis import HealthCheck, given, settings, strategies

from digitlab.check import answer_file, reader, schema, template
from digitlab.errors import InputError

SCHEMA = yaml.safe_load((ROOT / "workflow/schemas/check.schema.yaml").read_text())
CONFIG = yaml.safe_load((ROOT / "config.yaml").read_text())


def answers(text, **blocks):
    blocks = {name: CONFIG[name] | blocks.get(name, {}) for name in ("rnn", "lstm")}
    return answer_file.answers(text, SCHEMA, **blocks)


def faults(text, **blocks):
    with pytest.raises(answer_file.Faults) as caught:
        answers(text, **blocks)
    return caught.value.lines


def test_figures_come_with_their_text_and_parameters_with_the_configs():
    said = answers(
        """
title: Group 7
comment: |
  two lines
  of words
parameters: {learning_rate: 0.01, forget_bias: [2, 3]}
rnn:
  reading: summed
  y_hat: [[0.250, null], null, [null, -1.2e-3]]
  backward: {dL_da: [[1, 2], null, null]}
lstm: {loss: −3.50, intermediates: {df_db: [null, [[1, null], null], null]}}
"""
    )
    assert (said.title, said.comment, said.own) == (
        "Group 7",
        "two lines\nof words\n",
        ("learning_rate", "forget_bias"),
    )
    rnn, lstm = said.networks["rnn"], said.networks["lstm"]
    assert [(f.name, f.place, f.text, f.digits) for f in rnn.figures] == [
        ("y_hat", (0, 0), "0.250", 3),
        ("y_hat", (2, 1), "-1.2e-3", 2),
        ("backward_dL_da", (0, 0), "1", 1),
        ("backward_dL_da", (0, 1), "2", 1),
    ]
    assert [(f.name, f.place, f.text) for f in lstm.figures] == [
        ("loss", (), "-3.50"),
        ("df_db", (1, 0, 0), "1"),
    ]
    assert (rnn.reading, lstm.reading) == ("summed", None)
    assert rnn.parameters == {name: CONFIG["rnn"][name] for name in rnn.parameters} | {"learning_rate": 0.01}
    assert lstm.parameters["forget_bias"] == [2, 3]
    assert lstm.parameters["learning_rate"] == 0.01
    assert lstm.parameters["candidate_bias"] == CONFIG["rnn"]["b"]


def test_networks_of_another_size_come_with_their_own_parameters():
    text = """
parameters:
  b: [1]
  W: [[0.5]]
  U: [[1, 2, 3]]
  V: [[1], [2]]
  x: [[1, 2, 3]]
rnn: {y_hat: [[0.1, 0.9]]}
"""
    said = answers(text)
    assert said.networks["lstm"].parameters["candidate_bias"] == [1.0]
    assert said.networks["rnn"].parameters["c"] == CONFIG["rnn"]["c"]
    [(line, words)] = faults(text, lstm={"forget_bias": [1, 2]})
    assert (line, words) == (
        2,
        "parameters.forget_bias is needed: the config's has 2 values; needed: 1, as the others have it",
    )
    assert [words.split()[0] for _, words in faults("parameters: {b: [1, 2, 3]}")] == [
        "parameters.W",
        "parameters.U",
        "parameters.V",
    ]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("rnn:\n  loss: none", 2, 'rnn.loss is the text "none"; allowed: a number, or null'),
        (
            "rnn:\n  loss: 3,007",
            2,
            'rnn.loss is the text "3,007" (a decimal point is a point); allowed: a number, or null',
        ),
        ("rnn: {loss: '3.007'}", 1, 'rnn.loss is the text "3.007"; allowed: a number, or null'),
        ("rnn: {loss: [1]}", 1, "rnn.loss is a list; allowed: a number, or null"),
        ("rnn: {loss: .inf}", 1, 'rnn.loss is the text ".inf"; allowed: a number, or null'),
        ("rnn: {loss: 1e400}", 1, "1e400 is out of the range of numbers"),
        (f"rnn: {{loss: 0.{'3' * 1000}}}", 1, "0.333333333333333333... has 1,002 characters; allowed: 60"),
        ('"a\\nb": 1\n"a\\nb": 2', 2, "a b stands on line 1 already; allowed: once"),
        (f"{'k' * 900}: 1\n{'k' * 900}: 2", 2, "kkkkkkkkkk"),
        ("rnn:\n\n  updated_bias: [1, 2, 3]", 3, "rnn.updated_bias has 3 values; allowed: 2, one a unit"),
        (
            "rnn:\n  y_hat:\n    - [1, 2]\n    - [1]\n    - [1, 2]",
            4,
            "rnn.y_hat[2] has 1 value; allowed: 2",
        ),
        ("rnn: {y_hat: [[1, 2]]}", 1, "rnn.y_hat has 1 value; allowed: 3, one a step of x"),
        ("rnn: {y_hat: 1}", 1, "rnn.y_hat is 1; allowed: a list of 3 lists of 2 numbers, or null"),
        (
            "lstm:\n  gradient_unroled: [1, 2]",
            2,
            "lstm.gradient_unroled is not a key; did you mean gradient_unrolled? allowed: reading, y_hat",
        ),
        ("Rnn: {}", 1, "Rnn is not a key; did you mean rnn? allowed: title, comment, parameters, rnn"),
        ("rnn: {reading: both}", 1, 'rnn.reading is the text "both"; allowed: last | summed | null'),
        ("rnn: 5", 1, "rnn is 5; allowed: a block with the keys reading"),
        ("parameters: {W: [[1, 2], [3, null]]}", 1, "parameters.W[2,2] is null; allowed: a number"),
        ("parameters: {epsilon: 0}", 1, "parameters.epsilon is 0; allowed: a number above 0 to 1"),
        ("parameters: {x: []}", 1, "parameters.x has 0 values; allowed: 3"),
        ("title: [a]", 1, "title is a list; allowed: text, or null"),
        (f"title: {'x' * 300}", 1, "title has 300 characters; allowed: 200"),
        ("- 1\n- 2", 1, "the file is no block of names and figures; allowed: title, parameters, rnn, lstm"),
        ("just words", 1, "the file is no block of names and figures"),
        ("rnn:\n  loss: [1\n", 2, "not YAML: did not find expected"),
        ("rnn:\n\tloss: 1", 2, "not YAML: found character that cannot start any token"),
        ("\x00\x01", 1, "not YAML: "),
        ("rnn:\n  loss: 1\n  loss: 2", 3, "rnn.loss stands on line 2 already; allowed: once"),
        ("a: &a [1]\nb: *a", 2, "*a repeats another place; allowed: the figures themselves"),
        ("rnn: !!python/name:os.system", 1, "tag:yaml.org,2002:python/name:os.system is a tag"),
        ("[" * 100_000, 1, "nested more than 10 deep"),
        ("--- {}\n--- {}", 2, "a second document begins; allowed: one a file"),
        ("? [1, 2]\n: 3", 1, "a list or a block stands where a key belongs; allowed: a name"),
    ],
)
def test_a_fault_is_named_with_its_line_and_what_is_allowed(text, line, words):
    found = faults(text)
    assert found[0][0] == line
    assert found[0][1].startswith(words)
    assert all("\n" not in words and len(words) < 400 for _, words in found)


def test_every_fault_is_told_in_the_order_of_the_lines():
    text = "lstm: {f: 1}\nrnn:\n  los: 1\n  y_hat: [[1, 2], [1, 2, 3], [1, x]]\nrn: 1\n"
    assert [line for line, _ in faults(text)] == [1, 3, 4, 4, 5]


def test_aliases_cannot_stand_for_more_than_they_are():
    text = "a: &a [x, x]\n" + "".join(
        f"{chr(b)}: &{chr(b)} [*{chr(b - 1)}, *{chr(b - 1)}]\n" for b in range(98, 120)
    )
    assert faults(text)[0][0] == 2


def test_networks_too_large_to_compute_are_refused(monkeypatch):
    monkeypatch.setattr(answer_file, "LARGEST", 11)
    [(line, words)] = faults("rnn: {loss: 1}\nparameters: {epsilon: 0.1}")
    assert line == 2
    assert words == "parameters: 2 units over 3 steps are more than is computed here; allowed: T n n up to 11"


def content_fault(path):
    with pytest.raises(InputError) as caught:
        reader.content(path)
    return str(caught.value)


def test_files_that_cannot_be_read_are_named(tmp_path):
    path = tmp_path / "mine.yaml"
    assert content_fault(path) == f"{path} is missing; allowed: an answer file that is there"
    assert content_fault(tmp_path) == f"{tmp_path} is a folder; allowed: an answer file"
    for nothing in ("", "\n  \n"):
        path.write_text(nothing)
        assert content_fault(path).startswith(f"{path} is empty; allowed: figures by name")
    path.write_bytes(b"rnn: \xff\xfe")
    assert content_fault(path) == f"{path}: byte 6 is no text in UTF-8; allowed: YAML in UTF-8"
    os.truncate(path, 50_000_000)  # a hole on the disk: nothing of it is read
    assert content_fault(path).startswith(f"{path} has 50,000,000 bytes; allowed: 1,000,000")
    path.write_bytes(b"\xef\xbb\xbfrnn: {loss: 1}")
    assert reader.content(path) == "rnn: {loss: 1}"


def test_all_faults_of_all_files_are_told_and_the_first_raised(tmp_path):
    texts = {"a": "rnn: {loss: x}", "b": "rnn: {loss: 1}", "c": "rnn: {los: 1, y_hat: 2}"}
    paths = [tmp_path / f"{name}.yaml" for name in texts]
    for path, text in zip(paths, texts.values(), strict=True):
        path.write_text(text)
    told = []
    with pytest.raises(
        InputError, match=r"a\.yaml, line 1: rnn\.loss is .* \(the first of 4 faults"
    ) as caught:
        answer_file.read_all(
            [*map(str, paths), "none.yaml"], SCHEMA, CONFIG["rnn"], CONFIG["lstm"], told.append
        )
    assert len(told) == 4
    assert "\n" not in str(caught.value)
    assert answer_file.read_all([str(paths[1])], SCHEMA, CONFIG["rnn"], CONFIG["lstm"], told.append)
    with pytest.raises(InputError, match=r"check\.answers names no file"):
        answer_file.read_all([], SCHEMA, CONFIG["rnn"], CONFIG["lstm"], told.append)


def test_the_template_is_an_answer_file_that_names_everything():
    sizes = answer_file.sizes_of(None, CONFIG["rnn"])
    assert sizes == {"n": 2, "m": 2, "T": 3}
    text = template.template(SCHEMA, sizes)
    said = answers(text)
    assert [network.figures for network in said.networks.values()] == [(), ()]
    # Every key stands there, with what it means.
    lines = text.splitlines()
    for key, meaning in schema_keys(SCHEMA):
        assert [line for line in lines if line.strip().startswith(f"{key}:") and meaning in line], key
    # With numbers in the place of null it has every figure that can be asked for.
    filled = text.replace("null", "0.5").replace("reading: 0.5", "reading: last")
    filled = filled.split("parameters:")[0].replace("0.5", "null") + filled[filled.index("\nrnn:") :]
    counts = [len(network.figures) for network in answers(filled).networks.values()]
    assert counts == [99, 153]


def schema_keys(part):
    for key, inner in part.get("properties", {}).items():
        yield key, inner["description"]
        yield from schema_keys(inner)


def test_the_schema_has_every_figure_that_is_computed():
    from digitlab.check import ways

    for network in answer_file.NETWORKS:
        part = SCHEMA["properties"][network]["properties"]
        found = {name: inner["shape"] for name, inner in part.items() if "shape" in inner}
        found |= {name: inner["shape"] for name, inner in part["intermediates"]["properties"].items()}
        if "backward" in part:
            found |= {
                f"backward_{name}": inner["shape"] for name, inner in part["backward"]["properties"].items()
            }
        sizes = {"n": 3, "T": 5}
        shapes = {name: tuple(sizes.get(length, length) for length in shape) for name, shape in found.items()}
        assert shapes == ways.shapes(network == "lstm", 3, 5)


def test_shapes_are_written_out_as_json_schema():
    part = schema.expanded({"shape": ["T", 2]}, {"T": 3})
    assert part["type"] == ["array", "null"]
    assert (part["minItems"], part["maxItems"], part["items"]["minItems"]) == (3, 3, 2)
    assert part["items"]["items"] == {"type": ["number", "null"]}
    assert schema.expanded({"parameters": {"shape": [2]}}, {})["parameters"]["items"] == {"type": ["number"]}


LEAVES = strategies.one_of(
    strategies.none(),
    strategies.booleans(),
    strategies.integers(),
    strategies.floats(),
    strategies.text(max_size=8),
)
NAMES = strategies.sampled_from(
    ["title", "parameters", "rnn", "lstm", "b", "x", "epsilon", "y_hat", "loss", "intermediates", "h", "z"]
)
TREES = strategies.recursive(
    LEAVES,
    lambda inner: strategies.lists(inner, max_size=3) | strategies.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(TREES.map(lambda tree: yaml.safe_dump(tree, allow_unicode=True)) | strategies.text(max_size=60))
def test_any_text_is_answers_or_faults_of_one_line_each(text):
    lines = []
    try:
        assert set(answers(text).networks) == {"rnn", "lstm"}
    except answer_file.Faults as fault:
        lines = fault.lines or [(0, "no line")]
    assert all(line >= 1 and words and "\n" not in words for line, words in lines)
