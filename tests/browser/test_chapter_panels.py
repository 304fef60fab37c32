"""The chapters' own panels and figures: a filter picked, a descent run, an edge read, words to be read."""

import json

import numpy as np
import pytest

from digitlab.choices import momentum
from digitlab.cnn import network

from .test_live_panels import digits, first, says  # noqa: F401
from .test_report import said, slide


def painted(page, selector):
    """A canvas's red, green, blue and opacity, (rows, columns, 4)."""
    found = page.evaluate(
        """(selector) => {
          const canvas = document.querySelector(selector), { width, height } = canvas;
          return [width, height, ...canvas.getContext('2d').getImageData(0, 0, width, height).data];
        }""",
        selector,
    )
    return np.reshape(found[2:], (found[1], found[0], 4))


def test_a_descent_ends_where_the_artifact_says_at_every_point_that_was_run(opened, finished):
    page = opened()
    region = np.load(finished / "results/momentum/region.npz")
    config = json.loads((finished / "results/environment.json").read_text())["config"]
    ran = page.evaluate(
        "([etas, mus, steps]) => mus.map((mu) => etas.map((eta) => descend(eta, mu, steps).arrived))",
        [region["eta"].tolist(), region["mu"].tolist(), config["momentum"]["steps"]],
    )
    np.testing.assert_array_equal(ran, region["ran"])
    # Step by step as the recursion goes.
    eta, mu, x, v, path = 0.75, 0.5, 1.0, 0.0, [1.0]
    for _ in range(20):
        v = mu * v - eta * x
        x = x + v
        path.append(x)
    assert page.evaluate("descend(0.75, 0.5, 20).path") == path
    assert page.evaluate("errorFactor(0.75, 0.5)") == pytest.approx(momentum.factor(0.75, 0.5))
    assert page.evaluate("errorFactor(3.9, -0.2)") == pytest.approx(momentum.factor(3.9, -0.2))


def test_the_point_of_the_plane_goes_by_pointer_and_by_keyboard(opened):
    page = opened()
    for eta, mu, outcome in ((0.5, 0.8, "it has converged"), (4.2, 0.5, "it has not converged")):
        slide(page, "momentum", "eta", eta)
        slide(page, "momentum", "mu", mu)
        assert said(page, "momentum").startswith(f"η = {eta:.2f}, μ = {mu:.2f}: after ")
        assert outcome in said(page, "momentum")
    assert "it leaves the picture at step 1." in said(page, "momentum")
    # Its line goes on to the edge: x falls by eta a step, and 2.2 below zero is the lowest that is shown.
    course = page.locator("#explore-momentum [data-part=course]")
    ends = [
        [float(v) for v in at.split(",")]
        for at in course.locator(".course").get_attribute("points").split(" ")
    ]
    low = {name: float(course.locator("text", has_text=name).get_attribute("y")) for name in ("−2", "−1")}
    assert ends[-1][1] - ends[0][1] == pytest.approx(3.2 * (low["−2"] - low["−1"]))
    dots = course.locator(".dot")
    assert dots.count() == 1
    point = page.locator("#explore-momentum [data-part=point]")
    point.scroll_into_view_if_needed()
    box = point.bounding_box()
    at = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(*at)
    page.mouse.down()
    page.mouse.move(at[0] - 150, at[1])
    page.mouse.up()
    moved = point.bounding_box()
    assert moved["x"] == pytest.approx(box["x"] - 150, abs=1)
    assert "μ = 0.50" in said(page, "momentum")
    before = said(page, "momentum")
    page.locator("#explore-momentum [data-part=mu]").focus()
    page.keyboard.press("ArrowUp")
    assert said(page, "momentum") != before
    assert point.bounding_box()["y"] < moved["y"]


PLACES = """([sides, pools, paddings, layer]) => placesOf(sides.map((side, at) =>
  ({ weight: { shape: [1, 1, side] }, pool: pools[at], padding: paddings[at] })), layer)"""


def numbers(page, selector):
    """The matrix that stands in an equation."""
    rows = page.eval_on_selector_all(
        f"{selector} mtr", "(rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent))"
    )
    return np.array([[float(text.replace("−", "-")) for text in row] for row in rows])


def test_a_step_lights_its_nodes_and_an_edge_shows_its_jacobian(opened, finished):
    page = opened()
    rnn = json.loads((finished / "results/rnn/bptt.json").read_text())
    inside, given = rnn["intermediates"], {name: np.array(rnn["parameters"][name]) for name in "WUV"}
    slope = [np.diag(values) for values in np.array(inside["slope_of_tanh"])]
    expected = {
        "h-h-3": slope[2] @ given["W"],
        "x-h-1": slope[0] @ given["U"],
        "b-h-2": slope[1],
        "h-o-1": given["V"],
        "o-L-3": np.array([inside["dL_do"][2]]),
    }
    for edge, jacobian in expected.items():
        page.locator(f"[data-part=jacobian-{edge}]").click()
        np.testing.assert_allclose(numbers(page, "#explore-rnn-values [data-part=edge]"), jacobian, atol=5e-9)
        lit = page.eval_on_selector_all(".graph .lit", "(marks) => marks.map((mark) => mark.dataset.part)")
        step = edge[-1]
        assert set(lit) == {f"box-{node}-{step}" for node in "xhoL"} | {f"edge-{edge}", f"jacobian-{edge}"}
        assert said(page, "rnn") == f"Step {step} of 3"
    # By keyboard too, and the slider takes the edge along.
    mark = page.locator("[data-part=jacobian-h-h-2]")
    assert mark.get_attribute("aria-label") == "∂h(2)/∂h(1)"
    mark.focus()
    page.keyboard.press("Enter")
    slide(page, "rnn", "t", 3)
    np.testing.assert_allclose(
        numbers(page, "#explore-rnn-values [data-part=edge]"), expected["h-h-3"], atol=5e-9
    )


