"""Training the network: the whole data set in memory, no per-image Python.

AdamW with a one-cycle schedule (Smith & Topin, *Super-Convergence*, 2018), so that a handful of epochs
suffice; the last epoch's weights are the result, whatever the curves look like.
"""

import logging
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from digitlab.cnn import augmentation
from digitlab.cnn.inference import Folded
from digitlab.cnn.network import Network, as_input, probabilities
from digitlab.cnn.store import Store
from digitlab.data.mnist import Dataset, Split
from digitlab.descent import Descent, Group, OneCycle
from digitlab.errors import InputError

log = logging.getLogger(__name__)

OPTIMIZER = "AdamW"

# Settings that a recipe takes as they are.
UNCHANGED = ("learning_rate", "warmup", "weight_decay", "label_smoothing", "held_out")

# Told after each update how many are done, with a function that says how it goes.
Progress = Callable[[int, Callable[[], str]], None]


@dataclass(frozen=True)
class Recipe:
    """How to train; the names and units are the config's."""

    epochs: int
    batch_size: int
    learning_rate: float
    warmup: float
    weight_decay: float
    label_smoothing: float
    held_out: float
    augmentation: Mapping[str, float]
    precision: str
    seed: int


class Training:
    """A network in training, one epoch at a time.

    The random numbers of an epoch depend on the seed and the epoch alone, so that a training that goes on
    from a checkpoint draws what it would have drawn without the interruption.
    """

    def __init__(
        self, network: Network, images: np.ndarray, labels: np.ndarray, recipe: Recipe, device: str
    ) -> None:
        self.recipe = recipe
        self.device = device
        # torch's own types leave the memory's order out.
        network.to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.network = network
        self.images = as_input(images, device)
        self.labels = torch.tensor(labels).to(device).long()
        self.updates = len(labels) // recipe.batch_size
        if not self.updates:
            raise InputError(f"cnn.batch_size is {recipe.batch_size}; allowed: 1 to {len(labels)} images")
        decay = [p for p in network.parameters() if p.ndim > 1]
        rest = [p for p in network.parameters() if p.ndim <= 1]
        groups = [Group(decay, {"weight_decay": recipe.weight_decay}), Group(rest, {"weight_decay": 0.0})]
        self.descent = Descent(OPTIMIZER.lower(), groups)
        self.schedule = OneCycle(recipe.learning_rate, recipe.epochs * self.updates, recipe.warmup)
        self.epoch = 0
        self.seconds = 0.0
        self.history: list[dict[str, Any]] = []

    def run_epoch(self, progress: Progress = lambda done, describe: None) -> dict[str, Any]:
        """One pass over the training images.

        Args:
            progress: called after each update with how many are done, and a function that says how it goes.

        Returns:
            ``epoch`` (from 1), ``learning_rate`` of its last update, ``train_loss`` and ``train_accuracy``:
            means over the augmented images as they came, with the weights of that moment.

        Raises:
            InputError: the loss or a weight is no finite number any more; the epoch is named.
        """
        start = time.perf_counter()
        recipe = self.recipe
        seed = _epoch_seed(recipe.seed, self.epoch)
        torch.manual_seed(seed)  # for dropout
        random = torch.Generator().manual_seed(seed)
        # Drawn on the CPU, so that every device sees the same, and moved at once, so that no batch waits.
        order = torch.randperm(len(self.labels), generator=random).to(self.device)
        maps = torch.rand(5, len(self.labels), generator=random).mul_(2).sub_(1).to(self.device)
        loss_sum = torch.zeros((), device=self.device)
        correct = torch.zeros((), device=self.device)
        mixed = self.mixed()

        def describe(done: int) -> str:
            seen, seconds = done * recipe.batch_size, time.perf_counter() - start
            return (
                f"loss {loss_sum.item() / done:.4f}, {100 * correct.item() / seen:.2f}%,"
                f" {seen / seconds:.0f} images/s,"
            )

        self.network.train()
        for update in range(self.updates):
            chosen = order[update * recipe.batch_size : (update + 1) * recipe.batch_size]
            theta = maps[:, update * recipe.batch_size : (update + 1) * recipe.batch_size]
            images = augmentation.affine(self.images[chosen], theta, **recipe.augmentation)
            labels = self.labels[chosen]
            with mixed:
                logits = self.network(images)
            loss = functional.cross_entropy(logits.float(), labels, label_smoothing=recipe.label_smoothing)
            settings = self.schedule.at(self.epoch * self.updates + update)
            self.descent.down(loss, **settings)
            loss_sum += loss.detach()
            correct += (logits.argmax(1) == labels).sum()
            done = update + 1
            progress(done, lambda: describe(done))  # noqa: B023 - asked at once or never
        self.network.eval()
        seen = self.updates * recipe.batch_size
        if not all(bool(values.isfinite().all()) for values in (loss_sum, *self.network.parameters())):
            raise InputError(
                f"training diverged in epoch {self.epoch + 1}: its loss or weights are no numbers any more;"
                f" cnn.learning_rate is {recipe.learning_rate:g}, allowed: a smaller one"
            )
        result = {
            "epoch": self.epoch + 1,
            "learning_rate": settings["learning_rate"],
            "train_loss": loss_sum.item() / self.updates,
            "train_accuracy": correct.item() / seen,
        }
        self.epoch += 1
        self.seconds += time.perf_counter() - start
        return result

    def mixed(self) -> AbstractContextManager[Any]:
        """Products in the recipe's precision."""
        bf16 = self.recipe.precision == "bf16"
        return torch.autocast(self.device, torch.bfloat16) if bf16 else nullcontext()

    def accuracy(self, split: Split) -> float:
        """Share of images that the network as it is gets right, in the precision of the training."""
        with self.mixed():
            found = probabilities(Folded(self.network), split.images).argmax(1)
        return float((found == split.labels).mean())

    def state(self) -> dict[str, Any]:
        """Everything that the rest of the training depends on, and what is known of it so far.

        No state of random generators: an epoch's numbers follow from the seed and its number.
        """
        return {
            "network": self.network.state_dict(),
            "descent": self.descent.state(),
            "epoch": self.epoch,
            "seconds": self.seconds,
            "history": self.history,
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go on from a state that an equal training saved."""
        self.network.load_state_dict(state["network"])
        self.descent.restore(state["descent"])
        self.epoch, self.seconds = state["epoch"], state["seconds"]
        self.history = list(state["history"])
        self.network.eval()


@dataclass(frozen=True)
class Trained:
    """A finished training; ``probabilities`` (N, 10) are the test images', ``history`` has a row an epoch."""

    probabilities: np.ndarray
    train_accuracy: float
    history: list[dict[str, Any]]
    seconds: float


def finish(
    training: Training,
    dataset: Dataset,
    store: Store,
    counter: Callable[[int, str], Progress] = lambda total, what: lambda done, describe: None,
) -> Trained:
    """Train to the last epoch, from where the store has it; a finished training is only read.

    Args:
        training: not yet begun.
        dataset: its training split is what ``training`` sees; the test split is only measured: after the last
            epoch in single precision, as everything after it is, before in that of the training.
        store: where checkpoints lie; in use by this process.
        counter: given a total and a name, a callback for progress.
    """
    epochs = training.recipe.epochs
    state = store.latest()
    if state is not None:
        training.restore(state)
        log.info("restored after epoch %d of %d from %s", training.epoch, epochs, store.folder)
    while training.epoch < epochs:
        row = training.run_epoch(counter(training.updates, f"epoch {training.epoch + 1}/{epochs}"))
        if training.epoch == epochs:
            outputs = probabilities(Folded(training.network), dataset.test.images)
            row["test_accuracy"] = float((outputs.argmax(1) == dataset.test.labels).mean())
        else:
            row["test_accuracy"] = training.accuracy(dataset.test)
        training.history.append(row)
        log.info(
            "epoch %d of %d: loss %.4f, train %.2f%%, test %.2f%%, %.1f s so far",
            *(row["epoch"], epochs, row["train_loss"], 100 * row["train_accuracy"]),
            *(100 * row["test_accuracy"], training.seconds),
        )
        state = training.state()
        if training.epoch == epochs:
            state["train_accuracy"] = training.accuracy(dataset.train)
            state["probabilities"] = torch.from_numpy(outputs)
        store.save(training.epoch, state)
    assert state is not None  # there is an epoch at least: restored, or trained just now
    return Trained(
        state["probabilities"].numpy(), state["train_accuracy"], training.history, training.seconds
    )


def hold_out(dataset: Dataset, share: float, seed: int) -> tuple[Dataset, Split, np.ndarray]:
    """Leave a share of the training images out of training; which ones depends on the seed alone.

    Returns:
        The data set without them, they themselves, and their indices in the training images, ascending.
    """
    train = dataset.train
    order = np.random.default_rng(seed).permutation(len(train))
    indices = np.sort(order[: round(share * len(train))])
    rest = Split(np.delete(train.images, indices, 0), np.delete(train.labels, indices))
    return Dataset(rest, dataset.test), Split(train.images[indices], train.labels[indices]), indices


def recipe(settings: Mapping[str, Any], data_set: str, precision: str, seed: int) -> Recipe:
    """The recipe of the config's ``cnn`` block for one data set (``mnist`` or ``mnist5k``)."""

    def chosen(key: str) -> int:
        value = settings[key]
        number: int = value[data_set] if isinstance(value, Mapping) else value
        return number

    return Recipe(
        epochs=chosen("epochs"),
        batch_size=chosen("batch_size"),
        **{key: settings[key] for key in UNCHANGED},
        augmentation=settings["augmentation"],
        precision=precision,
        seed=seed,
    )


def architecture(settings: Mapping[str, Any]) -> dict[str, Any]:
    """What ``Network`` is made from, out of the config's ``cnn`` block."""
    return {key: settings[key] for key in ("channels", "kernels", "padding", "pool", "dropout")}


def initial_network(architecture: Mapping[str, Any], seed: int) -> Network:
    """An untrained network whose weights follow from the seed."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return Network(**architecture)


def _epoch_seed(seed: int, epoch: int) -> int:
    return int(np.random.SeedSequence([seed, epoch]).generate_state(1, np.uint64)[0] >> 1)
