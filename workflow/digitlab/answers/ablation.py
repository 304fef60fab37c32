"""Does the network rely on the channels that separate two digits most?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from digitlab.answers.section import Number
from digitlab.answers.tables import Row

# One channel in so many is ablated at most, so that enough are left that could take over.
ONE_IN = 3
# Ablating random channels changes some labels too; so many times as many are more than that.
TIMES_RANDOM = 2
# Up to one digit in a hundred, the labels that change are too few to say that channels matter.
MATTERS = 0.01

Use = Literal["relied on", "third digit", "hardly needed", "no more than others"]
Combined = Literal["relied on", "third digit", "hardly needed", "no more than others", "baselines differ"]


@dataclass(frozen=True)
class Ablation:
    """The most separating channels held at their mean over both classes, and at zero, against random ones.

    Attributes:
        use: whether the network relies on them, where both baselines say the same; ``at_mean``, ``at_zero``:
            what each says.
        channels: how many were held; ``draws``: of as many random ones.
        spared: up to how many change next to no label at either baseline; 0: one is too many.
        by_baseline: a row each of labels that change.
        fewest, most: channels that a probe reads.
    """

    use: Combined
    at_mean: Use
    at_zero: Use
    channels: int
    draws: int
    spared: int
    by_baseline: list[Row]
    fewest: int
    most: int


def ablating(
    probes: pd.DataFrame, ablated: pd.DataFrame, channels: int, digits: Sequence[int], draws: int
) -> tuple[Ablation, dict[str, Number]]:
    """What follows from holding the most separating channels at a baseline, and the figures quoted of it.

    Args:
        probes, ablated: the tables; ``channels``: how many the layer has.
        digits: test images of each class; ``draws``: of random channels.
    """
    counts = sorted(int(count) for count in ablated.channels.unique())
    held = how_many(counts, channels)
    total = sum(digits)
    changed = {
        baseline: changes(ablated[(ablated.baseline == baseline) & (ablated.channels == held)])
        for baseline in ("mean", "zero")
    }
    said = {
        baseline: use_of(row["swaps"], row["third"], row["random_swaps"], row["random_third"], total)
        for baseline, row in changed.items()
    }
    spared = spared_of(ablated, total)
    most = ablated[(ablated.kind == "separating") & (ablated.channels == spared)]
    numbers: dict[str, Number] = {
        f"{baseline}_{name}": Number(row[name], "ablated", n=total, unit="digits")
        for baseline, row in changed.items()
        for name in ("swaps", "third", "random_swaps", "random_third")
    }

    def probe(count: int) -> Number:
        row = probes[(probes.channels == count) & (probes.kind == "separating")].iloc[0]
        return Number(float(row.share), "probes", row.low, row.high, int(row.images), "share")

    return (
        Ablation(
            use=said["mean"] if said["mean"] == said["zero"] else "baselines differ",
            at_mean=said["mean"],
            at_zero=said["zero"],
            channels=held,
            draws=draws,
            spared=spared,
            by_baseline=[{"baseline": baseline, **row} for baseline, row in changed.items()],
            fewest=counts[0],
            most=counts[-1],
        ),
        numbers
        | {
            "probe_fewest": probe(counts[0]),
            "probe_most": probe(counts[-1]),
            "spared_changed": Number(
                int(all_changed(most).max()) if spared else None, "ablated", n=total, unit="digits"
            ),
        },
    )


def changes(table: pd.DataFrame) -> dict[str, Any]:
    """Labels that change when the most separating channels are held, and on average with random ones.

    Args:
        table: rows of ``ablated.csv`` of one baseline and one number of channels.
    """
    own = table[table.kind == "separating"].iloc[0]
    random = table[table.kind == "random"]
    return {
        "first_to_second": int(own.first_to_second),
        "second_to_first": int(own.second_to_first),
        "swaps": int(own.first_to_second + own.second_to_first),
        "third": int(own.first_to_other + own.second_to_other),
        "random_swaps": float((random.first_to_second + random.second_to_first).mean()),
        "random_third": float((random.first_to_other + random.second_to_other).mean()),
    }


def all_changed(table: pd.DataFrame) -> "pd.Series[int]":
    """Labels that change in each row of ``ablated.csv``."""
    return table.first_to_second + table.second_to_first + table.first_to_other + table.second_to_other


def spared_of(ablated: pd.DataFrame, digits: int) -> int:
    """Up to how many of the most separating channels change next to no label, whatever they are held at.

    Args:
        ablated: the table; ``digits``: of both classes.
    """
    own = ablated[ablated.kind == "separating"]
    worst = all_changed(own).groupby(own.channels).max()
    spared = 0
    for count, labels in worst.sort_index().items():
        if labels > MATTERS * digits:
            break
        spared = int(str(count))
    return spared


def how_many(counts: Sequence[int], channels: int) -> int:
    """Of the sizes tried, the largest that ablates no more than one in ``ONE_IN`` of a layer's channels."""
    small_enough = [count for count in counts if count <= max(channels // ONE_IN, 1)]
    return max(small_enough, default=min(counts))


def use_of(swaps: float, third: float, random_swaps: float, random_third: float, digits: int) -> Use:
    """Whether the network relies on the channels.

    Args:
        swaps: digits that change to the other label; ``third``: to a third one.
        random_swaps, random_third: the same with random channels, on average; ``digits``: of both classes.
    """
    changed, random_changed = swaps + third, random_swaps + random_third
    if swaps > TIMES_RANDOM * random_swaps and swaps > MATTERS * digits:
        return "relied on"
    if changed <= MATTERS * digits:
        return "hardly needed"
    if changed > TIMES_RANDOM * random_changed:
        return "third digit"
    return "no more than others"
