"""The slips that are made with the worked examples by hand, each as what it changes of the right way.

A slip takes a way to compute and gives the ways that it can make of it, with a sentence for whoever made it.
One slip on top of another is a pair. They stand in the order in which they are named where several fit.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from digitlab.check.ways import (
    GATES,
    IDENTITY,
    SIGMOID,
    SINGLES,
    STATE_EVERYWHERE,
    STATE_TO_OUTPUT,
    TANH,
    Way,
)

# What else a step or a difference could have been made with, beside so many times the right one.
FACTORS = (10, 0.1, 2, 0.5, 100, 0.01)
RATES = (0.0001, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)
EPSILONS = (0.1, 0.01, 0.001, 1e-5, 1e-6)
# Decimals to which people round what they carry on.
DECIMALS = (2, 3, 4, 5, 6)
ACTIVATIONS = {TANH: "tanh", SIGMOID: "the logistic function", IDENTITY: "no activation"}
SINGLE = "single_precision"

# What is no way to compute, but is said of figures all the same.
TOO_FEW_DIGITS, CUT_OFF = "too_few_digits", "cut_off"
IN_WRITING = {
    TOO_FEW_DIGITS: "Right as far as it goes, but written with too few digits.",
    CUT_OFF: "Cut off behind its last digit, not rounded.",
}

# A way that a slip makes, with what it says of it.
Made = tuple[Way, str]


@dataclass(frozen=True)
class Slip:
    """One slip.

    Attributes:
        name: by which results name it.
        words: the sentence for whoever made it, where a way has none of its own.
        ways: of a way, what the slip makes of it, each with its own sentence; none where it changes nothing.
    """

    name: str
    words: str
    ways: Callable[[Way], Iterator[Made]]


@dataclass(frozen=True)
class Explanation:
    """One or two slips together: by name, the sentence, and the way that they lead to."""

    slips: tuple[str, ...]
    words: str
    way: Way


CATALOGUE: list[Slip] = []


def slip(
    words: str,
) -> Callable[[Callable[[Way, str], Iterator[Made]]], Callable[[Way, str], Iterator[Made]]]:
    """Put a function into the catalogue, under its own name."""

    def add(function: Callable[[Way, str], Iterator[Made]]) -> Callable[[Way, str], Iterator[Made]]:
        CATALOGUE.append(Slip(function.__name__, words, lambda way: function(way, words)))
        return function

    return add


@slip("The loss is that of the last step; it is asked for summed over all steps.")
def last_for_sum(way: Way, words: str) -> Iterator[Made]:
    """The last step's loss for the sum, everywhere or in the gradient alone."""
    last = np.eye(way.steps)[-1]
    if way.steps > 1 and way.weights.sum() > 1:
        yield replace(way, weights=last, weights_back=last), words
        yield replace(way, weights_back=last), "The gradient is that of the last step's loss, not of the sum."


@slip("The loss is summed over all steps; it is asked for at the last step.")
def sum_for_last(way: Way, words: str) -> Iterator[Made]:
    """The sum for the last step's loss, everywhere or in the gradient alone."""
    ones = np.ones(way.steps)
    if way.steps > 1 and way.weights.sum() == 1:
        yield replace(way, weights=ones, weights_back=ones), words
        yield (
            replace(way, weights_back=ones),
            "The gradient is that of the summed loss, not of the last step's.",
        )


@slip("The derivative of tanh, 1 − h², was left out.")
def tanh_derivative_left_out(way: Way, words: str) -> Iterator[Made]:
    """1 for 1 - h^2."""
    yield replace(way, tanh_slope=0.0), words


@slip("The derivative of tanh was taken as 1 + h²; it is 1 − h².")
def tanh_derivative_plus(way: Way, words: str) -> Iterator[Made]:
    """1 + h^2 for 1 - h^2."""
    yield replace(way, tanh_slope=1.0), words


@slip("The derivative of the softmax was left out: ∂L/∂y was taken for ∂L/∂o.")
def softmax_derivative_left_out(way: Way, words: str) -> Iterator[Made]:
    """dL/dy for dL/do."""
    yield replace(way, softmax_slope=False), words


@slip("The gradient goes through one step only: the part through W h(t−1) was left out.")
def one_step_only(way: Way, words: str) -> Iterator[Made]:
    """Derivatives do not come from the step before; of the LSTM also through one of its two paths alone."""
    if way.steps == 1:
        return
    none = np.zeros_like(way.W)
    if way.is_lstm:
        yield replace(way, W_back=none, state_back=0.0), words
        yield replace(way, W_back=none), words
        yield replace(way, state_back=0.0), "The part of the gradient through the state s(t−1) was left out."
    else:
        yield replace(way, W_back=none), words


