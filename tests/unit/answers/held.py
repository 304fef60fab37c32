"""The files that sections embed to play with, as small as can be, by section and file name."""

HELD = {
    ("shift", "steps.json"): {
        "digit": 1,
        "image": [[0]],
        "pixels": [-1, 0, 1],
        "probabilities": [[0.1] * 10] * 3,
    },
}
