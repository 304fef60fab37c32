"""Printed characters, read by networks that never saw their typeface."""


use rule computed as letters with:
    """Digits and capitals of matplotlib's typefaces, one family left out at a time."""
    output:
        summary="results/letters/summary.json",
        confusion="results/letters/confusion.csv",
        misread="results/letters/misread.csv",
        images="results/letters/misread.npz",
    log:
        "results/logs/letters.log",
    benchmark:
        "results/benchmarks/letters.tsv"
    priority: 5
    threads: config["letters"]["threads"]
    params:
        **made_by("reading/letters"),
        config=settings("letters", "seed"),


use rule drawn as plot_letters with:
    """What each character is taken for, and those that are misread."""
    input:
        **dict(rules.letters.output.items()),
    output:
        misread=figure("letters_misread.svg", "reading", "letters", "misread"),
        confusion=figure("letters_confusion.svg", "reading", "letters", "confusions"),
    log:
        "results/logs/plot_letters.log",
    benchmark:
        "results/benchmarks/plot_letters.tsv"
    params:
        **made_by("reading/plot_letters"),


if runs("reading"):
    ANSWERED["letters"] = {"summary": rules.letters.output.summary}
    TAKEN["letters"] = [
        *taken("letters"),
        rules.letters.output.confusion,
        rules.letters.output.misread,
    ]
    ARTIFACTS += made("letters")