@slip("W was transposed.")
def W_transposed(way: Way, words: str) -> Iterator[Made]:
    """W^T for W, everywhere, in the gradient alone, or in all but it."""
    if way.units > 1:
        yield replace(way, W=way.W.T, W_back=way.W_back.T), words
        yield replace(way, W_back=way.W_back.T), "W was transposed in the gradient."
        yield replace(way, W=way.W.T), "W was transposed in the forward pass, not in the gradient."


@slip("U was transposed.")
def U_transposed(way: Way, words: str) -> Iterator[Made]:
    """U^T for U, where that has the same shape."""
    if way.U.shape[0] == way.U.shape[1] > 1:
        yield replace(way, U=way.U.T), words


@slip("V was transposed.")
def V_transposed(way: Way, words: str) -> Iterator[Made]:
    """V^T for V, where that has the same shape; everywhere, in the gradient alone, or in all but it."""
    if way.units == 2:
        yield replace(way, V=way.V.T, V_back=way.V_back.T), words
        yield replace(way, V_back=way.V_back.T), "V was transposed in the gradient."
        yield replace(way, V=way.V.T), "V was transposed in the forward pass, not in the gradient."


@slip("The decimal logarithm was taken; the loss has the natural one.")
def decimal_logarithm(way: Way, words: str) -> Iterator[Made]:
    """log10 for log in the loss, and in its derivative too or not."""
    scale = 1 / np.log(10)
    yield replace(way, log=way.log * scale), words
    yield replace(way, log=way.log * scale, log_back=way.log_back * scale), words


@slip("y₁ and y₂ changed places.")
def outputs_exchanged(way: Way, words: str) -> Iterator[Made]:
    """y1 and y2 exchanged where they are written down, or in the loss, with its derivative or without."""
    yield replace(way, written_exchanged=not way.written_exchanged), words
    loss = replace(way, loss_exchanged=not way.loss_exchanged)
    in_loss = "y₁ and y₂ changed places in the loss."
    yield replace(loss, loss_exchanged_back=not way.loss_exchanged_back), in_loss
    yield loss, in_loss


@slip("The factor 2 of the square's derivative, 2 (y₁ − 0.5), was left out.")
def square_factor_left_out(way: Way, words: str) -> Iterator[Made]:
    """y1 - 0.5 for 2 (y1 - 0.5)."""
    yield replace(way, square=1.0), words


@slip("The difference was divided by ε; it belongs to 2ε.")
def epsilon_not_doubled(way: Way, words: str) -> Iterator[Made]:
    """epsilon for 2 epsilon in the quotient."""
    if way.plus and way.minus:
        yield replace(way, divisor=1.0), words


@slip("A one-sided difference was taken for the central one.")
def one_sided_difference(way: Way, words: str) -> Iterator[Made]:
    """(f(b + e) - f(b)) / e, or the same backward."""
    yield replace(way, minus=0.0, divisor=1.0), "A forward difference was taken for the central one."
    yield replace(way, plus=0.0, divisor=1.0), "A backward difference was taken for the central one."


@slip("The central difference has another ε.")
def other_epsilon(way: Way, words: str) -> Iterator[Made]:
    """Another epsilon."""
    for other in others(way.epsilon, EPSILONS):
        yield replace(way, epsilon=other), f"The difference has an ε of {other:g} for {way.epsilon:g}."


@slip("The step goes up the gradient, not down.")
def step_up(way: Way, words: str) -> Iterator[Made]:
    """b + rate g for b - rate g."""
    yield replace(way, direction=-way.direction), words


@slip("The step has another learning rate.")
def other_rate(way: Way, words: str) -> Iterator[Made]:
    """Another learning rate."""
    for other in others(way.rate, RATES):
        yield replace(way, rate=other), f"The step has a learning rate of {other:g} for {way.rate:g}."


@slip("One component has the wrong sign.")
def sign_of_one_component(way: Way, words: str) -> Iterator[Made]:
    """The sign of one component of the step, or of the gradient."""
    for place in range(way.units if way.units > 1 else 0):
        turned = 1 - 2 * np.eye(way.units)[place]
        of_step = f"Component {place + 1} of the step goes up the gradient, not down."
        yield replace(way, step_signs=way.step_signs * turned), of_step
        yield (
            replace(way, signs=way.signs * turned),
            f"Component {place + 1} of the gradient has the wrong sign.",
        )


@slip("h(0) is taken as ones; it is zero.")
def start_of_ones(way: Way, words: str) -> Iterator[Made]:
    """h(0) of ones; of the LSTM s(0) too or not."""
    ones = np.ones(way.units)
    yield replace(way, h_start=ones), words
    if way.is_lstm:
        yield replace(way, h_start=ones, s_start=ones), "h(0) and s(0) are taken as ones; they are zero."


@slip("c was left out of the outputs.")
def c_left_out(way: Way, words: str) -> Iterator[Made]:
    """o = V h for o = c + V h."""
    yield replace(way, c=np.zeros(2)), words


