import pandas as pd
import pytest
from scipy.stats import binomtest

from answers.test_occlusion import PUBLISHED
from answers.words import made_up as all_answers
from answers.words import rendered, shown, told
from digitlab.answers import transplant

NAMES = ("tries", "flipped", "reached", "control_flipped", "control_reached", "both_flipped")


def total(patch, *counts, by_content=1):
    return {"patch": patch} | dict(zip(NAMES, counts, strict=True)) | {"reached_by_content": by_content}


def success(target, content=True):
    place = {"patch": 8, "donor": 100 + target, "probability": 0.9, "tries_to_first_success": 7}
    place["ink_hidden"] = 0.5 if target == 7 else 0.375
    return (
        place | {"target": target, "by_content": content} | {"control_label": 6, "control_probability": 0.5}
    )


def example(**changed):
    summary = {"index": 11, "digit": 6, "sizes": [8, 10], "tries_per_patch_and_target": 50}
    totals = [total(8, 100, 10, 4, 20, 2, 4), total(10, 100, 30, 8, 40, 6, 10, by_content=5)]
    reached = [success(7), success(2, content=False), success(0)]
    return summary | {"totals": totals, "reached": reached, "not_reached": [4]} | changed


KINDS = ("piece", "black", "noise", "mismatched")
HIDDEN = {4: 0.0625, 8: 0.25, 14: 0.4375}


def counts(k, net=0.05):
    """What a row of a table has of the k-th kind; ``net``: of the piece over it."""
    row = {"tries": 600, "reached": 40 - k, "reached_share": 0.25 + k / 100, "reached_low": 0.125}
    row |= {"reached_high": 0.375, "piece_only": 30 + k, "control_only": 20 + k}
    return row | {"net": net, "net_low": net - 0.02, "net_high": net + 0.02}


def rates(sides=(4, 8, 14), at=None, **changed):
    """``changed``: by column, of the side ``at`` or the compared one, what the four kinds have instead."""
    rows = []
    for side in sides:
        for k, kind in enumerate(KINDS):
            row = {"patch": side, "kind": kind, "flipped": 10 * side + k, "flipped_share": (side + k) / 100}
            row |= {"flipped_low": side / 200, "flipped_high": side / 50}
            row |= {"confidence": 0.6, "ink_hidden": HIDDEN.get(side, 0.5), "half_hidden": side / 100}
            rows.append(row | counts(k, k * side / 1000))
    table = pd.DataFrame(rows)
    table.loc[table.patch == (at or sides[-2]), list(changed)] = pd.DataFrame(changed).to_numpy()
    return table


# Black leads to a 7 more often than pieces of 7s do, at the compared side and at the largest.
TARGETS = pd.DataFrame(
    [
        {"patch": side, "target": target, "kind": kind}
        | counts(k, -0.03 if (target, kind) == (7, "black") else 0.03)
        for side in (4, 8, 14)
        for target in (0, 2, 7)
        for k, kind in enumerate(KINDS)
    ]
)
CONFIG = {"transplant": {"all": {"digits": 10}}}


def everyone(sizes=(4, 8, 14), victims=10, compared=8):
    known = {"digit": 6, "victims": list(range(victims)), "tries": 20, "targets": [0, 2, 7]}
    return known | {"sizes": list(sizes), "compared": compared}


def answer(config=CONFIG, **changed):
    given = {"example": example(), "everyone": everyone(), "rates": rates(), "targets": TARGETS}
    return transplant.answer(config, **given | {"published": PUBLISHED} | changed)


def made_up():
    return answer()


@pytest.mark.parametrize(
    ("by_content", "black_too", "not_reached", "verdict"),
    [
        (0, 0, 9, "none"),
        (9, 0, 0, "all"),
        (8, 1, 0, "some"),
        (8, 0, 1, "some"),
        (1, 4, 4, "some"),
        (0, 1, 8, "only where black does"),
        (0, 9, 0, "only where black does"),
    ],
)
def test_which_classes_one_digit_is_made_to_look_like(by_content, black_too, not_reached, verdict):
    assert transplant.which_were_reached(by_content, black_too, not_reached) == verdict


