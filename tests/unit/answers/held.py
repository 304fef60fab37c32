"""The files that sections embed to play with, as small as can be, by section and file name."""

HELD = {
    ("feature_maps", "feature_maps/maps.npz"): {"first": [[[0.0]]], "second": [[[0.0]]]},
    ("occlusion", "occlusion/maps.npz"): {"image": [[0]], "probabilities": [[[0.1] * 10]]},
    ("rnn", "bptt.json"): {
        **{"x": [[0.0]], "y_hat": [[0.5, 0.5]]},
        "parameters": {name: [[0.0]] for name in "WUV"},
        "intermediates": {name: [[0.0]] for name in ("a", "h", "o", "L", "dL_db_by_step")}
        | {name: [[0.0]] for name in ("da_db", "dh_db", "dL_do", "slope_of_tanh")},
    },
    ("shift", "steps.json"): {
        "digit": 1,
        "image": [[0]],
        "pixels": [-1, 0, 1],
        "probabilities": [[0.1] * 10] * 3,
    },
}
