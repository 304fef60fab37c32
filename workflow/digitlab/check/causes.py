"""What would have given the figures that are wrong: slips, pairs of them, a person's own earlier figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

from digitlab.check import computed, slips, ways
from digitlab.check.figures import Compared, places
from digitlab.check.ways import Array, Way

# Figures of fewer digits together than this are given by too many slips, or pairs of them, to say which.
EVIDENCE = {1: 3, 2: 6}
# T n n above which figures are explained by single slips alone: what pairs lead to would fill the memory.
LARGEST_FOR_PAIRS = 300
# Of as many ways what slips lead to is kept: both networks, both readings of the loss. A class shares them.
KEPT = 4
# Times that a person's own figures are moved within their last digit, to see how far that carries.
JITTERS = 24
# Times that single precision's own rounding may move a figure.
SINGLE_NOISE = 4.0
ROUNDED = "rounded_on_the_way"
NAMED_AT_MOST = 5


@dataclass(frozen=True)
class Cause:
    """What would have given a figure.

    Attributes:
        slips: names, one or two; none where it follows from earlier figures alone.
        words: the sentence. gives: the figure that it leads to.
        own: worked from the person's own earlier figures, else from the beginning.
        reproduces: how many of the network's wrong figures it gives.
    """

    slips: tuple[str, ...]
    words: str
    gives: float
    own: bool
    reproduces: int


# By figure, what was found so far.
Found = list[list[Cause]]


def causes(of: Compared, with_pairs: bool = True) -> Found:
    """What would have given each figure, the simplest first; nothing of those that are right.

    Of causes with as many slips that one comes first which gives more of the wrong figures. Pairs of slips
    are tried ``with_pairs``, and where the network is small enough.
    """
    found: Found = [[] for _ in of.figures]
    if not of.wrong.any():
        return found
    followed(of, found)
    cut_off(of, found)
    alone = singles_of(of.way)
    explained(of, found, alone, EVIDENCE[1])
    too_few_digits(of, found)
    slipped_on_own(of, found, alone.made)
    from_beginning = [any(not cause.own for cause in of_figure) for of_figure in found]
    if with_pairs and tries_pairs(of) and (of.wrong & ~np.array(from_beginning)).any():
        explained(of, found, pairs_of(of.way), EVIDENCE[2], leave=np.array(from_beginning))
    near_single_precision(of, found)
    return [
        sorted(of_figure, key=lambda cause: (len(cause.slips), -cause.reproduces))[:NAMED_AT_MOST]
        for of_figure in found
    ]


def tries_pairs(of: Compared) -> bool:
    """Whether the network is small enough for pairs of slips."""
    return of.way.steps * of.way.units**2 <= LARGEST_FOR_PAIRS


@dataclass(frozen=True)
class Tried:
    """Slips, or pairs of them, and what they lead to, as ``computed.figures`` has it."""

    made: Sequence[slips.Explanation]
    figures: Mapping[str, Array]


@lru_cache(KEPT)
def singles_of(way: Way) -> Tried:
    """Every slip alone, worked from the beginning."""
    made = slips.singles(way)
    return Tried(made, computed.figures([one.way for one in made]))


@lru_cache(KEPT)
def pairs_of(way: Way) -> Tried:
    """Every two slips together, worked from the beginning."""
    made = slips.pairs(way)
    return Tried(made, computed.figures([one.way for one in made]))


def explained(of: Compared, found: Found, what: Tried, evidence: int, leave: Array | None = None) -> None:
    """Add what slips give, worked from the beginning.

    Args:
        of: the figures, F; found: what was found, added to.
        what: slips, or pairs of them.
        evidence: digits that one must reproduce over all wrong figures.
        leave: (F,), figures to leave as they are.
    """
    tried, values = what.made, of.at(what.figures)
    fits = of.fits(values)
    gives = fits & of.wrong
    reproduces, against = gives.sum(1), (~fits & of.right).sum(1)
    enough = gives @ np.maximum(of.digits, 1) >= evidence
    rank = np.lexsort((np.arange(len(tried)), against, -reproduces))
    for i in places(of.wrong if leave is None else of.wrong & ~leave):
        named: set[tuple[str, ...]] = set()
        for k in rank[gives[rank, i] & enough[rank]].tolist():
            if tried[k].slips not in named and len(named) < NAMED_AT_MOST:
                named.add(tried[k].slips)
                words = tried[k].words + of_quotient(of, i, tried[k].slips)
                cause = Cause(tried[k].slips, words, float(values[k, i]), False, int(reproduces[k]))
                found[i].append(cause)


def of_quotient(of: Compared, i: int, named: tuple[str, ...]) -> str:
    """What is to be added of a difference quotient in single precision; nothing of anything else."""
    if slips.SINGLE not in named or of.figures[i].name != "gradient_central_difference":
        return ""
    return (
        f" The loss, near {of.loss:.2g}, has 24 binary digits, so that the quotient moves in steps of"
        f" {loss_quantum(of.loss, of.way.epsilon):.2g}."
    )


def cut_off(of: Compared, found: Found) -> None:
    """Add where the last digit is that of the right figure, not rounded."""
    missing = (of.truth - of.value) * np.sign(of.truth)
    cut = of.wrong & ~of.few_digits & (missing > 0) & (missing <= 2 * of.half) & (of.digits > 1)
    for i in places(cut):
        words = slips.words_of(slips.CUT_OFF)
        found[i].append(Cause((slips.CUT_OFF,), words, float(of.truth[i]), False, int(cut.sum())))


def too_few_digits(of: Compared, found: Found) -> None:
    """Add where a figure is right as far as it goes."""
    for i in places(of.few_digits):
        words = slips.words_of(slips.TOO_FEW_DIGITS)
        found[i].append(Cause((slips.TOO_FEW_DIGITS,), words, float(of.truth[i]), False, 1))


def given(of: Compared, which: Array) -> dict[str, Array]:
    """The chosen figures by name, in arrays of their own shapes, NaN elsewhere."""
    shapes = ways.shapes(of.way.is_lstm, of.way.units, of.way.steps)
    found: dict[str, Array] = {}
    for i in places(which):
        figure = of.figures[i]
        found.setdefault(figure.name, np.full(shapes[figure.name], np.nan))[figure.place] = figure.value
    return found


def from_own(of: Compared, which: Array) -> tuple[Array, Array]:
    """What follows from a person's own figures, by route (4, F), and how far their last digits move it."""
    random = np.random.default_rng(0)
    rows = {name: np.repeat(value[None], 1 + JITTERS, 0) for name, value in given(of, which).items()}
    for figure in of.figures:
        if figure.name in rows:
            moves = figure.half * random.uniform(-1, 1, JITTERS)
            moved: Any = slice(1, None)
            rows[figure.name][(moved, *figure.place)] += moves
    values, spreads = [], []
    for route in of.routes:
        ways_on = of.at(computed.figures([route] * (1 + JITTERS), rows))
        values.append(ways_on[0])
        spreads.append(np.abs(ways_on[1:] - ways_on[0]).max(0))
    # What cannot be told from the truth, given those digits, is no consequence of anything.
    least = np.abs(of.value - of.truth) / 4
    return np.array(values), np.minimum(np.nan_to_num(np.array(spreads)), least)


