"""The sections of the page, in its order, each with the function that answers it."""

from collections.abc import Callable, Collection

from digitlab.answers import (
    activations,
    autoencoder,
    batch_norm,
    calibration,
    compared,
    conv_pool,
    data,
    environment,
    feature_maps,
    filters,
    identities,
    live,
    lstm,
    memory,
    mistakes,
    momentum,
    occlusion,
    optimizers,
    readout,
    rnn,
    sanity_checks,
    scratch,
    shift,
    training,
    transplant,
    weight_decay,
)
from digitlab.answers.section import Section

# By chapter, in the page's order. Each takes the resolved config and its artifacts by the names that the
# rules give them. What follows where several run is a chapter of its own.
CHAPTERS: dict[str, dict[str, Callable[..., Section]]] = {
    "data": {"data": data.answer},
    "cnn": {
        "training": training.answer,
        "mistakes": mistakes.answer,
        "calibration": calibration.answer,
        "filters": filters.answer,
        "feature_maps": feature_maps.answer,
    },
    "robustness": {
        "shift": shift.answer,
        "occlusion": occlusion.answer,
        "sanity_checks": sanity_checks.answer,
        "transplant": transplant.answer,
    },
    "sequences": {"rnn": rnn.answer, "memory": memory.answer, "lstm": lstm.answer},
    "choices": {
        "optimizers": optimizers.answer,
        "batch_norm": batch_norm.answer,
        "weight_decay": weight_decay.answer,
        "momentum": momentum.answer,
        "activations": activations.answer,
        "conv_pool": conv_pool.answer,
        "readout": readout.answer,
    },
    "scratch": {
        "identities": identities.answer,
        "scratch": scratch.answer,
        "autoencoder": autoencoder.answer,
    },
    "compared": {"compared": compared.answer},
    "live": {"live": live.answer},
    "report": {"environment": environment.answer},
}
SECTIONS = {name: answer for sections in CHAPTERS.values() for name, answer in sections.items()}


def of_chapters(chapters: Collection[str]) -> list[str]:
    """The sections of some chapters, in the page's order."""
    return [name for chapter, sections in CHAPTERS.items() if chapter in chapters for name in sections]
