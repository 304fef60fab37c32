"""Ways to compute the worked examples: the right one, and those that a slip makes of it.

A ``Way`` says how one person computes: which matrix stands where, what is left out, what is rounded. What a
way leads to is computed for many ways at once, as an array with one row a way: a few hundred slips and a few
thousand pairs of them cost as much as some ten passes one by one.

The equations are those of ``sequences.rnn`` and ``sequences.lstm``; the way without a slip gives what those
give.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import Any

import numpy as np

Array = np.ndarray
# The gates of an LSTM in the order in which a way has their biases; the recurrent network has one bias, b.
GATES = ("forget", "input", "output", "candidate")
TANH, SIGMOID, IDENTITY = 0, 1, 2
# Single precision with NumPy's tanh, with the nearest number to it, with the quotient of exponentials.
SINGLES = ("single", "single, nearest", "single by exponentials")
EXPOSED, STATE_TO_OUTPUT, STATE_EVERYWHERE = 0, 1, 2


@dataclass(frozen=True, eq=False)
class Way:
    """How somebody computes the worked example. The defaults are the right way.

    Two ways are the same where every field is.

    Attributes:
        biases: (1, n) of the recurrent network, (4, n) of an LSTM in the order of ``GATES``.
        c, W, U, V, x: (2,), (n, n), (n, m), (2, n), (T, m).
        epsilon, rate: of the central difference, of the one step of descent.
        weights: (T,), of the steps' losses in the loss: 0 and a last 1, or ones.
        candidate: the LSTM's candidate activation, ``TANH``, ``SIGMOID`` or ``IDENTITY``.
        W_back, V_back, weights_back: those used in derivatives.
        h_start, s_start: (n,), h(0) and s(0).
        bias_at: the gate whose bias is differentiated and updated.
        roles: (3,), which gate keeps the state, which admits the candidate, which puts out.
        squashed: tanh s(t) is put out, else s(t). exposed: what outputs and recurrence get of the cell.
        tanh_slope: k of the derivative 1 + k h^2. sigma_slope: the logistic function's derivative is used.
        state_back: derivatives come through s(t-1) too.
        written_exchanged, loss_exchanged, loss_exchanged_back: y1 and y2 changed places, where outputs are
            written down, in the loss, in its derivative.
        log, log_back: factor of the logarithm in the loss, and in its derivative.
        square: factor of the square's derivative. softmax_slope: the softmax's derivative is used.
        plus, minus: sides of the quotient in units of epsilon; divisor: in the same units.
        direction: of the step, -1 down. signs, step_signs: (n,), of the gradient, of the step.
        from_quotient: the step follows the quotient. backward: the gradient is what came backward in time.
        round_a, round_h, round_y, round_loss, round_derivatives, round_gradient: decimals to which each is
            rounded before it is used; a: of the LSTM the gates and the candidate; h: its state too.
        precision: ``double``, or one of ``SINGLES``, which differ in the last bit of tanh.
    """

    biases: Array
    c: Array
    W: Array
    U: Array
    V: Array
    x: Array
    epsilon: float
    rate: float
    weights: Array
    candidate: int
    W_back: Array
    V_back: Array
    weights_back: Array
    h_start: Array
    s_start: Array
    signs: Array
    step_signs: Array
    roles: Array = field(default_factory=lambda: np.arange(3))
    bias_at: int = 0
    squashed: bool = True
    exposed: int = EXPOSED
    tanh_slope: float = -1.0
    sigma_slope: bool = True
    state_back: float = 1.0
    written_exchanged: bool = False
    loss_exchanged: bool = False
    loss_exchanged_back: bool = False
    log: float = 1.0
    log_back: float = 1.0
    square: float = 2.0
    softmax_slope: bool = True
    plus: float = 1.0
    minus: float = 1.0
    divisor: float = 2.0
    direction: float = -1.0
    from_quotient: bool = False
    backward: bool = False
    round_a: float = np.inf
    round_h: float = np.inf
    round_y: float = np.inf
    round_loss: float = np.inf
    round_derivatives: float = np.inf
    round_gradient: float = np.inf
    precision: str = "double"

    @cached_property
    def key(self) -> tuple[bytes, ...]:
        """Every field as bytes."""
        values = (np.asarray(getattr(self, part.name)) for part in fields(self))
        return tuple(str(value.shape).encode() + value.tobytes() for value in values)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Way) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)

    @property
    def units(self) -> int:
        """n."""
        return int(self.biases.shape[1])

    @property
    def steps(self) -> int:
        """T."""
        return len(self.x)

    @property
    def is_lstm(self) -> bool:
        """Whether it is about the LSTM, else about the recurrent network."""
        return len(self.biases) == len(GATES)


def right_way(parameters: Mapping[str, Any], lstm: bool, summed: bool) -> Way:
    """The right way.

    Args:
        parameters: ``b``, ``c``, ``W``, ``U``, ``V``, ``x``, ``epsilon``, ``learning_rate``; for the LSTM
            without ``b``, with the four biases, (n,) each or one number, and ``candidate``.
        lstm: of the LSTM, else of the recurrent network.
        summed: the loss is the sum over all steps, else the last step's.
    """
    c, W, U, V, x = (np.array(parameters[name], np.float64) for name in ("c", "W", "U", "V", "x"))
    n, steps = len(W), len(x)
    names = [f"{gate}_bias" for gate in GATES] if lstm else ["b"]
    biases = np.array([np.broadcast_to(np.asarray(parameters[name], np.float64), (n,)) for name in names])
    weights = np.ones(steps) if summed else np.eye(steps)[-1]
    return Way(
        biases=biases,
        c=c,
        W=W,
        U=U,
        V=V,
        x=x,
        epsilon=float(parameters["epsilon"]),
        rate=float(parameters["learning_rate"]),
        weights=weights,
        candidate=SIGMOID if lstm and parameters["candidate"] == "sigmoid" else TANH,
        W_back=W,
        V_back=V,
        weights_back=weights,
        h_start=np.zeros(n),
        s_start=np.zeros(n),
        signs=np.ones(n),
        step_signs=np.ones(n),
    )


def routes(way: Way) -> list[Way]:
    """The ways that differ in what is left open: unrolled forward or backward, a step by either gradient."""
    return [
        replace(way, from_quotient=quotient, backward=backward)
        for quotient in (False, True)
        for backward in (False, True)
    ]


def shapes(lstm: bool, n: int, steps: int) -> dict[str, tuple[int, ...]]:
    """The shape of every figure that ``figures`` gives, in the order in which they are computed."""
    own = ("f", "i", "q", "g", "s", "h") if lstm else ("a", "h")
    derivatives = tuple(f"d{name}_db" for name in own)
    return {
        **dict.fromkeys(own, (steps, n)),
        "o": (steps, 2),
        "y_hat": (steps, 2),
        "L": (steps,),
        "loss": (),
        "loss_minus_epsilon": (n,),
        "loss_plus_epsilon": (n,),
        "gradient_central_difference": (n,),
        **({} if lstm else {"slope_of_tanh": (steps, n)}),
        **dict.fromkeys(derivatives, (steps, n, n)),
        "dL_do": (steps, 2),
        "dL_dh": (steps, n),
        "dL_db_by_step": (steps, n),
        **({} if lstm else {"backward_dL_dh": (steps, n), "backward_dL_da": (steps, n)}),
        "gradient_unrolled": (n,),
        "updated_bias": (n,),
        "updated_loss": (),
    }
