"""The report in a browser: it opens, every interaction shows the artifacts' numbers, everyone can read it."""

import base64
import json
import unicodedata

import numpy as np
import pandas as pd
import pytest
from axe_playwright_python.sync_playwright import Axe
from pypdf import PdfReader

from digitlab.report.formats import article

from .conftest import pdf


def shown(value):
    """A probability as the page's script writes it."""
    text = f"{min(value, 1 - 1e-9) * 100:.2f}"
    return ">99.99%" if text == "100.00" else "<0.01%" if text == "0.00" and value > 0 else f"{text}%"


def reading(values, digit):
    """What a panel says of ten probabilities; the digit's own is said once."""
    label = int(np.argmax(values))
    sure = "" if label == digit else f" ({shown(max(values))})"
    return f"taken for {article(label)}{sure}, probability of {digit}: {shown(values[digit])}."


def slide(page, box, part, value):
    page.locator(f"#explore-{box} [data-part={part}]").evaluate(
        "(input, value) => { input.value = value; input.dispatchEvent(new Event('input')); }", str(value)
    )


def said(page, box):
    return page.locator(f"#explore-{box} [data-part=said]").inner_text()


def test_it_opens_from_disk_without_a_network_and_without_an_error(opened):
    page = opened()
    assert page.faults == []
    images = page.evaluate("[...document.images].map((i) => [i.complete, i.naturalWidth])")
    assert all(complete and width > 0 for complete, width in images)
    figures = page.evaluate(
        "[...document.querySelectorAll('.panels')]"
        ".map((f) => [f.getAttribute('aria-label').length, f.querySelectorAll('svg path, svg image').length])"
    )
    assert len(figures) > 30
    assert min(words for words, _ in figures) > 10
    assert min(drawn for _, drawn in figures) > 0
    # The small pictures of the findings' cards say nothing that their sentences do not.
    without = page.evaluate(
        "[...document.images].filter((i) => i.alt.length < 10).map((i) => i.closest('.cards'))"
    )
    assert len(without) == 5
    assert None not in without


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_audit_for_everyone_finds_nothing_serious(opened, scheme):
    page = opened(color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    found = Axe().run(page).response["violations"]
    serious = [
        f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in found if v["impact"] in ("serious", "critical")
    ]
    assert serious == []


def test_without_javascript_all_is_readable_and_nothing_empty_is_shown(opened):
    page = opened(java_script_enabled=False)
    for box in ("training", "maps", "shift", "occlusion", "rnn", "rnn-values"):
        assert not page.locator(f"#explore-{box}").is_visible()
    assert page.locator("main .panels").count() > 30


def test_the_covered_digit_has_the_artifacts_probabilities(opened, finished):
    page = opened()
    maps = np.load(finished / "results/occlusion/maps.npz")
    summary = json.loads((finished / "results/occlusion/summary.json").read_text())
    for r, c in ((0, 0), (9, 6), (20, 13)):
        slide(page, "occlusion", "row", r)
        slide(page, "occlusion", "column", c)
        p = maps["probabilities"][r, c]
        assert said(page, "occlusion") == f"Square at row {r}, column {c}: {reading(p, summary['digit'])}"
        outputs = page.locator("#explore-occlusion > label > output").all_inner_texts()
        assert [str(place) for place in (r, c)] == outputs[-2:]
        bars = page.locator("#explore-occlusion [data-part=bars] b").all_inner_texts()
        assert bars == [shown(float(f"{v:.6g}")) for v in p]
        # The picture is the digit with the square black.
        covered = maps["image"].copy()
        covered[r : r + 8, c : c + 8] = 0
        pixels = page.evaluate(
            "() => { const canvas = document.querySelector('#explore-occlusion [data-part=picture]');"
            " const { data } = canvas.getContext('2d').getImageData(0, 0, 28, 28);"
            " return [...data].filter((_, k) => k % 4 === 0); }"
        )
        np.testing.assert_array_equal(np.reshape(pixels, (28, 28)), covered)


def test_pointing_at_the_map_puts_the_square_there(opened):
    page = opened()
    canvas = page.locator("#explore-occlusion [data-part=map]")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    # The middle of a square of 8 pixels whose corner lies at row 12 and column 4.
    page.mouse.move(box["x"] + box["width"] * 8.2 / 28, box["y"] + box["height"] * 15.9 / 28)
    assert "Square at row 12, column 4" in said(page, "occlusion")


def test_where_hiding_hurts_is_painted_at_the_squares_middle(opened, finished):
    page = opened()
    maps = np.load(finished / "results/occlusion/maps.npz")
    whole = json.loads((finished / "results/occlusion/summary.json").read_text())["probability_uncovered"]
    pixels = page.evaluate(
        "() => [...document.querySelector('#explore-occlusion [data-part=map]').getContext('2d')"
        ".getImageData(0, 0, 28, 28).data]"
    )
    red, _, blue, _ = np.moveaxis(np.reshape(pixels, (28, 28, 4)), 2, 0)
    share = np.zeros((28, 28))
    # Squares of 8 at rows and columns 0 to 20; the pixel beside their middle.
    share[3:24, 3:24] = (1 - maps["probability_of_digit"] / whole).clip(0)
    ink = maps["image"].astype(float)
    np.testing.assert_allclose(red, ink + 0.85 * share * (230 - ink), atol=2)
    np.testing.assert_allclose(blue, ink - 0.85 * share * ink, atol=2)


def test_the_moved_digit_has_the_artifacts_probabilities(opened, finished):
    page = opened()
    example = json.loads((finished / "results/shift/example.json").read_text())
    for pixels, view in ((0, "original"), (-example["pixels"], "left"), (example["pixels"], "right")):
        slide(page, "shift", "pixels", pixels)
        p = example[view]["probabilities"]
        assert example[view]["label"] == np.argmax(p)
        assert said(page, "shift").endswith(f": {reading(p, example['digit'])}")
        output = page.locator("#explore-shift > label > output").inner_text()
        assert output == str(pixels).replace("-", "−")


def test_a_channel_can_be_picked(opened, finished):
    page = opened()
    table = pd.read_csv(finished / "results/cnn/separation/channels.csv")
    for rank in (0, len(table) - 1):
        row = table.iloc[rank]
        slide(page, "maps", "channel", int(row.channel))
        assert f"Channel {int(row.channel)}: on average {abs(row.effect_size):.2f}" in said(page, "maps")
        assert f"rank {rank + 1} of {len(table)}" in said(page, "maps")


def test_the_unrolled_network_is_stepped_through(opened, finished):
    page = opened()
    rnn = json.loads((finished / "results/rnn/bptt.json").read_text())
    for t in range(3):
        slide(page, "rnn", "t", t + 1)
        assert said(page, "rnn") == f"Step {t + 1} of 3"
        values = page.locator("#explore-rnn-values dd").all_inner_texts()
        for name, place in (("h", 3), ("o", 4), ("dL_db_by_step", 9)):
            expected = ", ".join(f"{v:.8f}".replace("-", "−") for v in rnn["intermediates"][name][t])
            assert values[place] == f"({expected})"


def test_the_curve_has_values(opened, finished):
    page = opened()
    history = pd.read_csv(finished / "results/cnn/history.csv")
    slide(page, "training", "epoch", 2)
    assert f"Epoch 2: loss {history.train_loss[1]:.4f}" in said(page, "training")
    assert f"test {shown(history.test_accuracy[1])} right" in said(page, "training")


def test_sliders_move_by_keyboard(opened):
    page = opened()
    slider = page.locator("#explore-shift [data-part=pixels]")
    slider.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert said(page, "shift").startswith("2 px to the right")


def test_artifacts_can_be_taken_from_the_page(opened, finished):
    page = opened()
    links = page.evaluate("[...document.querySelectorAll('a[download]')].map((a) => [a.download, a.href])")
    taken = {name: base64.b64decode(href.split(",", 1)[1]) for name, href in links}
    assert taken["occlusion-summary.json"] == (finished / "results/occlusion/summary.json").read_bytes()
    assert taken["cnn-shift-consistency.csv"] == (finished / "results/cnn/shift/consistency.csv").read_bytes()
    assert len(taken) > 25


def test_it_prints_with_everything_unfolded(browser, finished, tmp_path):
    # In a process of its own: Playwright's loop is taken by the fixture.
    import subprocess
    import sys

    target = tmp_path / "report.pdf"
    command = [sys.executable, pdf.__file__, str(finished / "report/index.html"), str(target)]
    subprocess.run(command, check=True)
    reader = PdfReader(target)
    assert len(reader.pages) > 10
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert any("What the network gets wrong" in str(entry) for entry in reader.outline[1])
    # Ligatures as letters.
    text = unicodedata.normalize("NFKC", "\n".join(page.extract_text() for page in reader.pages))
    assert "Five findings" in text
    assert "The whole config" in text
    assert '"batch_size"' in text  # was folded
    assert "Terms" in text
    assert f"2 / {len(reader.pages)}" in text
