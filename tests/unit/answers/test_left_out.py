"""A section that had nothing to measure: a line in its place, and the rest of the page as it is."""

import jsonschema
import yaml
from conftest import ROOT

from answers.words import TEMPLATES, made_up, told
from digitlab.answers.left_out import is_left_out, left_out
from digitlab.report import contents, page

WHY = "occlusion.digit asks for digit 6, and the test images hold 0 of it"
ABSENT = ("shift", "occlusion", "transplant")


def answers():
    return {name: told(answer) for name, answer in made_up().items()} | {n: left_out(WHY) for n in ABSENT}


def test_it_is_told_from_what_the_config_leaves_out():
    assert is_left_out(left_out(WHY))
    assert not any(is_left_out(told(answer)) for answer in made_up().values())
    assert not is_left_out({"verdict": "left out"})  # readout without weights: it has a template for that


def test_it_has_a_place_in_the_answers_but_data_and_environment_cannot_be_left_out():
    schema = yaml.safe_load((ROOT / "workflow/schemas/answers.schema.yaml").read_text())
    valid = jsonschema.Draft202012Validator(schema).is_valid
    section = {"problem": None, "question": "?", "verdict": "yes", "numbers": {}}
    assert valid({"data": section, "environment": section, "occlusion": left_out(WHY)})
    assert not valid({"data": left_out(WHY), "environment": section})
    assert not valid({"data": section, "environment": section, "occlusion": {"verdict": "left out"}})


def test_the_page_says_why_in_its_place():
    environment = page.environment_of(TEMPLATES)
    values = {"answers": {"occlusion": left_out(WHY), "sanity_checks": left_out(WHY)}}
    first, second = contents.sections(environment, values, {})
    assert (first.id, first.title, first.part) == ("occlusion", "Occlusion", None)
    assert f"<p>Left out: {WHY}.</p>" in first.html
    assert (second.id, second.title) == ("sanity-checks", "Sanity checks")


def test_a_step_that_was_not_run_does_not_appear():
    environment = page.environment_of(TEMPLATES)
    values = {"answers": {"readout": {"verdict": "left out", "numbers": {}}, "occlusion": left_out(WHY)}}
    assert [section.id for section in contents.sections(environment, values, {})] == ["occlusion"]


def test_findings_of_a_chapter_that_was_not_run_are_not_there():
    alone = {name: answer for name, answer in answers().items() if name in ("data", "memory", "environment")}
    text = page.findings(TEMPLATES, alone)
    assert [line[:2] for line in text.splitlines() if line[:1].isdigit()] == ["1."]
    assert not page.can_be_played_with(alone)
    assert page.measured(alone, "memory", "shift") == 1


def test_the_findings_are_those_that_there_are():
    text = page.findings(TEMPLATES, answers())
    assert [line[:2] for line in text.splitlines() if line[:1].isdigit()] == ["1.", "2."]
    html = page.environment_of(TEMPLATES).get_template("findings.html").render(answers=answers())
    assert "Two findings" in html
