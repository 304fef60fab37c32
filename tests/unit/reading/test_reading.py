"""From a page to what was read: what cuts are fitted on, how they read, how that is measured."""

import io
import json

import numpy as np
import pandas as pd
import pytest
import torch
from PIL import Image
from scipy import stats
from torch import nn

from digitlab.cnn import network
from digitlab.cnn.inference import Folded
from digitlab.data.mnist import Split
from digitlab.errors import InputError, LeftOutError
from digitlab.reading import (
    candidates,
    conditions,
    fitting,
    isolated,
    junk,
    lines,
    measure,
    normalise,
    pages,
    paths,
    scoring,
    segments,
    ways,
)
from digitlab.reading.components import Components
from digitlab.reading.degraded import Look
from digitlab.reading.ink import ink
from digitlab.reading.reader import Cuts
from digitlab.reading.scoring import Reading
from digitlab.statistics import wilson
from reading.made import page, strokes

SHAPE = {"channels": [6, 8, 10], "kernels": [5, 3, 3], "padding": [0, 1, 0], "pool": [2, 2, 1]}
RECIPE = junk.Recipe(4, 32, 0.01, "fp32", 1)
SETTINGS = {"pages": 4, "junk": 0.3, "digits": 60, "path_pages": 2, "seed": 1}


@pytest.fixture(scope="module")
def fitted():
    """A network that knows made-up digits, the same with a class for junk, and the weights of paths."""
    split = strokes(200)
    torch.manual_seed(0)
    trained = network.Network(**SHAPE)
    # As they come, and as they are when they were on a page.
    some = [page(look, 8, 20, seed, split) for seed, look in enumerate((Look(), Look(noise=8.0, blur=0.7)))]
    crops = [crop for own in some for crop in isolated.cut_out(own)]
    there = np.stack([(255 * normalise.normalised(crop)).round().astype(np.uint8) for crop in crops])
    images = np.concatenate([split.images, there])
    labels = np.concatenate([split.labels, *(own.label for own in some)])
    junk.fine_tuned(trained, images, labels, RECIPE)
    further = junk.eleven(trained)
    weights, summary = fitting.fitted(further, pages.inked(split), split, SETTINGS, RECIPE)
    return Folded(trained), Folded(further), weights, summary


def reader(way, fitted):
    return ways.reader(way, *fitted[:3])


def test_an_eleventh_class_changes_no_logit_of_the_ten():
    torch.manual_seed(1)
    trained = network.Network(**SHAPE).eval()
    more = junk.eleven(trained)
    images = torch.rand(5, 28, 28)
    with torch.no_grad():
        torch.testing.assert_close(more(images)[:, :10], trained(images))
        assert (more(images)[:, 10] == 0).all()
    assert trained.linear.out_features == 10


def test_a_network_of_eleven_classes_is_stored_and_loaded(tmp_path):
    path = tmp_path / "model.safetensors"
    more = junk.eleven(network.Network(**SHAPE).eval())
    path.write_bytes(network.serialised(more))
    images = torch.rand(3, 28, 28)
    with torch.no_grad():
        torch.testing.assert_close(network.load(path)(images), more(images))


def test_a_batch_larger_than_there_are_segments_is_refused_by_its_key():
    net = network.Network(**SHAPE)
    with pytest.raises(InputError, match=r"segments\.batch_size is 32; allowed: 1 to 5"):
        junk.fine_tuned(net, np.zeros((5, 28, 28), np.uint8), np.zeros(5, int), RECIPE)


def test_training_that_diverges_is_refused_by_its_key():
    split = strokes(64)
    recipe = junk.Recipe(2, 32, 1e30, "fp32", 1)
    with pytest.raises(InputError, match=r"segments\.learning_rate is 1e\+30; allowed: a smaller one"):
        junk.fine_tuned(network.Network(**SHAPE), split.images, split.labels.astype(int), recipe)


