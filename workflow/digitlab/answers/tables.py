"""Tables as answers read them."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from digitlab.answers.section import Number

Row = Mapping[str, Any]


def rows(table: pd.DataFrame) -> list[Row]:
    """A table's rows, columns by name."""
    return [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]


def interval(row: Row, name: str, source: str, n: int, unit: str) -> Number:
    """What a row has under a name, with the interval beside it, ``name_low`` to ``name_high``."""
    low, high = row[f"{name}_low"], row[f"{name}_high"]
    return Number(row[name], source, low=low, high=high, n=n, unit=unit)


def share(row: Row, name: str, source: str, n: int) -> Number:
    """A share of ``n`` in a row, ``name_share``, with its interval, ``name_low`` to ``name_high``."""
    low, high = row[f"{name}_low"], row[f"{name}_high"]
    return Number(row[f"{name}_share"], source, low=low, high=high, n=n, unit="share")
