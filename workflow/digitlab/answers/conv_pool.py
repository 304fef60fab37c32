"""How does an error find its way back through a max pool and a convolution?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from digitlab.answers.section import Number, Section


@dataclass(frozen=True, kw_only=True)
class ConvPool(Section):
    """``verdict``: how many places the pooled error goes back to.

    Attributes:
        worked: every matrix of the example, by its letter.
        image_side, filter_side, pool_side, outputs: its sizes.
    """

    verdict: Literal["one place", "several places"]
    worked: Mapping[str, Any]
    image_side: int
    filter_side: int
    pool_side: int
    outputs: int


def answer(config: Mapping[str, Any], worked: Mapping[str, Any]) -> ConvPool:
    """What ``results/conv_pool/worked.json`` says."""
    reached = sum(any(row) for row in worked["routing"])
    return ConvPool(
        problem=None,
        question="How does an error find its way back through a max pool and a convolution?",
        verdict="one place" if reached == 1 else "several places",
        numbers={
            "cost": Number(worked["cost"], "worked"),
            "reached": Number(reached, "worked", unit="places"),
            "places": Number(len(worked["routing"]), "worked", unit="places"),
        },
        worked=worked,
        image_side=len(worked["x"]),
        filter_side=len(worked["w"]),
        pool_side=worked["side"],
        outputs=len(worked["target"]),
    )