@pytest.mark.parametrize("look", [Look(gap=4), Look(gap=-2), Look(gap=0, slant=2.0, scale=1.4)], ids=str)
def test_how_far_a_segment_is_a_digit_is_counted_pixel_by_pixel(look):
    own = page(look)
    for strip in lines.strips(ink(own.image)):
        line = segments.graph(strip.ink)
        share, digit = candidates.agreement(strip, line, own)
        owner = strip.sampled(own.owner)
        for edge in range(0, len(line.edges), 5):
            first, last = line.edges[edge]
            inside = (line.piece >= first) & (line.piece < last) & (strip.ink > 0.24)
            expected = {}
            for number in np.unique(owner[owner >= 0]):
                of_digit = (owner == number) & (strip.ink > 0.24)
                common, either = strip.ink[inside & of_digit].sum(), strip.ink[inside | of_digit].sum()
                expected[number] = common / either if either else 0
            best = max(expected, key=expected.get)
            assert share[edge] == pytest.approx(expected[best], abs=1e-5)
            if expected[best] > 0:
                assert digit[edge] == best


def test_between_cuts_lies_every_digit_and_more_that_is_none():
    some = [page(Look(gap=gap), lines=3, digits=8, seed=gap + 5) for gap in (4, 1, 0, -1)]
    images, labels = candidates.collected(some, 1.0, np.random.default_rng(0))
    assert images.dtype == np.uint8
    assert (labels < 10).sum() > 0.9 * sum(map(len, some))
    assert (labels == candidates.JUNK).sum() > 2 * (labels < 10).sum()
    fewer = candidates.collected(some, 0.25, np.random.default_rng(0))[1]
    assert (fewer < 10).sum() == (labels < 10).sum()
    drawn, every = (fewer == candidates.JUNK).sum(), (labels == candidates.JUNK).sum()
    assert abs(drawn - 0.25 * every) < 4 * np.sqrt(every * 0.25 * 0.75)


def test_a_digit_that_two_strips_hold_is_counted_once(monkeypatch):
    cut = lines.strips
    monkeypatch.setattr(lines, "strips", lambda found: 2 * cut(found))
    _, _, counts = fitting.weighed_lines(
        junk.eleven(network.Network(**SHAPE)), pages.inked(strokes(60)), SETTINGS, lambda done: None
    )
    assert 0.8 * 320 < counts["reachable"] <= counts["characters"] == 320


def test_what_cuts_need_is_fitted_and_said(fitted):
    weights, summary = fitted[2:]
    assert tuple(weights) == paths.WEIGHTS
    assert sum(summary["segments"][:10]) > 500
    assert 0.8 * 320 < summary["reachable"] <= summary["characters"] == 320
    assert summary["loss"][-1] < summary["loss"][0]
    assert summary["path_loss"]["after"] < summary["path_loss"]["before"]


def test_pages_without_a_digit_to_be_found_leave_the_step_out():
    images = np.zeros((4, 28, 28), np.uint8)
    images[:, 14, 14] = 255  # smaller than any speck
    split = Split(images, np.zeros(4, np.uint8))
    with pytest.raises(LeftOutError, match="no segment of a page of training digits"):
        fitting.fitted(junk.eleven(network.Network(**SHAPE)), pages.inked(split), split, SETTINGS, RECIPE)


@pytest.mark.parametrize(
    ("way", "gap", "most"),
    [("components", 4, 0.02), ("cuts", 4, 0.05), ("cuts", 0, 0.1), ("cuts_junk", 4, 0.2)],
)
def test_pages_are_read(fitted, way, gap, most):
    read = reader(way, fitted)
    some = [page(Look(gap=gap, noise=4.0), lines=3, digits=10, seed=seed) for seed in range(4)]
    counts = pd.DataFrame([scoring.scored(own, read(ink(own.image))) for own in some]).sum()
    assert counts.edits <= most * counts.digits
    assert counts.hits >= (1 - 2 * most) * counts.digits
    assert counts.lines_hit == counts.lines == 12