def test_classes_are_listed_by_what_brings_them_about():
    one = answer().example
    assert (one.by_content, one.black_too, one.not_reached) == ([0, 7], [2], [4])
    assert (one.reached, one.classes) == ("some", 4)
    assert [row["target"] for row in one.shown] == [0, 2, 7]
    none = answer(example=example(reached=[], not_reached=[0, 2, 4, 7])).example
    assert (none.reached, none.classes) == ("none", 4)


@pytest.mark.parametrize(
    ("flipped", "both", "verdict"),
    [(0, 0, None), (10, 5, "content"), (10, 6, "hiding"), (1, 1, "hiding"), (1, 0, "content")],
)
def test_most_of_the_effect_is_hiding_where_black_changes_more_than_half(flipped, both, verdict):
    assert transplant.what_changes_labels(flipped, both) == verdict


def test_tries_on_one_digit_are_summed_over_the_sizes():
    numbers = answer().numbers
    assert (numbers["tries"].value, numbers["tries_each"].value, numbers["tries_a_class"].value) == (
        200,
        50,
        100,
    )
    assert (numbers["flipped"].value, numbers["flipped"].n) == (40, 200)
    assert (numbers["black_changes_too"].value, numbers["black_changes_too"].n) == (14 / 40, 40)
    # Of 8 tries that black brings to the class, the piece does so too in all but 2.
    assert (numbers["piece_alone"].value, numbers["black_alone"].value) == (6, 2)
    assert answer().example.effect == "content"
    first, second = answer().example.by_size
    shares = {"piece_changed": 0.1, "piece_own": 0.04, "black_changed": 0.2, "black_own": 0.02}
    assert first == {"patch": 8} | shares
    assert (second["patch"], second["piece_changed"], second["black_changed"]) == (10, 0.3, 0.4)
    still = answer(example=example(totals=[total(8, 100, 0, 0, 20, 2, 0)]))
    assert still.example.effect is None
    assert still.numbers["black_changes_too"].value is None


def test_what_made_a_class_come_about_is_said_plainly():
    text = rendered("transplant", all_answers() | {"transplant": answer()})
    assert (
        "Two of four other classes came about in one try or more of 100 in which black at the same place did "
        "not lead there: 0 and 7; 2 only in tries in which black did too; 4 in none." in text
    )
    every = answer(example=example(reached=[success(7), success(0)], not_reached=[]))
    text = rendered("transplant", all_answers() | {"transplant": every})
    assert "Yes, every one of two other classes: each came about in one try or more of 100" in text


def test_a_success_that_hides_half_of_the_ink_is_said_to():
    one = answer().example
    assert one.half_gone == [7]
    text = rendered("transplant", all_answers() | {"transplant": answer()})
    assert "In the success shown for 7 the square hides half of the ink or more" in text


@pytest.mark.parametrize(
    ("reached", "lows", "verdict", "not_beyond"),
    [
        (0, (0.1, 0.1, 0.1), "never", []),
        (1, (0.1, 0.1, 0.1), "more than each", []),
        (1, (0.1, 0.0, 0.1), "more than some", ["noise"]),
        (1, (-0.1, 0.1, 0.0), "more than some", ["mismatched", "black"]),
        (1, (0.0, -0.1, -0.1), "no more", ["mismatched", "black", "noise"]),
    ],
)
def test_content_adds_what_lies_beyond_the_controls_with_its_whole_interval(
    reached, lows, verdict, not_beyond
):
    said = answer(rates=rates(reached=[reached, 5, 5, 5], net_low=[0, *lows]))
    assert said.verdict == verdict
    at = said.everyone.compared
    assert at.not_beyond == not_beyond
    assert (at.beyond_each, at.beyond_shuffled) == (not not_beyond, "noise" not in not_beyond)
    # The largest side has a verdict of its own.
    assert said.everyone.largest.adds == "more than some"


@pytest.mark.parametrize(
    ("low", "high", "verdict"), [(0.1, 0.2, "positive"), (-0.1, 0.2, "undecided"), (-0.2, -0.1, "negative")]
)
def test_the_difference_to_a_third_classs_piece_has_a_sign(low, high, verdict):
    said = answer(rates=rates(net_low=[0, 0, 0, low], net_high=[0, 0, 0, high]))
    assert said.everyone.compared.net == verdict
    assert said.everyone.largest.net == "positive"


