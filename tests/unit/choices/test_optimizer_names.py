"""The optimizers' names are those of the config, of the figures and of the published figures."""

import json

import pytest
import torch
import yaml
from conftest import ROOT

from digitlab import descent
from digitlab.choices import names


def test_the_configs_grid_has_every_optimizer_and_no_other():
    config = yaml.safe_load((ROOT / "config.yaml").read_text())
    assert list(config["optimizers"]["grid"]) == list(names.OPTIMIZERS)


def test_every_optimizer_was_published():
    reference = json.loads((ROOT / "workflow/reference/published_answers.json").read_text())
    assert list(names.PUBLISHED) == list(names.OPTIMIZERS)
    assert set(names.PUBLISHED.values()) < set(reference["choices"]["two_hidden_layers"])


@pytest.mark.parametrize("name", names.OPTIMIZERS)
def test_every_name_can_be_trained_with(name):
    weight = torch.zeros(2, 3)
    descent.Descent(name, [descent.Group([weight], {"learning_rate": 0.1})]).step([[torch.ones(2, 3)]])
    assert (weight < 0).all()
