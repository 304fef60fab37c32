"""What can a few numbers say of a digit? Autoencoders beside principal components."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from digitlab import statistics
from digitlab.answers.section import Number, Section

# Decibels: a network that is less than this ahead of the mean image is said to be.
STAYS = 0.5
# A smaller probability counts as a difference.
LEVEL = 0.05

Sizes = Literal["at every size", "at some sizes", "at no size"]
Side = Literal["ahead", "behind", "level"]
Stuck = Literal["at every rate", "at some rates", "at no rate"]
Map = Literal["more", "fewer", "undecided"]


@dataclass(frozen=True)
class Size:
    """One bottleneck.

    Attributes:
        code: its numbers; parameters: of such a network.
        network: decibels on the test images, of the first network; components: of as many components.
        ahead: what the first network is ahead of them, image by image.
        wins, networks: how many networks are ahead beyond their interval, of how many.
        least, most: what they are ahead by, of all networks.
    """

    code: int
    parameters: int
    network: Number
    components: Number
    ahead: Number
    wins: int
    networks: int
    least: float | None
    most: float | None


@dataclass(frozen=True)
class Momentum:
    """A network by descent with momentum; ``stays``: less than ``STAYS`` ahead of the mean image."""

    learning_rate: float
    network: Number
    over_mean: Number
    stays: bool


@dataclass(frozen=True, kw_only=True)
class Autoencoder(Section):
    """``verdict``: at how many bottlenecks every network is ahead of as many principal components.

    Attributes:
        hidden, epochs, batch_size, learning_rate: of the config; widest, smallest: bottlenecks.
        sizes: by bottleneck.
        linear: what a linear output makes of the widest one, beside the components.
        output: what the logistic output is beside the linear one.
        momentum: by learning rate; stuck: at which it stays with the mean image.
        map: whether in the smallest code a digit's nearest neighbour is of its class more often than among as
            many components.
    """

    verdict: Sizes
    hidden: int
    epochs: int
    batch_size: int
    learning_rate: float
    widest: int
    smallest: int
    sizes: list[Size]
    linear: Side
    output: Side
    momentum: list[Momentum]
    stuck: Stuck
    map: Map


def answer(
    config: Mapping[str, Any], summary: Mapping[str, Any], published: Mapping[str, Any]
) -> Autoencoder:
    """What ``results/autoencoder/summary.json`` says; ``published``: figures of others."""
    chosen, rows = config["autoencoder"], summary["networks"]
    of_components = {row["code"]: decibels(row["decibels"]) for row in summary["components"]}
    sizes = [
        size(code, [row for row in rows if usual(row) and row["code"] == code], components)
        for code, components in of_components.items()
    ]
    [linear] = [row for row in rows if row["output"] == "linear"]
    momentum = [by_momentum(row) for row in rows if row["optimizer"] == "momentum"]
    of_map, digits = summary["map"], summary["map"]["digits"]

    def share(count: int) -> Number:
        low, high = statistics.wilson(count, digits)
        return Number(count / digits, "summary", low=low, high=high, n=digits, unit="share")

    return Autoencoder(
        problem=None,
        question="What can a few numbers say of a digit?",
        verdict=at_sizes(sizes),
        numbers={
            "mean_image": decibels(summary["mean_image"]),
            "train_images": Number(summary["train_images"], "summary", unit="images"),
            "test_images": Number(summary["test_images"], "summary", unit="images"),
            "linear": decibels(linear["decibels"]),
            "linear_over_components": decibels(linear["over_components"]),
            "logistic_over_linear": decibels(linear["logistic_over"]),
            "map_same": share(of_map["same"]),
            "map_beside": share(of_map["same_beside"]),
            "map_by_chance": Number(of_map["p"], "summary", n=digits),
            "published": Number(published["scratch"]["autoencoder_decibels"], "published", unit="decibels"),
        },
        hidden=chosen["hidden"],
        epochs=chosen["epochs"],
        batch_size=chosen["batch_size"],
        learning_rate=chosen["learning_rate"],
        widest=max(of_components),
        smallest=min(of_components),
        sizes=sizes,
        linear=side(linear["over_components"]),
        output=side(linear["logistic_over"]),
        momentum=momentum,
        stuck=stuck([row.stays for row in momentum]),
        map=mapped(of_map["same"], of_map["same_beside"], of_map["p"]),
    )


def usual(row: Mapping[str, Any]) -> bool:
    """Whether a network has a logistic output and was trained by Adam."""
    return bool(row["output"] == "logistic" and row["optimizer"] == "adam")


def decibels(part: Mapping[str, Any]) -> Number:
    """A mean over images with its interval; None where all images are made exactly."""
    return Number(part["mean"], "summary", low=part["low"], high=part["high"], n=part["n"], unit="decibels")


def size(code: int, networks: Sequence[Mapping[str, Any]], components: Number) -> Size:
    """The networks of one bottleneck beside as many components."""
    first = networks[0]
    leads = [row["over_components"]["mean"] for row in networks]
    defined = [lead for lead in leads if lead is not None]
    return Size(
        code=code,
        parameters=first["parameters"],
        network=decibels(first["decibels"]),
        components=components,
        ahead=decibels(first["over_components"]),
        wins=sum(side(row["over_components"]) == "ahead" for row in networks),
        networks=len(networks),
        least=min(defined, default=None),
        most=max(defined, default=None),
    )


def by_momentum(row: Mapping[str, Any]) -> Momentum:
    """A network by descent with momentum."""
    over = row["over_mean"]["mean"]
    return Momentum(
        learning_rate=row["learning_rate"],
        network=decibels(row["decibels"]),
        over_mean=decibels(row["over_mean"]),
        stays=over is None or over < STAYS,
    )


def side(lead: Mapping[str, Any]) -> Side:
    """What the interval of a lead in decibels says; level where it holds 0 or there is none."""
    if lead["low"] is None:
        return "level"
    sides: dict[str, Side] = {"positive": "ahead", "negative": "behind", "undecided": "level"}
    return sides[statistics.sign(lead["low"], lead["high"])]


def at_sizes(sizes: Sequence[Size]) -> Sizes:
    """The verdict: at how many bottlenecks all networks win."""
    won = sum(row.wins == row.networks for row in sizes)
    return "at every size" if won == len(sizes) else "at some sizes" if won else "at no size"


def stuck(stay: Sequence[bool]) -> Stuck:
    """At how many learning rates descent with momentum is less than ``STAYS`` ahead of the mean image."""
    return "at every rate" if all(stay) else "at some rates" if any(stay) else "at no rate"


def mapped(same: int, beside: int, chance: float) -> Map:
    """Whether neighbours share their class more often in the one map, beyond chance."""
    if chance >= LEVEL or same == beside:
        return "undecided"
    return "more" if same > beside else "fewer"
