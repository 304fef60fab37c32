"""An answer file: somebody's figures by name with the parameters that they are of, or what is wrong in it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from digitlab.check import schema as schemas
from digitlab.check.figures import Figure, flattened, written
from digitlab.check.reader import Document, FaultError, Written, content, read
from digitlab.check.ways import GATES
from digitlab.errors import InputError

NETWORKS = ("rnn", "lstm")
MATRICES = ("b", "c", "W", "U", "V", "x")
BIASES = tuple(f"{gate}_bias" for gate in GATES)
OF_DESCENT = ("epsilon", "learning_rate")
# Elements of the largest derivative that is computed, T n n: a few hundred megabytes at most.
LARGEST = 200_000

Reading = Literal["last", "summed"]


@dataclass(frozen=True)
class Given:
    """What somebody gave of one network.

    Attributes:
        parameters: as ``ways.right_way`` takes them.
        reading: of the loss; None where it is not stated.
        figures: the numbers.
    """

    parameters: Mapping[str, Any]
    reading: Reading | None
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Answers:
    """An answer file.

    Attributes:
        title, comment: its own words, if it has any.
        own: names of the parameters that it has of its own.
        networks: what it gives, by network.
    """

    title: str | None
    comment: str | None
    own: tuple[str, ...]
    networks: Mapping[str, Given]


class Faults(ValueError):
    """What is wrong with a file: ``lines``, each with its line's number."""

    def __init__(self, lines: list[tuple[int, str]]) -> None:
        super().__init__(f"{len(lines)} faults")
        self.lines = lines


def read_all(
    files: Sequence[str],
    schema: schemas.Schema,
    rnn: Mapping[str, Any],
    lstm: Mapping[str, Any],
    tell: Callable[[str], None],
) -> dict[str, Answers]:
    """What every file says, by its path.

    Args:
        files: paths.
        schema, rnn, lstm: as ``answers`` takes them.
        tell: called with each fault where there are several.

    Raises:
        InputError: there is no file, or something is wrong with one: the first fault, and how many there are.
    """
    if not files:
        raise InputError(
            "check.answers names no file; say --config 'check={answers: [mine.yaml]}' (snakemake template"
            " writes an empty one)"
        )
    found, faults = {}, []
    for file in files:
        try:
            found[file] = answers(content(Path(file)), schema, rnn, lstm)
        except InputError as fault:
            faults.append(str(fault))
        except Faults as several:
            faults += [f"{file}, line {line}: {words}" for line, words in several.lines]
    if faults:
        if len(faults) > 1:
            for words in faults:
                tell(words)
        more = f" (the first of {len(faults):,} faults; all are in the log)" if len(faults) > 1 else ""
        raise InputError(faults[0] + more)
    return found


def answers(text: str, schema: schemas.Schema, rnn: Mapping[str, Any], lstm: Mapping[str, Any]) -> Answers:
    """What a text says.

    Args:
        text: of the file.
        schema: of answer files, with its shapes.
        rnn, lstm: the config's blocks, for parameters that the file does not name.

    Raises:
        Faults: what is not as the schema has it, all of it.
    """
    try:
        document = read(text)
    except FaultError as fault:
        raise Faults([(fault.line, str(fault))]) from None
    value = document.value
    if not isinstance(value, dict):
        raise Faults(
            [(1, "the file is no block of names and figures; allowed: title, parameters, rnn, lstm")]
        )
    for key in ("title", "comment"):
        if isinstance(value.get(key), Written):
            value[key] = value[key].text
    sizes = sizes_of(value.get("parameters"), rnn)
    if found := list(schemas.faults(document, schemas.expanded(schema, sizes))):
        raise Faults(found)
    own = {name: part for name, part in (value.get("parameters") or {}).items() if part is not None}
    parameters = parameters_of(document, own, sizes, rnn, lstm)
    networks = {}
    for network in NETWORKS:
        block = value.get(network) or {}
        found_figures = [
            written(name, place, number.text)
            for key, part in _figures(block).items()
            for name, place, number in flattened(key, part)
        ]
        networks[network] = Given(parameters[network], block.get("reading"), tuple(found_figures))
    return Answers(value.get("title"), value.get("comment"), tuple(own), networks)


def sizes_of(own: Any, rnn: Mapping[str, Any]) -> dict[str, int]:
    """n, m and T: of the file's own parameters where they say it, else the config's."""
    own = own if isinstance(own, dict) else {}

    def rows(name: str) -> list[Any]:
        value = own.get(name)
        return value if isinstance(value, list) and value else list(rnn[name])

    x = rows("x")
    first = x[0] if isinstance(x[0], list) else []
    return {"n": len(rows("b")), "m": len(first) or len(rnn["x"][0]), "T": len(x)}


def parameters_of(
    document: Document,
    own: Mapping[str, Any],
    sizes: Mapping[str, int],
    rnn: Mapping[str, Any],
    lstm: Mapping[str, Any],
) -> dict[str, dict[str, Any]]:
    """By network, the file's own parameters and the config's where it has none.

    Raises:
        Faults: the config's do not fit the file's sizes, or they are too large.
    """
    faults = []
    shapes = {"b": "n", "c": "2", "W": "nn", "U": "nm", "V": "2n", "x": "Tm"}
    for name in MATRICES:
        wanted = [sizes.get(letter, 2) for letter in shapes[name]]
        value = own.get(name, rnn[name])
        has = [len(value), *([len(value[0])] if isinstance(value[0], list) else [])]
        if has != wanted:
            told = " x ".join(map(str, has)), " x ".join(map(str, wanted))
            faults.append((name, f"the config's is {told[0]}; needed: {told[1]}"))
    biases = {name: own.get(name, lstm[name]) for name in BIASES}
    if "candidate_bias" not in own and biases["candidate_bias"] == rnn["b"]:
        # There it is the recurrent network's own b, of which the candidate takes the place.
        biases["candidate_bias"] = own.get("b", rnn["b"])
    for name, bias in biases.items():
        if isinstance(bias, list) and len(bias) != sizes["n"]:
            faults.append((name, f"the config's has {len(bias)} values; needed: {sizes['n']}"))
    if faults:
        line = document.line(("parameters",))
        raise Faults(
            [(line, f"parameters.{name} is needed: {why}, as the others have it") for name, why in faults]
        )
    if sizes["T"] * sizes["n"] ** 2 > LARGEST:
        words = f"parameters: {sizes['n']} units over {sizes['T']} steps are more than is computed here"
        raise Faults([(document.line(("parameters",)), f"{words}; allowed: T n n up to {LARGEST:,}")])
    shared = {name: own.get(name, rnn[name]) for name in MATRICES}
    of = {
        name: {key: own.get(key, block[key]) for key in OF_DESCENT}
        for name, block in (("rnn", rnn), ("lstm", lstm))
    }
    of_lstm = biases | {"candidate": own.get("candidate", lstm["candidate"])}
    return {"rnn": shared | of["rnn"], "lstm": shared | of["lstm"] | of_lstm}


def _figures(block: Mapping[str, Any]) -> dict[str, Any]:
    """A network's figures by the names of ``ways.shapes``."""
    found: dict[str, Any] = {}
    for key, value in block.items():
        if key == "intermediates":
            found |= value or {}
        elif key == "backward":
            found |= {f"backward_{name}": part for name, part in (value or {}).items()}
        elif key != "reading":
            found[key] = value
    return found
