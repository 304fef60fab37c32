from digitlab.choices import selection


def test_the_best_is_the_most_accurate_on_held_out_images():
    def point(accuracy, cost):
        return {
            "history": [
                {"cost": 9.0, "validation_accuracy": 1.0},
                {"cost": cost, "validation_accuracy": accuracy},
            ]
        }

    points = [point(0.9, 0.3), point(0.95, 0.4), point(0.95, 0.2), point(0.99, None)]
    assert selection.best(points) is points[2]  # a cost that is no number is never chosen
    assert selection.best(points[3:]) is points[3]


def record(name, accuracy, rate):
    history = [{"cost": 0.1, "validation_accuracy": accuracy}]
    tried = [
        {"settings": {"learning_rate": rate}, "history": history},
        {
            "settings": {"learning_rate": 9 * rate},
            "history": [{"cost": 0.1, "validation_accuracy": accuracy - 0.1}],
        },
    ]
    return {"optimizer": name, "tried": tried}


def test_the_best_optimizers_rate_is_multiplied():
    name, grid = selection.around([record("sgd", 0.8, 0.1), record("adam", 0.9, 0.01)], [0.5, 2])
    assert name == "adam"
    assert grid == [{"learning_rate": 0.005}, {"learning_rate": 0.02}]


def test_networks_that_were_measured_bear_what_they_have_in_common():
    networks = {"variant": "batch_norm", "optimizer": "adam", "settings": {"learning_rate": 0.1}, "tried": []}
    fits = selection.fits(networks | {"fits": [{"seed": 1, "test_accuracy": 0.9}, {"seed": 2}]})
    common = {"variant": "batch_norm", "optimizer": "adam", "settings": {"learning_rate": 0.1}}
    assert fits == [common | {"seed": 1, "test_accuracy": 0.9}, common | {"seed": 2}]
