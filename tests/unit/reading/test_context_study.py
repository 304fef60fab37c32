import numpy as np
import pytest
import torch

from digitlab import statistics
from digitlab.data.mnist import Split
from digitlab.reading import context_study, line_network
from digitlab.reading.context import Reads
from digitlab.reading.line_network import LineNetwork
from digitlab.reading.line_training import Recipe

SETTINGS = {"numbers": 2, "gap": [-2, 0], "test_lines": 7, "seed": 1}
ARCHITECTURE = {"channels": [2, 3, 4], "kernels": [3, 3, 3], "padding": [1] * 3, "pool": [2] * 3}


def digits():
    images = np.zeros((20, 28, 28), np.uint8)
    images[:, 6:22, 9:15] = np.random.default_rng(0).integers(100, 256, (20, 16, 6))
    return Split(images, np.arange(20).astype(np.uint8) % 10)


def studied():
    torch.manual_seed(0)
    networks = {"lstm": LineNetwork(ARCHITECTURE, 3), "plain": LineNetwork(ARCHITECTURE, 0)}
    before = [line_network.serialised(network) for network in networks.values()]
    told = []

    def counter(total, what):
        told.append((total, what))
        return lambda done, describe: None

    found = context_study.studied(
        networks, digits(), digits(), SETTINGS, Recipe(2, 3, 0.01, "fp32", 1, "line_network"), "cpu", counter
    )
    assert [line_network.serialised(network) for network in networks.values()] == before
    assert told[0] == (2, "lstm, random lines")
    return found


def test_every_network_reads_every_set_of_the_same_lines():
    summary, table, examples = studied()
    assert len(table) == 2 * 4 * 7 * 7
    assert summary["digits"] * 7 == 28
    assert len(summary["reads"]) == 2 * 4 * 7
    for row in summary["reads"]:
        own = table[
            (table.network == row["network"])
            & (table.trained == row["trained"])
            & (table.read == row["read"])
        ]
        assert row["errors"]["mean"] == pytest.approx(own.edits.mean() / 4)
        assert row["as_written"] == own.as_written.sum()
    assert [(row["network"], row["trained"], row["read"]) for row in summary["compared"]][:4] == [
        *(("lstm", "counting", read) for read in ("counting", "random", "counting altered")),
        ("lstm", "ascending", "ascending"),
    ]
    assert examples["ink"].shape[:2] == (18, line_network.ROWS)
    assert set(examples["kind"]) == {"counting", "ascending", "check"}
    for written, meant in zip(examples["written"], examples["meant"], strict=True):
        assert len(written) == len(meant) == 4
        assert sum(a != b for a, b in zip(written, meant, strict=True)) == 1


def test_what_the_lstm_gains_is_held_against_what_the_columns_gain():
    summary, table, _ = studied()
    edits = table.set_index(["network", "trained", "read", "line"]).edits.sort_index()
    for row in summary["lstm"]:
        kind = row["trained"]
        gain = {name: edits[name, kind, kind] - edits[name, "random", kind] for name in ("lstm", "plain")}
        beyond = (gain["lstm"] - gain["plain"]).to_numpy() / 4
        mean, low, high = statistics.mean_interval(beyond)
        assert (row["mean"], row["low"], row["high"], row["n"]) == pytest.approx((mean, low, high, 7))


def test_two_networks_are_compared_line_by_line():
    def reads(edits, written, meant):
        return Reads([], np.array(edits), np.array(written, bool), np.array(meant, bool))

    control = reads([1, 0, 2, 0], [0, 1, 0, 1], [0, 0, 0, 0])
    own = reads([0, 0, 1, 1], [1, 1, 0, 0], [0, 0, 1, 1])
    found = context_study.compared(control, own, 10)
    assert found["difference"]["mean"] == pytest.approx(-0.025)
    assert (found["only_control"], found["only_context"], found["p"]) == (1, 1, 1)
    assert (found["meant_only_control"], found["meant_only_context"], found["meant_p"]) == (0, 2, 0.5)
