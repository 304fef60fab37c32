from answers.words import rendered
from digitlab.answers import readout

LEFT_OUT = {"weights": None, "sha256": None, "images": []}


def image(name):
    return {"names": [name, "hat"], "probabilities": [0.7, 0.1], "last_layer": [1000, 4096]}


def made_up(weights="alexnet.pth"):
    summary = {"weights": weights, "sha256": "0123456789abcdef" * 4, "images": [image("ball"), image("comb")]}
    return readout.answer({}, summary)


def test_without_weights_it_is_left_out():
    result = readout.answer({}, LEFT_OUT)
    assert (result.verdict, result.weights, result.digest, result.last_layer) == ("left out", "", "", [])
    assert result.images == []


def test_with_weights_each_image_has_its_most_probable_class():
    result = made_up()
    assert (result.verdict, result.weights, result.downloaded) == ("read out", "alexnet.pth", False)
    assert (result.digest, result.last_layer) == ("0123456789abcdef", [1000, 4096])
    assert [(seen.number, seen.name, seen.probability.value) for seen in result.images] == [
        (1, "ball", 0.7),
        (2, "comb", 0.7),
    ]


def test_torchvisions_own_weights_are_known_by_the_word():
    assert made_up("download").downloaded


def test_what_is_read_out_is_said_of_every_image():
    text = rendered("readout", {"readout": made_up()})
    assert "AlexNet with the weights in alexnet.pth (SHA-256 0123456789abcdef…)" in text
    assert "1000 × 4096: a row" in text
    assert text.count("Most probable: ball (70.0%).") == text.count("Most probable: comb (70.0%).") == 1
    assert "with the weights of torchvision (" in rendered("readout", {"readout": made_up("download")})
    left_out = rendered("readout", {"readout": readout.answer({}, LEFT_OUT)})
    assert "Left out: set readout.weights" in left_out
    assert "Most probable" not in left_out
