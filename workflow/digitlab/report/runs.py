"""Two finished runs side by side, by what the sections of their pages say."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from digitlab.answers.left_out import is_left_out
from digitlab.errors import InputError

# Longer lists are compared as one: their places would make a table of their own.
LARGEST_LIST = 12

Answers = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Difference:
    """What differs between the runs; None where one lacks it.

    Attributes:
        name: dotted; an element of a list by its own name where it has one, else by its place from 1.
        change: second - first, of numbers.
    """

    name: str
    first: Any
    second: Any
    change: float | None


@dataclass(frozen=True)
class Figure(Difference):
    """A figure of an answer that differs, in its value, its interval or what it was measured on.

    Attributes:
        first, second: its ``value``, and where there are any ``low``, ``high``, ``n``, ``unit``.
        intervals: whether those of both overlap; None where one has none.
    """

    intervals: Literal["overlap", "lie apart"] | None


@dataclass(frozen=True)
class Section:
    """A section that differs.

    Attributes:
        verdicts: words and truth values outside lists: by them the page chooses its sentences.
        numbers: the figures, also those in the rows of tables; ``others``: what is left.
    """

    name: str
    verdicts: list[Difference]
    numbers: list[Figure]
    others: list[Difference]


@dataclass(frozen=True)
class Comparison:
    """Two runs on the same images.

    Attributes:
        images: their name.
        accuracy: on the test images, of the first and of the second; None where a run has no network.
        config: what differs there; ``made_with``: in versions, device, precision, threads and seed.
        sections: those that differ; ``same``: those that do not, to the last digit; ``only_first`` and
            ``only_second``: those that the other lacks.
    """

    images: str
    accuracy: list[Any]
    config: list[Difference]
    made_with: list[Difference]
    sections: list[Section]
    same: list[str]
    only_first: list[str]
    only_second: list[str]


def compared(first: Answers, second: Answers) -> Comparison:
    """What two runs' ``results/answers.json`` say alike and unlike.

    Raises:
        InputError: the runs used different images.
    """
    runs = first, second
    if first["data"]["sha256"] != second["data"]["sha256"]:
        told = " and ".join(f"{run['data']['name']} ({run['data']['source']})" for run in runs)
        raise InputError(
            f"compare.against: the two runs used different data sets, {told}; only runs on the same images"
            " can be compared"
        )
    # What a run left out it lacks.
    first, second = (
        {name: answer for name, answer in run.items() if not is_left_out(answer)} for run in runs
    )
    environments = [dict(run["environment"]) for run in runs]
    configs = [environment.pop("config") for environment in environments]
    names = [name for name in first if name in second and name != "environment"]
    same = [name for name in names if without_sources(first[name]) == without_sources(second[name])]
    return Comparison(
        images=first["data"]["name"],
        accuracy=[run["training"]["numbers"]["test_accuracy"] if "training" in run else None for run in runs],
        config=differences(*configs),
        made_with=differences(*environments),
        sections=[section(name, first[name], second[name]) for name in names if name not in same],
        same=same,
        only_first=[name for name in first if name not in second],
        only_second=[name for name in second if name not in first],
    )


def section(name: str, first: Mapping[str, Any], second: Mapping[str, Any]) -> Section:
    """How one section's two answers differ."""
    verdicts, numbers, others = [], [], []
    for difference in differences(without_sources(first), without_sources(second)):
        values = difference.first, difference.second
        if any(is_figure(value) for value in values):
            numbers.append(figure(difference))
        elif any(isinstance(value, str | bool) for value in values) and "[" not in difference.name:
            verdicts.append(difference)
        else:
            others.append(difference)
    return Section(name, verdicts, numbers, others)


def figure(difference: Difference) -> Figure:
    """A differing figure of an answer, with what its intervals say."""
    first, second = (value or {} for value in (difference.first, difference.second))
    bounded = all("low" in value and "high" in value for value in (first, second))
    return Figure(
        difference.name.removeprefix("numbers."),
        difference.first,
        difference.second,
        change(first.get("value"), second.get("value")),
        overlap(first, second) if bounded else None,
    )


def overlap(first: Mapping[str, float], second: Mapping[str, float]) -> Literal["overlap", "lie apart"]:
    """Whether two intervals, ``low`` to ``high``, share a point, their ends included."""
    apart = first["low"] > second["high"] or second["low"] > first["high"]
    return "lie apart" if apart else "overlap"


def differences(first: Mapping[str, Any], second: Mapping[str, Any]) -> list[Difference]:
    """Names whose values differ, in the first's order, then the second's own."""
    a, b = dict(leaves(first)), dict(leaves(second))
    return [
        Difference(name, a.get(name), b.get(name), change(a.get(name), b.get(name)))
        for name in [*a, *(n for n in b if n not in a)]
        if name not in a or name not in b or a[name] != b[name]
    ]


def change(first: Any, second: Any) -> float | None:
    """second - first, of numbers."""
    numbers = all(isinstance(value, int | float) and not isinstance(value, bool) for value in (first, second))
    return second - first if numbers else None


def leaves(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Everything in nested mappings and lists with its dotted name: scalars, figures, and lists too long."""
    if isinstance(value, Mapping) and not is_figure(value):
        for key, part in value.items():
            yield from leaves(part, f"{name}.{key}" if name else str(key))
    elif isinstance(value, list) and len(value) <= LARGEST_LIST:
        for place, label in enumerate(labels(value)):
            yield from leaves(value[place], f"{name}[{label}]")
    else:
        yield name, value


def labels(rows: Sequence[Any]) -> list[str]:
    """What the elements of a list are called: by their own names where all have one each, else by place."""
    names = [row.get("name") for row in rows if isinstance(row, Mapping) and isinstance(row.get("name"), str)]
    if len(names) == len(rows) == len(set(names)):
        return [str(name) for name in names]
    return [str(place) for place in range(1, len(rows) + 1)]


def is_figure(value: Any) -> bool:
    """Whether that is a figure of an answer: a value, perhaps with its interval."""
    return isinstance(value, Mapping) and "value" in value


def without_sources(value: Any) -> Any:
    """The same without the paths of the artifacts, which say nothing of the result."""
    if isinstance(value, Mapping):
        return {
            name: without_sources(part)
            for name, part in value.items()
            if not (name == "source" and is_figure(value))
        }
    return [without_sources(part) for part in value] if isinstance(value, list) else value
