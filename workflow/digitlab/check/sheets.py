"""What is said of a person's answer file, figure by figure and in all, and of a whole class's."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, astuple, dataclass
from typing import Any, Literal

from digitlab.check import judge, slips
from digitlab.check.answer_file import NETWORKS, Answers
from digitlab.check.judge import Judged, Judgement, Known, Verdict

# By question, what belongs to it; the rest are derivatives, of the unrolled gradient.
QUESTIONS = {
    "outputs": {"a", "h", "o", "f", "i", "q", "g", "s", "y_hat"},
    "loss": {"L", "loss"},
    "difference": {"loss_minus_epsilon", "loss_plus_epsilon", "gradient_central_difference"},
    "gradient": set[str](),
    "biases": {"updated_bias"},
    "loss after": {"updated_loss"},
}
OF_THE_REST = "gradient"
# Causes of one figure that are shown; the file of results has all that were kept.
SHOWN = 3

# How far a question is right; credited: all, where what is right from there on counts.
State = Literal["not given", "all", "credited", "some", "none"]


@dataclass(frozen=True)
class Counts:
    """Figures given, and how many are right, right from there on, explained and unexplained."""

    given: int
    right: int
    followed: int
    explained: int
    unexplained: int

    @property
    def wrong(self) -> int:
        """Those that are not right, whatever follows from what."""
        return self.given - self.right

    @property
    def state(self) -> State:
        """How far they are right."""
        if not self.given:
            return "not given"
        if self.right == self.given:
            return "all"
        credited = self.right + self.followed
        return "credited" if credited == self.given else "some" if credited else "none"


@dataclass(frozen=True)
class Reason:
    """A cause as it is told: its slips, the sentence, and the figure that it gives."""

    slips: tuple[str, ...]
    words: str
    gives: float


@dataclass(frozen=True)
class Row:
    """A figure as it is told.

    Attributes:
        name: with its place, counted from 1: ``y_hat[2,1]``. given: as it was written.
        reasons: those told, the simplest first; more: how many others there are.
    """

    name: str
    given: str
    truth: float
    verdict: Verdict
    reasons: tuple[Reason, ...]
    more: int


@dataclass(frozen=True)
class Group:
    """Figures with one verdict of which the same is said first; None where nothing is known."""

    verdict: Verdict
    words: str | None
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Network:
    """What is said of one network's figures.

    Attributes:
        reading, known: how the loss was read, and how that is known.
        pairs: pairs of slips were tried.
        questions: counts by question. counts: of all.
        rows: every figure.
    """

    reading: Literal["last", "summed"]
    known: Known
    pairs: bool
    questions: Mapping[str, Counts]
    counts: Counts
    rows: tuple[Row, ...]

    @property
    def groups(self) -> list["Group"]:
        """Figures that are not right, by what is said first of them, in the order of the first of each."""
        found: dict[tuple[Verdict, str | None], list[Row]] = {}
        for row in self.rows:
            if row.verdict != "right":
                words = row.reasons[0].words if row.reasons else None
                found.setdefault((row.verdict, words), []).append(row)
        return [Group(verdict, words, tuple(rows)) for (verdict, words), rows in found.items()]


@dataclass(frozen=True)
class Sheet:
    """What is said of one answer file.

    Attributes:
        name: what its results are called. file: its path, as it was named.
        title, comment, own: its own words, and the parameters that it has of its own.
        networks: by name, those of which it gives figures. counts: of all figures.
        line: what the screen says of it.
        slips: by name, how many figures each explains, the most first.
    """

    name: str
    file: str
    title: str | None
    comment: str | None
    own: tuple[str, ...]
    networks: Mapping[str, Network]
    counts: Counts
    line: str
    slips: Mapping[str, int]


@dataclass(frozen=True)
class Common:
    """A slip with the number of files and of figures that it explains."""

    slip: str
    words: str
    files: int
    figures: int


@dataclass(frozen=True)
class Overview:
    """What is said of several answer files together.

    Attributes:
        sheets: one a file.
        networks: those of which any gives figures. questions: their names.
        totals: by network and question, all files together; counts: of everything, and in words.
        commonest: the slips, the most frequent first.
    """

    sheets: Sequence[Sheet]
    networks: Sequence[str]
    questions: Sequence[str]
    totals: Mapping[str, Mapping[str, Counts]]
    counts: Counts
    line: str
    commonest: Sequence[Common]


def sheet(name: str, file: str, answers: Answers, asked: int) -> Sheet:
    """Judge an answer file.

    Args:
        name, file: as ``Sheet`` has them.
        answers: what it says.
        asked: significant digits that a figure must have.
    """
    judgements = {
        network: judge.judged(
            given.parameters,
            network == "lstm",
            given.figures,
            None if given.reading is None else given.reading == "summed",
            asked,
        )
        for network in NETWORKS
        if (given := answers.networks[network]).figures
    }
    counted = counts([row for judgement in judgements.values() for row in judgement.figures])
    explaining = Counter(
        slip for judgement in judgements.values() for names in judgement.slips for slip in names
    )
    return Sheet(
        name=name,
        file=file,
        title=answers.title,
        comment=answers.comment,
        own=answers.own,
        networks={network: of_network(judgement) for network, judgement in judgements.items()},
        counts=counted,
        line=f"{file}: {line(counted)}",
        slips=dict(explaining.most_common()),
    )


def of_network(judgement: Judgement) -> Network:
    """What is said of one network's figures."""
    by_question: dict[str, list[Judged]] = {question: [] for question in QUESTIONS}
    for row in judgement.figures:
        by_question[question_of(row.figure.name)].append(row)
    return Network(
        reading="summed" if judgement.summed else "last",
        known=judgement.known,
        pairs=judgement.pairs,
        questions={question: counts(rows_of) for question, rows_of in by_question.items()},
        counts=counts(judgement.figures),
        rows=tuple(told(row) for row in judgement.figures),
    )


