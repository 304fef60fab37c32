"""Which images the run was made with."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from digitlab.answers.section import Number, Section

Images = Literal["bundled", "unverified", "verified"]


@dataclass(frozen=True, kw_only=True)
class Data(Section):
    """``found_none``: the real files were asked for, and neither a folder nor a mirror had them."""

    verdict: Images
    name: str
    source: str
    local_dir: str
    found_none: bool
    sha256: Mapping[str, str]


def answer(config: Mapping[str, Any], provenance: Mapping[str, Any]) -> Data:
    """What ``results/data/provenance.json`` says."""
    return Data(
        problem=None,
        question="Which digits?",
        verdict=which_images(provenance["source"], provenance["verified"]),
        numbers={
            name: Number(provenance[name], "provenance", unit="images")
            for name in ("train_images", "test_images")
        },
        name=provenance["name"],
        source=provenance["source"],
        local_dir=config["data"]["local_dir"],
        found_none=provenance["source"] == "bundled" and config["data"]["name"] == "mnist",
        sha256=provenance["sha256"],
    )


def which_images(source: str, verified: bool) -> Images:
    """What a reader must know of the images before any number."""
    if source == "bundled":
        return "bundled"
    return "verified" if verified else "unverified"
