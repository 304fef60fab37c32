"""What the choices made in training do."""

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


rule weight_decay:
    """A penalised weight's decay, predicted and measured, and the penalty's own."""
    input:
        data=rules.download.output.dataset,
    output:
        summary="results/weight_decay/summary.json",
        learned="results/weight_decay/learned.csv",
    log:
        "results/logs/weight_decay.log",
    benchmark:
        "results/benchmarks/weight_decay.tsv"
    conda:
        "../../envs/torch.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=10,
    params:
        config=settings("weight_decay", "seed"),
        code=code("choices/weight_decay.py"),
        software=pins("torch"),
    script:
        "../scripts/choices/weight_decay.py"


rule plot_weight_decay:
    """The decay by epoch, and lambda under descent."""
    input:
        summary=rules.weight_decay.output.summary,
        learned=rules.weight_decay.output.learned,
    output:
        figure=report(
            "results/figures/weight_decay.svg",
            caption="../report/captions/weight_decay.rst",
            category="choices",
            labels={"step": "weight_decay", "figure": "decay"},
        ),
    log:
        "results/logs/plot_weight_decay.log",
    benchmark:
        "results/benchmarks/plot_weight_decay.tsv"
    group:
        "figures"
    conda:
        "../../envs/plots.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        code=code("choices/plot_weight_decay.py"),
        software=pins("plots"),
    script:
        "../scripts/choices/plot_weight_decay.py"


rule momentum:
    """Where gradient descent with momentum converges, by theory and by running it."""
    output:
        region="results/momentum/region.npz",
        summary="results/momentum/summary.json",
    log:
        "results/logs/momentum.log",
    benchmark:
        "results/benchmarks/momentum.tsv"
    conda:
        "../../envs/torch.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=10,
    params:
        config=settings("momentum"),
        code=code("choices/momentum.py"),
        software=pins("torch"),
    script:
        "../scripts/choices/momentum.py"


rule plot_momentum:
    """The region of convergence."""
    input:
        region=rules.momentum.output.region,
    output:
        figure=report(
            "results/figures/momentum.png",
            caption="../report/captions/momentum.rst",
            category="choices",
            labels={"step": "momentum", "figure": "region"},
        ),
    log:
        "results/logs/plot_momentum.log",
    benchmark:
        "results/benchmarks/plot_momentum.tsv"
    group:
        "figures"
    conda:
        "../../envs/plots.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        code=code("choices/plot_momentum.py"),
        software=pins("plots"),
    script:
        "../scripts/choices/plot_momentum.py"


rule activations:
    """The interval that lets a gradient grow, gradients by depth, and small facts."""
    output:
        curves="results/activations/curves.npz",
        depth="results/activations/depth.csv",
        summary="results/activations/summary.json",
    log:
        "results/logs/activations.log",
    benchmark:
        "results/benchmarks/activations.tsv"
    conda:
        "../../envs/torch.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=10,
    params:
        config=settings("activations", "seed"),
        code=code("choices/activations.py"),
        software=pins("torch"),
    script:
        "../scripts/choices/activations.py"


rule plot_activations:
    """Activations with derivatives, the interval's width, gradients by depth."""
    input:
        curves=rules.activations.output.curves,
        depth=rules.activations.output.depth,
        summary=rules.activations.output.summary,
    output:
        functions=report(
            "results/figures/activations.svg",
            caption="../report/captions/activations.rst",
            category="choices",
            labels={"step": "activations", "figure": "functions and interval"},
        ),
        depth=report(
            "results/figures/activations_depth.svg",
            caption="../report/captions/activations_depth.rst",
            category="choices",
            labels={"step": "activations", "figure": "gradient by depth"},
        ),
    log:
        "results/logs/plot_activations.log",
    benchmark:
        "results/benchmarks/plot_activations.tsv"
    group:
        "figures"
    conda:
        "../../envs/plots.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        code=code("choices/plot_activations.py"),
        software=pins("plots"),
    script:
        "../scripts/choices/plot_activations.py"


rule conv_pool:
    """A worked convolution with max pooling, forward and backward."""
    output:
        worked="results/conv_pool/worked.json",
    log:
        "results/logs/conv_pool.log",
    benchmark:
        "results/benchmarks/conv_pool.tsv"
    conda:
        "../../envs/torch.yaml"
    threads: 1
    resources:
        mem_mb=500,
        runtime=10,
    params:
        config=settings("conv_pool"),
        code=code("choices/conv_pool.py"),
        software=pins("torch"),
    script:
        "../scripts/choices/conv_pool.py"


# Two images drawn for this project serve where none are named.
DRAWN = ["workflow/reference/images/ball.png", "workflow/reference/images/stripes.png"]
IMAGES = config["readout"]["images"] or DRAWN
READOUT = config["readout"]["weights"] is not None


localrules:
    readout_weights,


rule readout_weights:
    """torchvision's own weights of AlexNet; asked for only where readout.weights is `download`."""
    output:
        weights="results/readout/alexnet.pth",
    log:
        "results/logs/readout_weights.log",
    conda:
        "../../envs/torch.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=30,
    params:
        code=code("choices/readout_weights.py"),
        software=pins("torch"),
    script:
        "../scripts/choices/readout_weights.py"


rule readout:
    """First channels, last layer and five classes of a pretrained AlexNet for each image."""
    input:
        weights=(
            rules.readout_weights.output.weights
            if config["readout"]["weights"] == "download"
            else config["readout"]["weights"] or []
        ),
        images=IMAGES if READOUT else [],
    output:
        summary="results/readout/summary.json",
        channels="results/readout/channels.npz",
    log:
        "results/logs/readout.log",
    benchmark:
        "results/benchmarks/readout.tsv"
    conda:
        "../../envs/torch.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=10,
    params:
        config=settings("readout"),
        code=code("choices/readout.py"),
        software=pins("torch"),
    script:
        "../scripts/choices/readout.py"


rule plot_readout:
    """Each image with the channels of the first convolution."""
    input:
        channels=rules.readout.output.channels,
        summary=rules.readout.output.summary,
    output:
        figures=[
            report(
                f"results/figures/readout_{number}.png",
                caption="../report/captions/readout.rst",
                category="choices",
                labels={"step": "readout", "figure": f"image {number}"},
            )
            for number in range(1, len(IMAGES) + 1)
        ],
    log:
        "results/logs/plot_readout.log",
    benchmark:
        "results/benchmarks/plot_readout.tsv"
    group:
        "figures"
    conda:
        "../../envs/plots.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        code=code("choices/plot_readout.py"),
        software=pins("plots"),
    script:
        "../scripts/choices/plot_readout.py"


ARTIFACTS += [
    *rules.optimizers.input.fits,
    *rules.optimizers.output,
    *rules.plot_optimizers.output,
    *rules.batch_norm.input.fits,
    *rules.batch_norm.output,
    *rules.plot_batch_norm.output,
    *rules.weight_decay.output,
    *rules.plot_weight_decay.output,
    *rules.momentum.output,
    *rules.plot_momentum.output,
    *rules.activations.output,
    *rules.plot_activations.output,
    *rules.conv_pool.output,
    *rules.readout.output,
    *(rules.plot_readout.output if READOUT else []),
]
TUNED = [
    f"results/optimizers/tune/{name}/{point}.json" for name, grid in GRIDS.items() for point in grid
]
TUNED += expand(rules.tune_batch_norm.output, factor=FACTORS)
CHOSEN = expand(rules.choose.output, variant=[*GRIDS, "batch_norm"])
ARTIFACTS += [*TUNED, *CHOSEN]
