"""Each slip beside the same slip in a program of torch's: gradients by autograd, or as the slip has them."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
import torch

from digitlab.check import computed, slips, ways
from digitlab.sequences import bptt, lstm

from .injected import ASKED, drawn


class Sloped(torch.autograd.Function):
    """tanh with another derivative: 1 + k h^2."""

    @staticmethod
    def forward(context, a, k):
        h = torch.tanh(a)
        context.save_for_backward(h)
        context.k = k
        return h

    @staticmethod
    def backward(context, gradient):
        (h,) = context.saved_tensors
        return gradient * (1 + context.k * h**2), None


class Shares(torch.autograd.Function):
    """A function whose derivative is left out."""

    @staticmethod
    def forward(context, o, value):
        return value

    @staticmethod
    def backward(context, gradient):
        return gradient, None


@dataclass
class Program:
    """A student's program with the slips that it has."""

    tanh_k: float = -1.0
    no_softmax: bool = False
    no_sigma: bool = False
    one_step: bool = False
    no_recurrent_gates: bool = False
    turned: str = ""
    log: Any = torch.log
    exchanged: bool = False
    half_square: bool = False
    h0: float = 0.0
    no_c: bool = False
    swapped: tuple = (0, 1, 2)
    activation: Any = None
    not_squashed: bool = False
    bias_to: int = 0
    state_out: bool = False
    single: bool = False
    summed: bool = False

    def run(self, p, lstm, bias):
        """Outputs and loss with other biases b, or of the forget gate."""
        kind = torch.float32 if self.single else torch.float64
        get = lambda name: torch.tensor(p[name], dtype=kind)  # noqa: E731
        c, W, U, V, x = (get(name).T if name in self.turned else get(name) for name in "cWUVx")
        c = c * (not self.no_c)
        tanh = lambda a: Sloped.apply(a, self.tanh_k)  # noqa: E731
        sigmoid = lambda a: Shares.apply(a, torch.sigmoid(a)) if self.no_sigma else torch.sigmoid(a)  # noqa: E731
        h, s, losses, outputs = (
            torch.full((len(W),), self.h0, dtype=kind),
            torch.zeros(len(W), dtype=kind),
            [],
            [],
        )
        for x_t in x:
            z = W @ (h.detach() if self.one_step or self.no_recurrent_gates else h) + U @ x_t
            if lstm:
                biases = [bias, get("input_bias"), get("output_bias")]
                if self.bias_to:
                    biases[self.bias_to], biases[0] = bias, torch.zeros_like(bias)
                gates = [sigmoid(b + z) for b in biases]
                f, i, q = (gates[place] for place in self.swapped)
                phi = self.activation or (tanh if p["candidate"] == "tanh" else sigmoid)
                s = f * (s.detach() if self.one_step else s) + i * phi(get("candidate_bias") + z)
                h = (s if self.not_squashed else tanh(s)) * q
            else:
                h = tanh(bias + z)
            o = c + V @ (s if self.state_out else h)
            y = torch.softmax(o, 0)
            outputs.append(y.detach())
            y = Shares.apply(o, y.detach()) if self.no_softmax else y
            first, second = (y[1], y[0]) if self.exchanged else (y[0], y[1])
            square = (first - 0.5) ** 2
            if self.half_square:
                square = square / 2 + (square / 2).detach()
            losses.append(square - self.log(second))
        return torch.stack(outputs), sum(losses) if self.summed else losses[-1]

    def figures(self, p, lstm):
        """What is asked for."""
        kind = torch.float32 if self.single else torch.float64
        bias = torch.tensor(p["forget_bias" if lstm else "b"], dtype=kind, requires_grad=True)
        outputs, loss = self.run(p, lstm, bias)
        (gradient,) = torch.autograd.grad(loss, bias)
        step = torch.eye(len(bias), dtype=kind) * p["epsilon"]
        at = [self.run(p, lstm, bias.detach() + side * e)[1] for e in step for side in (1, -1)]
        quotient = torch.stack([(at[i] - at[i + 1]) / (2 * p["epsilon"]) for i in range(0, len(at), 2)])
        updated = bias.detach() - p["learning_rate"] * gradient
        parts = (outputs, loss, quotient, gradient, updated, self.run(p, lstm, updated)[1])
        return {name: part.detach().numpy() for name, part in zip(ASKED, parts, strict=True)}


