"""The label that a network gives where there is no digit, as more than one section asks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from digitlab.answers.section import Number
from digitlab.answers.tables import Row, share


@dataclass(frozen=True)
class DefaultLabel:
    """``label``: of a blank image; ``greys``: of even grey, a row a level; ``noise``: most often of noise."""

    label: int
    greys: list[Row]
    noise: int


def default_label(defaults: Mapping[str, Any]) -> tuple[DefaultLabel, dict[str, Number]]:
    """The label of a blank image, and the figures quoted of it.

    Args:
        defaults: ``results/cnn/shift/defaults.json``, or of another network.
    """
    blank, noise = defaults["blank"], defaults["noise"]
    numbers = {
        "blank_probability": Number(blank["probability"], "defaults", unit="share"),
        "noise_share": share(noise, "label", "defaults", noise["images"]),
    }
    return DefaultLabel(label=blank["label"], greys=defaults["greys"], noise=noise["label"]), numbers
