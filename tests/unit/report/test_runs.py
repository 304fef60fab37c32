from digitlab.report import runs


def test_differences_are_those_of_the_leaves():
    a = {"x": {"y": 1, "z": [1, 2]}, "only": True, "long": list(range(50))}
    b = {"x": {"y": 1, "z": [1, 3]}, "new": "n", "long": list(range(1, 51))}
    assert runs.differences(a, b) == [
        {"name": "x.z[2]", "first": 2, "second": 3},
        {"name": "only", "first": True, "second": None},
        {"name": "new", "first": None, "second": "n"},
    ]
    assert runs.differences(a, a) == []
