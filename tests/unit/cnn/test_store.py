import fcntl
import multiprocessing
import os
from pathlib import Path

import pytest
import torch

from digitlab.cnn import store

PARTS = {"recipe": {"epochs": 3, "seed": 1}, "data": {"train": "ab"}, "code": {"x": "1"}, "torch": "2.13.0"}


def state(epoch):
    return {"epoch": epoch, "weights": torch.full((1000,), float(epoch))}


@pytest.fixture
def training(tmp_path):
    with store.Store(tmp_path / "store", "a" * 64, 500).in_use() as found:
        yield found


def test_the_key_follows_from_the_parts_in_any_order():
    assert store.key(PARTS) == store.key(dict(reversed(PARTS.items())))
    changed = [
        PARTS | {"recipe": {"epochs": 4, "seed": 1}},
        PARTS | {"recipe": {"epochs": 3, "seed": 2}},
        PARTS | {"data": {"train": "ac"}},
        PARTS | {"code": {"x": "2"}},
        PARTS | {"torch": "2.13.1"},
        PARTS | {"device": "cuda"},
    ]
    assert len({store.key(PARTS), *map(store.key, changed)}) == 1 + len(changed)


def test_the_latest_epoch_comes_back_and_only_two_are_kept(training):
    assert training.latest() is None
    for epoch in (1, 2, 3):
        training.save(epoch, state(epoch))
    found = training.latest()
    assert found["epoch"] == 3
    assert torch.equal(found["weights"], state(3)["weights"])
    assert [path.name for path in training.checkpoints()] == ["epoch-0003.pt", "epoch-0002.pt"]


@pytest.mark.parametrize("damage", ["cut", "flipped", "empty", "another file"])
def test_a_damaged_checkpoint_is_set_aside_and_the_one_before_serves(training, damage, caplog):
    for epoch in (1, 2):
        training.save(epoch, state(epoch))
    path = training.checkpoints()[0]
    content = bytearray(path.read_bytes())
    content[500] ^= 1
    path.write_bytes(
        {"cut": content[:-7], "empty": b"", "another file": b"x" * 900}.get(damage, bytes(content))
    )
    assert training.latest()["epoch"] == 1
    assert "epoch-0002.pt is damaged or cut off: set aside" in caplog.text
    assert (training.folder / "epoch-0002.damaged").exists()
    assert [p.name for p in training.checkpoints()] == ["epoch-0001.pt"]


def test_the_trainings_unused_for_longest_go_first(tmp_path):
    root = tmp_path / "store"
    for age, name in enumerate(("newest", "middle", "oldest")):
        with store.Store(root, name, 500).in_use() as one:
            one.save(1, state(1))
        os.utime(root / name, (1e9 - age, 1e9 - age))
    size = sum(path.stat().st_size for path in (root / "oldest").iterdir())
    with store.Store(root, "mine", 2.5 * size / 1e6).in_use() as mine:
        mine.save(1, state(1))
        assert mine.bound() == ["oldest", "middle"]
    assert sorted(path.name for path in root.iterdir()) == ["mine", "newest"]


def test_a_training_in_use_is_not_removed_even_when_there_is_no_room(tmp_path):
    root = tmp_path / "store"
    with store.Store(root, "other", 500).in_use() as other:
        other.save(1, state(1))
        with store.Store(root, "mine", 1e-9).in_use() as mine:
            mine.save(1, state(1))
            assert mine.bound() == []
        assert other.latest()["epoch"] == 1


def test_nobody_removes_a_folder_that_another_process_locked(tmp_path):
    folder = tmp_path / "store" / "other"
    folder.mkdir(parents=True)
    with open(folder / "lock", "a") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        assert not store._removed(folder)
    assert store._removed(folder)
    assert not folder.exists()


def hammer(root: Path, number: int) -> None:
    for round_ in range(15):
        with store.Store(root, f"key{(number + round_) % 3}", 0.005).in_use() as one:
            found = one.latest()
            one.save(found["epoch"] + 1 if found else 1, state(1))
            assert one.latest() is not None
            one.bound()


def test_several_processes_share_a_root_that_is_too_small(tmp_path):
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=hammer, args=(tmp_path, number)) for number in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(120)
    assert [process.exitcode for process in processes] == [0] * 4
    assert not list(tmp_path.glob("*/*.damaged"))
