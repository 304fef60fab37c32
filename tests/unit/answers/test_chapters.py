"""Every section has its chapter, and chapters stand together on the page."""

from itertools import chain

import pytest

from answers.words import TEMPLATES
from digitlab.answers.chapters import CHAPTERS, chapter_of
from digitlab.answers.sections import SECTIONS


def test_every_section_with_a_template_stands_in_one_chapter_in_the_order_of_the_page():
    shown = [name for name in SECTIONS if (TEMPLATES / f"{name}.html").exists()]
    assert list(chain.from_iterable(CHAPTERS.values())) == shown


def test_a_section_without_a_chapter_is_named():
    assert chapter_of("shift") == "Fooling"
    with pytest.raises(KeyError, match="riddles stands in no chapter"):
        chapter_of("riddles")
