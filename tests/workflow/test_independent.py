"""The analyses recomputed from the saved weights in a few lines, without the library."""

import json

import numpy as np
import pandas as pd
import pytest
import torch
from safetensors import safe_open
from scipy.optimize import isotonic_regression
from scipy.stats import spearmanr
from torch.nn import functional


@pytest.fixture(scope="module")
def run(finished):
    with np.load(finished / "results/data/dataset.npz") as data:
        images, labels = data["test_images"], data["test_labels"]

    def network(name):
        with safe_open(finished / f"results/{name}/model.safetensors", "pt") as file:
            shape = json.loads(file.metadata()["architecture"])
            w = {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118

        @torch.inference_mode()
        def says(pixels, w=w):
            x = (torch.tensor(pixels)[:, None].float() / 255 - 0.1307) / 0.3081
            for i, (padding, window) in enumerate(zip(shape["padding"], shape["pool"], strict=True)):
                x = functional.conv2d(x, w[f"convolutions.{i}.weight"], padding=padding)
                x = functional.max_pool2d(x, window)
                norm = [w[f"norms.{i}.{key}"] for key in ("running_mean", "running_var", "weight", "bias")]
                x = functional.relu(functional.batch_norm(x, *norm))
            return (x.flatten(1) @ w["linear.weight"].T + w["linear.bias"]).softmax(1).numpy()

        says.weights = w
        return says

    return finished / "results", images, labels, network


def test_the_occlusion_maps(run):
    results, _, _, network = run
    maps = np.load(results / "occlusion/maps.npz")
    covered = np.repeat(maps["image"][None], 441, 0)
    for k, (r, c) in enumerate(np.ndindex(21, 21)):
        covered[k, r : r + 8, c : c + 8] = 0
    p = network("cnn")(covered).reshape(21, 21, 10)
    np.testing.assert_allclose(maps["probability_of_digit"], p[..., 6], atol=1e-5)
    np.testing.assert_allclose(maps["highest_probability"], p.max(-1), atol=1e-5)
    assert (maps["predicted_label"] == p.argmax(-1)).mean() > 0.995  # but for ties


def test_the_class_wide_occlusion(run):
    results, images, labels, network = run
    found = np.load(results / "cnn/occlusion/all.npz")
    says = network("cnn")
    sixes = np.flatnonzero((labels == 6) & (says(images).argmax(1) == 6))
    np.testing.assert_array_equal(found["indices"], sixes)
    for position, (r, c) in ((5, (0, 0)), (0, (9, 7)), (11, (20, 13))):
        covered = images[sixes[position]].copy()
        covered[r : r + 8, c : c + 8] = 0
        assert found["probability"][position, r, c] == pytest.approx(says(covered[None])[0, 6], abs=1e-5)
    assert found["labels"].sum() == len(sixes) * 441
    squares = np.lib.stride_tricks.sliding_window_view(images[sixes].astype(float), (8, 8), (1, 2))
    ink = squares.sum((3, 4)).reshape(len(sixes), -1)
    drop = -found["probability"].reshape(len(sixes), -1)
    r = np.array([np.corrcoef(a, b)[0, 1] for a, b in zip(ink, drop, strict=True)])
    summary = json.loads((results / "cnn/occlusion/all.json").read_text())
    assert summary["ink_correlation"] == pytest.approx(np.nanmean(r))
    assert summary["by_line"] == pytest.approx(np.nanmean(r**2))
    left = []
    for a, b in zip(ink, drop, strict=True):
        if np.ptp(b):
            _, which, counts = np.unique(a, return_inverse=True, return_counts=True)
            fitted = isotonic_regression(np.bincount(which, b) / counts, weights=counts).x[which]
            left.append(((b - fitted) ** 2).mean() / b.var())
    assert summary["by_monotone"] == pytest.approx(1 - np.mean(left), abs=1e-6)


def test_the_maps_of_random_weights(run):
    results, images, _, network = run
    says = network("cnn")
    summary = json.loads((results / "sanity_checks/summary.json").read_text())
    maps = np.load(results / "sanity_checks/maps.npz")
    patch, stride, digit = summary["patch"], summary["stride"], summary["digit"]
    places = range(0, 28 - patch + 1, stride)
    # The first draw's weights from what the summary states, layer by layer from the output down.
    random, drawn, fan_in, stages = np.random.default_rng([summary["seed"], 0]), {}, 0, [{}]
    for name in summary["order"]:
        shape = tuple(says.weights[name].shape)
        fan_in = np.prod(shape[1:]) if name.endswith("weight") else fan_in
        uniform = random.uniform(-(fan_in**-0.5), fan_in**-0.5, shape)
        drawn[name] = torch.tensor(uniform.astype(np.float32))
        if name.startswith("convolutions"):
            norm = f"norms.{name.split('.')[1]}"
            drawn |= {f"{norm}.{key}": torch.ones(shape[0]) for key in ("weight", "running_var")}
            drawn |= {f"{norm}.{key}": torch.zeros(shape[0]) for key in ("bias", "running_mean")}
        if name != "linear.weight":
            stages.append(dict(drawn))
    assert len(stages) == len(summary["stages"]) + 1
    for at in (0, 3):
        image = images[maps["indices"][at]]
        covered = np.repeat(image[None], len(places) ** 2 + 1, 0)
        for k, (r, c) in enumerate((r, c) for r in places for c in places):
            covered[k, r : r + patch, c : c + patch] = 0
        for stage, weights in enumerate(stages):
            p = says(covered, says.weights | weights)[:, digit].astype(float)
            drop = (p[-1] - p[:-1]).reshape(len(places), -1)
            found = maps["random_drop"][stage - 1, at] if stage else maps["drop"][at]
            np.testing.assert_allclose(found, drop, atol=2e-6)
    table = pd.read_csv(results / "sanity_checks/draws.csv")
    own = maps["drop"].mean(0).ravel()
    for row in table[table.draw == 0].itertuples():
        theirs = maps["random_drop"][row.layers - 1].mean(0).ravel()
        assert row.correlation == pytest.approx(spearmanr(own, theirs).statistic)
        assert row.absolute == pytest.approx(spearmanr(abs(own), abs(theirs)).statistic)


@pytest.mark.parametrize("run_name", ["cnn", "unaugmented", "replicate_3"])
def test_the_shift_table(run, run_name):
    results, images, labels, network = run
    says = network(run_name)
    before = says(images).argmax(1)
    table = pd.read_csv(results / run_name / "shift/consistency.csv")
    table = table[(table.axis == "horizontal") & (table.before == "any")]
    for pixels in (-3, 2):
        padded = np.pad(images, ((0, 0), (0, 0), (3, 3)), mode="edge")
        after = says(padded[:, :, 3 - pixels : 31 - pixels]).argmax(1)
        for digit in ("all", "1", "8"):
            row = table[(table.pixels == pixels) & (table.digit == digit)].iloc[0]
            chosen = np.ones(len(labels), bool) if digit == "all" else labels == int(digit)
            assert row.digits == chosen.sum()
            assert abs(row.same - (before == after)[chosen].sum()) <= 1
            assert abs(row.correct - (after == labels)[chosen].sum()) <= 1


def test_the_transplants(run):
    results, images, labels, network = run
    says = network("cnn")
    summary = json.loads((results / "cnn/transplant/all.json").read_text())
    best = np.load(results / "cnn/transplant/best.npz")
    for k, found in enumerate(summary["best"]):
        side, victim, donor = found["patch"], images[found["victim"]].copy(), images[found["donor"]]
        assert labels[found["donor"]] == found["target"]
        window = np.s_[found["row"] : found["row"] + side, found["column"] : found["column"] + side]
        black = victim.copy()
        black[window] = 0
        r, c = found["source_row"], found["source_column"]
        victim[window] = donor[r : r + side, c : c + side]
        np.testing.assert_array_equal(best["images"][k], victim)
        p, control = says(np.stack([victim, black]))
        assert p.argmax() == found["target"] == found["piece_label"]
        assert p.max() == pytest.approx(found["piece_probability"], abs=1e-5)
        assert control.max() == pytest.approx(found["black_probability"], abs=1e-5)
    one = json.loads((results / "transplant/summary.json").read_text())
    gallery = np.load(results / "transplant/gallery.npz")
    for image, found in zip(gallery["images"], one["reached"], strict=True):
        p = says(image[None])[0]
        assert (p.argmax(), p.max()) == (found["target"], pytest.approx(found["probability"], abs=1e-5))


@pytest.mark.parametrize("run_name", ["cnn", "replicate_3"])
def test_what_a_piece_adds_to_a_third_classs_piece(run, run_name):
    results, images, labels, network = run
    tries = np.load(results / run_name / "transplant/tries.npz")
    rates = pd.read_csv(results / run_name / "transplant/rates.csv").set_index(["patch", "kind"])
    targets = pd.read_csv(results / run_name / "transplant/targets.csv").set_index(
        ["patch", "target", "kind"]
    )
    says = network(run_name)
    for s, side in enumerate(tries["patches"]):
        seen, hidden = {}, []
        for kind, names in (
            ("piece", ("donor", "source_row", "source_column")),
            ("mismatched", ("other_donor", "other_row", "other_column")),
            ("black", None),
        ):
            covered = []
            for v, k, t in np.ndindex(tries["row"].shape[1:]):
                image = images[tries["victims"][v]].copy()
                r, c = int(tries["row"][s, v, k, t]), int(tries["column"][s, v, k, t])
                hidden.append(image[r : r + side, c : c + side].sum() / image.sum())
                if names is None:
                    image[r : r + side, c : c + side] = 0
                else:
                    donor, top, left = (int(tries[name][s, v, k, t]) for name in names)
                    assert (labels[donor] == tries["targets"][k]) == (kind == "piece")
                    assert labels[donor] != 6
                    image[r : r + side, c : c + side] = images[donor][top : top + side, left : left + side]
                covered.append(image)
            p = np.concatenate([says(np.stack(covered[at : at + 500])) for at in range(0, len(covered), 500)])
            labelled = p.argmax(1).reshape(tries["row"].shape[1:])
            assert (labelled == tries[kind][s]).mean() > 0.99  # but for ties
            seen[kind] = tries[kind][s] == tries["targets"][:, None]
        assert rates.ink_hidden[side, "piece"] == pytest.approx(np.mean(hidden))
        for kind in ("mismatched", "black"):
            difference = seen["piece"].astype(float) - seen[kind]
            net = difference.mean((1, 2))
            half = 1.959964 * net.std(ddof=1) / np.sqrt(len(net))
            row = rates.loc[side, kind]
            found = [row.net, row.net_low, row.net_high]
            np.testing.assert_allclose(found, [net.mean(), net.mean() - half, net.mean() + half], atol=1e-7)
            assert (row.piece_only, row.control_only) == ((difference > 0).sum(), (difference < 0).sum())
            for k, target in enumerate(tries["targets"]):
                assert targets.net[side, target, kind] == pytest.approx(difference[:, k].mean(), abs=1e-12)


@pytest.mark.parametrize("run_name", ["cnn", "unaugmented"])
def test_the_precision_under_shift(run, run_name):
    results, images, labels, network = run
    says = network(run_name)
    table = pd.read_csv(results / run_name / "shift/precision.csv")
    for pixels in (-3, 0, 2):
        padded = np.pad(images, ((0, 0), (0, 0), (3, 3)), mode="edge")
        given = says(padded[:, :, 3 - pixels : 31 - pixels]).argmax(1)
        for digit in (1, 8):
            row = table[(table.pixels == pixels) & (table.digit == digit)].iloc[0]
            hits = ((given == digit) & (labels == digit)).sum()
            assert abs(row.given - (given == digit).sum()) <= 1
            assert row.members == (labels == digit).sum()
            assert row.precision_share == pytest.approx(hits / (given == digit).sum(), abs=0.011)
            assert row.recall_share == pytest.approx(hits / (labels == digit).sum(), abs=0.011)
    ink = pd.read_csv(results / run_name / "shift/ink.csv").set_index("pixels")
    lost = images[:, :, 26:].sum((1, 2)) / images.sum((1, 2))
    assert (ink.cut[2], ink.lost[2]) == ((lost > 0).sum(), pytest.approx(lost.mean()))
    found = json.loads((results / run_name / "shift/defaults.json").read_text())
    p = says(np.zeros((1, 28, 28), np.uint8))[0]
    assert (found["blank"]["label"], found["blank"]["probability"]) == (
        p.argmax(),
        pytest.approx(p.max(), abs=1e-5),
    )


def test_the_channels_that_separate(run):
    results, images, labels, network = run
    table = pd.read_csv(results / "cnn/separation/channels.csv")
    summary = json.loads((results / "cnn/separation/summary.json").read_text())
    assert sorted(table.channel) == list(range(summary["channels"]))
    maps = np.load(results / "cnn/separation/maps.npz")
    by_channel = table.sort_values("channel")
    np.testing.assert_allclose(by_channel.mean_first, maps["mean_first"].mean((1, 2)), rtol=1e-5, atol=1e-7)
    np.testing.assert_allclose(by_channel.mean_second, maps["mean_second"].mean((1, 2)), rtol=1e-5, atol=1e-7)
    says = network("cnn")(images).argmax(1)
    assert summary["test_digits"] == [int(((labels == d) & (says == d)).sum()) for d in (0, 8)]


@pytest.mark.parametrize("run_name", ["cnn", "unaugmented", "replicate_3"])
def test_the_confusion_matrix(run, run_name):
    results, images, labels, network = run
    p = network(run_name)(images)
    given = p.argmax(1)
    counts = np.zeros((10, 10), int)
    for truth, label in zip(labels, given, strict=True):
        counts[truth, label] += 1
    folder = results / run_name / "mistakes"
    table = pd.read_csv(folder / "confusion.csv").pivot(index="truth", columns="label", values="digits")
    assert np.abs(table.to_numpy() - counts).sum() <= 2  # but for ties
    by_digit = pd.read_csv(folder / "digits.csv")
    for d, row in enumerate(by_digit.itertuples()):
        assert row.recall_share == pytest.approx(counts[d, d] / counts[d].sum(), abs=0.02)
        assert row.precision_share == pytest.approx(counts[d, d] / counts[:, d].sum(), abs=0.02)
    wrong = pd.read_csv(folder / "wrong.csv")
    assert len(set(wrong["index"]) ^ set(np.flatnonzero(given != labels))) <= 1
    at = wrong["index"].to_numpy()
    np.testing.assert_array_equal(wrong.truth, labels[at])
    np.testing.assert_allclose(wrong.probability_of_label, p[at].max(1), atol=1e-5)
    np.testing.assert_allclose(wrong.probability_of_truth, p[at, labels[at]], atol=1e-5)
    assert wrong.probability_of_label.is_monotonic_decreasing
    np.testing.assert_array_equal(np.load(folder / "images.npz")["images"], images[at])


def test_the_images_wrong_in_every_network_and_without_augmentation(run):
    results, images, labels, network = run
    wrong = {
        name: network(name)(images).argmax(1) != labels for name in ("cnn", "unaugmented", "replicate_3")
    }
    found = json.loads((results / "answers.json").read_text())["mistakes"]
    both = wrong["cnn"] & wrong["replicate_3"]
    assert found["shared"]["networks"] == 2
    assert abs(found["shared"]["in_all"] - both.sum()) <= 1
    assert abs(found["shared"]["in_any"] - (wrong["cnn"] | wrong["replicate_3"]).sum()) <= 1
    only, other = (wrong["cnn"] & ~wrong["unaugmented"]).sum(), (wrong["unaugmented"] & ~wrong["cnn"]).sum()
    assert abs(found["numbers"]["only_here"]["value"] - only) <= 1
    assert abs(found["numbers"]["only_unaugmented"]["value"] - other) <= 1


@pytest.mark.parametrize("run_name", ["cnn", "replicate_3"])
def test_the_calibration_error_before_and_after_the_temperature(run, run_name):
    results, images, labels, network = run
    says = network(run_name)
    summary = json.loads((results / run_name / "calibration/summary.json").read_text())
    bins = 10  # tests/workflow/small.yaml

    def error(p):
        confidence, right = p.max(1), p.argmax(1) == labels
        total = 0.0
        for k in range(bins):
            own = (confidence > k / bins) & (confidence <= (k + 1) / bins)
            if own.any():
                total += own.mean() * abs(right[own].mean() - confidence[own].mean())
        return total

    p = says(images)
    assert summary["as_trained"]["error"] == pytest.approx(error(p), abs=2e-3)
    assert summary["as_trained"]["confidence"] == pytest.approx(p.max(1).mean(), abs=1e-5)

    with np.load(results / "data/dataset.npz") as data, np.load(results / run_name / "held_out.npz") as held:
        metrics = json.loads((results / run_name / "metrics.json").read_text())
        assert len(held["indices"]) == metrics["held_out_images"] == 80
        assert metrics["train_images"] == len(data["train_labels"]) - 80
        truth = data["train_labels"][held["indices"]]
        np.testing.assert_array_equal(held["labels"], truth)
        of_held = says(data["train_images"][held["indices"]])
        np.testing.assert_allclose(held["probabilities"], of_held, atol=1e-5)

    temperatures = np.geomspace(0.05, 20, 4001)
    logs = np.log(np.maximum(of_held.astype(float), 1e-38))
    losses = []
    for t in temperatures:
        z = logs / t
        losses.append(
            (np.log(np.exp(z - z.max(1, keepdims=True)).sum(1)) + z.max(1) - z[range(80), truth]).mean()
        )
    best = temperatures[np.argmin(losses)]
    assert summary["temperature"]["value"] == pytest.approx(best, rel=5e-3)
    scaled = p.astype(float) ** (1 / best)
    scaled /= scaled.sum(1, keepdims=True)
    assert summary["scaled"]["error"] == pytest.approx(error(scaled), abs=2e-3)
