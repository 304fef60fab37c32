"""Tune optimizers on held-out images, train with what was chosen, with and without batch norm."""

# Each optimizer's grid, and with batch norm the factors of the best one's learning rate: a job each.
RECIPES = {
    name: {
        "optimizer": name,
        "batch_norm": False,
        "grid": list(configuration.grid_points(grid).values()),
    }
    for name, grid in config["optimizers"]["grid"].items()
}
OPTIMIZERS = expand("results/optimizers/{variant}.json", variant=RECIPES)
RECIPES["batch_norm"] = {"batch_norm": True, "factors": config["batch_norm"]["factors"]}


# They read a few small files: not worth a job on a cluster.
localrules:
    optimizers,
    batch_norm,


use rule computed as fit with:
    """One optimizer: every point of its grid on held-out images, and networks with the best of them."""
    input:
        data=rules.download.output.dataset,
        chosen=lambda wildcards: OPTIMIZERS if wildcards.variant == "batch_norm" else [],
    output:
        networks="results/optimizers/{variant}.json",
    log:
        "results/logs/fit/{variant}.log",
    benchmark:
        "results/benchmarks/fit/{variant}.tsv"
    wildcard_constraints:
        variant="|".join(RECIPES),
    threads: config["optimizers"]["threads"]
    resources:
        mem_mb=2000,
        runtime=30,
    params:
        **made_by("choices/fit"),
        config=settings("optimizers", "seed", without=["grid"]),
        recipe=lambda wildcards: in_order(RECIPES[wildcards.variant]),


use rule computed as optimizers with:
    """Which optimizer works best, by the numbers."""
    input:
        networks=OPTIMIZERS,
        reference=PUBLISHED,
    output:
        summary="results/optimizers/summary.json",
        curves="results/optimizers/curves.csv",
    log:
        "results/logs/optimizers.log",
    params:
        **made_by("choices/optimizers"),


use rule computed as batch_norm with:
    """The best optimizer with and without batch norm, paired by seed."""
    input:
        summary=rules.optimizers.output.summary,
        networks="results/optimizers/batch_norm.json",
        without=OPTIMIZERS,
        reference=PUBLISHED,
    output:
        summary="results/batch_norm/summary.json",
        curves="results/batch_norm/curves.csv",
    log:
        "results/logs/batch_norm.log",
    params:
        **made_by("choices/batch_norm"),


use rule drawn as plot_optimizers with:
    """Training cost and validation accuracy by epoch, every optimizer."""
    input:
        curves=rules.optimizers.output.curves,
        summary=rules.optimizers.output.summary,
    output:
        figure=figure("optimizers.svg", "choices", "optimizers", "by epoch"),
    log:
        "results/logs/plot_optimizers.log",
    benchmark:
        "results/benchmarks/plot_optimizers.tsv"
    params:
        **made_by("choices/plot_optimizers"),


use rule drawn as plot_batch_norm with:
    """The same with and without batch norm."""
    input:
        curves=rules.batch_norm.output.curves,
        summary=rules.batch_norm.output.summary,
    output:
        figure=figure("batch_norm.svg", "choices", "batch_norm", "by epoch"),
    log:
        "results/logs/plot_batch_norm.log",
    benchmark:
        "results/benchmarks/plot_batch_norm.tsv"
    params:
        **made_by("choices/plot_batch_norm"),


if runs("choices"):
    ANSWERED["optimizers"] = {
        "summary": rules.optimizers.output.summary,
        "cnn": trained("metrics"),
        "unaugmented": trained("metrics", "unaugmented"),
    }
    TAKEN["optimizers"] = [rules.optimizers.output.summary]
    ANSWERED["batch_norm"] = {"summary": rules.batch_norm.output.summary}
    TAKEN["batch_norm"] = [rules.batch_norm.output.summary]
    ARTIFACTS += expand(rules.fit.output, variant=RECIPES) + made("optimizers", "batch_norm")
