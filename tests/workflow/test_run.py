import re

import numpy as np
import pandas as pd
import pytest
from conftest import snakemake
from safetensors.numpy import load_file

from .conftest import planned, read


def test_the_data_set_is_what_the_contract_says(finished):
    with np.load(finished / "results/data/dataset.npz") as data:
        assert data["train_images"].shape == (4000, 28, 28)
        assert data["test_labels"].shape == (1000,)
        assert {data[name].dtype for name in data.files} == {np.dtype(np.uint8)}
    provenance = read(finished, "data/provenance.json")
    assert (provenance["name"], provenance["source"]) == ("mnist5k", "bundled")
    assert (provenance["train_images"], provenance["test_images"]) == (4000, 1000)


def test_the_network_is_what_the_contract_says(finished):
    metrics = read(finished, "cnn/metrics.json")
    assert metrics["train_accuracy"] >= 0.9
    assert {"test_accuracy", "epochs", "parameters", "device", "precision"} <= set(metrics)
    assert len(pd.read_csv(finished / "results/cnn/history.csv")) == metrics["epochs"] == 3
    assert {"train_seconds", "images_per_second"} <= set(read(finished, "cnn/timing.json"))
    weights = load_file(finished / "results/cnn/model.safetensors")
    assert weights["convolutions.2.weight"].shape == (16, 12, 3, 3)


def test_the_shifted_example_is_what_the_contract_says(finished):
    example = read(finished, "shift/example.json")
    with np.load(finished / "results/data/dataset.npz") as data:
        assert data["test_labels"][example["index"]] == example["digit"] == 1
    for view in ("original", "left", "right"):
        p = example[view]["probabilities"]
        assert len(p) == 10
        assert sum(p) == pytest.approx(1, abs=1e-5)
        assert example[view]["label"] == int(np.argmax(p))
    assert example["original"]["label"] == 1


def test_the_occlusion_maps_are_what_the_contract_says(finished):
    with (
        np.load(finished / "results/occlusion/maps.npz") as maps,
        np.load(finished / "results/data/dataset.npz") as data,
    ):
        np.testing.assert_array_equal(maps["image"], data["test_images"][maps["index"]])
        assert maps["probability_of_digit"].shape == maps["predicted_label"].shape == (21, 21)
        assert maps["probability_of_digit"].dtype == maps["highest_probability"].dtype == np.float32
        assert np.issubdtype(maps["predicted_label"].dtype, np.integer)
        six = maps["predicted_label"] == 6
        np.testing.assert_array_equal(maps["probability_of_digit"][six], maps["highest_probability"][six])


def test_the_recurrent_networks_are_what_the_contract_says(finished):
    keys = {
        "y_hat",
        "loss",
        "gradient_central_difference",
        "gradient_unrolled",
        "updated_bias",
        "updated_loss",
    }
    rnn, lstm = read(finished, "rnn/bptt.json"), read(finished, "lstm/bptt.json")
    assert keys <= set(rnn)
    assert keys <= set(lstm)
    assert keys - {"y_hat"} == set(rnn["summed"])
    assert rnn["loss"] == pytest.approx(3.0072079866)
    assert np.shape(lstm["y_hat"]) == (3, 2)


def test_the_environment_names_what_the_numbers_depend_on(finished):
    environment = read(finished, "environment.json")
    assert environment["config"]["cnn"]["channels"] == [8, 12, 16]
    assert environment["data"]["sha256"] == read(finished, "data/provenance.json")["sha256"]
    assert {"torch", "matplotlib", "jinja2"} <= set(environment["packages"])
    assert environment["device"] == read(finished, "cnn/metrics.json")["device"]


def test_the_report_is_one_file_that_needs_no_network(finished):
    page = (finished / "report/index.html").read_text()
    assert len(page.encode()) < 8_000_000
    # It loads nothing; a work cited is linked.
    assert not re.search(r"<(?!a )[^>]*\s(?:src|href|xlink:href)\s*=\s*[\"'](?:https?:)?//", page)
    assert not re.search(r"@import|url\(\s*['\"]?http", page)
    drawn = {path.stem for path in (finished / "results/figures").glob("*.svg")}
    assert sorted(re.findall(r'data-figure="([\w-]+)"', page)) == sorted(drawn)
    assert page.count("<img ") == len(list((finished / "results/figures").glob("*.png")))
    assert 'class="banner"' in page
    assert "bundled" in page
    for anchor in re.findall(r'href="#([^"]+)"', page):
        assert f'id="{anchor}"' in page


