import pandas as pd
import pytest

from answers.words import made_up as all_answers
from answers.words import rendered
from digitlab.answers import transplant

NAMES = ("tries", "flipped", "reached", "control_flipped", "control_reached", "both_flipped")


def total(patch, *counts, by_content=1):
    return {"patch": patch} | dict(zip(NAMES, counts, strict=True)) | {"reached_by_content": by_content}


def success(target, content=True):
    place = {"patch": 8, "donor": 100 + target, "probability": 0.9, "tries_to_first_success": 7}
    return (
        place | {"target": target, "by_content": content} | {"control_label": 6, "control_probability": 0.5}
    )


def example(**changed):
    summary = {"index": 11, "digit": 6, "sizes": [8, 10], "tries_per_patch_and_target": 50}
    totals = [total(8, 100, 10, 4, 20, 2, 4), total(10, 100, 30, 8, 40, 6, 10, by_content=5)]
    reached = [success(7), success(2, content=False), success(0)]
    return summary | {"totals": totals, "reached": reached, "not_reached": [4]} | changed


def rates(sides=(4, 8, 14), **changed):
    """``changed``: by column, of the largest side, what the three kinds have instead."""
    rows = []
    for side in sides:
        for k, kind in enumerate(("piece", "black", "noise")):
            row = {"patch": side, "kind": kind, "tries": 600, "flipped": 10 * side + k}
            for n, name in enumerate(("flipped", "reached", "victims_reached")):
                low = side / 100 + k / 1000 + n / 200
                row |= {f"{name}_share": low + 0.01, f"{name}_low": low, f"{name}_high": low + 0.02}
            row |= {"victims_reached": 9 - k, "landed": 0.4 + k / 10, "confidence": 0.6}
            row |= {"target_margin": 0.05 * k, "target_margin_low": 0.04 * k, "target_margin_high": 0.06 * k}
            rows.append(row)
    table = pd.DataFrame(rows)
    table.loc[table.patch == max(sides), list(changed)] = pd.DataFrame(changed).to_numpy()
    return table


# Of three digits: black changes the first at 8, and nothing brings about a class with it.
SMALLEST = pd.DataFrame(
    [
        {"victim": victim, "kind": kind, "flipped": flipped, "reached": reached}
        for victim, kind, flipped, reached in (
            (1, "piece", 4, 8),
            (1, "black", 8, None),
            (1, "noise", None, None),
            (2, "piece", 8, 14),
            (2, "black", None, None),
            (2, "noise", 14, 14),
        )
    ]
)
TARGETS = pd.DataFrame(
    [
        {"patch": side, "target": target, "tries": 20, "by_content": 3, "victims_by_content": victims}
        | {"victims_piece": 5, "victims_black": 4, "victims_noise": 6}
        for side in (4, 14)
        for target, victims in ((0, 1), (2, 3), (7, 1))
    ]
)
CONFIG = {"occlusion": {"patch": 8}, "transplant": {"all": {"digits": 10}}}


def everyone(sizes=(4, 8, 14), victims=10):
    known = {"digit": 6, "victims": list(range(victims)), "tries": 20, "targets": [0, 2, 7]}
    return known | {"sizes": list(sizes)}


def answer(config=CONFIG, **changed):
    given = {"example": example(), "everyone": everyone(), "rates": rates(), "targets": TARGETS}
    return transplant.answer(config, **given | {"smallest": SMALLEST} | changed)


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
    assert numbers["by_content"].value == 6
    assert answer().example.effect == "content"
    first, second = answer().example.by_size
    shares = {"piece_changed": 0.1, "piece_own": 0.04, "black_changed": 0.2, "black_own": 0.02}
    assert first == {"patch": 8} | shares
    assert (second["patch"], second["piece_changed"], second["black_changed"]) == (10, 0.3, 0.4)
    still = answer(example=example(totals=[total(8, 100, 0, 0, 20, 2, 0)]))
    assert still.example.effect is None
    assert still.numbers["black_changes_too"].value is None


@pytest.mark.parametrize(
    ("reached", "black", "noise", "verdict"),
    [
        (0, 0.1, 0.1, "never"),
        (1, 0.1, 0.1, "beyond both"),
        (1, 0.1, 0.0, "beyond hiding"),
        (1, 0.0, 0.1, "no more than hiding"),
        (1, -0.1, -0.1, "no more than hiding"),
    ],
)
def test_content_adds_what_lies_beyond_the_controls_with_its_whole_interval(reached, black, noise, verdict):
    table = rates(victims_reached=[reached, 5, 5], target_margin_low=[0, black, noise])
    assert answer(rates=table).verdict == verdict


