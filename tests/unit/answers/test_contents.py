"""The contents are those of the page's sections, by chapter, and each section is finished."""

from answers.words import TEMPLATES, made_up, told
from digitlab.report import contents, page, terms

KNOWN = terms.terms(TEMPLATES / "terms.toml")


def sections(*names):
    environment = page.environment_of(TEMPLATES)
    environment.globals |= {
        "caption": lambda stem: stem,
        "inlined": lambda stem, alt: stem,
        "files_of": lambda name: [],
    }
    answers = {name: told(made_up()[name]) for name in ("data", *names)}
    return contents.sections(environment, {"answers": answers}, KNOWN)


def test_chapters_are_those_of_the_sections_that_are_there():
    found = contents.by_chapter(sections("training", "calibration", "momentum"))
    assert [(chapter, [section.id for section in of]) for chapter, of in found] == [
        ("Seeing", ["training", "calibration"]),
        ("Choosing", ["momentum"]),
    ]


def test_a_section_has_its_links_its_terms_and_its_part():
    training, momentum = sections("training", "momentum")
    assert (training.part, training.title) == ("1", "Training the network")
    assert 'href="#training" aria-label="Link to: Training the network"' in training.html
    assert 'href="#term-batch-norm"' in training.html
    assert momentum.part is None
    assert '</a><span class="part">Choices</span></div>' in momentum.html


def test_a_stop_stands_right_behind_its_word():
    assert contents.closed_up("<p>by one <b>x</b> .\n So , 1 .5</p>") == "<p>by one <b>x</b>.\n So, 1 .5</p>"
    assert contents.closed_up("<script>a ;</script><p>b :</p>") == "<script>a ;</script><p>b:</p>"