def test_what_content_adds_is_said_of_the_compared_side():
    numbers = answer().numbers
    assert (answer().everyone.compared.side, answer().everyone.largest.side) == (8, 14)
    assert numbers["over_mismatched"].value == pytest.approx(0.024)
    assert (numbers["over_mismatched"].low, numbers["over_mismatched"].high) == pytest.approx((0.004, 0.044))
    assert (numbers["over_black"].n, numbers["over_black"].unit) == (10, "points")
    assert (numbers["piece_only"].value, numbers["mismatched_only"].value) == (33, 23)
    assert (numbers["piece_only"].n, numbers["tries_a_size"].value) == (600, 600)
    assert (numbers["reached_noise"].value, numbers["reached_noise"].low) == (0.27, 0.125)
    assert numbers["largest_over_mismatched"].value == pytest.approx(0.042)
    text = rendered("transplant", all_answers() | {"transplant": answer()})
    assert "With 8 × 8 pixels, 25.00% of the pieces lead to their own class" in text
    assert "a difference of 2.40 points (95% interval over 6s 0.40 to 4.40), more than chance gives" in text
    assert "With 14 × 14 pixels the difference to a third class's piece is 4.2 points (2.2 to 6.2" in text


def test_controls_that_beat_pieces_of_a_class_are_named_with_the_classes():
    for at in (answer().everyone.compared, answer().everyone.largest):
        [row] = at.beaten
        assert (row["kind"], [found["target"] for found in row["classes"]]) == ("black", [7])
        assert (row["classes"][0]["net"], row["classes"][0]["net_high"]) == pytest.approx((-0.03, -0.01))
        assert at.comparisons == 9
        assert [row["target"] for row in at.by_target] == [0, 2, 7]
        assert at.by_target[2]["black"]["net"] == -0.03
        assert [row["kind"] for row in at.against] == ["mismatched", "black", "noise"]
    none = answer(targets=TARGETS.assign(net_high=0.0)).everyone
    assert none.compared.beaten == []
    text = rendered("transplant", all_answers() | {"transplant": answer()})
    for side in (8, 14):
        said = f"With {side} × {side} pixels, black leads to 7 more often than its own pieces do "
        assert text.count(said + "(piece less control: −3.00 (−5.00 to −1.00) points).") == 1
    assert text.count("Of 9 intervals of each size, one in forty would lie below zero") == 1


def test_a_piece_is_compared_with_its_own_pixels_shuffled_by_that_name():
    shape = answer(rates=rates(net_low=[0, 0.1, 0.0, 0.1]))
    found = told(shape)
    found["replicates"]["unlike"]["everyone.compared.beyond_each"] = 2
    values = {name: told(one) for name, one in all_answers().items()} | {"transplant": found}
    text = shown("transplant", values)
    said = "here not shown beyond the piece's own pixels shuffled; beyond each control in "
    assert said + "2 of 3 networks." in text
    assert "noise" not in text
    found["replicates"] |= {"count": 1, "several": False}
    assert "here not shown beyond the piece's own pixels shuffled." in shown("transplant", values)
    each = answer(rates=rates(net_low=[0, 0.1, 0.1, 0.1]))
    text = rendered("transplant", all_answers() | {"transplant": each})
    assert "more than each control (in 3 of 3 networks)." in text


def test_the_ink_hidden_is_said_and_where_half_is_gone():
    numbers = answer().numbers
    assert (numbers["ink_hidden"].value, numbers["largest_ink_hidden"].value) == (0.25, 0.4375)
    assert numbers["largest_half_hidden"].value == 0.14
    assert answer().everyone.gone_from is None
    half = answer(rates=rates(at=14, ink_hidden=[0.5] * 4))
    assert half.everyone.gone_from == 14
    text = rendered("transplant", all_answers() | {"transplant": half})
    assert "that is so on average from 14 pixels on" in text
    rows = {row["size"]: row for row in answer().everyone.by_size}
    assert (rows[4]["ink_hidden"], rows[4]["half_hidden"]) == (0.0625, 0.04)
    assert rows[4]["shares"] == pytest.approx([0.25, 0.28, 0.26, 0.27])
    assert rows[4]["net"] == pytest.approx(0.012)


