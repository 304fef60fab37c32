"""The trained network slid over lines, with an LSTM or without, and trained by CTC."""

from step import step  # isort: split

import pandas as pd
import torch

from digitlab.cnn import network
from digitlab.data import mnist
from digitlab.precision import chosen_precision
from digitlab.reading import line_network, line_training
from digitlab.reading.made_up_lines import Drawer

config, device = step.config, step.device
train = mnist.load(step.input.data).train
precision = chosen_precision(config.precision, device)
torch.manual_seed(config.seed)  # for the weights that are new
units = config.units if step.params.kind == "lstm" else 0
net = line_network.LineNetwork.of(network.load(step.input.model), units)
settings = (config.updates, config.lines, config.learning_rate)
recipe = line_training.Recipe(*settings, precision, config.seed, "line_network")
drawer = Drawer(train, config.gap, config.width)
history = line_training.trained(net, drawer.drawn, recipe, device, step.counter(config.updates, "updates"))
step.save(step.output.model, line_network.serialised(net))
step.save(step.output.history, pd.DataFrame(history))
step.save(
    step.output.summary,
    {
        "parameters": network.parameters(net),
        "sees": net.field,
        "loss": history[-1]["loss"],
        "lines": config.updates * config.lines,
        "train_images": len(train),
        "device": device,
        "precision": precision,
    },
)