def followed(of: Compared, found: Found) -> None:
    """Add where figures follow from a person's own earlier ones."""
    values, spread = from_own(of, np.ones(len(of.figures), bool))
    fits = of.fits(values, spread) & of.wrong
    if not fits.any():
        return
    values_of_right, spread_of_right = from_own(of, of.right)
    of_right: Array = np.any(of.fits(values_of_right, spread_of_right), 0)
    for i in places(fits.any(0)):
        gives = float(values[fits[:, i].argmax(), i])
        if of_right[i]:
            words = "Worked from the right figures given, as they are written: further digits are missing."
            found[i].append(Cause((ROUNDED,), words, gives, True, 1))
        else:
            found[i].append(Cause((), "It follows rightly from the earlier figures given.", gives, True, 1))


def slipped_on_own(of: Compared, found: Found, alone: Sequence[slips.Explanation]) -> None:
    """Add what a slip gives of a person's own earlier figures, where nothing else was found."""
    open_ = [i for i in places(of.wrong) if not found[i] and of.digits[i] >= EVIDENCE[1]]
    if not open_:
        return
    everything = np.ones(len(of.figures), bool)
    own = given(of, everything)
    _, spread = from_own(of, everything)
    for route, within in zip(of.routes, spread, strict=True):
        made = [replace(one.way, from_quotient=route.from_quotient, backward=route.backward) for one in alone]
        values = of.at(computed.figures(made, own))
        fits = of.fits(values, within)
        for i in open_:
            for k in places(fits[:, i]):
                if alone[k].slips not in {cause.slips for cause in found[i]}:
                    words = f"{alone[k].words} The rest follows from the earlier figures given."
                    found[i].append(Cause(alone[k].slips, words, float(values[k, i]), True, 1))


def near_single_precision(of: Compared, found: Found) -> None:
    """Add where figures are off by no more than single precision's rounding, each program's own."""
    open_ = [i for i in places(of.wrong) if not found[i]]
    if not open_:
        return
    [slip] = [slip for slip in slips.CATALOGUE if slip.name == slips.SINGLE]
    values = of.at(computed.figures([way for way, _ in slip.ways(of.way)]))
    off = SINGLE_NOISE * np.nan_to_num(np.abs(values - of.truth)).max(0)
    off += SINGLE_NOISE * float(np.finfo(np.float32).eps) * np.abs(of.truth)
    step = loss_quantum(of.loss, of.way.epsilon)
    for i in open_:
        near = abs(of.value[i] - of.truth[i])
        if of.figures[i].name == "gradient_central_difference":
            # There the quotient moves in steps, which must show.
            apart = abs(of.value[i] - step * round(of.value[i] / step))
            within = of.half[i] + 1e-6 * abs(of.value[i])
            fits = near <= off[i] + SINGLE_NOISE * step and apart <= within < step / 8
        else:
            fits = near <= off[i]
        if fits:
            words = "As far from the truth as rounding in single precision takes this figure."
            words += of_quotient(of, i, (slips.SINGLE,))
            gives = float(values[np.abs(values[:, i] - of.value[i]).argmin(), i])
            found[i].append(Cause((slips.SINGLE,), words, gives, False, 1))


def loss_quantum(loss: float, epsilon: float) -> float:
    """The step in which a central difference of single-precision losses moves."""
    return float(np.spacing(np.float32(loss))) / (2 * epsilon)
