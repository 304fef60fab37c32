"""Train a grid of networks with the rule that trains the main one, and set them side by side.

Nothing here is part of `all`: `snakemake sweep` asks for it.
"""


localrules:
    sweep_table,
    sweep,


rule sweep_table:
    """Every point's settings and metrics, a row each."""
    input:
        metrics=expand(rules.train.output.metrics, run=[f"sweep/{point}" for point in POINTS]),
    output:
        points="results/sweep/points.csv",
    log:
        "results/logs/sweep_table.log",
    conda:
        "../../envs/report.yaml"
    threads: 1
    resources:
        mem_mb=500,
        runtime=5,
    params:
        points=[point | {"name": name} for name, point in POINTS.items()],
        code=code("sweep/sweep_table.py"),
        software=pins("report"),
    script:
        "../scripts/sweep/sweep_table.py"


rule plot_sweep:
    """Test errors by each key that the grid varies: every point, mean and spread."""
    input:
        points=rules.sweep_table.output.points,
    output:
        figures=expand("results/figures/sweep/{key}.svg", key=VARIED),
    log:
        "results/logs/plot_sweep.log",
    conda:
        "../../envs/plots.yaml"
    threads: 1
    resources:
        mem_mb=500,
        runtime=5,
    params:
        varied=VARIED,
        code=code("sweep/plot_sweep.py"),
        software=pins("plots"),
    script:
        "../scripts/sweep/plot_sweep.py"


rule sweep:
    """One page with every point in a table, and the figures."""
    input:
        points=rules.sweep_table.output.points,
        data=rules.download.output.provenance,
        figures=rules.plot_sweep.output.figures,
    output:
        page="report/sweep.html",
    log:
        "results/logs/sweep.log",
    conda:
        "../../envs/report.yaml"
    threads: 1
    resources:
        mem_mb=500,
        runtime=5,
    params:
        config=settings("sweep"),
        varied=VARIED,
        code=code("sweep/sweep.py"),
        templates=digests("workflow/report/*"),
        software=pins("report"),
    script:
        "../scripts/sweep/sweep.py"
