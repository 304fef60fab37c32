"""Train a grid of networks with the rule that trains the main one, and set them side by side.

Nothing here is part of `all`: `snakemake sweep` asks for it.
"""


localrules:
    sweep_table,
    sweep,


use rule composed as sweep_table with:
    """Every point's settings and metrics, a row each, and their spread by each key."""
    input:
        metrics=expand(rules.train.output.metrics, run=[f"sweep/{point}" for point in POINTS]),
    output:
        points="results/sweep/points.csv",
        spread="results/sweep/spread.csv",
    log:
        "results/logs/sweep_table.log",
    params:
        **made_by("sweep/sweep_table"),
        points=POINTS,
        varied=VARIED,


use rule drawn as plot_sweep with:
    """Test errors by each key that the grid varies: every point, mean and spread."""
    input:
        points=rules.sweep_table.output.points,
        spread=rules.sweep_table.output.spread,
    output:
        figures=expand("results/figures/sweep/{key}.svg", key=VARIED),
    log:
        "results/logs/plot_sweep.log",
    params:
        **made_by("sweep/plot_sweep"),
        varied=VARIED,


use rule composed as sweep with:
    """One page with every point in a table, and the figures."""
    input:
        points=rules.sweep_table.output.points,
        data=rules.download.output.provenance,
        figures=rules.plot_sweep.output.figures,
    output:
        page="report/sweep.html",
    log:
        "results/logs/sweep.log",
    params:
        **made_by("sweep/sweep"),
        config=settings("sweep"),
        varied=VARIED,
        templates=digests("workflow/report/*"),
