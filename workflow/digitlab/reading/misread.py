"""What printed characters were taken for: errors by family, the pairs that are confused, examples of them."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from digitlab.choices.comparison import paired, t_interval
from digitlab.reading.glyphs import CHARACTERS, FAMILIES, LEFT_OUT

# Expected among the most confused pairs: they look alike in print.
EXPECTED = ("0O", "1I", "6G", "IT", "5S")
# Pairs that are kept to be looked at, and misread glyphs of each.
SHOWN, EXAMPLES = 6, 6


def errors(readings: pd.DataFrame, by: str) -> dict[str, float]:
    """Share of readings that a column has wrong, by family."""
    wrong = (readings[by] != readings.truth).groupby(readings.family).mean()
    return {str(family): float(share) for family, share in wrong.items()}


def pairs(readings: pd.DataFrame) -> list[dict[str, Any]]:
    """The pairs of characters that are taken for each other, the most often confused first.

    Args:
        readings: of distorted copies, as ``letters.read`` gives them.

    Returns:
        ``pair`` (two characters, in their order), ``errors`` (either for the other), ``readings`` of the two
        in all, ``families`` in which it happens, ``expected``; ``mean``, ``low``, ``high``: of the share of
        readings by family, Student's 95% interval over families.
    """
    wrong = readings[readings.label != readings.truth]
    ends = np.sort(wrong[["truth", "label"]].to_numpy(), axis=1)
    place = ends[:, 0] * len(CHARACTERS) + ends[:, 1]
    counts = pd.DataFrame({"pair": place, "family": wrong.family.to_numpy()})
    found = []
    for place in counts.pair.unique().tolist():
        own, (a, b) = counts[counts.pair == place], divmod(place, len(CHARACTERS))
        of_two = readings[readings.truth.isin((a, b))].groupby("family").size()
        by_family = own.groupby("family").size().reindex(of_two.index, fill_value=0)
        shares = (by_family / of_two).to_numpy()
        pair = CHARACTERS[a] + CHARACTERS[b]
        found.append(
            {
                "pair": pair,
                "errors": len(own),
                "readings": int(of_two.sum()),
                "families": int((by_family > 0).sum()),
                "expected": pair in EXPECTED,
                **t_interval(shares),
            }
        )
    return sorted(found, key=lambda row: (-row["errors"], row["pair"]))


def examples(readings: pd.DataFrame, confused: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Misread copies of the most confused pairs to look at: each file's surest first, then its next.

    Args:
        readings: as ``letters.read`` gives them; confused: as ``pairs`` gives them.

    Returns:
        Rows of ``readings`` with their ``pair``: of the first ``SHOWN`` pairs ``EXAMPLES`` each at most.
    """
    wrong = readings[(readings["copy"] > 0) & (readings.label != readings.truth)]
    wrong = wrong.sort_values("probability", ascending=False, kind="stable")
    kept = [wrong.assign(pair="").head(0)]
    for row in confused[:SHOWN]:
        ends = {CHARACTERS.index(character) for character in row["pair"]}
        own = wrong[wrong.truth.isin(ends) & wrong.label.isin(ends)].assign(pair=row["pair"])
        turn = own.groupby(["file", "truth"]).cumcount()
        kept.append(own.loc[turn.sort_values(kind="stable").index].head(EXAMPLES))
    return pd.concat(kept, ignore_index=True)


def spelt(readings: pd.DataFrame) -> pd.DataFrame:
    """Readings with characters for their places, without what the controls read."""
    of = np.array(list(CHARACTERS))
    own = readings.drop(columns=["known", "nearest"])
    return own.assign(truth=of[own.truth.to_numpy(int)], label=of[own.label.to_numpy(int)])


def confusion(readings: pd.DataFrame) -> pd.DataFrame:
    """``truth``, ``label`` (characters) and ``readings`` of distorted copies, for every two characters."""
    counts = np.zeros((len(CHARACTERS), len(CHARACTERS)), int)
    copies = readings[readings["copy"] > 0]
    np.add.at(counts, (copies.truth, copies.label), 1)
    truths, labels = np.indices(counts.shape)
    of = np.array(list(CHARACTERS))
    return pd.DataFrame(
        {"truth": of[truths.ravel()], "label": of[labels.ravel()], "readings": counts.ravel()}
    )


def summary(readings: pd.DataFrame) -> dict[str, Any]:
    """What the readings come to.

    Returns:
        ``glyphs``, ``files``, ``characters``, ``copies``: how many; ``expected``: ``EXPECTED``.
        ``families``: a row each, ``name``, ``files``, ``glyphs`` and shares that are wrong: ``drawn`` (as
        drawn); of the copies ``distorted``, ``known`` (the control) and ``nearest``. Each of the four as
        ``t_interval`` over families. ``unseen``, ``ahead``: distorted less known, and nearest less distorted,
        paired by family. ``errors`` of the copies; ``expected_errors``: those on the expected pairs;
        ``pairs``: as ``pairs`` gives them. ``unused``: ``file`` and ``reason``.
    """
    drawn, copies = readings[readings["copy"] == 0], readings[readings["copy"] > 0]
    shares = {
        "drawn": errors(drawn, "label"),
        "distorted": errors(copies, "label"),
        "known": errors(copies, "known"),
        "nearest": errors(copies, "nearest"),
    }
    values = {name: list(by_family.values()) for name, by_family in shares.items()}
    confused = pairs(copies)
    rows = [
        {
            "name": family,
            "files": len(FAMILIES[family]),
            "glyphs": int((drawn.family == family).sum()),
            **{name: by_family[family] for name, by_family in shares.items()},
        }
        for family in FAMILIES
    ]
    return {
        "glyphs": len(drawn),
        "files": int(drawn.file.nunique()),
        "characters": int(drawn.truth.nunique()),
        "expected": list(EXPECTED),
        "copies": int(copies["copy"].nunique()),
        "families": rows,
        **{name: t_interval(of_families) for name, of_families in values.items()},
        "unseen": paired(values["distorted"], values["known"]),
        "ahead": paired(values["nearest"], values["distorted"]),
        "errors": int((copies.label != copies.truth).sum()),
        "expected_errors": sum(row["errors"] for row in confused if row["expected"]),
        "pairs": confused,
        "unused": [{"file": f"{file}.ttf", "reason": reason} for file, reason in LEFT_OUT.items()],
    }
