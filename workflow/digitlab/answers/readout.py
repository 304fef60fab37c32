"""What does a network trained on photographs see in an image?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from digitlab.answers.section import Number, Section

# Digits of a digest that tell files apart at a glance.
DIGEST_SHOWN = 16


@dataclass(frozen=True)
class Image:
    """An image's number among the figures, and the class that is most probable."""

    number: int
    name: str
    probability: Number


@dataclass(frozen=True, kw_only=True)
class Readout(Section):
    """``verdict``: whether there were weights to read out.

    Attributes:
        weights: where they are from: a file's name, or ``download``; empty where left out.
        downloaded: whether they are torchvision's own.
        digest: how their SHA-256 begins.
        last_layer: shape of the last layer's weights.
    """

    verdict: Literal["left out", "read out"]
    weights: str
    downloaded: bool
    digest: str
    last_layer: list[int]
    images: list[Image]


def answer(config: Mapping[str, Any], summary: Mapping[str, Any]) -> Readout:
    """What ``results/readout/summary.json`` says."""
    images = summary["images"]
    return Readout(
        problem=None,
        question="What does a network trained on photographs see in an image?",
        verdict="read out" if images else "left out",
        numbers={},
        weights=summary["weights"] or "",
        downloaded=summary["weights"] == "download",
        digest=(summary["sha256"] or "")[:DIGEST_SHOWN],
        last_layer=images[0]["last_layer"] if images else [],
        images=[
            Image(
                number=number,
                name=image["names"][0],
                probability=Number(image["probabilities"][0], "summary", unit="share"),
            )
            for number, image in enumerate(images, 1)
        ],
    )