def test_labels_are_changed_at_the_compared_side():
    numbers = answer().numbers
    shares = [numbers[f"flipped_{kind}"].value for kind in KINDS]
    assert shares == pytest.approx([0.08, 0.09, 0.1, 0.11])
    landed = numbers["landed_piece"]
    ends = binomtest(40, 80).proportion_ci(method="wilson")
    assert (landed.value, landed.n) == (0.5, 80)
    assert (landed.low, landed.high) == pytest.approx((ends.low, ends.high), abs=1e-6)
    assert numbers["landed_black"].value == pytest.approx(39 / 81)
    assert numbers["landed_by_chance"].value == 1 / 9
    text = rendered("transplant", all_answers() | {"transplant": answer()})
    assert "of the pieces' flips 50% (39% to 61%) land on the piece's own class, which may or may not" in text
    assert "at random one in nine would (11%)" in text
    assert numbers["confidence"].value == 0.6
    other = answer(everyone=everyone(compared=14))
    assert (other.everyone.compared.side, other.everyone.largest) == (14, None)
    assert other.numbers["flipped_piece"].value == pytest.approx(0.14)
    smallest = answer(everyone=everyone(compared=4))
    assert smallest.everyone.compared.side == 4
    assert "With 4 × 4 pixels, 4.0% of pieces change it" in rendered(
        "transplant", all_answers() | {"transplant": smallest}
    )


@pytest.mark.parametrize(
    ("flipped", "reached", "verdict"),
    [
        (0, 0, "none"),
        (100, 39, "elsewhere"),
        (100, 41, "undecided"),
        (100, 59, "undecided"),
        (100, 61, "own class"),
        (5, 1, "undecided"),
    ],
)
def test_where_the_labels_go_that_pieces_change(flipped, reached, verdict):
    assert transplant.where_labels_go({"flipped": flipped, "reached": reached}) == verdict
    table = rates(flipped=[flipped, 60, 60, 60], reached=[reached, 5, 5, 5])
    assert answer(rates=table).everyone.flips == verdict


def test_the_first_digits_are_told_from_all_there_are():
    assert answer().everyone.first
    few = answer(everyone=everyone(victims=9))
    assert not few.everyone.first
    assert few.everyone.classes == 3


def test_one_of_anything_is_one():
    one = example(tries_per_patch_and_target=1, sizes=[8], totals=[total(8, 4, 1, 1, 1, 1, 1)])
    single = everyone(victims=1) | {"tries": 1}
    text = rendered("transplant", all_answers() | {"transplant": answer(example=one, everyone=single)})
    assert "1 piece that holds some ink was cut at random" in text
    assert "Of the 1 try that changed the label at all" in text
    assert "In 1 try the piece led to its own class where black did not; in 1 black led there" in text
    assert "all 1 correctly classified 6, squares of" in text
    assert "1 random try: 600 tries a size" in text


def test_what_others_found_stands_beside_the_verdict():
    assert (answer().fooled, answer().not_fooled) == (["a"], ["b"])
    text = rendered("transplant", all_answers() | {"transplant": answer()})
    assert "published solution A says that a piece fools its network, and gives no control; published" in text
    elsewhere = answer(published={"robustness": PUBLISHED["robustness"] | {"digit": 9}})
    assert (elsewhere.fooled, elsewhere.not_fooled) == ([], [])
    assert "What others found" not in rendered("transplant", all_answers() | {"transplant": elsewhere})


@pytest.mark.parametrize(("same", "words"), [(True, "says the same:"), (False, "says something else:")])
def test_the_network_without_augmentation_is_said_to_agree_or_not(same, words):
    found = told(answer())
    values = {name: told(one) for name, one in all_answers().items()} | {"transplant": found}
    found["unaugmented"]["same"]["everyone.compared.net"] = same
    assert f"Trained without augmentation, the network {words}" in shown("transplant", values)
    found["unaugmented"] = None  # it has nothing to measure
    assert "Trained without augmentation" not in shown("transplant", values)
