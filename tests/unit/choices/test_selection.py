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


def record(name, accuracies, rate, best_tried=0.99):
    def history(accuracy):
        return [{"cost": 0.1, "validation_accuracy": 1.0}, {"cost": 0.1, "validation_accuracy": accuracy}]

    tried = [{"settings": {"learning_rate": rate}, "history": history(best_tried)}]
    fits = [{"test_accuracy": 1 - accuracy, "history": history(accuracy)} for accuracy in accuracies]
    return {"optimizer": name, "settings": {"learning_rate": rate}, "tried": tried, "fits": fits}


def test_the_winner_is_best_on_the_held_out_images_on_average_over_its_networks():
    # Neither one network, nor the one that tried the settings, nor the test images decide.
    records = [record("sgd", [0.8, 0.99], 0.1), record("adam", [0.9, 0.91], 0.01, best_tried=0.5)]
    assert selection.winner(records)["optimizer"] == "adam"
    assert selection.validated(records[0]) == 0.895


def test_the_winners_rate_is_multiplied():
    name, grid = selection.around([record("sgd", [0.8], 0.1), record("adam", [0.9], 0.01)], [0.5, 2])
    assert name == "adam"
    assert grid == [{"learning_rate": 0.005}, {"learning_rate": 0.02}]


def test_networks_that_were_measured_bear_what_they_have_in_common():
    networks = {"variant": "batch_norm", "optimizer": "adam", "settings": {"learning_rate": 0.1}, "tried": []}
    fits = selection.fits(networks | {"fits": [{"seed": 1, "test_accuracy": 0.9}, {"seed": 2}]})
    common = {"variant": "batch_norm", "optimizer": "adam", "settings": {"learning_rate": 0.1}}
    assert fits == [common | {"seed": 1, "test_accuracy": 0.9}, common | {"seed": 2}]
