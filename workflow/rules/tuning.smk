"""Tune optimizers on held-out images, train with what was chosen, with and without batch norm."""

# Each optimizer's grid by point, and the kinds of network that are tuned.
GRIDS = {
    name: configuration.grid_points(values) for name, values in config["optimizers"]["grid"].items()
}
FACTORS = [f"{factor:g}" for factor in config["batch_norm"]["factors"]]
SEEDS = list(range(1, config["optimizers"]["repeats"] + 1))


# They read a few small files: not worth a job on a cluster.
localrules:
    choose,
    optimizers,
    batch_norm,


use rule computed as tune with:
    """One point of an optimizer's grid, on held-out training images."""
    input:
        data=rules.download.output.dataset,
    output:
        "results/optimizers/tune/{variant}/{point}.json",
    log:
        "results/logs/tune/{variant}/{point}.log",
    benchmark:
        "results/benchmarks/tune/{variant}/{point}.tsv"
    wildcard_constraints:
        variant="|".join(GRIDS),
    threads: config["optimizers"]["threads"]
    resources:
        mem_mb=2000,
        runtime=30,
    params:
        **made_by("choices/tune"),
        config=settings("optimizers", "seed", without=["grid", "repeats"]),
        point=lambda wildcards: GRIDS[wildcards.variant][wildcards.point],


use rule computed as choose with:
    """The best point of an optimizer's grid."""
    input:
        points=lambda wildcards: expand(
            "results/optimizers/tune/{variant}/{point}.json",
            variant=wildcards.variant,
            point=FACTORS if wildcards.variant == "batch_norm" else GRIDS[wildcards.variant],
        ),
    output:
        "results/optimizers/chosen/{variant}.json",
    log:
        "results/logs/choose/{variant}.log",
    wildcard_constraints:
        variant="|".join([*GRIDS, "batch_norm"]),
    params:
        **made_by("choices/choose"),


use rule computed as tune_batch_norm with:
    """The best optimizer with batch norm, its learning rate times one factor."""
    input:
        data=rules.download.output.dataset,
        chosen=expand("results/optimizers/chosen/{variant}.json", variant=GRIDS),
    output:
        "results/optimizers/tune/batch_norm/{factor}.json",
    log:
        "results/logs/tune/batch_norm/{factor}.log",
    benchmark:
        "results/benchmarks/tune/batch_norm/{factor}.tsv"
    wildcard_constraints:
        factor="|".join(FACTORS),
    threads: config["optimizers"]["threads"]
    resources:
        mem_mb=2000,
        runtime=30,
    params:
        **made_by("choices/tune_batch_norm"),
        config=settings("optimizers", "seed", without=["grid", "repeats"]),
        factor=lambda wildcards: float(wildcards.factor),


use rule computed as fit with:
    """A network with an optimizer's chosen settings, and what it makes of the test images."""
    input:
        data=rules.download.output.dataset,
        chosen="results/optimizers/chosen/{variant}.json",
    output:
        "results/optimizers/fit/{variant}/{seed}.json",
    log:
        "results/logs/fit/{variant}/{seed}.log",
    benchmark:
        "results/benchmarks/fit/{variant}/{seed}.tsv"
    wildcard_constraints:
        variant="|".join([*GRIDS, "batch_norm"]),
        seed=r"\d+",
    threads: config["optimizers"]["threads"]
    resources:
        mem_mb=2000,
        runtime=30,
    params:
        **made_by("choices/fit"),
        config=settings("optimizers", "seed", without=["grid", "repeats"]),
        seed=lambda wildcards: int(wildcards.seed),


use rule computed as optimizers with:
    """Which optimizer works best, by the numbers."""
    input:
        fits=expand("results/optimizers/fit/{variant}/{seed}.json", variant=GRIDS, seed=SEEDS),
        reference="workflow/reference/published_answers.json",
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
        without=expand("results/optimizers/fit/{variant}/{seed}.json", variant=GRIDS, seed=SEEDS),
        fits=expand("results/optimizers/fit/batch_norm/{seed}.json", seed=SEEDS),
        reference="workflow/reference/published_answers.json",
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


ANSWERED["optimizers"] = {"summary": rules.optimizers.output.summary}
TAKEN["optimizers"] = [rules.optimizers.output.summary]
ANSWERED["batch_norm"] = {"summary": rules.batch_norm.output.summary}
TAKEN["batch_norm"] = [rules.batch_norm.output.summary]

ARTIFACTS += [*rules.optimizers.input.fits, *rules.batch_norm.input.fits]
ARTIFACTS += made("optimizers", "batch_norm")
TUNED = [
    f"results/optimizers/tune/{name}/{point}.json" for name, grid in GRIDS.items() for point in grid
]
TUNED += expand(rules.tune_batch_norm.output, factor=FACTORS)
CHOSEN = expand(rules.choose.output, variant=[*GRIDS, "batch_norm"])
ARTIFACTS += [*TUNED, *CHOSEN]