def test_pieces_that_touch_are_read_as_one_and_widened_ones_touch_sooner(fitted):
    own = page(Look(gap=2, gap_spread=0), lines=2, digits=10)
    apart = reader("components", fitted)(ink(own.image))
    joined = reader("components_dilated", fitted)(ink(own.image))
    assert [len(line) for line in apart] == [10, 10]
    assert sum(map(len, joined)) < 12
    assert set(scoring.outcomes(own, joined)) >= {"merged"}


def test_a_page_without_ink_is_read_as_nothing(fitted):
    paper = np.full((80, 120), 240, np.uint8)
    for way in ways.WAYS:
        assert reader(way, fitted)(ink(paper)) == []


def test_probabilities_are_shares_of_all_paths(fitted):
    own = page(Look(gap=1), lines=1, digits=6)
    [strip] = lines.strips(ink(own.image))
    line = segments.graph(strip.ink)
    logits = junk.logits(fitted[1], segments.images(strip.ink, line))
    cuts = reader("cuts", fitted)
    assert isinstance(cuts, Cuts)
    path, _, probability = cuts.path(line, logits)
    assert ((probability >= 0) & (probability <= 1 + 1e-9)).all()
    # What a pixel belongs to is one edge of each path, and of its labels one.
    seen = paths.weighed(line, logits)
    scores = seen.scores(cuts.weights)
    every = np.where(line.empty, 0, paths.log_sum(scores))
    _, [share] = paths.over_all([line.nodes], [line.edges], [every])
    for node in range(line.nodes):
        over = (line.edges[:, 0] <= node) & (line.edges[:, 1] > node)
        assert share[over].sum() == pytest.approx(1)
    assert not line.empty[path].any()


def test_without_weights_a_path_is_worth_its_labels_probabilities():
    class Sure(nn.Module):
        """Says 3 of all, with a logit for each network alike."""

        def __init__(self):
            super().__init__()
            self.bias = nn.Parameter(torch.zeros(10))

        def forward(self, images):
            return self.bias + torch.nn.functional.one_hot(torch.full((len(images),), 3), 10).float()

    own = page(Look(gap=4), lines=1, digits=5)
    [line] = Cuts(Sure(), None)(ink(own.image))
    # Every segment costs the same, so the fewest are best.
    widest = max(reading.box[3] - reading.box[2] for reading in line)
    assert {reading.label for reading in line} == {3}
    assert widest > 22
    assert len(line) < 5


def test_a_speck_beside_a_character_is_none_to_components(fitted):
    own = page(Look(gap=12, gap_spread=0, noise=0.0), lines=1, digits=4)
    read = Components(fitted[0])(ink(own.image))
    specked = own.image.copy()
    row, column = own.box[1, 0] + 8, own.box[1, 3] + 5
    specked[row : row + 4, column : column + 4] = 30
    again = Components(fitted[0])(ink(specked))
    assert [[reading.label for reading in line] for line in again] == [
        [reading.label for reading in line] for line in read
    ]


def test_a_segment_without_ink_costs_a_path_nothing_and_is_not_read():
    edges = np.array([[0, 1], [0, 2], [1, 2]])
    line = segments.Graph(
        nodes=2,
        piece=np.zeros((40, 10), int),
        edges=edges,
        boxes=np.zeros((3, 4), int),
        centres=np.zeros((3, 2)),
        empty=np.array([False, False, True]),
        cut=np.zeros(3),
        inside=np.zeros(3),
        through=np.zeros(3, bool),
        gap=np.zeros(3, bool),
        apart=1.0,
    )
    logits = np.zeros((3, 10))
    logits[0, 3], logits[1, 8] = 9, 7  # and of nothing all classes alike
    path, label, _ = Cuts(nn.Identity(), None).path(line, logits)
    assert (path, label[path].tolist()) == ([0], [3])


def test_components_in_a_line_come_from_left_to_right_with_their_boxes(fitted):
    own = page(Look(gap=4), lines=2, digits=5)
    read = Components(fitted[0])(ink(own.image))
    for number, line in enumerate(read):
        lefts = [reading.box[2] for reading in line]
        assert lefts == sorted(lefts)
        np.testing.assert_allclose([reading.box for reading in line], own.box[own.line == number], atol=1)


