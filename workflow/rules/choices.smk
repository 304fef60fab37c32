"""What the choices made in training do: decay, momentum, activations, a convolution by hand, a readout."""


use rule computed as weight_decay with:
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
    resources:
        mem_mb=2000,
        runtime=10,
    params:
        **made_by("choices/weight_decay"),
        config=settings("weight_decay", "seed"),


use rule drawn as plot_weight_decay with:
    """The decay by epoch, and lambda under descent."""
    input:
        summary=rules.weight_decay.output.summary,
        learned=rules.weight_decay.output.learned,
    output:
        figure=figure("weight_decay.svg", "choices", "weight_decay", "decay"),
    log:
        "results/logs/plot_weight_decay.log",
    benchmark:
        "results/benchmarks/plot_weight_decay.tsv"
    params:
        **made_by("choices/plot_weight_decay"),


use rule computed as momentum with:
    """Where gradient descent with momentum converges, by theory and by running it."""
    output:
        region="results/momentum/region.npz",
        summary="results/momentum/summary.json",
    log:
        "results/logs/momentum.log",
    benchmark:
        "results/benchmarks/momentum.tsv"
    resources:
        mem_mb=2000,
        runtime=10,
    params:
        **made_by("choices/momentum"),
        config=settings("momentum"),


use rule drawn as plot_momentum with:
    """The region of convergence."""
    input:
        region=rules.momentum.output.region,
    output:
        figure=figure("momentum.svg", "choices", "momentum", "region"),
    log:
        "results/logs/plot_momentum.log",
    benchmark:
        "results/benchmarks/plot_momentum.tsv"
    params:
        **made_by("choices/plot_momentum"),


use rule computed as activations with:
    """The interval that lets a gradient grow, gradients by depth, and small facts."""
    output:
        curves="results/activations/curves.npz",
        depth="results/activations/depth.csv",
        summary="results/activations/summary.json",
    log:
        "results/logs/activations.log",
    benchmark:
        "results/benchmarks/activations.tsv"
    resources:
        mem_mb=2000,
        runtime=10,
    params:
        **made_by("choices/activations"),
        config=settings("activations", "seed"),


use rule drawn as plot_activations with:
    """Activations with derivatives, the interval's width, gradients by depth."""
    input:
        curves=rules.activations.output.curves,
        depth=rules.activations.output.depth,
        summary=rules.activations.output.summary,
    output:
        functions=figure("activations.svg", "choices", "activations", "functions and interval"),
        depth=figure("activations_depth.svg", "choices", "activations", "gradient by depth"),
    log:
        "results/logs/plot_activations.log",
    benchmark:
        "results/benchmarks/plot_activations.tsv"
    params:
        **made_by("choices/plot_activations"),


use rule computed as conv_pool with:
    """A worked convolution with max pooling, forward and backward."""
    output:
        worked="results/conv_pool/worked.json",
    log:
        "results/logs/conv_pool.log",
    benchmark:
        "results/benchmarks/conv_pool.tsv"
    params:
        **made_by("choices/conv_pool"),
        config=settings("conv_pool"),


# Two images drawn for this project serve where none are named.
DRAWN = ["workflow/reference/images/ball.png", "workflow/reference/images/stripes.png"]
IMAGES = config["readout"]["images"] or DRAWN
READOUT = config["readout"]["weights"] is not None


localrules:
    readout_weights,


use rule computed as readout_weights with:
    """torchvision's own weights of AlexNet; asked for only where readout.weights is `download`."""
    output:
        weights="results/readout/alexnet.pth",
    log:
        "results/logs/readout_weights.log",
    params:
        **made_by("choices/readout_weights"),


use rule computed as readout with:
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
    resources:
        mem_mb=2000,
        runtime=10,
    params:
        **made_by("choices/readout"),
        config=settings("readout"),


use rule drawn as plot_readout with:
    """Each image with the channels of the first convolution."""
    input:
        channels=rules.readout.output.channels,
        summary=rules.readout.output.summary,
    output:
        figures=[
            figure(f"readout_{n}.svg", "choices", "readout", f"image {n}", caption="readout")
            for n in range(1, len(IMAGES) + 1)
        ],
    log:
        "results/logs/plot_readout.log",
    benchmark:
        "results/benchmarks/plot_readout.tsv"
    params:
        **made_by("choices/plot_readout"),


if runs("choices"):
    for step in ("weight_decay", "momentum", "activations", "readout"):
        ANSWERED[step] = {"summary": f"results/{step}/summary.json"}
        TAKEN[step] = [f"results/{step}/summary.json"]
    TAKEN["momentum"] += [rules.momentum.output.region]
    TAKEN["activations"] += [rules.activations.output.curves]
    ANSWERED["conv_pool"] = {"worked": rules.conv_pool.output.worked}
    TAKEN["conv_pool"] = [rules.conv_pool.output.worked]
    ARTIFACTS += made("weight_decay", "momentum", "activations", "conv_pool") + [
        *rules.readout.output
    ]
    ARTIFACTS += rules.plot_readout.output if READOUT else []
