"""Train the network and record what it says of every test image."""

from step import step  # isort: split

import logging

import numpy as np
import pandas as pd

from digitlab.cnn import network, train
from digitlab.data import mnist
from digitlab.errors import InputError

settings = step.config
dataset = mnist.load(step.input.data)
name = step.read(step.input.provenance)["name"]
precision = train.chosen_precision(settings.precision, step.device)
recipe = train.Recipe(
    epochs=step.per_data_set("epochs", name),
    batch_size=step.per_data_set("batch_size", name),
    learning_rate=settings.learning_rate,
    weight_decay=settings.weight_decay,
    label_smoothing=settings.label_smoothing,
    augmentation=step.settings["augmentation"],
    precision=precision,
    seed=settings.seed,
)
net = train.initial_network(settings.channels, settings.kernels, settings.pool, settings.seed)
logging.info("%d parameters on %s in %s", network.parameters(net), step.device, precision)
training = train.Training(net, dataset.train.images, dataset.train.labels, recipe, step.device)

history = []
while training.epoch < recipe.epochs:
    row = training.run_epoch(step.counter(training.updates, f"epoch {training.epoch + 1}/{recipe.epochs}"))
    predicted = network.probabilities(net, dataset.test.images)
    row["test_accuracy"] = float((predicted.argmax(1) == dataset.test.labels).mean())
    history.append(row)
    logging.info(
        "epoch %d of %d: loss %.4f, train %.2f%%, test %.2f%%, %.1f s so far",
        *(row["epoch"], recipe.epochs, row["train_loss"], 100 * row["train_accuracy"]),
        *(100 * row["test_accuracy"], training.seconds),
    )

fitted = network.probabilities(net, dataset.train.images).argmax(1)
train_accuracy = float((fitted == dataset.train.labels).mean())
logging.info("training images classified correctly: %.2f%%", 100 * train_accuracy)
if train_accuracy < settings.required_accuracy:
    raise InputError(
        f"training accuracy {train_accuracy:.4f} is below cnn.required_accuracy {settings.required_accuracy};"
        " give it more cnn.epochs or more cnn.channels"
    )

step.save(step.output.model, network.serialised(net))
step.save(step.output.history, pd.DataFrame(history))
step.save(step.output.predictions, probabilities=predicted.astype(np.float32))
step.save(
    step.output.metrics,
    {
        "train_accuracy": train_accuracy,
        "test_accuracy": history[-1]["test_accuracy"],
        "test_errors": int((predicted.argmax(1) != dataset.test.labels).sum()),
        "epochs": recipe.epochs,
        "batch_size": recipe.batch_size,
        "parameters": network.parameters(net),
        "device": step.device,
        "precision": precision,
        "threads": settings.threads,
    },
)
step.save(
    step.output.timing,
    {
        "train_seconds": training.seconds,
        "images_per_second": recipe.epochs * training.updates * recipe.batch_size / training.seconds,
    },
)
