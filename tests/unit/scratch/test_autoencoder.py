import numpy as np
import pytest
import torch
from torch import nn

from digitlab.data.mnist import Split
from digitlab.errors import InputError
from digitlab.scratch import autoencoder, reconstruction
from digitlab.scratch.autoencoder import Contender, Recipe

RECIPE = Recipe(hidden=6, epochs=2, batch_size=20, warmup=0.25)
USUAL = Contender(3, "logistic", "adam", 0.02, 5)


def digits(count=90, seed=0):
    """Images of ten kinds of stripes under noise."""
    random = np.random.default_rng(seed)
    labels = random.integers(0, 10, count).astype(np.uint8)
    images = random.integers(0, 60, (count, 28, 28))
    images[np.arange(count), 2 * labels] += 190
    return Split(images.astype(np.uint8), labels)


IMAGES = autoencoder.as_rows(digits().images)


def test_it_is_784_32_k_32_784_with_the_output_asked_for():
    net = autoencoder.Autoencoder(32, 8, "logistic")
    sizes = [(m.in_features, m.out_features) for m in net.modules() if isinstance(m, nn.Linear)]
    assert sizes == [(784, 32), (32, 8), (8, 32), (32, 784)]
    linear = autoencoder.Autoencoder(32, 8, "linear")
    linear.load_state_dict(net.state_dict())
    x = torch.rand(4, 784)
    torch.testing.assert_close(torch.sigmoid(linear(x)), net(x))
    slope = [m.negative_slope for m in net.modules() if isinstance(m, nn.LeakyReLU)]
    assert slope == [autoencoder.LEAK] * 2


def test_training_is_torchs_adam_in_one_cycle():
    net, losses = autoencoder.trained(IMAGES, RECIPE, USUAL)
    torch.manual_seed(5)
    theirs = autoencoder.Autoencoder(6, 3, "logistic")
    random = torch.Generator().manual_seed(5)
    adam = torch.optim.Adam(theirs.parameters(), lr=0.02)
    cycle = torch.optim.lr_scheduler.OneCycleLR(adam, 0.02, total_steps=8, pct_start=0.25)
    expected = []
    for _ in range(2):
        order = torch.randperm(90, generator=random)
        for update in range(4):
            batch = IMAGES[order[20 * update : 20 * update + 20]]
            loss = ((theirs(batch) - batch) ** 2).mean()
            expected.append(loss.item())
            adam.zero_grad()
            loss.backward()
            adam.step()
            cycle.step()
    for mine, other in zip(net.parameters(), theirs.parameters(), strict=True):
        torch.testing.assert_close(mine, other, rtol=1e-4, atol=1e-6)
    assert losses == pytest.approx([np.mean(expected[:4]), np.mean(expected[4:])], rel=1e-5)


def test_momentum_keeps_its_rate():
    net, _ = autoencoder.trained(IMAGES, RECIPE, Contender(3, "linear", "momentum", 0.05, 5))
    torch.manual_seed(5)
    theirs = autoencoder.Autoencoder(6, 3, "linear")
    random = torch.Generator().manual_seed(5)
    descent = torch.optim.SGD(theirs.parameters(), lr=0.05, momentum=0.9)
    for _ in range(2):
        order = torch.randperm(90, generator=random)
        for update in range(4):
            batch = IMAGES[order[20 * update : 20 * update + 20]]
            descent.zero_grad()
            nn.functional.mse_loss(theirs(batch), batch).backward()
            descent.step()
    for mine, other in zip(net.parameters(), theirs.parameters(), strict=True):
        torch.testing.assert_close(mine, other, rtol=1e-5, atol=1e-7)


def test_a_batch_larger_than_the_images_is_named():
    with pytest.raises(
        InputError, match=r"autoencoder\.batch_size is 20; allowed: as many .* images, 12, or"
    ):
        autoencoder.trained(IMAGES[:12], RECIPE, USUAL)


