"""A YAML file as somebody typed it: numbers keep their text, and everything the line that it stands on."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from digitlab.check.figures import NUMBER
from digitlab.errors import InputError

# An answer file with every intermediate of twenty steps has a hundredth of that.
LARGEST = 1_000_000  # bytes
DEEPEST = 10
LONGEST_NUMBER, LONGEST_TOLD = 60, 200  # characters
NOTHING = ("", "~", "null", "Null", "NULL")

# Where something stands: the keys and places that lead to it.
Path_ = tuple[str | int, ...]


class Written(float):
    """A number with the text that it was written as."""

    text: str

    def __new__(cls, text: str) -> "Written":
        """The number that a text says."""
        number = super().__new__(cls, text)
        number.text = text
        return number


class FaultError(ValueError):
    """What is wrong with a file, and on which line."""

    def __init__(self, line: int, words: str) -> None:
        told = " ".join(words.split())  # what was typed may have line breaks, and be long
        super().__init__(told if len(told) <= LONGEST_TOLD else f"{told[:LONGEST_TOLD]}...")
        self.line = line


@dataclass
class Document:
    """What a file holds.

    Attributes:
        value: mappings, lists, ``Written``, texts and None.
        lines: by what leads to it, the line on which a key or an element stands, from 1.
    """

    value: Any = None
    lines: dict[Path_, int] = field(default_factory=dict)

    def line(self, path: Path_) -> int:
        """Where something stands; of what is not there, what it would belong to."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def content(path: Path) -> str:
    """The text of a file.

    Raises:
        InputError: there is none that can be read, it is too large to be an answer file, or it is no text.
    """
    try:
        if path.is_dir():
            raise InputError(f"{path} is a folder; allowed: an answer file")
        size = path.stat().st_size
        if size > LARGEST:
            raise InputError(
                f"{path} has {size:,} bytes; allowed: {LARGEST:,}, as an answer file is a short text"
            )
        with path.open("rb") as file:
            text = file.read(LARGEST + 1).decode("utf-8-sig")
    except FileNotFoundError:
        raise InputError(f"{path} is missing; allowed: an answer file that is there") from None
    except OSError as fault:
        raise InputError(f"{path} cannot be read ({fault.strerror})") from None
    except UnicodeDecodeError as fault:
        raise InputError(
            f"{path}: byte {fault.start + 1} is no text in UTF-8; allowed: YAML in UTF-8"
        ) from None
    if len(text) > LARGEST:
        raise InputError(f"{path} has more than {LARGEST:,} bytes; allowed: a short text")
    if not text.strip():
        raise InputError(
            f"{path} is empty; allowed: figures by name (snakemake template writes an empty file)"
        )
    return text


def read(text: str) -> Document:
    """What a YAML text holds.

    No aliases, tags or several documents: an answer file needs none, and a few lines of them can stand for
    gigabytes. Read event by event, so that no depth exhausts the stack.

    Raises:
        FaultError: it is not YAML, or more than an answer file may have.
    """
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return _built(yaml.parse(text, loader))
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        # What is missing at the end is told of the last line.
        line = min(mark.line + 1, len(text.splitlines())) if mark else 1
        raise FaultError(line, f"not YAML: {fault.problem or fault.context}") from None
    except yaml.YAMLError as fault:
        raise FaultError(1, f"not YAML: {str(fault).splitlines()[0]}") from None


@dataclass
class _Open:
    """A mapping or list that is being read, and the key that waits for its value."""

    value: Any
    path: Path_
    key: str | None = None


def _built(events: Iterator[Any]) -> Document:
    """What the events of a YAML text build up."""
    document, open_, documents = Document(), list[_Open](), 0
    for event in events:
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent):
            raise FaultError(line, f"*{event.anchor} repeats another place; allowed: the figures themselves")
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise FaultError(line, "a second document begins; allowed: one a file")
        elif isinstance(event, yaml.ScalarEvent):
            _tagless(event, line)
            holder = open_[-1] if open_ else None
            if holder and isinstance(holder.value, dict) and holder.key is None:
                _new_key(holder, event.value, line, document)
            else:
                _put(document, holder, _scalar(event, line), line)
        elif isinstance(event, yaml.CollectionStartEvent):
            _tagless(event, line)
            if len(open_) == DEEPEST:
                raise FaultError(
                    line, f"nested more than {DEEPEST} deep; allowed: lists as the template has them"
                )
            holder = open_[-1] if open_ else None
            if holder and isinstance(holder.value, dict) and holder.key is None:
                raise FaultError(line, "a list or a block stands where a key belongs; allowed: a name")
            value: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
            open_.append(_Open(value, _put(document, holder, value, line)))
        elif isinstance(event, yaml.CollectionEndEvent):
            open_.pop()
    return document


def _tagless(event: Any, line: int) -> None:
    if event.tag is not None:
        raise FaultError(line, f"{event.tag} is a tag; allowed: plain numbers and text")


def _new_key(holder: _Open, key: str, line: int, document: Document) -> None:
    if key in holder.value:
        first = document.line((*holder.path, key))
        raise FaultError(line, f"{dotted((*holder.path, key))} stands on line {first} already; allowed: once")
    holder.key = key
    document.lines[*holder.path, key] = line


def _put(document: Document, holder: _Open | None, value: Any, line: int) -> Path_:
    """A value into what is open; returns what leads to it."""
    if holder is None:
        document.value = value
        return ()
    if isinstance(holder.value, dict):
        assert holder.key is not None  # a value follows its key
        path, holder.value[holder.key], holder.key = (*holder.path, holder.key), value, None
        return path
    path = (*holder.path, len(holder.value))
    holder.value.append(value)
    document.lines[path] = line
    return path


def _scalar(event: Any, line: int) -> Any:
    """A number, a text, or nothing."""
    text = str(event.value)
    if event.style:  # in quotes or in a block: a text
        return text
    if text in NOTHING:
        return None
    plain = text.replace("\u2212", "-")  # the minus that word processors put
    if not NUMBER.fullmatch(plain):
        return text
    if len(plain) > LONGEST_NUMBER:
        raise FaultError(
            line, f"{plain[:20]}... has {len(plain):,} characters; allowed: {LONGEST_NUMBER} for a number"
        )
    number = Written(plain)
    if number in (float("inf"), float("-inf")):
        raise FaultError(line, f"{text} is out of the range of numbers")
    return number


def dotted(path: Path_) -> str:
    """``rnn.y_hat[2,1]``; places count from 1."""
    keys = ".".join(str(part) for part in path if isinstance(part, str))
    places = ",".join(str(part + 1) for part in path if isinstance(part, int))
    return f"{keys}[{places}]" if places else keys