def test_a_filter_shows_its_heaviest_slices_its_patches_and_its_map(opened, finished, digits):  # noqa: F811
    page = opened()
    box = page.locator("#explore-filters")
    box.get_by_role("button", name="5", exact=True).click()
    kernels = np.load(finished / "results/filters/kernels.npz")
    patches = np.load(finished / "results/activating_patches/patches.npz")
    net = network.load(finished / "results/cnn/model.safetensors")
    for layer, chosen in ((2, 4), (3, 15), (1, 0)):
        box.get_by_role("button", name=f"layer {layer}", exact=True).click()
        slide(page, "filters", "filter", chosen)
        assert said(page, "filters").startswith(f"Layer {layer}, filter {chosen} of ")
        norms = np.linalg.norm(kernels[f"layer{layer}"][chosen], axis=(1, 2))
        if len(norms) > 1:
            shown = [int(text) for text in box.locator("[data-part=slices] figcaption").all_inner_texts()]
            # In the page's 8 bits a weight, near-equal ones may change places.
            np.testing.assert_allclose(norms[shown], np.sort(norms)[::-1][: len(shown)], rtol=0.02)
        slices = painted(page, "#explore-filters [data-part=slices] canvas")
        heaviest = kernels[f"layer{layer}"][chosen, norms.argmax()]
        signs = np.where(slices[..., 2] > slices[..., 0], -1, 1) * (slices[..., 3] > 12)
        clear = abs(heaviest) > 0.1 * abs(heaviest).max()
        np.testing.assert_array_equal(signs[clear], np.sign(heaviest)[clear])
        mosaic = painted(page, "#explore-filters [data-part=patches]")[..., 0]
        side = patches[f"layer{layer}_patches"].shape[-1]
        if patches[f"layer{layer}_activation"][chosen, 0] > 0:
            strongest = patches[f"layer{layer}_patches"][chosen, 0]
            np.testing.assert_array_equal(mosaic[:side, :side], strongest)
        [maps] = net.feature_maps(network.as_input(first(digits, 5)[None]), layer).detach().numpy()
        page.wait_for_function(
            "document.querySelector('#explore-filters [data-part=map-said]').textContent.includes('image')"
        )
        over = painted(page, "#explore-filters [data-part=map]").astype(float)
        ink, share = first(digits, 5).astype(float), maps[chosen] / maps.max()
        places = page.evaluate(PLACES, [[3, 3, 3], [2, 2, 2], [1, 1, 1], layer])
        at = np.rint((np.arange(28) - places["first"]) / places["apart"]).astype(int)
        inside = (at >= 0) & (at < len(maps[chosen]))
        spread = np.zeros((28, 28))
        spread[np.ix_(inside, inside)] = share[np.ix_(at[inside], at[inside])]
        # Orange has next to no blue: what of the ink is gone from it is how strongly the filter responds.
        np.testing.assert_allclose(over[..., 2], ink * (1 - 0.85 * spread), atol=4)


def test_where_a_place_looks_is_what_the_library_says(opened, finished):
    page = opened()
    net = network.load(finished / "results/cnn/model.safetensors")
    shape = net.architecture
    for layer in (1, 2, 3):
        field = network.receptive_field(*(shape[key] for key in ("kernels", "padding", "pool")), layer)
        found = page.evaluate(PLACES, [shape["kernels"], shape["pool"], shape["padding"], layer])
        assert [found["first"] + found["apart"] * place for place in (0, 3)] == [
            field.centre(0),
            field.centre(3),
        ]


# Words of figures that are smaller than 11 px, and those whose colour is near the paper's.
READ = """() => {
  const light = (colour) => {
    const scale = colour.startsWith('color(') ? 1 : 255;
    const [r, g, b] = colour.match(/[\\d.]+/g).map(Number).map((v) => v / scale)
      .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const paper = light(getComputedStyle(document.body).backgroundColor);
  const words = [...document.querySelectorAll('.panels text')]
    .filter((text) => text.textContent.trim() && text.getClientRects().length);
  const scale = (svg) => svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
  const size = (text) => parseFloat(getComputedStyle(text.querySelector('tspan') || text).fontSize)
    * scale(text.ownerSVGElement);
  const contrast = (text) => {
    const ink = light(getComputedStyle(text).fill);
    return (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
  };
  // Words on a digit's black ground are white in both themes: those of axes and titles are judged.
  const own = words.filter((text) => text.outerHTML.includes('--text'));
  return [words.filter((text) => size(text) < 11), own.filter((text) => contrast(text) < 7)]
    .map((texts) => texts.map((text) => text.textContent.trim() + ' ' + size(text)));
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_figures_can_be_read_on_a_phone_in_either_theme(opened, scheme):
    page = opened(390, color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    small, faint = page.evaluate(READ)
    assert page.locator(".panels text").count() > 500
    assert small == []
    assert faint == []


def test_panels_stack_on_a_phone_and_stand_side_by_side_on_a_desk(opened):
    def tops(width):
        page = opened(width)
        panels = page.locator("[data-figure=shift_consistency] svg")
        return [panels.nth(k).bounding_box()["y"] for k in range(2)]

    first_, second = tops(390)
    assert second > first_ + 100
    first_, second = tops(1200)
    assert second == pytest.approx(first_)
