"""Figures that others gave for the worked example, beside ours."""

from step import step  # isort: split

from digitlab.sequences import published

reference = step.read(step.input.reference)
step.save(
    step.output.comparison,
    {
        "parameters": reference["parameters"],
        "figures": published.compared(reference),
        "unread": reference["unread"],
        "lstm": published.lstm_compared(reference, step.counter(1250, "biases of the LSTM")),
    },
)