def test_what_content_adds_is_said_of_the_largest_side():
    answered = answer(rates=rates(target_margin=[0, 0.25, 0.5], target_margin_low=[0, 0.2, 0.4]))
    numbers = answered.numbers
    assert answered.everyone.largest == 14
    assert (numbers["over_black"].value, numbers["over_black"].low) == (0.25, 0.2)
    assert (numbers["over_noise"].value, numbers["over_noise"].low) == (0.5, 0.4)
    assert (numbers["over_both"].value, numbers["over_both"].low) == (0.25, 0.2)
    assert (numbers["over_black"].n, numbers["over_black"].unit) == (10, "points")
    assert answer(rates=rates(target_margin=[0, 0.5, 0.25])).numbers["over_both"].value == 0.25
    assert [numbers[f"fooled_{kind}"].value for kind in ("piece", "black", "noise")] == [9, 8, 7]
    shares = [numbers[f"reached_{kind}"] for kind in ("piece", "black", "noise")]
    assert [share.value for share in shares] == pytest.approx([0.155, 0.156, 0.157])
    assert (shares[0].low, shares[0].high, shares[0].n) == pytest.approx((0.145, 0.165, 600))
    assert (numbers["fooled_share"].low, numbers["fooled_share"].high) == pytest.approx((0.15, 0.17))


def test_labels_are_changed_at_the_side_of_the_section_on_occlusion():
    assert answer().everyone.compared == 8
    numbers = answer().numbers
    shares = [numbers[f"flipped_{kind}"].value for kind in ("piece", "black", "noise")]
    assert shares == pytest.approx([0.09, 0.091, 0.092])
    assert (numbers["landed"].value, numbers["landed_black"].value) == pytest.approx((0.4, 0.5))
    assert numbers["confidence"].value == 0.6
    other = answer(CONFIG | {"occlusion": {"patch": 14}})
    assert other.everyone.compared == 14
    assert other.numbers["flipped_piece"].value == pytest.approx(0.15)
    untried = answer(CONFIG | {"occlusion": {"patch": 9}})
    assert untried.everyone.compared == 4
    assert "With 4 × 4 pixels, 5.0% of pieces change it" in rendered(
        "transplant", all_answers() | {"transplant": untried}
    )


@pytest.mark.parametrize(
    ("flipped", "landed", "verdict"),
    [(0, 0.0, "none"), (5, 0.49, "elsewhere"), (5, 0.5, "own class"), (5, 0.9, "own class")],
)
def test_where_the_labels_go_that_pieces_change(flipped, landed, verdict):
    assert transplant.where_labels_go({"flipped": flipped, "landed": landed}) == verdict
    table = rates(sides=(4, 8), flipped=[flipped, 1, 1], landed=[landed, 0, 0])
    assert answer(rates=table, everyone=everyone((4, 8))).everyone.flips == verdict


def test_digits_are_counted_up_to_each_side():
    by_size = {row["size"]: row for row in answer().everyone.up_to}
    assert by_size[4] == {"size": 4, "area": 16, "counts": [1, 0, 0, 0, 0, 0]}
    assert by_size[8]["counts"] == [2, 1, 0, 1, 0, 0]
    assert by_size[14]["counts"] == [2, 1, 1, 2, 0, 1]


def test_classes_are_in_the_order_of_what_content_does_at_the_largest_side():
    table = answer().everyone.by_target
    assert [(row["patch"], row["target"]) for row in table] == [(14, 2), (14, 0), (14, 7)]


def test_the_first_digits_are_told_from_all_there_are():
    assert answer().everyone.first
    few = answer(everyone=everyone(victims=9))
    assert not few.everyone.first
    assert few.numbers["tries_a_size"].value == 9 * 20 * 3
    assert few.everyone.classes == 3


def test_one_of_anything_is_one():
    one = example(tries_per_patch_and_target=1, sizes=[8], totals=[total(8, 4, 1, 1, 1, 1, 1)])
    single = everyone(victims=1) | {"tries": 1}
    text = rendered("transplant", all_answers() | {"transplant": answer(example=one, everyone=single)})
    assert "1 piece that holds some ink was cut at random" in text
    assert "Of the 1 try that changed the label at all" in text
    assert "In 1 try the piece led to its own class" in text
    assert "all 1 correctly classified 6, squares of" in text
    assert "1 random try: 3 tries a size" in text
    assert "9 of 1 6 (" in text


def test_the_first_screen_says_no_more_than_the_section():
    mixed = rates(target_margin=[0, 0.02, 0.05], target_margin_low=[0, 0.01, -0.01])
    answers = all_answers() | {"transplant": answer(rates=mixed)}
    assert answers["transplant"].verdict == "beyond hiding"
    assert "brings nothing about that these digits can show" in rendered("findings", answers)
    both = rates(target_margin=[0, 0.02, 0.05], target_margin_low=[0, 0.01, 0.01])
    said = rendered("findings", all_answers() | {"transplant": answer(rates=both)})
    assert "brings its own class about in 2.0 more tries of a hundred (14 × 14 pixels)" in said
