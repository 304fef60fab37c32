"""The worked example against mpmath at 50 digits."""

import mpmath
import numpy as np
import pytest
import yaml
from conftest import ROOT

from digitlab.sequences import lstm, lstm_worked, rnn, worked

CONFIG = yaml.safe_load((ROOT / "config.yaml").read_text())


@pytest.fixture(autouse=True)
def fifty_digits():
    with mpmath.workdps(50):
        yield


def exact(values):
    return mpmath.matrix(np.asarray(values, np.float64).tolist())


def softmax_loss(o):
    e = [mpmath.exp(v) for v in o]
    y = [v / sum(e) for v in e]
    return y, (y[0] - mpmath.mpf("0.5")) ** 2 - mpmath.log(y[1])


def rnn_losses(p, b):
    """Outputs and losses of the config's example by 50-digit arithmetic, with other biases."""
    W, U, V, c = (exact(p[name]) for name in "WUVc")
    h, outputs, losses = mpmath.zeros(len(b), 1), [], []
    for x in p["x"]:
        h = (b + W * h + U * exact(x)).apply(mpmath.tanh)
        y, loss = softmax_loss(c + V * h)
        outputs.append(y)
        losses.append(loss)
    return outputs, losses


def lstm_losses(p, b_f, biases, candidate):
    W, U, V, c = (exact(p[name]) for name in "WUVc")
    b_i, b_q, b = (exact(v) for v in biases)
    n = len(b_f)

    def sigmoid(a):
        return 1 / (1 + mpmath.exp(-a))

    phi = mpmath.tanh if candidate == "tanh" else sigmoid
    h = s = mpmath.zeros(n, 1)
    outputs, losses = [], []
    for x in p["x"]:
        z = U * exact(x) + W * h
        gate = [(v + z).apply(sigmoid) for v in (b_f, b_i, b_q)]
        g = (b + z).apply(phi)
        s = mpmath.matrix([gate[0][k] * s[k] + gate[1][k] * g[k] for k in range(n)])
        h = mpmath.matrix([mpmath.tanh(s[k]) * gate[2][k] for k in range(n)])
        y, loss = softmax_loss(c + V * h)
        outputs.append(y)
        losses.append(loss)
    return outputs, losses


def derivative(f, at):
    """By a difference so fine that 50 digits leave 30 of the derivative."""
    step = mpmath.mpf(10) ** -12
    return [float(quotient(f, at, i, step)) for i in range(len(at))]


def quotient(f, at, i, step):
    high, low = at.copy(), at.copy()
    high[i] += step
    low[i] -= step
    return (f(high) - f(low)) / (2 * step)


@pytest.mark.parametrize("summed", [False, True])
def test_the_rnns_figures_are_right_to_the_last_digits(summed):
    p = CONFIG["rnn"]
    cell, x = rnn.from_config(p)
    found = worked.example(cell, x, p["epsilon"], p["learning_rate"])
    of_reading = found["summed"] if summed else found

    def loss(b):
        losses = rnn_losses(p, b)[1]
        return sum(losses) if summed else losses[-1]

    b = exact(p["b"])
    np.testing.assert_allclose(found["y_hat"], np.array(rnn_losses(p, b)[0], float), rtol=0, atol=1e-14)
    assert abs(of_reading["loss"] - loss(b)) < 1e-14 * (3 if summed else 1)
    gradient = derivative(loss, b)
    np.testing.assert_allclose(of_reading["gradient_unrolled"], gradient, rtol=0, atol=1e-14)
    np.testing.assert_allclose(
        found["backward"]["summed" if summed else "last"]["gradients"]["b"], gradient, rtol=0, atol=1e-14
    )
    formula = [float(quotient(loss, b, i, mpmath.mpf(p["epsilon"]))) for i in range(len(b))]
    np.testing.assert_allclose(of_reading["gradient_central_difference"], formula, rtol=0, atol=1e-11)
    updated = [v - p["learning_rate"] * g for v, g in zip(p["b"], gradient, strict=True)]
    np.testing.assert_allclose(of_reading["updated_bias"], updated, rtol=0, atol=1e-14)
    assert abs(of_reading["updated_loss"] - loss(exact(updated))) < 2e-14 * (3 if summed else 1)


