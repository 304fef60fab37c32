"""Every section has its chapter, and chapters stand together on the page."""

import pytest

from answers.words import TEMPLATES
from digitlab.answers.chapters import CHAPTERS, chapter_of, of_chapters
from digitlab.answers.sections import SECTIONS


def test_every_section_stands_in_one_chapter_and_only_that_on_data_has_no_template():
    assert of_chapters(CHAPTERS) == list(SECTIONS)
    assert [name for name in SECTIONS if not (TEMPLATES / f"{name}.html").exists()] == ["data"]


def test_a_chapters_sections_come_in_the_pages_order_whatever_the_configs():
    assert of_chapters(["report", "sequences", "data"]) == ["data", "rnn", "memory", "lstm", "environment"]


def test_sections_beyond_the_chapters_are_not_there():
    assert "live" not in of_chapters(["data", "cnn", "report"])


def test_a_section_without_a_chapter_is_named():
    assert chapter_of("shift") == "Fooling"
    with pytest.raises(KeyError, match="riddles stands in no chapter"):
        chapter_of("riddles")
