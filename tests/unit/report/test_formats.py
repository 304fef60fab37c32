import pytest

from digitlab.report import formats


@pytest.mark.parametrize(
    ("share", "digits", "text"),
    [
        (0.9941, 1, "99.4%"),
        (0.99999, 1, ">99.9%"),
        (1.0, 2, "100.00%"),
        (0.0001, 1, "<0.1%"),
        (0.0, 1, "0.0%"),
    ],
)
def test_shares_are_never_rounded_to_certainty(share, digits, text):
    assert formats.percent(share, digits) == text


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (3.14159, 3, "3.14"),
        (-0.5, 2, "−0.50"),
        (1.5e-9, 2, "1.5\u202f×\u202f10⁻⁹"),
        (0, 3, "0"),
        (None, 3, "–"),
        (123456.7, 4, "123457"),
    ],
)
def test_numbers_have_their_significant_digits(value, digits, text):
    assert formats.number(value, digits) == text


def test_words_lists_and_plurals():
    assert formats.listed([1, 2, 3]) == "1, 2 and 3"
    assert formats.listed([1]) == "1"
    assert formats.plural(1, "try", "tries") == "1 try"
    assert formats.plural(2000, "step") == "2\u202f000 steps"
    assert formats.word(3) == "three"
    assert formats.power_of_ten(-12.4) == "10⁻¹²"
    assert [formats.power_of_ten(d) for d in (0.0, -0.6, 1.3)] == ["1.0", "0.25", "20"]
    assert formats.power_of_ten(None) == "exactly 0"
    assert formats.word(0) == "none"
    assert [formats.article(d) for d in (0, 1, 8)] == ["a 0", "a 1", "an 8"]
    assert [formats.side(p) for p in (-6, 1)] == ["6 pixels to the left", "1 pixel to the right"]
    assert formats.probability(1.0) == ">99.99%"
    assert formats.count(-12000) == "−12\u202f000"
