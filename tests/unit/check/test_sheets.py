"""What is said of a file and of a class, and the page that says it."""

import re
from dataclasses import replace

import pytest
from conftest import ROOT

from digitlab.check import answer_file, sheets, slips, ways
from digitlab.report import page

from .injected import solution
from .test_judge import PARAMETERS, RIGHT


def answered(way=RIGHT, title=None, comment=None, reading="last", lstm=()):
    given = answer_file.Given(PARAMETERS, reading, tuple(solution(way)))
    networks = {"rnn": given, "lstm": answer_file.Given(PARAMETERS, None, tuple(lstm))}
    return answer_file.Answers(title, comment, (), networks)


def sheet(name="mine", **what):
    return sheets.sheet(name, f"folder/{name}.yaml", answered(**what), 3)


def counts(*numbers):
    return sheets.Counts(*numbers)


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ((35, 35, 0, 0, 0), "35 of 35 right"),
        ((35, 32, 0, 2, 1), "32 of 35 right; 3 wrong: 2 explained, 1 unexplained"),
        ((35, 32, 1, 2, 0), "32 of 35 right; 3 wrong: 2 explained, 1 right from there on"),
        ((0, 0, 0, 0, 0), "no figure given"),
    ],
)
def test_counts_in_words(numbers, words):
    assert sheets.line(counts(*numbers)) == words


@pytest.mark.parametrize(
    ("numbers", "state"),
    [
        ((0, 0, 0, 0, 0), "not given"),
        ((2, 2, 0, 0, 0), "all"),
        ((2, 0, 2, 0, 0), "credited"),
        ((2, 1, 0, 1, 0), "some"),
        ((2, 0, 1, 1, 0), "some"),
        ((2, 0, 0, 1, 1), "none"),
    ],
)
def test_how_far_a_question_is_right(numbers, state):
    assert counts(*numbers).state == state


def test_a_sheet_counts_every_question_and_names_the_slips():
    said = sheet(way=replace(RIGHT, softmax_slope=False))
    network = said.networks["rnn"]
    assert list(said.networks) == ["rnn"]
    assert network.questions["outputs"] == counts(6, 6, 0, 0, 0)
    assert network.questions["gradient"] == counts(2, 0, 0, 2, 0)
    assert said.counts == network.counts
    assert said.counts.wrong == said.counts.followed + said.counts.explained
    assert said.slips == {"softmax_derivative_left_out": said.counts.explained}
    assert said.line.startswith("folder/mine.yaml: ")
    [first, *_] = network.groups
    assert (first.verdict, first.words) == (
        "explained",
        "The derivative of the softmax was left out: ∂L/∂y was taken for ∂L/∂o.",
    )
    assert [row.name for row in first.rows[:2]] == ["gradient_unrolled[1]", "gradient_unrolled[2]"]
    assert sum(len(group.rows) for group in network.groups) == said.counts.wrong


def test_every_figure_belongs_to_the_question_that_it_leads_to():
    assert {sheets.question_of(name) for name in ways.shapes(True, 2, 3)} == set(sheets.QUESTIONS)
    expected = {
        "s": "outputs",
        "L": "loss",
        "loss_minus_epsilon": "difference",
        "dh_db": "gradient",
        "backward_dL_da": "gradient",
        "updated_bias": "biases",
        "updated_loss": "loss after",
    }
    assert {name: sheets.question_of(name) for name in expected} == expected


def test_the_commonest_slips_of_a_class_come_first():
    up = [sheet(f"up{i}", way=replace(RIGHT, direction=1.0)) for i in range(2)]
    other = sheet("other", way=replace(RIGHT, square=1.0))
    overview = sheets.overview([other, *up, sheet("right")])
    assert overview.commonest[0].slip == "step_up"
    assert (overview.commonest[0].files, overview.commonest[0].words) == (2, slips.words_of("step_up"))
    assert "square_factor_left_out" in [common.slip for common in overview.commonest[1:]]
    assert overview.networks == ["rnn"]
    assert overview.totals["rnn"]["outputs"] == counts(24, 24, 0, 0, 0)
    assert overview.counts.given == 4 * 14


def rendered(*of):
    return page.render(
        ROOT / "workflow/report", values={"check": sheets.overview(of)}, figures={}, name="check.html"
    )


def test_the_page_has_a_row_and_a_section_a_file():
    html = rendered(sheet("one", title="Ones"), sheet("two", way=replace(RIGHT, direction=1.0)))
    assert html.count('<section id="file-') == 2
    assert len(re.findall(r'<tr><th scope="row"><a href="#file-\d">(one|two)</a>', html)) == 2
    assert "2 solutions checked" in html
    assert "The step goes up the gradient, not down." in html
    assert "The loss is the last step’s, as the file states." in html
    # The recurrent network alone was answered: no column speaks of the LSTM.
    assert "LSTM" not in re.search("<thead>.*?</thead>", html, re.DOTALL)[0]
    assert html.count("</style>") == 2
    assert html.index("</style>\n</head>") < html.index("<body>")


def test_what_files_say_is_escaped():
    bad = '<script>alert("1")</script>&'
    html = rendered(sheet("<i>name</i>", title=bad, comment=bad))
    assert "<script>" not in html
    assert "<i>name" not in html
    assert html.count("&lt;script&gt;alert(") == 3


def test_a_reading_that_the_figures_leave_open_is_said():
    outputs = [figure for figure in solution(RIGHT) if figure.name == "y_hat"]
    given = answer_file.Given(PARAMETERS, None, tuple(outputs))
    empty = answer_file.Given(PARAMETERS, None, ())
    answers = answer_file.Answers(None, None, ("b", "W"), {"rnn": given, "lstm": empty})
    said = sheets.sheet("open", "open.yaml", answers, 3)
    assert said.networks["rnn"].known == "either"
    html = rendered(said)
    assert "with the sum over all steps as many figures would be right" in html
    assert "With parameters of its own: b and W." in html


def test_an_answer_file_without_figures_is_no_error():
    empty = answer_file.Given(PARAMETERS, None, ())
    answers = answer_file.Answers(None, None, (), {"rnn": empty, "lstm": empty})
    said = sheets.sheet("empty", "empty.yaml", answers, 3)
    assert said.line == "empty.yaml: no figure given"
    assert "The file gives no figure." in rendered(said)


def test_results_are_plain_values():
    import json

    of = sheets.written(sheet(way=replace(RIGHT, square=1.0)))
    assert json.loads(json.dumps(of, allow_nan=False))["networks"]["rnn"]["rows"][0]["name"] == "y_hat[1,1]"
