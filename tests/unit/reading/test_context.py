import itertools

import numpy as np
import pytest

from digitlab.reading import context, ctc
from digitlab.reading.made_up_lines import Lines


def test_a_check_digit_is_the_sum_of_the_others_modulo_ten():
    some = context.strings("check", 200, 6, np.random.default_rng(0))
    assert all(len(string) == 6 and sum(string[:-1]) % 10 == string[-1] for string in some)
    assert len({tuple(string) for string in some}) > 190


def test_ascending_numbers_count_up_by_one():
    some = context.strings("ascending", 300, 8, np.random.default_rng(0))
    firsts = set()
    for string in some:
        numbers = [int("".join(map(str, string[at : at + 2]))) for at in range(0, 8, 2)]
        assert numbers == list(range(numbers[0], numbers[0] + 4))
        firsts.add(numbers[0])
    assert (min(firsts), max(firsts)) == (0, 96)


def test_counting_digits_go_on_at_0_after_9():
    some = context.strings("counting", 100, 12, np.random.default_rng(0))
    assert {string[0] for string in some} == set(range(10))
    assert all((b - a) % 10 == 1 for string in some for a, b in itertools.pairwise(string))


def test_random_strings_say_nothing():
    some = np.array(context.strings("random", 4000, 4, np.random.default_rng(0)))
    counts = np.bincount(some.ravel(), minlength=10) / some.size
    np.testing.assert_allclose(counts, 0.1, atol=0.01)
    assert abs((some[:, :-1].sum(1) % 10 == some[:, -1]).mean() - 0.1) < 0.02


def test_another_kind_is_refused():
    with pytest.raises(ValueError, match="'odd'; allowed: random, counting, ascending, check"):
        context.strings("odd", 1, 2, np.random.default_rng(0))


def test_one_digit_of_each_string_is_altered():
    some = context.strings("ascending", 200, 6, np.random.default_rng(0))
    other = context.altered(some, np.random.default_rng(1))
    changed = [[at for at in range(6) if a[at] != b[at]] for a, b in zip(some, other, strict=True)]
    assert {len(places) for places in changed} == {1}
    assert {place for [place] in changed} == set(range(6))


def test_what_was_read_is_held_against_what_is_written_and_what_is_meant(monkeypatch):
    class Reader:
        """Reads 1 2 3 everywhere."""

        def parameters(self):
            import torch

            yield torch.zeros(1)

        def __call__(self, ink):
            import torch

            return torch.zeros(len(ink), 4, 11)

    monkeypatch.setattr(ctc, "best_path", lambda columns: [1, 2, 3])
    lines = Lines(np.zeros((3, 36, 8), np.float32), [[1, 2, 3], [1, 2, 4], [5, 6]])
    told = []
    reads = context.read(Reader(), lines, [[1, 2, 3], [1, 2, 3], [5, 6]], told.append)
    assert reads.strings == [[1, 2, 3]] * 3
    assert reads.edits.tolist() == [0, 1, 3]
    assert reads.as_written.tolist() == [True, False, False]
    assert reads.as_meant.tolist() == [True, True, False]
    assert told == [3]