# By slip, what a program with it has, in the order of the slip's own ways; None: not a program of this kind.
PROGRAMS = {
    "last_for_sum": [{"summed": False}, None],
    "sum_for_last": [{"summed": True}, None],
    "tanh_derivative_left_out": [{"tanh_k": 0.0}],
    "tanh_derivative_plus": [{"tanh_k": 1.0}],
    "softmax_derivative_left_out": [{"no_softmax": True}],
    "one_step_only": [{"one_step": True}, {"no_recurrent_gates": True}, None],
    "W_transposed": [{"turned": "W"}, None, None],
    "U_transposed": [{"turned": "U"}],
    "V_transposed": [{"turned": "V"}, None, None],
    "decimal_logarithm": [None, {"log": torch.log10}],
    "outputs_exchanged": [None, {"exchanged": True}, None],
    "square_factor_left_out": [{"half_square": True}],
    "start_of_ones": [{"h0": 1.0}, None],
    "c_left_out": [{"no_c": True}],
    "gates_exchanged": [{"swapped": (1, 0, 2)}, {"swapped": (2, 1, 0)}, {"swapped": (0, 2, 1)}],
    "other_candidate": [{"activation": torch.sigmoid}, {"activation": lambda a: a}],
    "output_not_squashed": [{"not_squashed": True}],
    "forget_bias_elsewhere": [{"bias_to": 1}, None, {"bias_to": 2}, None],
    "state_for_output": [{"state_out": True}, None],
    "sigma_derivative_left_out": [{"no_sigma": True}],
}
# Of the difference and of the step; their arithmetic is checked below.
OF_NUMBERS = {
    *("epsilon_not_doubled", "one_sided_difference", "other_epsilon", "step_up", "other_rate"),
    *("sign_of_one_component", "rounded_on_the_way", "single_precision"),
}


def slip(name):
    [found] = [slip for slip in slips.CATALOGUE if slip.name == name]
    return found


def test_every_slip_has_a_program_or_arithmetic():
    assert {slip.name for slip in slips.CATALOGUE} == set(PROGRAMS) | OF_NUMBERS


@pytest.mark.parametrize("lstm", [False, True], ids=["rnn", "lstm"])
@pytest.mark.parametrize("name", PROGRAMS)
def test_a_slip_gives_what_a_program_with_it_gives(name, lstm):
    random = np.random.default_rng(7)
    compared = 0
    for _ in range(40):
        parameters = drawn(random) | {"candidate": "tanh"}
        summed = (
            name != "sum_for_last" if name in ("last_for_sum", "sum_for_last") else bool(random.integers(2))
        )
        made = list(slip(name).ways(ways.right_way(parameters, lstm, summed)))
        for (way, words), program in zip(made, PROGRAMS[name], strict=False):
            assert words.endswith(".")
            if program is None or (program.get("no_recurrent_gates") and not lstm):
                continue
            expected = Program(**{"summed": summed} | program).figures(parameters, lstm)
            found = computed.figures([way])
            for figure, value in expected.items():
                assert found[figure][0] == pytest.approx(value, rel=1e-7, abs=1e-9), (figure, program)
            compared += 1
    only_lstm = name in list(PROGRAMS)[-6:]
    assert compared >= 3 or (only_lstm and not lstm)


def figures_of(name, parameters, lstm, place=0):
    way, _ = list(slip(name).ways(ways.right_way(parameters, lstm, False)))[place]
    return {name: value[0] for name, value in computed.figures([way]).items()}


@pytest.mark.parametrize("lstm", [False, True], ids=["rnn", "lstm"])
def test_slips_of_the_difference_and_the_step_are_their_arithmetic(lstm):
    parameters = next(p for p in (drawn(np.random.default_rng(k)) for k in range(99)) if len(p["b"]) == 3)
    bias = np.array(parameters["forget_bias" if lstm else "b"])
    right = {name: v[0] for name, v in computed.figures([ways.right_way(parameters, lstm, False)]).items()}
    gradient, quotient = right["gradient_unrolled"], right["gradient_central_difference"]

    def of(name, place=0):
        return figures_of(name, parameters, lstm, place)

    assert of("epsilon_not_doubled")["gradient_central_difference"] == pytest.approx(2 * quotient)
    forward = (right["loss_plus_epsilon"] - right["loss"]) / 1e-4
    assert of("one_sided_difference")["gradient_central_difference"] == pytest.approx(forward)
    backward = (right["loss"] - right["loss_minus_epsilon"]) / 1e-4
    assert of("one_sided_difference", 1)["gradient_central_difference"] == pytest.approx(backward)
    other = {
        name: v[0]
        for name, v in computed.figures([ways.right_way(parameters | {"epsilon": 0.1}, lstm, False)]).items()
    }
    for name in ("gradient_central_difference", "loss_plus_epsilon"):
        assert of("other_epsilon")[name] == pytest.approx(other[name])
    assert of("step_up")["updated_bias"] == pytest.approx(bias + 0.002 * gradient)
    assert of("other_rate")["updated_bias"] == pytest.approx(bias - 0.0001 * gradient)
    turned = gradient * [-1, 1, 1]
    assert of("sign_of_one_component")["gradient_unrolled"] == pytest.approx(gradient)
    assert of("sign_of_one_component")["updated_bias"] == pytest.approx(bias - 0.002 * turned)
    assert of("sign_of_one_component", 1)["gradient_unrolled"] == pytest.approx(turned)