@slip("Two gates changed places.")
def gates_exchanged(way: Way, words: str) -> Iterator[Made]:
    """Two of the three gates do each other's work."""
    if way.is_lstm:
        for one, other in combinations(range(3), 2):
            roles = way.roles.copy()
            roles[[one, other]] = roles[[other, one]]
            yield replace(way, roles=roles), f"The {GATES[one]} and the {GATES[other]} gate changed places."


@slip("The candidate has another activation.")
def other_candidate(way: Way, words: str) -> Iterator[Made]:
    """Another activation of the candidate."""
    if way.is_lstm:
        for kind, name in ACTIVATIONS.items():
            if kind != way.candidate:
                said = f"The candidate has {name} for {ACTIVATIONS[way.candidate]}."
                yield replace(way, candidate=kind), said


@slip("The state is put out without tanh: h = s q for h = tanh(s) q.")
def output_not_squashed(way: Way, words: str) -> Iterator[Made]:
    """h = s q."""
    if way.is_lstm:
        yield replace(way, squashed=False), words


@slip("The forget gate's bias is on another gate.")
def forget_bias_elsewhere(way: Way, words: str) -> Iterator[Made]:
    """Another gate has the forget gate's bias, and the forget gate has none; or in the gradient alone."""
    if way.is_lstm and way.bias_at == 0:
        for gate in (1, 2):
            biases = way.biases.copy()
            biases[gate], biases[0] = way.biases[0], 0
            said = f"The forget gate's bias is on the {GATES[gate]} gate, and the forget gate has none."
            yield replace(way, biases=biases, bias_at=gate), said
            said = f"The gradient is by the {GATES[gate]} gate's bias, not by the forget gate's."
            yield replace(way, bias_at=gate), said


@slip("The state was taken for the output.")
def state_for_output(way: Way, words: str) -> Iterator[Made]:
    """s for h, in the outputs or everywhere."""
    if way.is_lstm:
        yield replace(way, exposed=STATE_TO_OUTPUT), "The state s was taken for h in the outputs."
        yield replace(way, exposed=STATE_EVERYWHERE), "The state s was taken for h in every place."


@slip("The derivative of the logistic function, σ (1 − σ), was left out.")
def sigma_derivative_left_out(way: Way, words: str) -> Iterator[Made]:
    """1 for sigma (1 - sigma)."""
    if way.is_lstm:
        yield replace(way, sigma_slope=False), words


@slip("An intermediate result was rounded before it was used.")
def rounded_on_the_way(way: Way, words: str) -> Iterator[Made]:
    """What stands between, from the activations to the gradient, or all of it, rounded and carried on."""
    places: dict[str, tuple[str, ...]] = {
        "the gates were" if way.is_lstm else "a was": ("round_a",),
        "the states were": ("round_h",),
        "the outputs were": ("round_y",),
        "the losses were": ("round_loss",),
        "the derivatives were": ("round_derivatives",),
        "the gradient was": ("round_gradient",),
    }
    places["every result was"] = tuple(name for names in places.values() for name in names)
    for (said, names), decimals in ((place, d) for place in places.items() for d in DECIMALS):
        changed = replace(way, **dict.fromkeys(names, float(decimals)))  # type: ignore[arg-type]
        yield changed, f"{said[0].upper()}{said[1:]} rounded to {decimals} decimals before being used."


@slip("Computed in single precision: seven digits, and fewer where nearly equal numbers are subtracted.")
def single_precision(way: Way, words: str) -> Iterator[Made]:
    """Single precision, with tanh as three kinds of program have it."""
    for kind in SINGLES:
        yield replace(way, precision=kind), words


def words_of(name: str) -> str:
    """The sentence for a slip, whichever way it was made."""
    return {slip.name: slip.words for slip in CATALOGUE}.get(name) or IN_WRITING[name]


def others(right: float, usual: Sequence[float]) -> list[float]:
    """Numbers that somebody may have taken for the right one."""
    near = [float(f"{right * factor:.6g}") for factor in FACTORS]
    return [value for value in dict.fromkeys([*usual, *near]) if value != right]


def singles(way: Way) -> list[Explanation]:
    """Every slip alone, in every way that it is made."""
    return [Explanation((slip.name,), words, made) for slip in CATALOGUE for made, words in slip.ways(way)]


def pairs(way: Way) -> list[Explanation]:
    """Every two slips together, in every way that they are made."""
    place = {slip.name: number for number, slip in enumerate(CATALOGUE)}
    return [
        Explanation((*one.slips, slip.name), f"{one.words} {words}", made)
        for one in singles(way)
        for slip in CATALOGUE[place[one.slips[0]] + 1 :]
        for made, words in slip.ways(one.way)
    ]
