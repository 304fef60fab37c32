from digitlab.answers.default_label import default_label


def defaults(label=1):
    greys = [{"level": 64, "label": 8, "probability": 0.5}, {"level": 255, "label": 2, "probability": 0.25}]
    noise = {"images": 300, "label": 3, "label_share": 0.75, "label_low": 0.7, "label_high": 0.8}
    return {"blank": {"level": 0, "label": label, "probability": 0.875}, "greys": greys, "noise": noise}


def test_the_default_is_the_label_of_a_blank_image():
    found, numbers = default_label(defaults(7))
    assert (found.label, found.noise) == (7, 3)
    assert [row["label"] for row in found.greys] == [8, 2]
    assert (numbers["blank_probability"].value, numbers["noise_share"].value) == (0.875, 0.75)
    assert (numbers["noise_share"].low, numbers["noise_share"].high, numbers["noise_share"].n) == (
        0.7,
        0.8,
        300,
    )
