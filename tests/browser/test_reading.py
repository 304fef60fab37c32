"""The way through the page: contents, links, terms, folds, tables and figures, at every width."""

import pytest

from digitlab.answers.chapters import CHAPTERS

LONGEST = 23_000  # pixels at 1440 of the default chapters, with everything folded that is folded


@pytest.mark.parametrize("width", [360, 390, 800, 1440])
def test_nothing_scrolls_sideways_folded_or_not(opened, width):
    page = opened(width)
    for _ in range(2):
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    assert page.faults == []


def test_nothing_wide_is_cut_where_there_is_room(opened):
    page = opened(1440)
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    wide = """(boxes) => boxes.filter((box) => box.offsetParent && box.scrollWidth > box.clientWidth)
      .map((box) => box.getBoundingClientRect().width)"""
    assert page.eval_on_selector_all(".equation", wide) == []
    figures = page.locator("main > section > figure").first.bounding_box()["width"]
    tables = page.eval_on_selector_all(".scroll:not(.answer .scroll)", wide)
    assert set(tables) <= {figures}


def test_a_tables_words_stay_within_an_answers_padding(opened):
    page = opened(390)
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    beyond = page.eval_on_selector_all(
        ".answer caption > span, .answer tr.second td > span",
        "(words) => words.map((w) => w.getBoundingClientRect().right"
        " - w.closest('.answer').getBoundingClientRect().right)",
    )
    assert max(beyond) < -8


def test_at_a_desk_the_contents_stay_at_the_side_and_follow(opened):
    page = opened(1440, reduced_motion="reduce")
    contents = page.locator("#contents")
    assert contents.is_visible()
    assert not page.locator(".to-contents").is_visible()
    more = [page.locator(f"#{name.replace('_', '-')}") for name in CHAPTERS["reading"].sections]
    beyond = sum(section.bounding_box()["height"] for section in more)
    assert page.evaluate("document.documentElement.scrollHeight") - beyond <= LONGEST
    for section in ("occlusion", "memory"):
        contents.locator(f"a[href='#{section}']").click()
        page.wait_for_function(
            "(section) => document.querySelector('#contents [aria-current]')?.hash === `#${section}`",
            arg=section,
        )
        top = page.locator(f"#{section}").bounding_box()["y"]
        assert -5 < top < 40
    chapters = contents.locator("p").all_inner_texts()
    assert [chapter.lower() for chapter in chapters[:3]] == ["seeing", "fooling", "remembering"]
    assert contents.bounding_box()["x"] == 0


def test_where_there_is_no_room_a_button_opens_the_contents(opened):
    page = opened(390, reduced_motion="reduce")
    contents, button = page.locator("#contents"), page.locator(".to-contents")
    assert not contents.is_visible()
    button.click()
    assert contents.is_visible()
    page.keyboard.press("Escape")
    assert not contents.is_visible()
    button.click()
    contents.locator("a[href='#lstm']").click()
    assert not contents.is_visible()
    assert -5 < page.locator("#lstm").bounding_box()["y"] < 40


def test_every_link_leads_somewhere_and_every_part_can_be_linked_to(opened):
    page = opened()
    hrefs = page.evaluate("[...document.querySelectorAll('a')].map((a) => a.getAttribute('href'))")
    inner = {href[1:] for href in hrefs if href.startswith("#")}
    assert page.evaluate("(ids) => ids.filter((id) => !document.getElementById(id))", sorted(inner)) == []
    assert {href.split(":")[0] for href in hrefs if not href.startswith("#")} == {"data", "https"}
    headings = page.locator("main h2, main h3").count()
    assert page.locator("main .heading > .anchor").count() == headings
    link = page.locator("#shift .anchor").first
    link.focus()
    assert link.evaluate("(a) => getComputedStyle(a).opacity") == "1"
    # Badges stand outside the headings' names.
    assert page.locator("h2 .part, h3 .part").count() == 0
    names = page.evaluate(
        "[...document.querySelectorAll('[role=group]')].map((g) => g.getAttribute('aria-label'))"
    )
    assert "Table" not in names


def test_figures_are_numbered_in_their_order_and_open_large(opened):
    page = opened()
    numbers = page.locator("figure[id^='figure-'] figcaption > b").all_text_contents()
    assert numbers == [f"Figure {place}." for place in range(1, len(numbers) + 1)]
    assert len(numbers) > 30
    button = page.get_by_role("button", name="Enlarge Figure 1.")
    button.focus()
    page.keyboard.press("Enter")
    dialog = page.locator("dialog.enlarged")
    assert dialog.is_visible()
    assert dialog.locator("img, svg").count() > 0
    page.keyboard.press("Escape")
    assert not dialog.is_visible()
    assert button.evaluate("(button) => button === document.activeElement")


def test_a_term_is_explained_where_one_points_or_comes_by_keyboard(opened):
    page = opened(390)
    term, box = page.locator("#calibration a.term").first, page.locator(".explained")
    says = page.locator(f"#{term.get_attribute('aria-describedby')}").text_content()
    term.hover()
    box.wait_for()
    assert box.inner_text() == says
    area = box.bounding_box()
    assert area["x"] >= 0
    assert area["x"] + area["width"] <= 390
    page.keyboard.press("Escape")
    assert not box.is_visible()
    page.mouse.move(0, 0)
    term.focus()
    assert box.is_visible()
    page.locator("#calibration a.term").nth(1).focus()
    assert box.inner_text() != says


def test_a_link_opens_the_fold_that_it_leads_into(opened):
    page = opened()
    for target in ("work-guo2017", "figure-shift_precision"):
        assert not page.locator(f"#{target}").is_visible()
        page.locator(f"a[href='#{target}']").first.evaluate("(link) => link.click()")
        assert page.locator(f"#{target}").is_visible()
    folded = page.locator("details:not([open])").count()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details:not([open])").count() == 0
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("details:not([open])").count() == folded > 30


def test_only_what_scrolls_is_a_stop_by_keyboard_and_keeps_its_first_column(opened):
    page = opened(390)
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    page.wait_for_function(
        "[...document.querySelectorAll('.scroll, .equation, pre')].filter((box) => box.offsetParent)"
        ".every((box) => (box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight)"
        " === (box.tabIndex === 0))"
    )
    wide = page.locator(".scroll:has(tbody th)[tabindex='0']").first
    cell = wide.locator("tbody th").first
    before = cell.bounding_box()["x"]
    wide.evaluate("(box) => { box.scrollLeft = 120; }")
    assert cell.bounding_box()["x"] == before
    sizes = page.evaluate(
        "[...document.querySelectorAll('summary, .contents a, .anchor')].filter((e) => e.offsetParent)"
        ".map((e) => e.getBoundingClientRect().height)"
    )
    assert min(sizes) >= 24


def test_without_script_terms_lead_to_the_list_and_folds_open(opened):
    page = opened(1440, java_script_enabled=False)
    assert page.locator("#contents").is_visible()
    assert page.locator(".enlarge, .explained").count() == 0
    term = page.locator("#training a.term").first
    assert page.locator(term.get_attribute("href")).count() == 1
    fold = page.locator("#mistakes details").first
    fold.locator("summary").first.click()
    assert fold.locator("p").first.is_visible()


def test_a_step_that_was_not_run_does_not_appear(opened):
    page = opened()
    assert page.locator("#readout").count() == 0
    assert page.locator("#contents a[href='#readout']").count() == 0