def perfect(page_of):
    """A way to read that knows the truth of each page, by its ink."""

    def read(found):
        own = page_of[found.amount.tobytes()]
        return [
            [
                Reading(int(own.label[k]), tuple(map(float, own.box[k])), 1.0)
                for k in np.flatnonzero(own.line == line)
            ]
            for line in np.unique(own.line)
        ]

    return read


def test_a_way_is_measured_page_by_page_and_its_pages_are_kept():
    digits, layout = pages.inked(strokes(30)), pages.Layout(2, 5)
    names = ["gap 0", "photo"]
    known = {
        ink(own.image).amount.tobytes(): own
        for name in names
        for own in conditions.measured(digits, layout, 3, name, 4)
    }
    told = []
    table, kept = measure.studied(digits, layout, 3, 4, names, perfect(known), told.append)
    assert told == list(range(1, 7))
    assert table.condition.tolist() == ["gap 0"] * 3 + ["photo"] * 3
    assert (table.edits == 0).all()
    assert (table.right == 10).all()
    first = next(conditions.measured(digits, layout, 3, "photo", 4))
    np.testing.assert_array_equal(kept["photo.image"], first.image)
    assert kept["photo.right"].all()
    np.testing.assert_array_equal(kept["photo.boxes"], first.box)
    assert kept["images"].shape == (0, *measure.AROUND)


def test_failures_are_kept_with_what_was_read_there():
    digits, layout = pages.inked(strokes(30)), pages.Layout(1, 6)

    def wrong(found):
        first = known[found.amount.tobytes()]
        boxes = [tuple(map(float, box)) for box in first.box]
        merged = (boxes[1][0], boxes[1][1], boxes[1][2], boxes[2][3])
        return [[Reading(int(first.label[0] + 1) % 10, boxes[0], 1.0), Reading(5, merged, 1.0)]]

    known = {
        ink(own.image).amount.tobytes(): own for own in conditions.measured(digits, layout, 2, "gap 4", 4)
    }
    _, kept = measure.studied(digits, layout, 2, 4, ["gap 4"], wrong)
    kinds = kept["outcomes"].tolist()
    assert kinds.count("misread") == 2
    assert kinds.count("merged") >= 2
    assert kinds.count("missed") == measure.KEPT
    [place, *_] = np.flatnonzero(kept["outcomes"] == "misread")
    assert int(kept["read"][place]) == (int(kept["truth"][place]) + 1) % 10
    first = next(conditions.measured(digits, layout, 2, "gap 4", 4))
    top, bottom, left, right = first.box[0]
    row, column = (top + bottom) // 2, (left + right) // 2
    there = first.image[row - 18 : row + 18, column - 26 : column + 26]
    np.testing.assert_array_equal(kept["images"][place], there)


def test_shares_have_intervals_over_pages():
    part, whole = np.array([3, 5, 4, 8]), np.array([50, 50, 50, 50])
    shares = part / whole
    expected = stats.t.interval(0.95, len(shares) - 1, shares.mean(), stats.sem(shares))
    assert measure.rate(part, whole) == pytest.approx((shares.mean(), *expected))
    # Pages of other sizes count by what is on them.
    share, low, high = measure.rate(np.array([1, 30]), np.array([10, 100]))
    assert share == 31 / 110
    assert low < share < high


def test_pages_that_are_all_alike_do_not_make_a_share_certain():
    assert measure.rate(np.zeros(4), np.full(4, 50)) == (0, *wilson(0, 200))
    assert measure.rate(np.full(4, 5), np.full(4, 50)) == (0.1, *wilson(20, 200))
    assert np.isnan(measure.rate(np.zeros(2), np.zeros(2))).all()


