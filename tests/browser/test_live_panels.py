"""The first screen and the chapters' panels: what they show is what the network in the page says."""

import json
import re

import numpy as np
import pytest
import torch

from digitlab.cnn import live, network
from digitlab.report.formats import article
from digitlab.robustness.shift import shift

from .test_report import reading, said, slide


@pytest.fixture(scope="module")
def digits(finished):
    return dict(np.load(finished / "results/live/digits.npz"))


@pytest.fixture(scope="module")
def says(finished):
    """What the network in the page says of images, by torch."""
    arrays = np.load(finished / "results/live/network.npz")
    layers = [
        live.Layer(
            *(arrays[f"{name}_{at}"] for name in ("weight", "factor", "offset")),
            int(arrays["padding"][at - 1]),
            int(arrays["pool"][at - 1]),
        )
        for at in range(1, len(arrays["pool"]) + 1)
    ]
    return lambda images: live.probabilities(layers, np.asarray(images, np.uint8))


def first(digits, label):
    return digits["images"][np.flatnonzero(digits["labels"] == label)[0]]


def bars(page, box):
    """The probabilities that ten bars say, as shares."""
    texts = page.locator(f"{box} [data-part=bars] b").all_inner_texts()
    return np.array([float(text.strip("<>%")) / 100 for text in texts])


def answered(page):
    """Once the network has said all it was asked: what stands in the page then is of the last question."""
    page.wait_for_function("document.documentElement.dataset.waiting === '0'")


def swept(page):
    page.wait_for_function("document.querySelector('#stage').dataset.swept === 'done'")


def pick(page, box, label):
    page.locator(f"#explore-{box}").get_by_role("button", name=str(label), exact=True).click()


def test_a_test_digit_is_taken_by_keyboard_and_read(opened, digits, says):
    page = opened()
    swept(page)
    page.locator("#stage [data-digit='7']").focus()
    page.keyboard.press("Enter")
    page.wait_for_function(
        "document.querySelector('#stage [data-part=status]').textContent.endsWith(', a 7')"
    )
    swept(page)
    [values] = says([first(digits, 7)])
    np.testing.assert_allclose(bars(page, "#stage"), values, atol=0.00151)
    assert page.locator("#stage [data-part=verdict]").inner_text().endswith(str(values.argmax()))
    assert page.locator("#stage [data-digit='7']").get_attribute("aria-pressed") == "true"
    assert page.locator("#stage [data-digit='3']").get_attribute("aria-pressed") == "false"
    # The next press takes the next seven.
    index = digits["indices"][np.flatnonzero(digits["labels"] == 7)[1]]
    page.keyboard.press("Enter")
    page.wait_for_function(
        "(words) => document.querySelector('#stage [data-part=aside]').textContent.startsWith(words)",
        arg=f"test digit {index},",
    )


