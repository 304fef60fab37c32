"""Figures that somebody gave for a worked example, with what they were written with."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np

from digitlab.check import computed, ways
from digitlab.check.ways import Array, Way

# Two correct computations in double precision agree to so many digits of a figure.
DIGITS_OF_DOUBLE = 11
# And a difference quotient to so many times the last digit of the loss, divided by 2 epsilon.
QUOTIENT_NOISE = 16.0
NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d{1,3})?")


@dataclass(frozen=True)
class Figure:
    """A number that somebody gave.

    Attributes:
        name, place: which it is, by the names of ``ways.shapes``; the place counts from 0.
        value: the number; text: as it was written.
        half: how far it may lie from the truth for what was written to be right.
        digits: how many significant digits were written.
    """

    name: str
    place: tuple[int, ...]
    value: float
    text: str
    half: float
    digits: int


def written(name: str, place: tuple[int, ...], text: str) -> Figure:
    """A figure as it stands in a file: right if the truth lies within half a unit of its last digit.

    Raises:
        ValueError: ``text`` is no number.
    """
    if not NUMBER.fullmatch(text):
        raise ValueError(f"{text!r} is no number")
    number = Decimal(text)
    _, digits, exponent = number.as_tuple()
    assert isinstance(exponent, int)  # it is no infinity
    significant = "".join(map(str, digits)).lstrip("0")
    return Figure(name, place, float(number), text, float(Decimal(5).scaleb(exponent - 1)), len(significant))


def flattened(
    name: str, value: Any, place: tuple[int, ...] = ()
) -> Iterator[tuple[str, tuple[int, ...], Any]]:
    """Every element of nested lists with its name and its place, but for those that are None."""
    if isinstance(value, list):
        for number, part in enumerate(value):
            yield from flattened(name, part, (*place, number))
    elif value is not None:
        yield name, place, value


class Compared:
    """One network's figures beside the right ones, under one reading of the loss. F figures, K ways.

    Attributes:
        way, figures: the right way, what was given.
        value, half, digits: (F,), of the figures.
        routes: right ways that differ in how the gradient was unrolled and which gradient the step follows.
        loss: the right one.
        truth: (F,); right, wrong: (F,), whether each figure is.
        few_digits: (F,), which figures are wrong for having too few digits alone.
    """

    def __init__(self, way: Way, figures: Sequence[Figure], asked: int) -> None:
        self.way, self.figures = way, figures
        self.value = np.array([figure.value for figure in figures])
        self.half = np.array([figure.half for figure in figures])
        self.digits = np.array([figure.digits for figure in figures], int)
        self.routes = ways.routes(way)
        found = computed.figures(self.routes)
        self.loss = float(found["loss"][0])
        by_route = self.at(found)
        self.truth = by_route[0]
        self.few_digits = np.zeros(len(figures), bool)
        as_written = self.fits(by_route).any(0)
        # Few digits are enough for what is exact, or as near as so many digits would be.
        size = np.abs(self.truth)
        unit = 10.0 ** (np.floor(np.log10(np.where(size > 0, size, 1))) + 1 - asked)
        near = np.abs(self.value - self.truth) <= np.where(size > 0, unit / 2, 0) + self.noise(self.truth)
        self.right = as_written & (near | (self.digits >= asked))
        self.wrong = ~self.right
        self.few_digits = as_written & self.wrong

    def at(self, found: Mapping[str, Array]) -> Array:
        """The figures that were given, as each way computes them, (K, F)."""
        everywhere: Any = slice(None)
        columns = [found[figure.name][(everywhere, *figure.place)] for figure in self.figures]
        return np.stack(columns, 1) if columns else np.empty((len(found["loss"]), 0))

    def noise(self, values: Array) -> Array:
        """How far two correct computations may lie apart, of the shape of ``values``, (..., F)."""
        quotient = QUOTIENT_NOISE * np.finfo(float).eps * max(1.0, abs(self.loss)) / (2 * self.way.epsilon)
        of_quotient = np.array([figure.name == "gradient_central_difference" for figure in self.figures])
        spread: Array = 10.0**-DIGITS_OF_DOUBLE * np.abs(values) + 1e-14 + quotient * of_quotient
        return spread

    def fits(self, values: Array, more: Array | float = 0.0) -> Array:
        """Where values are the given ones, to the digits that were written; where those are few, exactly."""
        with np.errstate(invalid="ignore"):
            within = np.where(self.few_digits, 0.0, self.half)
            near: Array = np.abs(values - self.value) <= within + self.noise(values) + more
        return near


def places(which: Array) -> list[int]:
    """Where an array of truth values is true."""
    found: list[int] = np.flatnonzero(which).tolist()
    return found