@pytest.mark.parametrize("candidate", lstm.CANDIDATES)
def test_the_lstms_figures_are_right_to_the_last_digits(candidate):
    config = CONFIG["lstm"] | {"candidate": candidate, "rnn": CONFIG["rnn"]}
    cell, x = lstm.from_config(config)
    found = lstm_worked.example(cell, x, config["epsilon"], config["learning_rate"])
    biases = (cell.input_bias, cell.output_bias, cell.candidate_bias)

    def loss(b_f):
        return lstm_losses(CONFIG["rnn"], b_f, biases, candidate)[1][-1]

    b_f = exact(cell.forget_bias)
    outputs = lstm_losses(CONFIG["rnn"], b_f, biases, candidate)[0]
    np.testing.assert_allclose(found["y_hat"], np.array(outputs, float), rtol=0, atol=1e-14)
    assert abs(found["loss"] - loss(b_f)) < 1e-14
    gradient = derivative(loss, b_f)
    np.testing.assert_allclose(found["gradient_unrolled"], gradient, rtol=0, atol=1e-14)
    np.testing.assert_allclose(found["gradient_backward"]["forget_bias"], gradient, rtol=0, atol=1e-14)
    formula = [float(quotient(loss, b_f, i, mpmath.mpf(config["epsilon"]))) for i in range(len(b_f))]
    np.testing.assert_allclose(found["gradient_central_difference"], formula, rtol=0, atol=1e-11)
    assert found["updated_loss"] < found["loss"]


def test_the_differences_error_has_both_regimes():
    cell, x = rnn.from_config(CONFIG["rnn"])
    rows, regimes = worked.difference_errors(cell, x)
    assert {(row["precision"], row["summed"]) for row in rows} == {
        (p, s) for p in ("float64", "float32") for s in (False, True)
    }
    for precision, least, most in (("float64", 1e-7, 1e-4), ("float32", 1e-4, 1e-1)):
        assert regimes[precision]["rounding"] == pytest.approx(-1, abs=0.15)
        assert regimes[precision]["truncation"] == pytest.approx(2, abs=0.1)
        assert least < regimes[precision]["best_epsilon"] < most


def test_along_the_gradient_the_tangent_touches_the_loss():
    cell, x = rnn.from_config(CONFIG["rnn"])
    for summed in (False, True):
        rows = [row for row in worked.along_gradient(cell, x, 0.002) if row["summed"] == summed]
        (here,) = [row for row in rows if row["distance"] == 0]
        assert here["loss"] == here["tangent"] == rnn.forward(cell, x).loss(summed)
        step = here["step"]
        (stepped,) = [row for row in rows if abs(row["distance"] - step) < 1e-12]
        updated = cell.b - 0.002 * rnn.unrolled_gradient(cell, x).gradient(summed)
        assert stepped["loss"] == pytest.approx(
            rnn.forward(cell.with_bias(updated), x).loss(summed), abs=1e-14
        )
        assert abs(stepped["loss"] - stepped["tangent"]) < 1e-4 * abs(here["loss"] - stepped["loss"]) + 1e-5


def test_a_zero_gradient_has_no_direction():
    cell = rnn.Cell(np.zeros(2), np.zeros(2), np.zeros((2, 2)), np.zeros((2, 1)), np.zeros((2, 2)))
    assert worked.along_gradient(cell, np.zeros((3, 1)), 0.1) == []


def test_biases_that_make_the_cell_the_network_it_replaces():
    cell, x = lstm.from_config(CONFIG["lstm"] | {"rnn": CONFIG["rnn"]})
    rows = {(row["name"], row["candidate"]): row for row in lstm_worked.variants(cell, x)}
    h = np.zeros(2)
    for x_t in x:
        h = np.tanh(np.tanh(cell.candidate_bias + cell.U @ x_t + cell.W @ h))
    o = np.exp(cell.c + cell.V @ h)
    like = rows["no memory", "tanh"]
    np.testing.assert_allclose(like["y_hat"][-1], o / o.sum(), atol=1e-14)
    assert like["kept"] < 1e-15
    assert rows["forget bias 1", "tanh"]["kept"] > rows["forget bias 0", "tanh"]["kept"]
    assert rows["as configured", "tanh"]["loss"] == rows["forget bias 1", "tanh"]["loss"]
