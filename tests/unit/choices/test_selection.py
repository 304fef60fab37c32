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