def test_a_summary_adds_pages_up_and_says_what_was_changed():
    rows = [
        {"condition": name, "page": k, "digits": 10, "edits": k}
        | {"found": 9, "hits": 8, "lines": 2, "lines_hit": 1}
        for name in ("gap 0", "blur")
        for k in range(3)
    ]
    first, second = measure.summary(pd.DataFrame(rows)).to_dict("records")
    assert (first["condition"], first["pages"], first["edits"], first["error"]) == ("gap 0", 3, 3, 0.1)
    assert (first["precision"], first["recall"], first["line_recall"]) == (24 / 27, 24 / 30, 0.5)
    assert json.loads(first["changes"]) == {"gap": 0}
    assert json.loads(second["changes"]) == {"gap": 4, "blur": 1.0}


def test_the_floor_reads_each_digit_cut_out_by_its_truth(fitted):
    digits, layout = pages.inked(strokes(30)), pages.Layout(2, 5)
    table = isolated.studied(digits, layout, 2, 4, ["gap 4", "gap -2"], fitted[0])
    assert table.condition.tolist() == ["alone"] * 2 + ["gap 4"] * 2 + ["gap -2"] * 2
    assert (table.digits == 10).all()
    assert table.edits[:4].sum() <= 1
    own = page(Look(gap=4, noise=0.0))
    for crop, box in zip(isolated.cut_out(own), own.box, strict=True):
        rows, columns = np.nonzero(crop > 0.24)
        assert (np.ptp(rows) + 1, np.ptp(columns) + 1) == (box[1] - box[0], box[3] - box[2])
    touching = page(Look(gap=-1, noise=0.0))
    for digit, (crop, box) in enumerate(zip(isolated.cut_out(touching), touching.box, strict=True)):
        top, left = box[0] - isolated.AROUND, box[2] - isolated.AROUND
        owner = touching.owner[top : top + crop.shape[0], left : left + crop.shape[1]]
        assert ((owner >= 0) & (owner != digit)).any()
        assert crop[(owner >= 0) & (owner != digit)].sum() == 0
    for crop, index in zip(isolated.alone(own, pages.inked(strokes())), own.index, strict=True):
        np.testing.assert_allclose(crop, strokes().images[index] / np.float32(255))


def another_programs_page(split, seed, rows=4, columns=12):
    """A page by Pillow alone: larger digits, spaces, wide margins, cream paper, a shadow, turned, as JPEG.

    Returns:
        Grey levels, and the labels line by line.
    """
    random = np.random.default_rng(seed)
    sheet = Image.new("L", (columns * 52 + 260, rows * 96 + 300), 0)
    truth = []
    for row in range(rows):
        x, labels = 130 + int(random.integers(0, 40)), []
        for _ in range(columns):
            at = int(random.integers(len(split)))
            glyph = Image.fromarray(split.images[at]).resize((56, 56), Image.Resampling.LANCZOS)
            glyph = glyph.crop(glyph.point(lambda value: 255 * (value > 60)).getbbox())
            sheet.paste(255, (x, 150 + row * 96 - glyph.height // 2 + int(random.integers(-4, 5))), glyph)
            labels.append(int(split.labels[at]))
            x += glyph.width + int(random.integers(5, 22))
        truth.append(labels)
    sheet = sheet.rotate(-1.5, Image.Resampling.BICUBIC, expand=True)
    light = np.linspace(250, 150, sheet.width)[None] - np.linspace(0, 40, sheet.height)[:, None]
    paper = Image.fromarray(np.clip(light, 0, 255).astype(np.uint8))
    picture = Image.composite(Image.new("L", sheet.size, 60), paper, sheet.point(lambda value: value * 0.8))
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=70)
    return np.asarray(Image.open(file)), truth


def test_a_page_that_another_program_made_is_read(fitted):
    read = reader("cuts", fitted)
    wrong = digits = 0
    for seed in range(2):
        picture, truth = another_programs_page(strokes(60, seed=9), seed)
        found = [[character.label for character in line] for line in read(ink(picture))]
        assert len(found) == len(truth)
        wrong += sum(map(scoring.edit_distance, truth, found))
        digits += sum(map(len, truth))
    assert wrong <= 0.03 * digits