def question_of(name: str) -> str:
    """The question that a figure belongs to."""
    return next((question for question, names in QUESTIONS.items() if name in names), OF_THE_REST)


def told(row: Judged) -> Row:
    """A figure as it is told."""
    place = ",".join(str(number + 1) for number in row.figure.place)
    reasons = tuple(Reason(cause.slips, cause.words, cause.gives) for cause in row.causes)
    return Row(
        name=f"{row.figure.name}[{place}]" if place else row.figure.name,
        given=row.figure.text,
        truth=row.truth,
        verdict=row.verdict,
        reasons=reasons[:SHOWN],
        more=len(reasons[SHOWN:]),
    )


def counts(rows: Sequence[Judged]) -> Counts:
    """Figures by verdict."""
    by = Counter(row.verdict for row in rows)
    return Counts(len(rows), by["right"], by["right from there on"], by["explained"], by["unexplained"])


def line(of: Counts) -> str:
    """The counts in words: ``32 of 35 right; 3 wrong: 2 explained, 1 unexplained``."""
    if not of.given:
        return "no figure given"
    parts = [
        f"{count} {words}"
        for count, words in (
            (of.explained, "explained"),
            (of.followed, "right from there on"),
            (of.unexplained, "unexplained"),
        )
        if count
    ]
    wrong = f"; {of.wrong} wrong: {', '.join(parts)}" if of.wrong else ""
    return f"{of.right} of {of.given} right{wrong}"


def commonest(sheets: Sequence[Sheet]) -> list[Common]:
    """Slips by the number of files in which they explain a figure, then of figures, the most first."""
    files = Counter(slip for of in sheets for slip in of.slips)
    figures: Counter[str] = Counter()
    for of in sheets:
        figures.update(of.slips)
    ranked = sorted(files, key=lambda slip: (-files[slip], -figures[slip], slip))
    return [Common(slip, slips.words_of(slip), files[slip], figures[slip]) for slip in ranked]


def overview(sheets: Sequence[Sheet]) -> Overview:
    """Several answer files together."""
    networks = [network for network in NETWORKS if any(network in of.networks for of in sheets)]
    whole = added([of.counts for of in sheets])
    return Overview(
        sheets=sheets,
        networks=networks,
        questions=list(QUESTIONS),
        totals={
            network: {
                question: added(
                    [of.networks[network].questions[question] for of in sheets if network in of.networks]
                )
                for question in QUESTIONS
            }
            for network in networks
        },
        counts=whole,
        line=line(whole),
        commonest=commonest(sheets),
    )


def added(parts: Sequence[Counts]) -> Counts:
    """Counts together."""
    return Counts(*(sum(values) for values in zip(*map(astuple, parts), strict=True)))


def written(of: Sheet) -> dict[str, Any]:
    """A sheet as a file of results has it."""
    return asdict(of)
