"""Figures are numbered as they stand; what is cited is listed, and what is listed is cited."""

import re

import pytest
from conftest import ROOT

from digitlab.report import page, references, terms

TEMPLATES = ROOT / "workflow" / "report"
WORKS = references.works(TEMPLATES / "works.toml")
TERMS = terms.terms(TEMPLATES / "terms.toml")


def figure(stem):
    return f'<figure id="figure-{stem}">{references.figure_number(stem)}</figure>'


def test_figures_are_numbered_in_their_order_and_referred_to_from_before_and_behind():
    first, second = (references.figure_number(stem) for stem in "ab")
    html = f"<p>See {second}.</p>{figure('a')}{figure('b')}{first}"
    plain = re.sub(r"<[^>]+>", "", references.numbered(html))
    assert plain == "See 2.121"


def test_a_figure_that_is_not_there_or_there_twice_is_named():
    with pytest.raises(ValueError, match=r"not in the page: gone$"):
        references.numbered(figure("a") + references.figure_number("gone"))
    with pytest.raises(ValueError, match=r"twice: a$"):
        references.numbered(figure("a") + figure("a"))


def test_a_work_is_cited_by_its_key_and_an_unknown_key_is_named():
    cite = page.environment_of(TEMPLATES).globals["cite"]
    assert cite("holm1979") == '<a class="cite" href="#work-holm1979">Holm 1979</a>'
    assert references.cited(f"<p>{cite('holm1979')}, {cite('guo2017')}</p>") == {"holm1979", "guo2017"}
    with pytest.raises(KeyError, match="nobody1900 is not among the works"):
        cite("nobody1900")


def test_every_work_that_is_cited_is_listed_and_every_work_that_is_listed_is_cited():
    words = "".join(path.read_text() for path in TEMPLATES.glob("*.html"))
    cited = set(re.findall(r'cite\("([^"]+)"\)', words)) | {
        key for term in TERMS.values() for key in term.works
    }
    assert cited == set(WORKS)


def test_works_are_in_order_and_whole():
    assert list(WORKS) == sorted(WORKS)
    for key, work in WORKS.items():
        assert str(work.year) in key
        assert work.short.endswith(str(work.year))
        assert work.url.startswith("https://")
        assert all((work.authors, work.title, work.where))


def test_figures_that_the_text_refers_to_are_figures_of_the_same_template():
    for path in TEMPLATES.glob("*.html"):
        text = path.read_text()
        drawn = set(re.findall(r'figure\("([\w-]+)"', text))
        assert set(re.findall(r'refer\("([\w-]+)"\)', text)) <= drawn, path.name
