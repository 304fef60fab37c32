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


@pytest.mark.parametrize(("share", "text"), [(0.95, "95%"), (0.995, "99.5%"), (0.28, "28%"), (1.0, "100%")])
def test_a_share_from_the_config_keeps_its_own_decimals(share, text):
    assert formats.exact_percent(share) == text


@pytest.mark.parametrize(
    ("numbers", "text"),
    [
        ([1, 2, 3], "the first three layers"),
        ([2, 1], "the first two layers"),
        ([1], "the first layer"),
        ([2], "layer 2"),
        ([1, 3], "layers 1 and 3"),
        ([2, 3, 4], "layers 2, 3 and 4"),
    ],
)
def test_layers_are_the_first_few_or_named_by_number(numbers, text):
    assert formats.layers(numbers) == text


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


def test_items_with_commas_of_their_own_are_set_apart_by_semicolons():
    assert formats.listed(["[4, 6]", "[8, 12]", "[1, 2]"]) == "[4, 6]; [8, 12]; and [1, 2]"
    assert formats.listed(["[4, 6]", "[8, 12]"]) == "[4, 6] and [8, 12]"
    assert formats.listed(["a", "b", "c"], last="or") == "a, b or c"
    assert formats.listed([]) == ""


def test_settings_are_named_and_need_no_commas_inside_a_list():
    assert formats.named({"learning_rate": 0.1, "momentum": 0.9}) == "learning rate 0.1 and momentum 0.9"
    assert formats.named({"learning_rate": 0.0005}) == "learning rate 0.0005"


def test_short_forms():
    numbers = [formats.tex_number(value) for value in (10, 0.1, -0.0035018261701)]
    assert numbers == ["10", "0.1", "-0.00350183"]
    assert [formats.begun(text) for text in ("tanh and ReLU", "ReLU", "")] == ["Tanh and ReLU", "ReLU", ""]


def test_a_number_as_brief_as_it_is():
    assert [formats.general(value) for value in (0.0001, 2.0, -1, 1e-12)] == ["0.0001", "2", "−1", "1e−12"]


def test_vectors_of_a_sequence_are_numbered_by_step():
    columns = (r"\begin{matrix} 1 \\ 0 \end{matrix}", r"\begin{matrix} 0.5 \\ 2 \end{matrix}")
    expected = rf"\mathbf x^{{(1)}} = {columns[0]},\quad \mathbf x^{{(2)}} = {columns[1]}"
    assert formats.tex_sequence([[1, 0], [0.5, 2]], r"\mathbf x") == expected
