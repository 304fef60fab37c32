"""What does the LSTM make of a line whose digits say something of each other?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from digitlab import statistics
from digitlab.answers.section import Number, Section

# A smaller probability counts as a difference.
LEVEL = 0.05
RANDOM, ALTERED = "random", " altered"
KINDS = ("counting", "ascending", "check")

Effect = Literal["helps", "hurts", "undecided"]
Beyond = Literal["more", "less", "undecided"]
Imposes = Literal["imposes", "spares", "undecided"]
Used = Literal["all", "some", "none"]


@dataclass(frozen=True)
class Compared:
    """A network trained on lines with context, beside its control, on the same lines.

    Attributes:
        control, context: errors a digit of each; difference: of the two, context less control.
        effect: what the difference's interval says.
        only_control, only_context: lines that one of them alone reads wholly as written; by_chance: how
            probable so uneven a split is if neither were better.
    """

    control: Number
    context: Number
    difference: Number
    effect: Effect
    only_control: int
    only_context: int
    by_chance: Number


@dataclass(frozen=True)
class Altered:
    """The same two on lines of which one digit is not what it should be.

    Attributes:
        compared: by what is written.
        meant_control, meant_context: share of lines read as they should be, though they are not so written.
        imposes: whether the one that knows the context does that more often; by_chance: as above.
    """

    compared: Compared
    meant_control: Number
    meant_context: Number
    imposes: Imposes
    by_chance: Number


@dataclass(frozen=True)
class Kind:
    """One kind of context, of ``KINDS``.

    Attributes:
        lstm, plain: on lines of the kind, with the LSTM and without it.
        beyond: what the LSTM gains less what the network without it gains, in errors a digit; ``more``: the
            LSTM gains more.
        cost: the network with the LSTM on random lines.
        altered: the network with the LSTM on altered lines.
    """

    name: str
    lstm: Compared
    plain: Compared
    beyond: Number
    gains: Beyond
    cost: Compared
    altered: Altered


@dataclass(frozen=True)
class Row:
    """Errors a digit of one network on one set of lines, by the kind of lines that it was trained on."""

    network: str
    read: str
    trained: Mapping[str, Number]


@dataclass(frozen=True, kw_only=True)
class Context(Section):
    """``verdict``: with how many kinds of context the network with the LSTM errs less than its control.

    Attributes:
        helped: with which it does; hurt: with which it errs more; unsettled: with which nothing shows.
        several: whether it helps with more than one.
        digits: of a line; gap: least and most pixels between them; updates, lines: of the further training.
        kinds: by kind; rows: of the table.
    """

    verdict: Used
    helped: list[str]
    hurt: list[str]
    unsettled: list[str]
    several: bool
    digits: int
    gap: Sequence[int]
    updates: int
    lines: int
    kinds: list[Kind]
    rows: list[Row]


def answer(config: Mapping[str, Any], summary: Mapping[str, Any]) -> Context:
    """What ``results/context/summary.json`` says."""
    chosen = config["context"]
    kinds = [kind(name, summary) for name in KINDS]
    helped = with_effect(kinds, "helps")
    return Context(
        problem=None,
        question="What does the LSTM make of a line whose digits say something of each other?",
        verdict="all" if len(helped) == len(kinds) else "some" if helped else "none",
        numbers={
            "lines": Number(summary["lines"], "summary", unit="lines"),
            "digits": Number(summary["lines"] * summary["digits"], "summary", unit="digits"),
        },
        helped=helped,
        hurt=with_effect(kinds, "hurts"),
        unsettled=with_effect(kinds, "undecided"),
        several=len(helped) > 1,
        digits=summary["digits"],
        gap=chosen["gap"],
        updates=summary["updates"],
        lines=summary["trained_lines"],
        kinds=kinds,
        rows=rows(summary["reads"]),
    )


def with_effect(kinds: Sequence[Kind], effect: Effect) -> list[str]:
    """The kinds of context that do so to the network with the LSTM, beside its control."""
    return [one.name for one in kinds if one.lstm.effect == effect]


def kind(name: str, summary: Mapping[str, Any]) -> Kind:
    """One kind of context, by the figures of all networks."""

    def pair(network: str, read: str) -> Compared:
        [found] = [
            row
            for row in summary["compared"]
            if (row["network"], row["trained"], row["read"]) == (network, name, read)
        ]
        control, own = (
            errors(summary["reads"], network, trained, read)["errors"] for trained in (RANDOM, name)
        )
        difference = found["difference"]
        return Compared(
            control=share(control),
            context=share(own),
            difference=share(difference, "points"),
            effect=effect(difference["low"], difference["high"]),
            only_control=found["only_control"],
            only_context=found["only_context"],
            by_chance=Number(found["p"], "summary", n=difference["n"]),
        )

    [beyond] = [row for row in summary["lstm"] if row["trained"] == name]
    return Kind(
        name=name,
        lstm=pair("lstm", name),
        plain=pair("plain", name),
        beyond=share(beyond, "points"),
        gains=gains(beyond["low"], beyond["high"]),
        cost=pair("lstm", RANDOM),
        altered=altered(pair("lstm", name + ALTERED), name, summary),
    )


def altered(compared: Compared, name: str, summary: Mapping[str, Any]) -> Altered:
    """What the network with the LSTM reads where one digit is not what it should be."""
    [found] = [
        row
        for row in summary["compared"]
        if (row["network"], row["trained"], row["read"]) == ("lstm", name, name + ALTERED)
    ]
    control, own = (
        errors(summary["reads"], "lstm", trained, name + ALTERED)["as_meant"] for trained in (RANDOM, name)
    )
    return Altered(
        compared=compared,
        meant_control=of_lines(control, summary["lines"]),
        meant_context=of_lines(own, summary["lines"]),
        imposes=imposes(found["meant_only_control"], found["meant_only_context"], found["meant_p"]),
        by_chance=Number(found["meant_p"], "summary", n=summary["lines"]),
    )


def rows(reads: Sequence[Mapping[str, Any]]) -> list[Row]:
    """A row for each network and set of lines, in the order of the figures."""
    places = list(dict.fromkeys((row["network"], row["read"]) for row in reads))
    return [
        Row(
            network,
            read,
            {
                row["trained"]: share(row["errors"])
                for row in reads
                if (row["network"], row["read"]) == (network, read)
            },
        )
        for network, read in places
    ]


def errors(reads: Sequence[Mapping[str, Any]], network: str, trained: str, read: str) -> Mapping[str, Any]:
    """The one row of ``reads`` of a network, as it was trained, on a set of lines."""
    [found] = [
        row for row in reads if (row["network"], row["trained"], row["read"]) == (network, trained, read)
    ]
    return found


def share(part: Mapping[str, Any], unit: str = "share") -> Number:
    """A mean over lines with its interval."""
    return Number(part["mean"], "summary", low=part["low"], high=part["high"], n=part["n"], unit=unit)


def of_lines(count: int, lines: int) -> Number:
    """A share of lines with Wilson's interval."""
    low, high = statistics.wilson(count, lines)
    return Number(count / lines, "summary", low=low, high=high, n=lines, unit="share")


def effect(low: float, high: float) -> Effect:
    """What the interval of a difference in errors says, with context less control."""
    verdicts: dict[str, Effect] = {"positive": "hurts", "negative": "helps", "undecided": "undecided"}
    return verdicts[statistics.sign(low, high)]


def gains(low: float, high: float) -> Beyond:
    """Whether errors fall by more with the LSTM than without it, by the interval of the difference."""
    verdicts: dict[str, Beyond] = {"positive": "less", "negative": "more", "undecided": "undecided"}
    return verdicts[statistics.sign(low, high)]


def imposes(only_control: int, only_context: int, p: float) -> Imposes:
    """Whether a network reads what should be there, though it is not, more often than its control."""
    if p >= LEVEL:
        return "undecided"
    return "imposes" if only_context > only_control else "spares"
