"""What the choices made in training do: decay, momentum, activations, a convolution by hand, a readout."""


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
