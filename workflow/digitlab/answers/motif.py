"""Does it show when they learn? Part of the section on memory."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, Literal

import pandas as pd

from digitlab.sequences import names

# As large a share of sequences right as counts as solved by the networks that are trained.
READ = 0.95
# Less of the gradient than this at the first letter is nothing beside the rest in single precision.
NOTHING_ARRIVES = 1e-6
# A share of the gradient that weighs beside the last step's.
ARRIVES = 1e-2
# So many times the updates: harder. Shares of the gradient this near to each other: as much arrives.
HARDER, AS_MUCH = 2.0, 2.0
# Fewer updates than this are too near to the least that can be measured (eight batches) to be compared.
QUICK = 14
# Of fewer networks than this a share says too little.
FEW = 3

Told = Literal["tanh and reversed", "tanh and gated", "tanh", "gated", "too few"]
Compared = Literal["both", "lstm", "gru", "neither", "not compared"]


@dataclass(frozen=True)
class Tried:
    """Networks that began one way, on one lag, one a seed.

    Attributes:
        updates: after which each had solved it; None: not within those it was given.
        solved: how many had, of how many.
        accuracies: on new sequences.
        arrived: median share of the gradient at the first letter, at the start; underflow: it was smaller
            than any number in single precision.
    """

    lag: int
    updates: Sequence[int | None]
    solved: int
    of: int
    accuracies: Sequence[float]
    arrived: float | None
    underflow: bool


@dataclass(frozen=True)
class Begun:
    """One way to begin; ``by_lag``: None where it was not tried, as none had solved a shorter lag.

    Attributes:
        all_to, some_to: the longest lag that all of its networks solved, that some did; None: none.
        erratic: some solved a longer lag than all did.
        reversed: the same on reversed motifs, by their lags.
    """

    name: str
    by_lag: Sequence[Tried | None]
    reversed: Sequence[Tried | None]
    all_to: int | None
    some_to: int | None
    erratic: bool


@dataclass(frozen=True)
class Reversed:
    """The same way to begin on motifs of letters of their own and on one motif in opposite orders.

    Attributes:
        median, reversed_median: of the updates; ``times``: as many.
        rate, reversed_rate: the learning rates chosen; ``same_rate``: whether they are the same.
        arrived, reversed_arrived: medians of the gradient's share at the start.
    """

    name: str
    lag: int
    median: float
    reversed_median: float
    times: float
    rate: float
    reversed_rate: float
    same_rate: bool
    arrived: float
    reversed_arrived: float


@dataclass(frozen=True)
class Early:
    """Networks of which nothing of the gradient arrived at the start: how many solved their lag all the same.

    Attributes:
        ungated, gated: solved, of tanh networks and of those with gates; ``of_ungated``, ``of_gated``: tried.
        reversed: solved, of tanh networks on reversed motifs; ``of_reversed``: tried.
        ungated_by_seed, gated_by_seed, reversed_by_seed: the smallest and the largest share that solved it,
            of the networks of one seed each; None where there are none.
        told: of which of them there are enough to say how many do.
        settings: of ``ungated``, ways to begin on a lag, each tried with the same ``seeds``: networks that
            share a seed are not independent; ``gated_settings``: of ``gated``.
    """

    ungated: int
    of_ungated: int
    gated: int
    of_gated: int
    reversed: int
    of_reversed: int
    ungated_by_seed: tuple[float, float] | None
    gated_by_seed: tuple[float, float] | None
    reversed_by_seed: tuple[float, float] | None
    any: bool
    told: Told
    settings: int
    gated_settings: int
    seeds: int


@dataclass(frozen=True)
class Promised:
    """Networks at whose first letter a good share of the gradient arrived before the first update.

    Attributes:
        unsolved: how many did not solve their lag all the same; ``of``: tried; ``all``: all solved it.
        enough: whether there are enough to say how many do.
        settings: ways to begin on a lag; ``seeds``: with which each was tried.
    """

    unsolved: int
    of: int
    all: bool
    enough: bool
    settings: int
    seeds: int


@dataclass(frozen=True)
class Motif:
    """What a motif far from the end of a sequence does to networks that learn.

    Attributes:
        task: the config's block ``motif``; ``single``: whether it has one network of each; ``lags``: by size.
        begun: ways to begin, those that got farthest first.
        open_gates: the cells in which a gate that begins open gets farther than one with the smallest bias.
        cells: with chrono biases, the cell that gets farther; ``both``: both as far; ``to_the_end``: to the
            longest lag tried, so that which gets farther was not seen.
        ungated: the tanh network that gets farther than the gated ones with the smallest bias, if one does.
        largest_rates: of the learning rates chosen, a way to begin and a lag each, how many were the largest
            tried; ``of_rates``: of how many.
        chrono: of the LSTM and the GRU with chrono biases what came at the longest lag that both solved.
        early: networks of which nothing of the gradient arrived before the first update, if there are any.
        promised: networks at which a hundredth or more of it arrived, if there are any.
        harder, alike, quick: ways to begin that solved reversed motifs too, with as much of the gradient:
            harder, no harder, too quick on motifs of their own to tell.
        reversed_lags: of the reversed motifs, by size.
        echo: accuracies of the echo state network by lag; ``echo_to``: the longest at which all are ``read``
            or better.
    """

    task: Mapping[str, Any]
    single: bool
    lags: Sequence[int]
    begun: Sequence[Begun]
    open_gates: Compared
    cells: Compared
    to_the_end: bool
    ungated: Begun | None
    chrono: Sequence[tuple[str, Tried]]
    largest_rates: int
    of_rates: int
    early: Early | None
    promised: Promised | None
    harder: Sequence[Reversed]
    alike: Sequence[Reversed]
    quick: Sequence[Reversed]
    reversed_lags: Sequence[int]
    echo: Sequence[Tried]
    echo_to: int | None
    read: float


def answer(task: Mapping[str, Any], table: pd.DataFrame) -> Motif:
    """What the step ``motif`` says.

    Args:
        task: the config's block ``motif``.
        table: rows of ``network``, ``lag``, ``reversed``, ``seed``, ``accuracy``, and of those that learn
            ``updates`` (NaN: not solved) and ``arrived``, of every kind of network.
    """
    lags = sorted(task["lags"])
    own, turned = table[~table.reversed], table[table.reversed]
    trained = own[own.network != "echo"]
    reversed_lags = sorted(task["reversed_lags"])
    begun = {
        name: way(name, trained[trained.network == name], lags, turned[turned.network == name], reversed_lags)
        for name in trained.network.unique()
    }
    rates = trained.groupby(["network", "lag"]).learning_rate.first()
    echo = [tried(rows, lag) for lag, rows in by_lag(own[own.network == "echo"]).items()]
    pairs = [pair for name in begun for pair in reversals(name, trained, turned)]
    alike = [pair for pair in pairs if as_much_arrives(pair)]
    slow = [pair for pair in alike if pair.median >= QUICK]
    return Motif(
        task=task,
        single=task["repeats"] == 1,
        lags=lags,
        begun=sorted(begun.values(), key=lambda row: (row.all_to or 0, row.some_to or 0), reverse=True),
        open_gates=open_gates(begun),
        cells=better_cell(begun),
        to_the_end=all(row.lag == lags[-1] for _, row in chrono(begun)),
        ungated=without_gates(begun),
        chrono=chrono(begun),
        largest_rates=int((rates == max(task["learning_rates"])).sum()),
        of_rates=len(rates),
        early=early(trained, turned),
        promised=promised(trained),
        harder=[pair for pair in slow if pair.times >= HARDER],
        alike=[pair for pair in slow if pair.times < HARDER],
        quick=[pair for pair in alike if pair.median < QUICK],
        reversed_lags=reversed_lags,
        echo=echo,
        echo_to=max((row.lag for row in echo if min(row.accuracies) >= READ), default=None),
        read=READ,
    )


def by_lag(rows: pd.DataFrame) -> dict[int, pd.DataFrame]:
    """Rows by their lag, the shortest first."""
    return {int(lag): rows[rows.lag == lag] for lag in sorted(rows.lag.unique())}


def tried(rows: pd.DataFrame, lag: int) -> Tried:
    """Rows of one way to begin and one lag, by seed."""
    rows = rows.sort_values("seed")
    updates = [None if pd.isna(value) else int(value) for value in rows.get("updates", [None] * len(rows))]
    arrived = [float(value) for value in rows.get("arrived", []) if not pd.isna(value)]
    return Tried(
        lag=lag,
        updates=updates,
        solved=sum(value is not None for value in updates),
        of=len(updates),
        accuracies=rows.accuracy.tolist(),
        arrived=median(arrived) if arrived else None,
        underflow=bool(arrived) and median(arrived) == 0,
    )


def way(
    name: str, rows: pd.DataFrame, lags: Sequence[int], turned: pd.DataFrame, reversed_lags: Sequence[int]
) -> Begun:
    """All networks that began one way: ``rows`` on motifs of their own, ``turned`` on reversed ones."""
    at, there = ({lag: tried(part, lag) for lag, part in by_lag(table).items()} for table in (rows, turned))
    all_to = max((lag for lag, row in at.items() if row.solved == row.of), default=None)
    some_to = max((lag for lag, row in at.items() if row.solved), default=None)
    return Begun(
        name=names.reader(name),
        by_lag=[at.get(lag) for lag in lags],
        reversed=[there.get(lag) for lag in reversed_lags],
        all_to=all_to,
        some_to=some_to,
        erratic=some_to is not None and some_to > (all_to or 0),
    )


def smallest_bias(begun: Mapping[str, Begun], cell: str) -> Begun | None:
    """Of the ways to begin a gated cell that with the smallest bias."""
    numbers = [name for name in begun if name.startswith(f"{cell}_") and not name.endswith("_chrono")]
    return begun[min(numbers, key=lambda name: float(name.split("_")[1]))] if numbers else None


def open_gates(begun: Mapping[str, Begun]) -> Compared:
    """In which cells chrono biases solve a longer lag, in all networks, than the smallest bias does."""
    farther: dict[str, bool] = {}
    for cell in ("lstm", "gru"):
        shut, opened = smallest_bias(begun, cell), begun.get(f"{cell}_chrono")
        if shut and opened:
            farther[cell] = (opened.all_to or 0) > (shut.all_to or 0)
    return which(farther)


def better_cell(begun: Mapping[str, Begun]) -> Compared:
    """With chrono biases, which cell solves the longer lag in all networks."""
    lstm, gru = (begun.get(f"{cell}_chrono") for cell in ("lstm", "gru"))
    if not (lstm and gru):
        return "not compared"
    if not (lstm.all_to or gru.all_to):
        return "neither"
    if lstm.all_to == gru.all_to:
        return "both"
    return "lstm" if (lstm.all_to or 0) > (gru.all_to or 0) else "gru"


def which(holds: Mapping[str, bool]) -> Compared:
    """In words for which of the two cells something holds; it must be known of both."""
    if len(holds) < 2:
        return "not compared"
    if all(holds.values()):
        return "both"
    return "lstm" if holds["lstm"] else "gru" if holds["gru"] else "neither"


def chrono(begun: Mapping[str, Begun]) -> list[tuple[str, Tried]]:
    """The LSTM and the GRU with chrono biases at the longest lag that all networks of both solved."""
    both = [begun[name] for name in ("lstm_chrono", "gru_chrono") if name in begun]
    lag = min((row.all_to or 0 for row in both), default=0)
    return [(row.name, at) for row in both for at in row.by_lag if at and at.lag == lag]


def without_gates(begun: Mapping[str, Begun]) -> Begun | None:
    """The tanh network that gets farther, in all networks, than each gated cell with its smallest bias."""
    tanh = [row for name, row in begun.items() if name.startswith("rnn_") and row.all_to]
    shut = [smallest_bias(begun, cell) for cell in ("lstm", "gru")]
    far = max((row.all_to or 0 for row in shut if row), default=0)
    best = max(tanh, key=lambda row: row.all_to or 0, default=None)
    return best if best and any(shut) and (best.all_to or 0) > far else None


def early(trained: pd.DataFrame, turned: pd.DataFrame) -> Early | None:
    """Of the networks with nothing of the gradient to begin with, how many solved their lag.

    Args:
        trained: on motifs of letters of their own; ``turned``: on reversed ones.
    """
    rows, there = (table[table.arrived < NOTHING_ARRIVES] for table in (trained, turned))
    if not len(rows):
        return None
    ungated, solved = rows.network.str.startswith("rnn_"), rows.updates.notna()
    there = there[there.network.str.startswith("rnn_")]
    of_ungated, of_gated = int(ungated.sum()), int((~ungated).sum())
    return Early(
        ungated=int((ungated & solved).sum()),
        of_ungated=of_ungated,
        gated=int((~ungated & solved).sum()),
        of_gated=of_gated,
        reversed=int(there.updates.notna().sum()),
        of_reversed=len(there),
        ungated_by_seed=by_seed(rows[ungated]),
        gated_by_seed=by_seed(rows[~ungated]),
        reversed_by_seed=by_seed(there),
        any=bool(solved.any()),
        told=what_can_be_told(of_ungated, of_gated, len(there)),
        settings=settings(rows[ungated]),
        gated_settings=settings(rows[~ungated]),
        seeds=int(rows.seed.nunique()),
    )


def by_seed(rows: pd.DataFrame) -> tuple[float, float] | None:
    """The smallest and the largest share of networks that solved their lag, of those of one seed each.

    Networks that share a seed are not independent: no interval that counts networks is theirs.
    """
    shares = rows.updates.notna().groupby(rows.seed).mean()
    return (float(shares.min()), float(shares.max())) if len(shares) else None


def settings(rows: pd.DataFrame) -> int:
    """Ways to begin on a lag that networks have among them."""
    return len(rows[["network", "lag"]].drop_duplicates())


def what_can_be_told(of_ungated: int, of_gated: int, of_reversed: int) -> Told:
    """Of which networks there are enough; tanh networks on reversed motifs, where tried, go first."""
    if of_ungated < FEW:
        return "too few" if of_gated < FEW else "gated"
    if of_reversed:
        return "tanh and reversed"
    return "tanh" if of_gated < FEW else "tanh and gated"


def promised(trained: pd.DataFrame) -> Promised | None:
    """Of the networks with a good share of the gradient to begin with, how many did not solve their lag."""
    rows = trained[trained.arrived >= ARRIVES]
    unsolved = int(rows.updates.isna().sum())
    if not len(rows):
        return None
    return Promised(
        unsolved=unsolved,
        of=len(rows),
        all=unsolved == 0,
        enough=len(rows) >= FEW,
        settings=settings(rows),
        seeds=int(rows.seed.nunique()),
    )


def reversals(name: str, own: pd.DataFrame, turned: pd.DataFrame) -> list[Reversed]:
    """One way to begin on both kinds of motif, at each lag at which all its networks solved both."""
    pairs = []
    for lag, rows in by_lag(turned[turned.network == name]).items():
        here = tried(own[(own.network == name) & (own.lag == lag)], lag)
        there = tried(rows, lag)
        updates, reversed_updates = ([u for u in row.updates if u is not None] for row in (here, there))
        solved = here.of and here.solved == here.of and there.solved == there.of
        if solved and here.arrived is not None and there.arrived is not None:
            middle, turned_middle = median(updates), median(reversed_updates)
            pairs.append(
                Reversed(
                    name=names.reader(name),
                    lag=lag,
                    median=middle,
                    reversed_median=turned_middle,
                    times=turned_middle / max(middle, 1),
                    rate=rate(own, name, lag),
                    reversed_rate=rate(turned, name, lag),
                    same_rate=rate(own, name, lag) == rate(turned, name, lag),
                    arrived=here.arrived,
                    reversed_arrived=there.arrived,
                )
            )
    return pairs


def rate(rows: pd.DataFrame, name: str, lag: int) -> float:
    """The learning rate of the networks that began one way, at one lag."""
    return float(rows[(rows.network == name) & (rows.lag == lag)].learning_rate.iloc[0])


def as_much_arrives(pair: Reversed) -> bool:
    """Whether as much of the gradient arrives at the start in both."""
    low, high = sorted((pair.arrived, pair.reversed_arrived))
    return high <= AS_MUCH * low
