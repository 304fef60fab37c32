from dataclasses import dataclass
from typing import ClassVar

from digitlab.answers.networks import across, at, beside
from digitlab.answers.section import Number, Section

SOURCES = {
    "table": "results/{run}/table.csv",
    "rows": ["results/{run}/a.csv"],
    "example": "results/example.json",
}


@dataclass(frozen=True)
class Part:
    most: str | None


@dataclass(frozen=True, kw_only=True)
class Made(Section):
    CLAIMS: ClassVar[tuple[str, ...]] = ("verdict", "part.most", "verdict and part.most")

    part: Part | None


def made(verdict, most, share, example=0.5, rows=1.0):
    numbers = {
        "share": Number(share, "table"),
        "of_rows": Number(rows, "rows"),
        "example": Number(example, "example"),
    }
    part = None if most is None else Part(most)
    return Made(problem=None, question="Is it?", verdict=verdict, numbers=numbers, part=part)


def test_claims_are_counted_and_numbers_ranged_over_all_networks():
    first = made("yes", "left", 0.9)
    others = [made("no", "left", 0.7), made("yes", "right", 0.95)]
    found = across(first, others, SOURCES)
    assert found["count"] == 3
    assert found["same"] == {"verdict": 2, "part.most": 2, "verdict and part.most": 1}
    assert found["unlike"] == {"verdict": 1, "part.most": 1, "verdict and part.most": 2}
    # What only the report's network was asked has no range.
    assert found["ranges"] == {
        "share": {"lowest": 0.7, "highest": 0.95},
        "of_rows": {"lowest": 1.0, "highest": 1.0},
    }


def test_one_network_agrees_with_itself():
    found = across(made("yes", "left", 0.9), [], SOURCES)
    assert (found["count"], set(found["same"].values())) == (1, {1})
    assert found["ranges"]["share"] == {"lowest": 0.9, "highest": 0.9}


def test_what_is_not_defined_in_one_has_no_range():
    found = across(made("yes", "left", 0.9), [made("yes", None, None)], SOURCES)
    assert "share" not in found["ranges"]
    assert found["same"]["part.most"] == 1
    assert at(made("yes", None, 1), "part.most") is None


def test_a_network_trained_in_another_way_has_its_own_numbers_and_says_which_claims_are_the_same():
    found = beside(made("yes", "left", 0.9), made("yes", "right", 0.7, example=0.1), SOURCES)
    assert found["same"] == {"verdict": True, "part.most": False, "verdict and part.most": False}
    # Of the example the network was not asked.
    assert {name: number.value for name, number in found["numbers"].items()} == {"share": 0.7, "of_rows": 1.0}
