"""Headings can be linked to, and tables have their captions as names."""

from digitlab.report import headings

SECTION = """<section id="shift">
<h2>A 1 moved <i>sideways</i> <span class="part">Problem 1</span></h2>
<h3>How small?</h3>
<div class="scroll" role="group" aria-label="Table" tabindex="0"><table>
<caption>One</caption></table></div>
<div class="scroll" role="group" aria-label="Table" tabindex="0"><table>
<caption>Two, <i>h</i></caption></table></div>
</section>"""


def test_a_heading_has_its_link_beside_it_and_its_badge_outside_its_name():
    html = headings.anchored(SECTION, "shift")
    assert '<h2 id="shift-title">A 1 moved <i>sideways</i></h2><a class="anchor" href="#shift"' in html
    assert 'aria-label="Link to: A 1 moved sideways">#</a><span class="part">Problem 1</span></div>' in html
    assert '<h3 id="shift-how-small">How small?</h3><a class="anchor" href="#shift-how-small"' in html


def test_an_address_is_made_of_a_headings_words():
    assert headings.slug("The gradient with respect to <i>b</i>, and one step") == (
        "the-gradient-with-respect-to-b-and-one-step"
    )


def test_a_table_that_scrolls_is_named_by_its_caption():
    html = headings.named_tables(SECTION, "shift")
    assert 'aria-labelledby="shift-table-1" tabindex="0"' in html
    assert '<caption id="shift-table-2"><span>Two, <i>h</i></span></caption>' in html
    assert 'aria-label="Table"' not in html
