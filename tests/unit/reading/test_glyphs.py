import numpy as np
import pytest
from matplotlib.ft2font import FT2Font

from digitlab.reading import glyphs

NAMES = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]


@pytest.fixture(scope="module")
def all_of_them():
    return glyphs.glyphs()


def what_it_draws(name):
    """The names that a file itself gives its shapes for the characters; what it lacks is left out."""
    font = FT2Font(str(glyphs.folder() / f"{name}.ttf"))
    places = font.get_charmap()
    known = [character for character in glyphs.CHARACTERS if ord(character) in places]
    return {character: font.get_glyph_name(places[ord(character)]) for character in known}


def test_every_file_of_matplotlib_is_used_or_left_out_with_a_reason():
    there = {path.stem for path in glyphs.folder().glob("*.ttf")}
    used = glyphs.names()
    assert len(used) == len(set(used)) == 22
    assert len(glyphs.FAMILIES) == 5
    assert not set(used) & set(glyphs.LEFT_OUT)
    assert there == set(used) | set(glyphs.LEFT_OUT)


@pytest.mark.parametrize("name", glyphs.names())
def test_a_file_that_is_used_calls_every_shape_by_its_characters_name(name):
    own = {key: value.removesuffix("oldstyle") for key, value in what_it_draws(name).items()}
    assert own == dict(zip(glyphs.CHARACTERS, [*NAMES, *glyphs.CHARACTERS[10:]], strict=True))


@pytest.mark.parametrize("name", glyphs.LEFT_OUT)
def test_a_file_that_is_left_out_draws_digits_as_something_else_or_not_at_all(name):
    own = what_it_draws(name)
    assert not {own.get(character) for character in "0123456789"} & set(NAMES)
    assert (not own) == (glyphs.LEFT_OUT[name] == glyphs.EMPTY)
    if name == "LastResortHE-Regular":
        assert len(set(own.values())) == 1


def test_a_family_is_what_its_files_say_they_are_of():
    for family, files in glyphs.FAMILIES.items():
        said = {FT2Font(str(glyphs.folder() / f"{name}.ttf")).family_name for name in files}
        if family == "Computer Modern":
            assert said == set(files)
        else:
            assert {name.replace("General", "") for name in said} == {family}


def test_each_file_has_each_character_once(all_of_them):
    assert len(all_of_them) == 22 * 36
    pairs = set(zip(all_of_them.files.tolist(), all_of_them.labels.tolist(), strict=True))
    assert len(pairs) == 22 * 36
    sizes = np.bincount(all_of_them.families)
    assert sizes.tolist() == [36 * len(files) for files in glyphs.FAMILIES.values()]


def test_a_character_fills_mnists_box_and_has_its_mass_in_the_middle(all_of_them):
    for image in all_of_them.images:
        ink = image > 0.15 * image.max()
        sides = [np.ptp(np.flatnonzero(ink.any(axis))) + 1 for axis in (0, 1)]
        assert 19 <= max(sides) <= 22
        rows, columns = np.indices(image.shape)
        middle = [(place * image.astype(float)).sum() / image.sum() for place in (rows, columns)]
        np.testing.assert_allclose(middle, 14, atol=0.2)


def test_shapes_keep_their_proportions(all_of_them):
    name, letter = glyphs.names().index("DejaVuSans"), glyphs.CHARACTERS.index("I")
    [image] = all_of_them.images[(all_of_them.files == name) & (all_of_them.labels == letter)]
    # As much ink as the letter has where it is 20 pixels high.
    drawn = glyphs.inked("DejaVuSans", "I")
    assert image.sum() == pytest.approx(drawn.sum() * (20 / len(drawn)) ** 2, rel=0.1)