def test_what_diverges_has_no_loss_and_stops_nothing():
    net, losses = autoencoder.trained(IMAGES, RECIPE, Contender(3, "linear", "momentum", 1e30, 5))
    assert np.isnan(losses[-1])
    assert np.isfinite(autoencoder.codes(net, IMAGES)).all()
    found = reconstruction.decibels(autoencoder.reconstructed(net, IMAGES), IMAGES)
    assert reconstruction.interval(found)["mean"] is None


def test_reconstructions_are_within_the_pixels_range():
    net, _ = autoencoder.trained(IMAGES, RECIPE, Contender(3, "linear", "adam", 0.02, 5))
    with torch.no_grad():
        raw = net(IMAGES)
    made = autoencoder.reconstructed(net, IMAGES)
    assert raw.min() < 0
    torch.testing.assert_close(made, raw.clamp(0, 1))


def test_the_contenders_are_those_of_the_config():
    settings = {"bottlenecks": [8, 3], "learning_rate": 0.1, "repeats": 2, "momentum_rates": [0.5, 2]}
    found = autoencoder.contenders(settings, 7)
    assert [(c.code, c.output, c.optimizer, c.learning_rate, c.seed) for c in found] == [
        (3, "logistic", "adam", 0.1, 7),
        (3, "logistic", "adam", 0.1, 8),
        (8, "logistic", "adam", 0.1, 7),
        (8, "logistic", "adam", 0.1, 8),
        (8, "linear", "adam", 0.1, 7),
        (8, "logistic", "momentum", 0.5, 7),
        (8, "logistic", "momentum", 2, 7),
    ]


def test_a_study_sets_every_network_beside_components_and_the_mean_image():
    train, test = digits(), digits(40, seed=1)
    settings = {"bottlenecks": [2, 4], "learning_rate": 0.02, "repeats": 1, "momentum_rates": [0.5]}
    chosen = autoencoder.contenders(settings, 1)
    summary, losses, pictures, points = autoencoder.studied(train, test, RECIPE, chosen)
    rows = autoencoder.as_rows(test.images)
    net, history = autoencoder.trained(autoencoder.as_rows(train.images), RECIPE, chosen[1])
    quality = reconstruction.decibels(autoencoder.reconstructed(net, rows), rows)
    mean, directions = reconstruction.principal_components(autoencoder.as_rows(train.images))
    components = reconstruction.decibels(reconstruction.projected(rows, mean, directions[:, :4]), rows)
    row = summary["networks"][1]
    assert row["decibels"]["mean"] == pytest.approx(quality.mean())
    assert row["over_components"]["mean"] == pytest.approx((quality - components).mean())
    assert summary["components"][1]["decibels"]["mean"] == pytest.approx(components.mean())
    of_mean = reconstruction.decibels(mean.expand_as(rows), rows).mean()
    assert summary["mean_image"]["mean"] == pytest.approx(of_mean)
    assert row["over_mean"]["mean"] == pytest.approx(quality.mean() - of_mean)
    linear = summary["networks"][2]
    assert linear["logistic_over"]["mean"] == pytest.approx(quality.mean() - linear["decibels"]["mean"])
    assert (
        losses[
            (losses.code == 4) & (losses.optimizer == "adam") & (losses.output == "logistic")
        ].loss.tolist()
        == history
    )
    assert set(pictures) == {
        *("original", "linear", "network_2", "network_4", "components_2", "components_4"),
    }
    assert {array.shape for array in pictures.values()} == {(len(set(test.labels)), 28, 28)}
    assert test.images[autoencoder.first_of_each(test.labels)[3]].tolist() == pictures["original"][3].tolist()
    assert points["codes"].shape == (40, 2)
    assert summary["map"]["digits"] == 40


def test_pictures_are_the_rows_as_bytes():
    rows = torch.tensor([[0.0, 1.0, 0.5, float("nan")] * 196])
    assert autoencoder.as_images(rows)[0, 0, :4].tolist() == [0, 255, 128, 0]
