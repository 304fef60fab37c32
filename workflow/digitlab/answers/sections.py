"""The sections of the page, in its order, each with the function that answers it."""

from collections.abc import Callable

from digitlab.answers import (
    activations,
    batch_norm,
    calibration,
    conv_pool,
    data,
    environment,
    feature_maps,
    filters,
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
    shift,
    training,
    transplant,
    weight_decay,
)
from digitlab.answers.section import Section

# Each takes the resolved config and its artifacts by the names that the rules give them.
SECTIONS: dict[str, Callable[..., Section]] = {
    "data": data.answer,
    "training": training.answer,
    "mistakes": mistakes.answer,
    "calibration": calibration.answer,
    "filters": filters.answer,
    "feature_maps": feature_maps.answer,
    "shift": shift.answer,
    "occlusion": occlusion.answer,
    "sanity_checks": sanity_checks.answer,
    "transplant": transplant.answer,
    "rnn": rnn.answer,
    "memory": memory.answer,
    "lstm": lstm.answer,
    "optimizers": optimizers.answer,
    "batch_norm": batch_norm.answer,
    "weight_decay": weight_decay.answer,
    "momentum": momentum.answer,
    "activations": activations.answer,
    "conv_pool": conv_pool.answer,
    "readout": readout.answer,
    "live": live.answer,
    "environment": environment.answer,
}
