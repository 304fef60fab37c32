"""Train the convolutional network and look inside it."""


rule train:
    """The network, its history, and what it says of every test image."""
    input:
        data=rules.download.output.dataset,
        provenance=rules.download.output.provenance,
    output:
        model="results/cnn/model.safetensors",
        history="results/cnn/history.csv",
        predictions="results/cnn/predictions.npz",
        metrics="results/cnn/metrics.json",
        timing="results/cnn/timing.json",
    log:
        "results/logs/train.log",
    benchmark:
        "results/benchmarks/train.tsv"
    conda:
        "../../envs/torch.yaml"
    threads: config["cnn"]["threads"]
    resources:
        gpu=1,
        mem_mb=3000,
        runtime=60,
    params:
        config=settings("cnn", "seed"),
        code=code("cnn/train.py"),
        software=pins("torch"),
    script:
        "../scripts/cnn/train.py"


rule plot_train:
    """Loss and accuracy by epoch."""
    input:
        history=rules.train.output.history,
    output:
        figure=report(
            "results/figures/train.svg",
            caption="../report/captions/train.rst",
            category="cnn",
            labels={"step": "train", "figure": "loss and errors by epoch"},
        ),
    log:
        "results/logs/plot_train.log",
    benchmark:
        "results/benchmarks/plot_train.tsv"
    group:
        "figures"
    conda:
        "../../envs/plots.yaml"
    threads: 1
    resources:
        mem_mb=500,
        runtime=5,
    params:
        code=code("cnn/plot_train.py"),
        software=pins("plots"),
    script:
        "../scripts/cnn/plot_train.py"


rule filters:
    """The kernels of the chosen convolutions."""
    input:
        model=rules.train.output.model,
    output:
        kernels="results/filters/kernels.npz",
        summary="results/filters/summary.json",
    log:
        "results/logs/filters.log",
    benchmark:
        "results/benchmarks/filters.tsv"
    conda:
        "../../envs/torch.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        config=settings("filters"),
        code=code("cnn/filters.py"),
        software=pins("torch"),
    script:
        "../scripts/cnn/filters.py"


rule plot_filters:
    """One image a layer: every kernel, for later layers every slice of it."""
    input:
        kernels=rules.filters.output.kernels,
    output:
        figures=[
            report(
                f"results/figures/filters_{layer}.png",
                caption="../report/captions/filters.rst",
                category="cnn",
                labels={"step": "filters", "figure": f"layer {layer}"},
            )
            for layer in config["filters"]["layers"]
        ],
    log:
        "results/logs/plot_filters.log",
    benchmark:
        "results/benchmarks/plot_filters.tsv"
    group:
        "figures"
    conda:
        "../../envs/plots.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        config=settings("filters"),
        code=code("cnn/plot_filters.py"),
        software=pins("plots"),
    script:
        "../scripts/cnn/plot_filters.py"


rule feature_maps:
    """One convolution's output for two digits, and what separates their classes."""
    input:
        data=rules.download.output.dataset,
        model=rules.train.output.model,
        predictions=rules.train.output.predictions,
    output:
        maps="results/feature_maps/maps.npz",
        separation="results/feature_maps/separation.csv",
        summary="results/feature_maps/summary.json",
    log:
        "results/logs/feature_maps.log",
    benchmark:
        "results/benchmarks/feature_maps.tsv"
    conda:
        "../../envs/torch.yaml"
    threads: 1
    resources:
        gpu=1,
        mem_mb=2000,
        runtime=10,
    params:
        config=settings("feature_maps"),
        code=code("cnn/feature_maps.py"),
        software=pins("torch"),
    script:
        "../scripts/cnn/feature_maps.py"


rule plot_feature_maps:
    """Every channel for both digits on one scale, and the channels that separate most."""
    input:
        maps=rules.feature_maps.output.maps,
        separation=rules.feature_maps.output.separation,
    output:
        all=report(
            "results/figures/feature_maps.png",
            caption="../report/captions/feature_maps.rst",
            category="cnn",
            labels={"step": "feature_maps", "figure": "every channel"},
        ),
        separating=report(
            "results/figures/feature_maps_separating.png",
            caption="../report/captions/feature_maps_separating.rst",
            category="cnn",
            labels={"step": "feature_maps", "figure": "separating channels"},
        ),
    log:
        "results/logs/plot_feature_maps.log",
    benchmark:
        "results/benchmarks/plot_feature_maps.tsv"
    group:
        "figures"
    conda:
        "../../envs/plots.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        config=settings("feature_maps"),
        code=code("cnn/plot_feature_maps.py"),
        software=pins("plots"),
    script:
        "../scripts/cnn/plot_feature_maps.py"


ARTIFACTS += [
    *rules.train.output,
    *rules.plot_train.output,
    *rules.filters.output,
    *rules.plot_filters.output,
    *rules.feature_maps.output,
    *rules.plot_feature_maps.output,
]