def test_the_reports_numbers_are_the_artifacts(finished):
    page = (finished / "report/index.html").read_text()
    metrics = read(finished, "cnn/metrics.json")
    assert f"{100 * metrics['test_accuracy']:.2f}%" in page
    rnn = read(finished, "rnn/bptt.json")
    assert f"{rnn['loss']:.8f}" in page
    assert f"{rnn['summed']['updated_loss']:.8f}" in page
    assert f"{read(finished, 'lstm/bptt.json')['loss']:.8f}" in page


def test_every_log_says_something_and_every_rule_has_one(finished):
    logs = {path.stem for path in (finished / "results/logs").rglob("*.log")}
    assert {"download", "cnn", "unaugmented", "occlusion", "plot_memory", "report"} <= logs
    text = (finished / "results/logs/train/cnn.log").read_text()
    assert text.count("epoch ") >= 3


def test_nothing_is_done_twice(finished):
    assert planned(finished) == set()


@pytest.mark.parametrize(
    ("override", "rules"),
    [
        (
            "occlusion={patch: 6}",
            {
                f"{kind}{step}"
                for kind in ("", "plot_")
                for step in ("occlusion", "occlusion_all", "sanity_checks")
            },
        ),
        ("rnn={epsilon: 0.001}", {"rnn", "plot_rnn"}),
        ("report={title: Another}", set()),
        (
            "filters={layers: [1, 2]}",
            {"filters", "plot_filters", "activating_patches", "plot_activating_patches"},
        ),
    ],
)
def test_a_changed_parameter_reruns_what_depends_on_it(finished, override, rules):
    page = {"environment", "answers", "report", "provenance"}
    assert planned(finished, "--config", override) == rules | page


def test_a_dead_network_leads_to_the_bundled_images_and_says_so(project):
    mirrors = "data={name: mnist, mirrors: ['http://127.0.0.1:9/']}"
    run = snakemake(
        project, "--cores", "1", "--configfile", "small.yaml", "--config", mirrors, "--until", "download"
    )
    assert "going on with the bundled 5,000 images" in run.stdout
    assert read(project, "data/provenance.json")["source"] == "bundled"


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ("nothing", "offline_fallback to mnist5k"),
        ("cut", r"t10k-images-idx3-ubyte\.gz: cut off or damaged gzip"),
        ("other", r"train-labels-idx1-ubyte\.gz: SHA-256 .* tampered with"),
    ],
)
def test_data_that_cannot_be_used_is_named_and_nothing_is_left(project, small_files, fault, message):
    local = project / "data" / "mnist"
    if fault != "nothing":
        local.parent.mkdir()
        small_files.rename(local)
    if fault == "cut":
        path = local / "t10k-images-idx3-ubyte.gz"
        path.write_bytes(path.read_bytes()[:-30])
    sha256 = ", sha256: null" if fault == "cut" else ""
    data = f"data={{name: mnist, offline_fallback: null, mirrors: ['http://127.0.0.1:9/']{sha256}}}"
    arguments = ("--cores", "1", "--configfile", "small.yaml", "--config", data)
    run = snakemake(project, *arguments, "--until", "download", check=False)
    assert run.returncode
    assert re.search(
        rf"download: error: .*{message}" if fault != "other" else "SHA-256 .* tampered with", run.stdout
    )
    assert not any(path.is_file() for path in (project / "results").rglob("data/*"))


def test_a_network_that_learns_too_little_fails_and_says_what_it_reached(finished, project):
    (project / "results").mkdir()
    config = "cnn={epochs: 1, learning_rate: 1e-7}"
    arguments = ("--cores", "1", "--configfile", "small.yaml", "--config", config, "--until", "train")
    run = snakemake(project, *arguments, check=False)
    assert run.returncode
    assert re.search(
        r"train: error: training accuracy 0\.\d+ is below cnn\.required_accuracy 0\.9", run.stdout
    )
    assert not (project / "results/cnn/model.safetensors").exists()


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("occlusion={patch: 40}", "occlusion.patch is 40; allowed: a whole number from 1 to 28"),
        ("occlusion={pach: 4}", "occlusion.pach is not a key; did you mean patch?"),
        ("shift={digit: 12}", "shift.digit is 12; allowed: a whole number from 0 to 9"),
        ("cnn={channels: [8, 8]}", "cnn.channels is [8, 8]; allowed: a list of 3 or more"),
    ],
)
def test_a_wrong_config_stops_before_any_job(project, override, message):
    run = snakemake(project, "--cores", "1", "--config", override, check=False)
    assert run.returncode
    assert f"config: {message}" in run.stdout
    assert not (project / "results").exists()
