from digitlab.answers.sections import CHAPTERS, SECTIONS, of_chapters


def test_a_chapters_sections_come_in_the_pages_order_whatever_the_configs():
    assert of_chapters(["report", "sequences", "data"]) == ["data", "rnn", "memory", "lstm", "environment"]
    assert of_chapters(CHAPTERS) == list(SECTIONS)
    assert sum(map(len, CHAPTERS.values())) == len(SECTIONS)  # none is in two


def test_sections_beyond_the_chapters_are_not_there():
    assert "live" not in of_chapters(["data", "cnn", "report"])
