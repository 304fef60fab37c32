"""What every section's answer has, and how it is written down."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class Number:
    """A figure with what it rests on.

    Attributes:
        value: the figure itself; None where it is not defined.
        source: the artifact it was read or computed from, by its name among the section's.
        low, high: ends of its 95% interval.
        n: how many digits, tries or networks it was measured on.
        unit: ``share``, ``points`` (of a hundred, as a share), ``bit``, ``decades``, ...
    """

    value: float | None
    source: str
    low: float | None = None
    high: float | None = None
    n: int | None = None
    unit: str | None = None


@dataclass(frozen=True, kw_only=True)
class Section:
    """One section's answer; each section adds verdicts, rows of tables and what else its words need.

    Attributes:
        problem: the part of the assignment that it answers; None for what goes beyond.
        question: what is asked.
        verdict: the answer's kind, one of a few, by which the words are chosen.
        numbers: the figures that the words quote, by name.
    """

    problem: str | None
    question: str
    verdict: str
    numbers: Mapping[str, Number]

    # What is said of the class and not of one digit, as dotted names of fields: asked of every network.
    # Several joined by "and" hold where each does.
    CLAIMS: ClassVar[tuple[str, ...]] = ()

    def about(self, first: "Section") -> Mapping[str, float]:
        """Figures of what another network's answer names, where this one's own number is of another thing.

        Args:
            first: of the report's network.

        Returns:
            By the number's name; of those left out the number itself is compared.
        """
        return {}


def written(answer: Section | Mapping[str, Any], sources: Mapping[str, Any]) -> dict[str, Any]:
    """An answer as JSON takes it: mappings, lists and plain numbers.

    Args:
        answer: of one section, or a part of one.
        sources: the path of each artifact by its name; a number's ``source`` becomes the path.

    Raises:
        KeyError: a number's source is not among the section's artifacts.
    """

    def plain(value: Any) -> Any:
        if isinstance(value, Number):
            parts = {name: plain(getattr(value, name)) for name in ("value", "low", "high", "n", "unit")}
            given = {name: part for name, part in parts.items() if name == "value" or part is not None}
            return given | {"source": sources[value.source]}
        if is_dataclass(value) and not isinstance(value, type):
            return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
        if isinstance(value, pd.DataFrame):
            return plain(value.to_dict("records"))
        if isinstance(value, np.ndarray | np.generic):
            return plain(value.tolist())
        if isinstance(value, Mapping):
            return {str(name): plain(part) for name, part in value.items()}
        if isinstance(value, Sequence) and not isinstance(value, str):
            return [plain(part) for part in value]
        return None if isinstance(value, float) and np.isnan(value) else value

    result: dict[str, Any] = plain(answer)
    return result
