"""What the network in the page makes of drawings: three hands write each digit with the mouse."""

import numpy as np
import pytest

from .hands import written

HANDS = ("thin", "thick", "off-centre")


def draw(page, strokes):
    """Draw on the pad, and wait until the network has looked at the whole drawing."""
    page.locator("#stage [data-part=clear]").click()
    page.wait_for_function("document.querySelector('#stage').classList.contains('blank')")
    pad = page.locator("#stage [data-part=pad]")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    for (x, y), *rest in strokes:
        page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])
        page.mouse.down()
        for x, y in rest:
            page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])
        page.mouse.up()
    page.wait_for_function("document.querySelector('#stage').dataset.read === 'done'")


def seen(page, part="seen"):
    """The pixels of one of the small pictures, (28, 28)."""
    pixels = page.evaluate(
        "(part) => { const canvas = document.querySelector(`#stage [data-part=${part}]`);"
        " const { data } = canvas.getContext('2d').getImageData(0, 0, 28, 28);"
        " return [...data].filter((_, k) => k % 4 === 0); }",
        part,
    )
    return np.reshape(pixels, (28, 28))


def read(page):
    return int(page.locator("#stage [data-part=verdict]").inner_text()[-1])


def test_of_thirty_drawings_two_at_most_are_misread(drawable):
    page = drawable()
    wrong = []
    for digit in range(10):
        for hand in HANDS:
            draw(page, written(digit, hand))
            if read(page) != digit:
                wrong.append((digit, hand, read(page)))
    assert len(wrong) <= 2, wrong
    assert page.faults == []


@pytest.mark.parametrize("hand", HANDS)
def test_a_drawing_is_fitted_as_mnists_digits_are(drawable, hand):
    page = drawable()
    draw(page, written(7, hand))
    image = seen(page).astype(float)
    rows, columns = (np.flatnonzero(image.sum(axis)) for axis in (1, 0))
    assert max(np.ptp(rows), np.ptp(columns)) + 1 in (20, 21)  # an edge between two pixels lies in both
    for axis in (0, 1):
        centre = np.average(np.arange(28), weights=image.sum(1 - axis))
        assert centre == pytest.approx(14, abs=0.51)
    assert image.max() == 255


def test_a_blank_pad_says_that_nothing_is_drawn(drawable):
    page = drawable()
    draw(page, written(3, "thin"))
    assert read(page) == 3
    height = page.locator("#stage").bounding_box()["height"]
    page.locator("#stage [data-part=clear]").click()
    page.wait_for_function("document.querySelector('#stage').classList.contains('blank')")
    # What stands below stays where it is.
    assert page.locator("#stage").bounding_box()["height"] == height
    assert not page.locator("#stage [data-layer]").first.is_visible()
    assert page.locator("#stage [data-part=verdict]").inner_text() == "Nothing drawn"
    assert page.locator("#stage [data-part=status]").inner_text() == "Nothing drawn"
    assert seen(page).max() == 0
    assert page.locator("#stage [data-part=bars] b").all_inner_texts() == [""] * 10


def test_a_dot_and_a_line_at_the_edge_are_drawings_too(drawable):
    page = drawable()
    for strokes in ([[(0.9, 0.9)]], [[(0.02, 0.02), (0.5, 0.02), (1.2, 0.02)]]):
        draw(page, strokes)
        assert seen(page).max() > 100
    assert page.faults == []


@pytest.mark.parametrize("kind", ["touch", "pen"])
def test_finger_and_pen_draw_as_the_mouse_does(drawable, kind):
    page = drawable(390, has_touch=True)
    page.locator("#stage [data-part=clear]").click()
    page.evaluate(
        """([points, kind]) => {
          const pad = document.querySelector('#stage [data-part=pad]');
          pad.setPointerCapture = () => {};
          const box = pad.getBoundingClientRect();
          const send = (event, [x, y]) => pad.dispatchEvent(new PointerEvent(event, {
            pointerId: 7, pointerType: kind, bubbles: true,
            clientX: box.left + x * box.width, clientY: box.top + y * box.height }));
          points.forEach((point, k) => send(k ? 'pointermove' : 'pointerdown', point));
          pad.dispatchEvent(new PointerEvent('pointerup', { pointerId: 7, pointerType: kind }));
        }""",
        [written(0, "thin")[0], kind],
    )
    page.wait_for_function("document.querySelector('#stage').dataset.swept === 'done'")
    assert read(page) == 0
    # The page scrolls wherever the pad is not.
    assert page.locator("#stage [data-part=pad]").evaluate("(c) => getComputedStyle(c).touchAction") == "none"
    assert page.locator("#stage").evaluate("(c) => getComputedStyle(c).touchAction") == "auto"
    frame = page.locator("#stage [data-part=pad]").bounding_box()
    assert frame["width"] < 0.75 * 390
