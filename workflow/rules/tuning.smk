"""Tune optimizers on held-out images, train with what was chosen, with and without batch norm."""

# Each optimizer's grid by point, and the kinds of network that are tuned.
GRIDS = {
    name: configuration.grid_points(values) for name, values in config["optimizers"]["grid"].items()
}
FACTORS = [f"{factor:g}" for factor in config["batch_norm"]["factors"]]
SEEDS = list(range(1, config["optimizers"]["seeds"] + 1))


# They read a few small files: not worth a job on a cluster.
localrules:
    choose,
    optimizers,
    batch_norm,


rule tune:
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
    conda:
        "../../envs/torch.yaml"
    threads: config["optimizers"]["threads"]
    resources:
        mem_mb=2000,
        runtime=30,
    params:
        config=settings("optimizers", "seed", without=["grid", "seeds"]),
        point=lambda wildcards: GRIDS[wildcards.variant][wildcards.point],
        code=code("choices/tune.py"),
        software=pins("torch"),
    script:
        "../scripts/choices/tune.py"


rule choose:
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
    conda:
        "../../envs/torch.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        code=code("choices/choose.py"),
        software=pins("torch"),
    script:
        "../scripts/choices/choose.py"


rule tune_batch_norm:
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
    conda:
        "../../envs/torch.yaml"
    threads: config["optimizers"]["threads"]
    resources:
        mem_mb=2000,
        runtime=30,
    params:
        config=settings("optimizers", "seed", without=["grid", "seeds"]),
        factor=lambda wildcards: float(wildcards.factor),
        code=code("choices/tune_batch_norm.py"),
        software=pins("torch"),
    script:
        "../scripts/choices/tune_batch_norm.py"


rule fit:
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
    conda:
        "../../envs/torch.yaml"
    threads: config["optimizers"]["threads"]
    resources:
        mem_mb=2000,
        runtime=30,
    params:
        config=settings("optimizers", "seed", without=["grid", "seeds"]),
        seed=lambda wildcards: int(wildcards.seed),
        code=code("choices/fit.py"),
        software=pins("torch"),
    script:
        "../scripts/choices/fit.py"


rule optimizers:
    """Which optimizer works best, by the numbers."""
    input:
        fits=expand("results/optimizers/fit/{variant}/{seed}.json", variant=GRIDS, seed=SEEDS),
        reference="workflow/reference/published_answers.json",
    output:
        summary="results/optimizers/summary.json",
        curves="results/optimizers/curves.csv",
    log:
        "results/logs/optimizers.log",
    conda:
        "../../envs/torch.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        code=code("choices/optimizers.py"),
        software=pins("torch"),
    script:
        "../scripts/choices/optimizers.py"


rule batch_norm:
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
    conda:
        "../../envs/torch.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        code=code("choices/batch_norm.py"),
        software=pins("torch"),
    script:
        "../scripts/choices/batch_norm.py"


rule plot_optimizers:
    """Training cost and validation accuracy by epoch, every optimizer."""
    input:
        curves=rules.optimizers.output.curves,
        summary=rules.optimizers.output.summary,
    output:
        figure=report(
            "results/figures/optimizers.svg",
            caption="../report/captions/optimizers.rst",
            category="choices",
            labels={"step": "optimizers", "figure": "by epoch"},
        ),
    log:
        "results/logs/plot_optimizers.log",
    benchmark:
        "results/benchmarks/plot_optimizers.tsv"
    group:
        "figures"
    conda:
        "../../envs/plots.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        code=code("choices/plot_optimizers.py"),
        software=pins("plots"),
    script:
        "../scripts/choices/plot_optimizers.py"


rule plot_batch_norm:
    """The same with and without batch norm."""
    input:
        curves=rules.batch_norm.output.curves,
        summary=rules.batch_norm.output.summary,
    output:
        figure=report(
            "results/figures/batch_norm.svg",
            caption="../report/captions/batch_norm.rst",
            category="choices",
            labels={"step": "batch_norm", "figure": "by epoch"},
        ),
    log:
        "results/logs/plot_batch_norm.log",
    benchmark:
        "results/benchmarks/plot_batch_norm.tsv"
    group:
        "figures"
    conda:
        "../../envs/plots.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        code=code("choices/plot_batch_norm.py"),
        software=pins("plots"),
    script:
        "../scripts/choices/plot_batch_norm.py"


ARTIFACTS += [
    *rules.optimizers.input.fits,
    *rules.optimizers.output,
    *rules.plot_optimizers.output,
    *rules.batch_norm.input.fits,
    *rules.batch_norm.output,
    *rules.plot_batch_norm.output,
]
TUNED = [
    f"results/optimizers/tune/{name}/{point}.json" for name, grid in GRIDS.items() for point in grid
]
TUNED += expand(rules.tune_batch_norm.output, factor=FACTORS)
CHOSEN = expand(rules.choose.output, variant=[*GRIDS, "batch_norm"])
ARTIFACTS += [*TUNED, *CHOSEN]