def test_the_map_of_what_hiding_costs_ends_as_every_place_one_by_one(opened, finished, digits, says):
    page = opened()
    swept(page)
    image = first(digits, 3)
    side = json.loads((finished / "results/occlusion/summary.json").read_text())["patch"]
    places = 28 - side + 1
    covered = np.repeat(image[None], places**2, axis=0)
    for at, (r, c) in enumerate(np.ndindex(places, places)):
        covered[at, r : r + side, c : c + side] = 0
    [before], under = says([image]), says(covered)
    label = before.argmax()
    worst = under[under[:, label].argmin()]
    words = page.locator("#stage [data-part=harm-said]").inner_text()
    assert words.startswith(f"{100 * before[label]:.0f}% → ".replace("100%", ">99%"))
    assert words.endswith(f"a {worst.argmax()}") == (worst.argmax() != label)
    # Orange where it costs, at the square's middle: the red channel leaves the blue one behind there.
    pixels = page.evaluate(
        "() => [...document.querySelector('#stage [data-part=harm]').getContext('2d')"
        ".getImageData(0, 0, 28, 28).data]"
    )
    red, _, blue, _ = np.moveaxis(np.reshape(pixels, (28, 28, 4)), 2, 0)
    share = np.zeros((28, 28))
    middle = slice((side - 1) // 2, (side - 1) // 2 + places)
    share[middle, middle] = (1 - under[:, label] / before[label]).clip(0).reshape(places, places)
    ink = image.astype(float)
    np.testing.assert_allclose(red, ink + 0.85 * share * (230 - ink), atol=2)
    np.testing.assert_allclose(blue, ink - 0.85 * share * ink, atol=2)


def test_any_digit_can_be_moved(opened, digits, says):
    page = opened()
    pick(page, "shift", 4)
    slide(page, "shift", "pixels", 3)
    [values] = says(shift(first(digits, 4)[None], right=3))
    answered(page)
    assert said(page, "shift").startswith(f"3 px to the right: taken for {article(values.argmax())}")
    assert said(page, "shift").endswith(reading(values, 4))
    np.testing.assert_allclose(bars(page, "#explore-shift"), values, atol=0.0002)


def test_any_digit_and_any_square_can_be_hidden(opened, digits, says):
    page = opened()
    pick(page, "occlusion", 2)
    slide(page, "occlusion", "side", 12)
    slide(page, "occlusion", "row", 5)
    slide(page, "occlusion", "column", 9)
    image = first(digits, 2).copy()
    image[5:17, 9:21] = 0
    [values] = says([image])
    answered(page)
    assert page.locator("#explore-occlusion [data-part=row]").get_attribute("max") == "16"
    assert said(page, "occlusion") == f"Square at row 5, column 9: {reading(values, 2)}"
    np.testing.assert_allclose(bars(page, "#explore-occlusion"), values, atol=0.0002)
    # Back to the report's own digit and square, with the report's own numbers.
    slide(page, "occlusion", "side", 8)
    page.locator("#explore-occlusion .keys button").first.click()
    assert page.locator("#explore-occlusion [data-part=row]").get_attribute("max") == "20"


def test_a_piece_of_any_size_is_put_anywhere(opened, finished, digits, says):
    page = opened()
    gallery = np.load(finished / "results/transplant/gallery.npz")
    for part, value in (("side", 10), ("row", 6), ("column", 11)):
        slide(page, "transplant", part, value)
    image, donor = gallery["original"].copy(), first(digits, 0)
    image[6:16, 11:21] = donor[6:16, 11:21]
    [values] = says([image])
    answered(page)
    np.testing.assert_allclose(bars(page, "#explore-transplant"), values, atol=0.0002)
    page.locator("#explore-transplant [data-part=another]").click()
    donor = first(digits, 1)
    image[6:16, 11:21] = donor[6:16, 11:21]
    [values] = says([image])
    answered(page)
    assert f"with it {article(values.argmax())} " in said(page, "transplant")
    np.testing.assert_allclose(bars(page, "#explore-transplant"), values, atol=0.0002)


def test_a_channel_is_shown_for_any_digit(opened, finished, digits):
    page = opened()
    summary = json.loads((finished / "results/feature_maps/summary.json").read_text())
    with torch.inference_mode():
        net = network.load(finished / "results/cnn/model.safetensors")
        [maps] = net.feature_maps(network.as_input(first(digits, 5)[None]), summary["layer"]).numpy()
    pick(page, "maps", 5)
    answered(page)
    index = digits["indices"][np.flatnonzero(digits["labels"] == 5)[0]]
    assert page.locator("#explore-maps figcaption").last.inner_text() == f"test image {index}, a 5"
    examples = np.load(finished / "results/feature_maps/maps.npz")
    top = max(examples["first"].max(), examples["second"].max())
    drawn = [
        (examples[name], examples["images"][k].astype(float)) for k, name in enumerate(("first", "second"))
    ]
    shape = net.architecture
    field = network.receptive_field(*(shape[key] for key in ("kernels", "padding", "pool")), summary["layer"])
    at = np.rint((np.arange(28) - field.centre(0)) / (field.centre(1) - field.centre(0))).astype(int)
    inside = (at >= 0) & (at < len(maps[0]))
    for channel in (0, len(maps) - 1):
        slide(page, "maps", "channel", channel)
        pictures = [("first", *drawn[0]), ("second", *drawn[1]), ("third", maps, first(digits, 5))]
        for part, values, image in pictures:
            pixels = page.evaluate(
                "(part) => [...document.querySelector(`#explore-maps [data-part=${part}]`).getContext('2d')"
                ".getImageData(0, 0, 28, 28).data]",
                part,
            )
            # Orange has next to no blue: what of the ink is gone from it is how strongly it responds.
            blue, spread = np.reshape(pixels, (28, 28, 4))[..., 2], np.zeros((28, 28))
            share = np.clip(values[channel] / top, 0, 1)
            spread[np.ix_(inside, inside)] = share[np.ix_(at[inside], at[inside])]
            np.testing.assert_allclose(blue, image * (1 - 0.85 * spread), atol=4)
    page.locator("#explore-maps .keys button").first.click()
    assert not page.locator("#explore-maps [data-part=third]").is_visible()


def test_a_drawing_goes_where_test_digits_go(opened):
    page = opened()
    yours = page.locator("#explore-shift").get_by_role("button", name="your drawing")
    assert yours.is_disabled()
    box = page.locator("#stage [data-part=pad]").bounding_box()
    page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.1 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.9 * box["height"])
    page.mouse.up()
    yours.click()
    answered(page)
    # A drawing is known by having no label to name.
    assert re.fullmatch(r"not moved: taken for an? \d \([<>\d.%]+\)\.", said(page, "shift"))
    # It goes when the pad is cleared.
    page.locator("#stage [data-part=clear]").click()
    assert yours.is_disabled()
    answered(page)
    assert "probability of 1" in said(page, "shift")