def by_words(name, words, way):
    """The way that a slip makes with these words."""
    [made] = [made for made, said in slip(name).ways(way) if said == words]
    return made


def test_what_is_rounded_is_carried_on():
    right = ways.right_way(drawn(np.random.default_rng(0)), False, False)
    words = "The states were rounded to 2 decimals before being used."
    found = computed.figures([by_words("rounded_on_the_way", words, right)])
    h, h_list = np.zeros(right.units), []
    for x in right.x:
        h = np.round(np.tanh(right.biases[0] + right.W @ h + right.U @ x), 2)
        h_list.append(h)
    assert found["h"][0] == pytest.approx(np.array(h_list))
    o = right.c + np.array(h_list) @ right.V.T
    assert found["y_hat"][0] == pytest.approx(np.exp(o) / np.exp(o).sum(1, keepdims=True))


@pytest.mark.parametrize(
    ("said", "figure"),
    [
        ("The gates were", "f"),
        ("The gates were", "g"),
        ("The states were", "s"),
        ("The outputs were", "y_hat"),
        ("The losses were", "loss"),
        ("The derivatives were", "dh_db"),
        ("The gradient was", "gradient_unrolled"),
    ],
)
def test_each_rounding_is_of_what_it_says(said, figure):
    right = ways.right_way(drawn(np.random.default_rng(9)), True, True)
    words = f"{said} rounded to 3 decimals before being used."
    found = computed.figures([by_words("rounded_on_the_way", words, right)])[figure][0]
    exact = computed.figures([right])[figure][0]
    assert found == pytest.approx(np.round(found, 3), abs=1e-12)
    assert found != pytest.approx(exact, abs=1e-9)
    assert found == pytest.approx(exact, abs=0.05)


@pytest.mark.parametrize("gate", [1, 2])
def test_a_gradient_by_another_gates_bias_is_that_gates(gate):
    parameters = drawn(np.random.default_rng(4))
    right = ways.right_way(parameters, True, True)
    words = f"The gradient is by the {ways.GATES[gate]} gate's bias, not by the forget gate's."
    found = computed.figures([by_words("forget_bias_elsewhere", words, right)])
    cell = lstm.Cell(
        *(parameters[f"{name}_bias"] for name in ways.GATES),
        *(parameters[name] for name in "WUVc"),
        candidate=parameters["candidate"],
    )
    gradients = bptt.lstm_backward(cell, parameters["x"], summed=True).gradients
    assert found["gradient_unrolled"][0] == pytest.approx(gradients[f"{ways.GATES[gate]}_bias"])
    assert found["gradient_central_difference"][0] == pytest.approx(found["gradient_unrolled"][0], rel=1e-5)


def test_single_precision_is_that_of_torch_to_its_own_digits():
    parameters = drawn(np.random.default_rng(1))
    expected = Program(single=True).figures(parameters, False)
    for place in range(3):
        found = figures_of("single_precision", parameters, False, place)
        assert found["y_hat"] == pytest.approx(expected["y_hat"], rel=2e-6)
        assert found["y_hat"].astype(np.float32).astype(float) == pytest.approx(found["y_hat"], rel=0, abs=0)


def test_a_pair_is_one_slip_on_top_of_the_other():
    right = ways.right_way(drawn(np.random.default_rng(2)), False, False)
    [pair] = [pair for pair in slips.pairs(right) if pair.slips == ("tanh_derivative_left_out", "step_up")]
    assert pair.words == (
        "The derivative of tanh, 1 − h², was left out. The step goes up the gradient, not down."
    )
    alone = computed.figures(
        [
            slips.singles(right)[
                [s.slips[0] for s in slips.singles(right)].index("tanh_derivative_left_out")
            ].way
        ]
    )
    gradient = alone["gradient_unrolled"][0]
    found = computed.figures([pair.way])
    assert found["updated_bias"][0] == pytest.approx(right.biases[0] + 0.002 * gradient)
    names = [(a, b) for a, b in (pair.slips for pair in slips.pairs(right))]
    assert all(a != b for a, b in names)
    assert len({frozenset(pair) for pair in names}) == len(set(names))


def test_slips_that_cannot_be_made_are_not():
    parameters = drawn(np.random.default_rng(3)) | {
        "b": [0.5],
        "W": [[0.5]],
        "U": [[1.0]],
        "V": [[1.0], [0.5]],
        "x": [[1.0]],
    }
    names = {made.slips[0] for made in slips.singles(ways.right_way(parameters, False, False))}
    impossible = {"last_for_sum", "sum_for_last", "one_step_only", "sign_of_one_component"}
    assert not names & (impossible | {"W_transposed", "U_transposed", "V_transposed"})
