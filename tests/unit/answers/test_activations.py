import pytest

from answers.words import rendered
from digitlab.answers import activations


def spread(decades):
    """Of draws: the median, and a range that is not even; exactly zero in some where it is in the median."""
    if decades is None:
        return {"median": None, "lowest": None, "highest": -290.0}
    return {"median": decades, "lowest": decades - 0.3, "highest": decades + 0.2}


LEFT = {
    ("wide", "sigmoid"): -0.6,
    ("wide", "tanh"): 18,
    ("narrow", "sigmoid"): -31.0,
    ("narrow", "tanh"): None,
}
SUMMARY = {
    "widest_at": 6.9,
    "width": 0.45,
    "largest_search_error": 5e-5,
    "depth": 50,
    "units": 100,
    "draws": 12,
    "ends": [
        {"initialisation": initialisation, "activation": name} | spread(decades)
        for (initialisation, name), decades in LEFT.items()
    ],
    "facts": {
        "softmax_shift": 2e-15,
        "large_logit": 1000,
        "naive_softmax_overflows": True,
        "tanh_is_sigmoid": 1e-16,
        "stacked_linear": 3e-14,
    },
}


def made_up(**changed):
    return activations.answer({}, SUMMARY | changed)


@pytest.mark.parametrize(
    ("decades", "verdict"),
    [
        ([-0.6, -31.0], "with some weights"),
        ([-1.0, -1.01], "with some weights"),
        ([-1.0, 2.0], "with any weights"),
        ([-1.01, -31.0], "with none"),
        ([None, 0.0], "with some weights"),
        ([None, None], "with none"),
    ],
)
def test_a_stack_keeps_its_gradient_where_a_tenth_is_left(decades, verdict):
    assert activations.stacks(decades) == verdict


def test_the_verdict_is_on_the_sigmoids():
    assert made_up().verdict == "with some weights"
    dead = [end | spread(-1.1 if end["activation"] == "sigmoid" else 5.0) for end in SUMMARY["ends"]]
    assert made_up(ends=dead).verdict == "with none"
    alive = [end | spread(-1.0 if end["activation"] == "sigmoid" else -5.0) for end in SUMMARY["ends"]]
    assert made_up(ends=alive).verdict == "with any weights"


def test_the_table_has_a_row_an_initialisation_and_a_column_an_activation():
    result = made_up()
    assert result.names == ["sigmoid", "tanh"]
    table = {
        (row.initialisation, name): left.median for row in result.rows for name, left in row.left.items()
    }
    assert table == LEFT
    assert [row.initialisation for row in result.rows] == ["wide", "narrow"]


def test_the_figures_are_the_summarys():
    result = made_up()
    values = {name: number.value for name, number in result.numbers.items()}
    facts = dict(SUMMARY["facts"])
    assert result.overflows is facts.pop("naive_softmax_overflows")
    assert values == {name: SUMMARY[name] for name in ("widest_at", "width", "largest_search_error")} | facts
    assert (result.depth, result.units) == (50, 100)
    assert not made_up(facts=SUMMARY["facts"] | {"naive_softmax_overflows": False}).overflows


def said(**changed):
    return rendered("activations", {"activations": made_up(**changed)})


def test_initialisations_with_commas_in_their_names_are_parted_by_semicolons():
    ends = [
        end | {"initialisation": end["initialisation"].replace("wide", "Gaussian(0, 1)")}
        for end in SUMMARY["ends"]
    ]
    left = "0.25 (0.13 to 0.40) of the gradient is left with Gaussian(0, 1) weights; "
    left += "10⁻³¹ (10⁻³¹ to 10⁻³¹) of the gradient is left with narrow weights."
    left += " Median and range of 12 draws of the weights."
    assert f"After 50 layers of sigmoids, {left}" in said(ends=ends)


def test_one_layer_and_one_unit_have_their_grammar():
    text = said(depth=1, units=1)
    assert "the sums over 1 unit can make up for it where the weights are large." in text
    assert "After 1 layer of sigmoids, 0.25 (0.13 to 0.40) of the gradient" in text
    assert "The gradient after 1 layer, in powers of ten: median of 12 draws" in text


def test_one_draw_has_no_range():
    text = said(draws=1)
    assert "After 50 layers of sigmoids, 0.25 of the gradient is left with wide weights;" in text
    assert "That is of one draw of the weights." in text
    assert "median" not in text.lower()


def test_the_logit_and_what_nothing_is_left_of_are_those_of_the_answer():
    facts = SUMMARY["facts"] | {"large_logit": 800, "naive_softmax_overflows": False}
    assert "it does not overflow at a logit of 800;" in said(facts=facts)
    assert "narrow 10⁻³¹ (10⁻³¹ to 10⁻³¹) exactly 0 (exactly 0 to 10⁻²⁹⁰)" in said()
