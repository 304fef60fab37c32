import numpy as np
import pytest

from digitlab.data import bundled, download
from digitlab.errors import InputError


def find(folder, **changed):
    given = {
        "name": "mnist",
        "local_dir": folder,
        "sha256": None,
        "mirror_urls": [],
        "timeout": 1,
        "offline_fallback": "mnist5k",
        "seed": 1,
    }
    return download.find(**(given | changed))


def test_local_files_come_first(small_files):
    digits = find(small_files)
    assert (digits.name, digits.source, len(digits.dataset.test)) == ("mnist", "local", 20)


def test_raw_files_do_as_well_as_gz(small_files):
    import gzip

    for path in list(small_files.glob("*.gz")):
        path.with_suffix("").write_bytes(gzip.decompress(path.read_bytes()))
        path.unlink()
    assert find(small_files).source == "local"


def test_some_of_the_four_files_are_an_error_that_names_the_others(small_files):
    (small_files / "train-labels-idx1-ubyte.gz").unlink()
    with pytest.raises(InputError, match=r"holds 3 of the four IDX files; missing: train-labels-idx1-ubyte"):
        find(small_files)


def test_with_nothing_at_hand_the_bundled_images_serve(tmp_path):
    digits = find(tmp_path)
    assert (digits.name, digits.source) == ("mnist5k", "bundled")
    assert (len(digits.dataset.train), len(digits.dataset.test)) == (4000, 1000)


def test_without_the_fallback_it_says_what_to_do(tmp_path):
    with pytest.raises(InputError, match=r"Put the four files .* or set data\.offline_fallback to mnist5k"):
        find(tmp_path, offline_fallback=None)


def test_the_bundled_split_is_even_and_follows_the_seed():
    one, again, other = bundled.dataset(1), bundled.dataset(1), bundled.dataset(2)
    assert np.bincount(one.train.labels).tolist() == [400] * 10
    assert np.bincount(one.test.labels).tolist() == [100] * 10
    assert one.sha256() == again.sha256() != other.sha256()
    everything = {i.tobytes() for split in (one.train, one.test) for i in split.images}
    assert len(everything) == len({i.tobytes() for split in (other.train, other.test) for i in split.images})
    assert not {i.tobytes() for i in one.train.images} & {i.tobytes() for i in one.test.images}
