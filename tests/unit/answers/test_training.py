import pandas as pd
import pytest

from answers.words import rendered
from digitlab.answers import data, training

CNN = {
    "channels": [8, 12, 16, 20],
    "pool": [2, 1, 2, 1],
    "label_smoothing": 0.05,
    "augmentation": {"rotation": 0, "shear": 4},
    "required_accuracy": 0.95,
}
METRICS = {
    "train_images": 3920,
    "held_out_images": 80,
    "train_accuracy": 0.9,
    "test_accuracy": 0.8,
    "test_errors": 200,
    "epochs": 2,
    "batch_size": 32,
    "optimizer": "AdamW",
    "parameters": 1234,
}
HISTORY = pd.DataFrame({"epoch": [1, 2], "train_loss": [0.5, 0.3], "test_accuracy": [0.7, 0.8]})
PROVENANCE = {"name": "mnist5k", "source": "bundled", "verified": True, "sha256": {}}
PROVENANCE |= {"train_images": 4000, "test_images": 1000}


def answer(cnn=None, **metrics):
    return training.answer({"cnn": CNN | (cnn or {})}, METRICS | metrics, HISTORY, PROVENANCE)


def made_up():
    return answer()


def words(found):
    images = data.answer({"data": {"name": "mnist5k", "local_dir": ""}}, PROVENANCE)
    return rendered("training", {"training": found, "data": images})


@pytest.mark.parametrize(
    ("accuracy", "required", "verdict"),
    [(0.95, 0.95, "reached"), (0.9499, 0.95, "missed"), (0.6, 0.5, "reached"), (0.96, 0.97, "missed")],
)
def test_the_training_images_are_judged_by_what_the_config_asks_for(accuracy, required, verdict):
    found = answer({"required_accuracy": required}, train_accuracy=accuracy)
    assert found.verdict == training.reached(accuracy, required) == verdict
    assert found.required_accuracy == required


@pytest.mark.parametrize(("required", "text"), [(0.95, "95%"), (0.9, "90%"), (0.995, "99.5%")])
def test_question_and_answer_say_the_accuracy_that_the_config_asks_for(required, text):
    found = answer({"required_accuracy": required})
    assert f"right for {text} of its training images" in found.question
    assert f"the {text} asked for" in words(found)


def test_the_optimizer_is_the_one_that_trained():
    assert "AdamW updates the weights by batches of" in words(answer())
    assert "SGD updates the weights by batches of" in words(answer(optimizer="SGD"))


def test_the_layers_that_are_pooled_and_the_smoothing_are_the_configs():
    found = answer()
    assert (found.pooled, found.label_smoothing, found.augmented) == ([1, 3], 0.05, True)
    assert "convolutions 1 and 3 by max pooling first." in words(found)
    changed = {"pool": [1, 1, 3, 1], "label_smoothing": 0, "augmentation": {"rotation": 0, "shear": 0}}
    found = answer(changed)
    assert (found.pooled, found.label_smoothing, found.augmented) == ([3], None, False)
    assert "convolution 3 by max pooling first." in words(found)
    assert "batch norm and a ReLU. It" in words(answer({"pool": [1, 1, 1, 1]}))


def test_the_list_of_channels_is_not_part_of_another_list():
    assert "four convolutions (8, 12, 16 and 20 channels) and one linear layer:" in words(answer())


def test_the_figures_are_those_of_the_first_and_the_last_epoch():
    numbers = answer().numbers
    assert (numbers["first_loss"].value, numbers["last_loss"].value) == (0.5, 0.3)
    assert numbers["first_error"].value == pytest.approx(0.3)
    assert numbers["last_error"].value == pytest.approx(0.2)
    assert (numbers["epochs"].value, numbers["parameters"].value) == (2, 1234)
    assert answer().history[1] == {"epoch": 2, "train_loss": 0.3, "test_accuracy": 0.8}


def test_accuracies_rest_on_the_images_that_they_were_measured_on():
    numbers = answer().numbers
    train, test = numbers["train_accuracy"], numbers["test_accuracy"]
    assert (train.value, train.n, test.value, test.n) == (0.9, 3920, 0.8, 1000)
    assert test.low == pytest.approx(0.7741, abs=1e-4)  # Wilson's, 800 of 1000
    assert test.high == pytest.approx(0.8236, abs=1e-4)
    assert train.low < 0.9 < train.high
    assert (numbers["test_errors"].value, numbers["test_errors"].n) == (200, 1000)


def test_images_that_were_held_out_are_not_said_to_be_trained_on():
    text = words(answer())
    assert "on 3 920 of the 4 000 training images. The other 80 are held out" in text.replace("\u202f", " ")
    text = words(answer(train_images=4000, held_out_images=0)).replace("\u202f", " ")
    assert "on the 4 000 training images. AdamW updates" in text
    assert "held out" not in text
