"""Every section in every verdict: it has words, words of its own, and the first screen says the same."""

import re
from dataclasses import fields, is_dataclass, replace
from types import UnionType
from typing import Literal, Union, get_args, get_origin, get_type_hints

import pytest

from answers.words import INDEX, TEMPLATES, made_up, rendered, told
from digitlab.answers.section import Number, Section
from digitlab.answers.sections import SECTIONS
from digitlab.report import page

ANSWERS = made_up()
SHOWN = [name for name in SECTIONS if (TEMPLATES / f"{name}.html").exists()]

# Whole pages, and what they include.
NOT_SECTIONS = {
    "index",
    "compare",
    "check",
    "sweep",
    "head",
    "hero",
    "cards",
    "play",
    "panels",
    "findings",
    "macros",
    "left_out",
    "contents",
    "look_up",
    "aids",
}


def choices(kind):
    """The values that a field may take where it names a verdict; none where it does not."""
    if kind is bool:
        return (False, True)
    return get_args(kind) if get_origin(kind) is Literal else ()


def variations(value, path=""):
    """``(field, value, the answer with it)`` for each verdict in an answer, at every depth."""
    hints = get_type_hints(type(value))
    for field, kind in ((field, hints[field.name]) for field in fields(value) if field.name != "problem"):
        held = getattr(value, field.name)
        name = f"{path}{field.name}"
        for choice in choices(kind):
            yield name, choice, replace(value, **{field.name: choice})
        if get_origin(kind) in (Union, UnionType) and type(None) in get_args(kind) and held is not None:
            yield name, None, replace(value, **{field.name: None})
        if is_dataclass(held) and not isinstance(held, Number):
            for inner, choice, changed in variations(held, f"{name}."):
                yield inner, choice, replace(value, **{field.name: changed})


def test_every_section_has_an_answer_a_template_and_made_up_tables():
    assert all(isinstance(answer, Section) for answer in ANSWERS.values())
    templates = {path.stem for path in TEMPLATES.glob("*.html")}
    assert set(SECTIONS) - {"data"} == templates - NOT_SECTIONS


def test_the_findings_are_the_first_screens_without_its_tags():
    answers = {name: told(answer) for name, answer in ANSWERS.items()}
    text = page.findings(TEMPLATES, answers)
    assert [line[:3] for line in text.splitlines() if line[:1] in "12345"] == [f"{n}. " for n in range(1, 6)]
    whole = " ".join(re.sub(r"\b[1-5]\. ", "", text).split())
    shown = rendered("findings", ANSWERS).removeprefix("Five findings ")
    assert whole.replace(" ", "") == shown.replace(" ", "")
    assert max(map(len, text.splitlines())) <= 100


@pytest.mark.parametrize("name", SHOWN)
def test_every_verdict_has_words_of_its_own(name):
    by_field = {}
    for field, choice, changed in variations(ANSWERS[name]):
        answers = ANSWERS | {name: changed}
        text = rendered(name, answers) + " | " + rendered("findings", answers)
        assert not re.search(r"\b(None(?! is| of)|nan|inf|True|False)\b", text), (field, choice)
        by_field.setdefault(field, {})[choice] = text
    same = {field: texts for field, texts in by_field.items() if len(set(texts.values())) < len(texts)}
    assert list(same) == []


@pytest.mark.parametrize("name", SHOWN)
def test_a_figure_that_is_not_defined_has_a_dash_and_no_traceback(name):
    answer = ANSWERS[name]
    for key in answer.numbers:
        numbers = dict(answer.numbers) | {key: replace(answer.numbers[key], value=None)}
        assert rendered(name, ANSWERS | {name: replace(answer, numbers=numbers)})


@pytest.mark.parametrize("name", SHOWN)
def test_every_figure_of_an_answer_is_said(name):
    words = (TEMPLATES / f"{name}.html").read_text() + (TEMPLATES / "findings.html").read_text()
    words += INDEX
    assert [key for key in ANSWERS[name].numbers if not re.search(rf"\b{key}\b", words)] == []
