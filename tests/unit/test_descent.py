"""The optimizers as functions and the schedule, against torch's own classes."""

import copy
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from torch import nn

from digitlab.descent import Descent, Group, OneCycle

WORKFLOW = Path(__file__).resolve().parents[2] / "workflow"
TORCHS = {
    "sgd": (torch.optim.SGD, {"learning_rate": 0.1}, {"lr": 0.1}),
    "momentum": (torch.optim.SGD, {"learning_rate": 0.1, "momentum": 0.8}, {"lr": 0.1, "momentum": 0.8}),
    "adagrad": (torch.optim.Adagrad, {"learning_rate": 0.1}, {"lr": 0.1}),
    "adam": (torch.optim.Adam, {"learning_rate": 0.01}, {"lr": 0.01}),
    "adamw": (torch.optim.AdamW, {"learning_rate": 0.01}, {"lr": 0.01}),
}


def parameters():
    random = torch.Generator().manual_seed(3)
    return [nn.Parameter(torch.randn(shape, generator=random)) for shape in ((4, 3), (4,), (2, 4))]


def cost(found):
    """No quadratic, so that every step differs."""
    return sum(p.sin().square().sum() + p.abs().sum() / 3 for p in found)


def slopes(found):
    return torch.autograd.grad(cost(found), found)


@pytest.mark.parametrize("name", TORCHS)
@pytest.mark.parametrize("decay", [0.0, 0.2])
def test_every_step_is_that_of_torchs_class(name, decay):
    kind, own, theirs = TORCHS[name]
    ours, expected = parameters(), parameters()
    descent = Descent(
        name, [Group(ours[:2], own | {"weight_decay": decay}), Group(ours[2:], own | {"weight_decay": 0.0})]
    )
    optimizer = kind(
        [{"params": expected[:2], "weight_decay": decay}, {"params": expected[2:], "weight_decay": 0.0}],
        **theirs,
    )
    for update in range(5):
        if update % 2:
            descent.down(cost(ours))
        else:
            gradient = slopes(ours)
            descent.step([gradient[:2], gradient[2:]])
        for p, slope in zip(expected, slopes(expected), strict=True):
            p.grad = slope
        optimizer.step()
        for p, q in zip(ours, expected, strict=True):
            torch.testing.assert_close(p, q, rtol=1e-6, atol=1e-7)


@pytest.mark.parametrize("name", TORCHS)
def test_a_restored_descent_goes_on_as_the_one_that_was_saved(name):
    own = TORCHS[name][1]
    once, again = parameters(), parameters()
    first, second = (Descent(name, [Group(kept, own)]) for kept in (once, again))
    for _ in range(3):
        first.step([slopes(once)])
    second.restore(copy.deepcopy(first.state()))
    with torch.no_grad():
        for p, q in zip(again, once, strict=True):
            p.copy_(q)
    for _ in range(2):
        first.step([slopes(once)])
        second.step([slopes(again)])
    for p, q in zip(again, once, strict=True):
        assert torch.equal(p, q)


@pytest.mark.parametrize(("total", "warmup"), [(100, 0.2), (7, 0.3), (40, 0.9), (12, 0.01), (30, 1.0)])
def test_the_schedule_is_torchs_one_cycle(total, warmup):
    weight = nn.Parameter(torch.zeros(1))
    optimizer = torch.optim.AdamW([weight])
    torchs = torch.optim.lr_scheduler.OneCycleLR(optimizer, 0.02, total_steps=total, pct_start=warmup)
    ours = OneCycle(0.02, total, warmup)
    for update in range(total):
        group = optimizer.param_groups[0]
        assert ours.at(update) == pytest.approx(
            {"learning_rate": group["lr"], "beta1": group["betas"][0]}, rel=1e-9
        )
        optimizer.step()
        if update < total - 1:
            torchs.step()


def test_a_schedule_of_five_updates_begins_at_its_maximum():
    # A fifth of five updates is one, which is the first: torch's own divides by zero here.
    assert OneCycle(0.02, 5, 0.2).at(0)["learning_rate"] == pytest.approx(0.02)


def test_settings_of_one_step_are_for_that_step():
    own = TORCHS["sgd"][1]
    ours, expected = parameters(), parameters()
    descent = Descent("sgd", [Group(ours, own)])
    descent.step([slopes(ours)], learning_rate=0.5)
    descent.step([slopes(ours)])
    for rate in (0.5, 0.1):
        slope = slopes(expected)
        with torch.no_grad():
            for p, g in zip(expected, slope, strict=True):
                p.sub_(g, alpha=rate)
    for p, q in zip(ours, expected, strict=True):
        torch.testing.assert_close(p, q)


def test_another_optimizer_is_refused():
    with pytest.raises(ValueError, match="optimizer 'lion'; allowed: sgd, momentum, adagrad, adam, adamw"):
        Descent("lion", [])


def test_torchs_compiler_is_not_imported():
    code = (
        "import sys, torch; from digitlab.descent import Descent, Group;"
        "w = torch.zeros(2); Descent('adamw', [Group([w], {'learning_rate': 0.1})]).step([[torch.ones(2)]]);"
        "assert w[0] < 0; assert 'torch._dynamo' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, env={"PYTHONPATH": str(WORKFLOW)})
