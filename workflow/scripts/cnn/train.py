"""Train the network, or restore it, and record what it says of every test image and of those held out."""

from step import step  # isort: split

import logging
from pathlib import Path

import pandas as pd
import torch

from digitlab.cnn import inference, network, store, train
from digitlab.data import mnist
from digitlab.errors import InputError
from digitlab.precision import chosen_precision

whole = mnist.load(step.input.data)
name = step.read(step.input.provenance)["name"]
precision = chosen_precision(step.config.precision, step.device)
recipe = train.recipe(step.config, name, precision, step.config.seed)
dataset, held, indices = train.hold_out(whole, recipe.held_out, recipe.seed)
net = train.initial_network(train.architecture(step.config), step.config.seed)
logging.info("%d parameters on %s in %s", network.parameters(net), step.device, precision)
key = store.key(
    {"recipe": vars(recipe), "architecture": net.architecture, "data": whole.sha256()}
    | {"code": step.params.code, "torch": torch.__version__}
    | {"device": step.device, "threads": step.config.threads}
)
checkpoints = store.Store(Path(step.store["folder"]), key, step.store["megabytes"])
with checkpoints.in_use():
    training = train.Training(net, dataset.train.images, dataset.train.labels, recipe, step.device)
    trained = train.finish(training, dataset, checkpoints, step.counter)
    checkpoints.bound()
logging.info("training images classified correctly: %.2f%%", 100 * trained.train_accuracy)
if trained.train_accuracy < step.config.required_accuracy:
    raise InputError(
        f"training accuracy {trained.train_accuracy:.4f} is below cnn.required_accuracy"
        f" {step.config.required_accuracy}; give it more cnn.epochs or more cnn.channels"
    )

step.save(step.output.model, network.serialised(net))
step.save(step.output.history, pd.DataFrame(trained.history))
step.save(step.output.predictions, probabilities=trained.probabilities)
outputs = network.probabilities(inference.Folded(net), held.images)
step.save(step.output.held_out, indices=indices, labels=held.labels, probabilities=outputs)
step.save(
    step.output.metrics,
    {
        "train_images": len(dataset.train),
        "held_out_images": len(held),
        "train_accuracy": trained.train_accuracy,
        "test_accuracy": trained.history[-1]["test_accuracy"],
        "test_errors": int((trained.probabilities.argmax(1) != dataset.test.labels).sum()),
        "epochs": recipe.epochs,
        "batch_size": recipe.batch_size,
        "optimizer": train.OPTIMIZER,
        "parameters": network.parameters(net),
        "device": step.device,
        "precision": precision,
        "threads": step.config.threads,
    },
)
images = recipe.epochs * training.updates * recipe.batch_size
step.save(
    step.output.timing,
    {"train_seconds": trained.seconds, "images_per_second": images / trained.seconds},
)
