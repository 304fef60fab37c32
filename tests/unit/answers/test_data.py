import pytest

from digitlab.answers import data

PROVENANCE = {
    "name": "mnist5k",
    "source": "bundled",
    "verified": True,
    "sha256": {"test_images": "0" * 64},
    "train_images": 4000,
    "test_images": 1000,
}


def made_up():
    return data.answer({"data": {"name": "mnist", "local_dir": "data/mnist"}}, PROVENANCE)


@pytest.mark.parametrize(
    ("source", "verified", "verdict"),
    [
        ("bundled", True, "bundled"),
        ("local", True, "verified"),
        ("mirror", False, "unverified"),
    ],
)
def test_a_reader_is_told_which_images_these_are(source, verified, verdict):
    assert data.which_images(source, verified) == verdict


def test_bundled_images_that_were_asked_for_are_no_failure_to_find_others():
    assert made_up().found_none
    asked = data.answer({"data": {"name": "mnist5k", "local_dir": "data/mnist"}}, PROVENANCE)
    assert not asked.found_none
