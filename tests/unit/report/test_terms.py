"""A term is marked where a section first has it, and explained in a sentence or two."""

import re

from conftest import ROOT

from digitlab.report import terms
from digitlab.report.terms import Term

KNOWN = {"probe": Term("Probe", ["linear probe", "probe"], "Reads."), "auc": Term("AUC", ["AUC"], "Order.")}


def test_the_first_mention_alone_is_marked():
    html = terms.marked("<p>A linear\nprobe, then a probe; its AUC.</p>", KNOWN)
    marks = re.findall(r'<a class="term" href="#term-(\w+)" aria-describedby="says-(\w+)">([^<]+)</a>', html)
    assert marks == [("probe", "probe", "linear\nprobe"), ("auc", "auc", "AUC")]
    assert re.sub(r"<a class[^>]+>|</a>", "", html) == "<p>A linear\nprobe, then a probe; its AUC.</p>"


def test_names_links_tables_and_scripts_are_left_alone():
    left = (
        '<h2>AUC</h2><a href="#auc">AUC</a><table><tr><td>AUC</td></tr></table><summary>AUC</summary>'
        '<pre>"AUC"</pre><script>"AUC < <p> AUC"</script><!-- AUC --><img alt="AUC">'
    )
    html = terms.marked(f"{left}<p>AUC</p>", KNOWN)
    assert html.startswith(left)
    assert html.count('class="term"') == 1


def test_a_word_within_a_word_is_none():
    assert terms.marked("<p>auction, AUC-like, reprobed</p>", KNOWN) == "<p>auction, AUC-like, reprobed</p>"
    assert terms.marked("<p>AUC</p>", {}) == "<p>AUC</p>"


def test_those_that_a_page_uses_are_told_in_the_order_of_the_list():
    assert list(terms.used(terms.marked("<p>AUC of a probe</p>", KNOWN), KNOWN)) == ["probe", "auc"]
    assert terms.used("<p>AUC</p>", KNOWN) == {}


def test_the_list_explains_in_plain_sentences():
    known = terms.terms(ROOT / "workflow/report/terms.toml")
    words = [word.casefold() for term in known.values() for word in term.words]
    assert len(words) == len(set(words))
    for key, term in known.items():
        sentences = re.split(r"[.:;] ", term.says)
        assert term.says.endswith("."), key
        assert max(len(sentence.split()) for sentence in sentences) <= 25, key