@pytest.mark.parametrize("box", ["shift", "transplant"])
def test_a_guess_comes_before_the_number(opened, finished, box):
    page = opened()
    numbers = json.loads((finished / "results/answers.json").read_text())[box]["numbers"]
    measured = numbers[{"shift": "kept_far", "transplant": "reached_piece"}[box]]["value"]
    form = page.locator(f"#explore-{box} form")
    assert form.locator("[role=status]").inner_text() == ""
    form.locator("input").evaluate(
        "(input) => { input.value = 30; input.dispatchEvent(new Event('input')); }"
    )
    form.get_by_role("button").click()
    words = form.locator("[role=status]").inner_text()
    assert words.startswith("You said 30%. Measured: ")
    assert f" {100 * measured:.1f}% of" in words
    assert form.locator("input").is_disabled()


def test_what_a_panel_takes_the_place_of_is_folded_and_still_there(opened):
    page = opened()
    for section in ("shift", "occlusion", "transplant"):
        still = page.locator(f"#{section} details:has(> figure)").first
        assert not still.locator(".panels").is_visible()
        still.locator("summary").first.click()
        assert still.locator(".panels").is_visible()


def test_without_a_worker_or_without_script_the_first_screen_has_a_picture(opened, finished):
    without = opened(java_script_enabled=False)
    page = opened()
    swept(page)  # so that nothing is on its way when the page is left
    page.add_init_script("delete window.Worker")
    page.reload()
    for tab in (without, page):
        assert tab.locator(".hero .still .panels").is_visible()
        assert not tab.locator("#stage").is_visible()
        assert tab.locator("#shift figure .panels").first.is_visible()
    assert page.faults == []
    # The report's own numbers can be played with all the same.
    slide(page, "shift", "pixels", 2)
    assert said(page, "shift").startswith("2 px to the right")


def test_on_paper_the_pad_is_a_picture(opened):
    page = opened()
    swept(page)
    page.emulate_media(media="print")
    assert page.locator(".hero .still .panels").is_visible()
    assert not page.locator("#stage").is_visible()
    assert not page.locator("#explore-shift").is_visible()


@pytest.mark.parametrize("width", [360, 390, 800, 1440])
def test_what_one_presses_is_large_enough_and_nothing_scrolls_sideways(opened, width):
    page = opened(width)
    swept(page)
    sizes = page.evaluate(
        "[...document.querySelectorAll('button')].filter((b) => b.offsetParent)"
        ".map((b) => b.getBoundingClientRect()).map(({ width, height }) => Math.min(width, height))"
    )
    assert len(sizes) > 30
    assert min(sizes) >= 24
    assert page.evaluate("document.documentElement.scrollWidth") <= width
