"""All jobs one after the other in one process: the same bytes, and another config for little."""

import numpy as np
import pytest
from conftest import SMALL, TIMED, artifacts

from .chain import Chain
from .conftest import read

# Other digits, sizes and lengths than any other test has, and a title that would be HTML.
OTHER = {
    "feature_maps": {"digits": [3, 5], "layer": 2},
    "shift": {"digit": 7, "pixels": 9, "example": "most_confident"},
    "occlusion": {"digit": 0, "patch": 11, "stride": 3, "example": "median_confidence"},
    "transplant": {"digit": 9, "sizes": [2], "tries": 5},
    "filters": {"layers": [2]},
    "rnn": {
        **{"b": [0.1, 0.2, 0.3], "W": np.eye(3, dtype=int).tolist(), "U": [[1], [2], [3]]},
        **{"V": [[1, 0, 1], [0, 1, 0]], "x": [[0.5]]},
    },
    "lstm": {"candidate": "sigmoid", "candidate_bias": 0.5, "forget_bias": [1, 2, 3]},
    "memory": {"spectral_radii": [0.5], "forget_biases": [2]},
    "report": {"title": "<b>Mine & yours</b>", "author": "A <i>name</i>"},
    "replicates": {"seeds": []},
}


@pytest.fixture(scope="module")
def chain(tmp_path_factory):
    return Chain(tmp_path_factory.mktemp("one") / "with another name", SMALL)


def test_one_process_makes_the_bytes_that_one_for_each_job_makes(finished, chain):
    outcome = chain.run({})
    assert not outcome.errors
    assert not outcome.broken
    made, expected = artifacts(chain.work), artifacts(finished)
    assert set(expected) - set(made) == {"results/provenance.json"}
    assert {path for path in made if made[path] != expected[path]} <= TIMED


def test_other_digits_sizes_and_lengths_run_through(chain):
    outcome = chain.run(OTHER)
    assert outcome.refused is None
    assert not outcome.errors
    assert not outcome.broken
    page = (chain.work / "report/index.html").read_text()
    assert "&lt;b&gt;Mine &amp; yours&lt;/b&gt;" in page
    assert "<i>name" not in page
    assert "what tells 3 and 5 apart" in page
    with np.load(chain.work / "results/occlusion/maps.npz") as maps:
        assert maps["predicted_label"].shape == (6, 6)
    assert np.shape(read(chain.work, "lstm/bptt.json")["gradient_unrolled"]) == (3,)
