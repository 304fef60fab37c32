"""Train the convolutional network and look inside it."""


rule train:
    """A network, its history, and what it says of every test image."""
    input:
        data=rules.download.output.dataset,
        provenance=rules.download.output.provenance,
    output:
        model="results/{run}/model.safetensors",
        history="results/{run}/history.csv",
        predictions="results/{run}/predictions.npz",
        metrics="results/{run}/metrics.json",
        timing="results/{run}/timing.json",
    log:
        "results/logs/train/{run}.log",
    benchmark:
        "results/benchmarks/train/{run}.tsv"
    wildcard_constraints:
        run="cnn|unaugmented|sweep/[^/]+",
    conda:
        "../../envs/torch.yaml"
    threads: config["cnn"]["threads"]
    resources:
        gpu=config["cluster"]["gpu"],
        mem_mb=3000,
        runtime=60,
    params:
        config=lambda wildcards: training(wildcards.run),
        code=code("cnn/train.py"),
        software=pins("torch"),
    script:
        "../scripts/cnn/train.py"


rule plot_train:
    """Loss and accuracy by epoch."""
    input:
        history=trained("history"),
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
        model=trained("model"),
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


rule excitation:
    """The test patches that excite each filter most."""
    input:
        data=rules.download.output.dataset,
        model=trained("model"),
    output:
        patches="results/excitation/patches.npz",
        summary="results/excitation/summary.json",
    log:
        "results/logs/excitation.log",
    benchmark:
        "results/benchmarks/excitation.tsv"
    conda:
        "../../envs/torch.yaml"
    threads: config["inference"]["threads"]
    resources:
        gpu=config["cluster"]["gpu"],
        mem_mb=2000,
        runtime=10,
    params:
        config=settings("excitation", "filters.layers", "inference.threads"),
        code=code("cnn/excitation.py"),
        software=pins("torch"),
    script:
        "../scripts/cnn/excitation.py"


rule plot_excitation:
    """One image a layer: the patches of every filter."""
    input:
        patches=rules.excitation.output.patches,
    output:
        figures=[
            report(
                f"results/figures/excitation_{layer}.png",
                caption="../report/captions/excitation.rst",
                category="cnn",
                labels={"step": "excitation", "figure": f"layer {layer}"},
            )
            for layer in config["filters"]["layers"]
        ],
    log:
        "results/logs/plot_excitation.log",
    benchmark:
        "results/benchmarks/plot_excitation.tsv"
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
        code=code("cnn/plot_excitation.py"),
        software=pins("plots"),
    script:
        "../scripts/cnn/plot_excitation.py"


rule feature_maps:
    """One convolution's output for two digits."""
    input:
        data=rules.download.output.dataset,
        model=trained("model"),
        predictions=trained("predictions"),
    output:
        maps="results/feature_maps/maps.npz",
        summary="results/feature_maps/summary.json",
    log:
        "results/logs/feature_maps.log",
    benchmark:
        "results/benchmarks/feature_maps.tsv"
    conda:
        "../../envs/torch.yaml"
    threads: config["inference"]["threads"]
    resources:
        gpu=config["cluster"]["gpu"],
        mem_mb=2000,
        runtime=10,
    params:
        config=settings("feature_maps", "inference.threads"),
        code=code("cnn/feature_maps.py"),
        software=pins("torch"),
    script:
        "../scripts/cnn/feature_maps.py"


rule plot_feature_maps:
    """Every channel for both digits on one scale."""
    input:
        maps=rules.feature_maps.output.maps,
    output:
        figure=report(
            "results/figures/feature_maps.png",
            caption="../report/captions/feature_maps.rst",
            category="cnn",
            labels={"step": "feature_maps", "figure": "every channel"},
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
        code=code("cnn/plot_feature_maps.py"),
        software=pins("plots"),
    script:
        "../scripts/cnn/plot_feature_maps.py"


rule separation:
    """What separates the two digits' classes: by channel, by place, and by switching channels off."""
    input:
        data=rules.download.output.dataset,
        model=trained("model"),
        predictions=trained("predictions"),
    output:
        channels="results/separation/channels.csv",
        maps="results/separation/maps.npz",
        probes="results/separation/probes.csv",
        switched_off="results/separation/switched_off.csv",
        summary="results/separation/summary.json",
    log:
        "results/logs/separation.log",
    benchmark:
        "results/benchmarks/separation.tsv"
    conda:
        "../../envs/torch.yaml"
    threads: config["inference"]["threads"]
    resources:
        gpu=config["cluster"]["gpu"],
        mem_mb=2000,
        runtime=10,
    params:
        config=settings(
            "separation",
            *("feature_maps.digits", "feature_maps.layer", "inference.threads", "seed"),
            without=["channels_shown"],
        ),
        code=code("cnn/separation.py"),
        software=pins("torch"),
    script:
        "../scripts/cnn/separation.py"


rule plot_separation:
    """The channels and the places that separate most, and what follows from switching channels off."""
    input:
        examples=rules.feature_maps.output.maps,
        maps=rules.separation.output.maps,
        channels=rules.separation.output.channels,
        probes=rules.separation.output.probes,
        switched_off=rules.separation.output.switched_off,
        summary=rules.separation.output.summary,
    output:
        channels=report(
            "results/figures/separation.png",
            caption="../report/captions/separation.rst",
            category="cnn",
            labels={"step": "separation", "figure": "channels"},
        ),
        places=report(
            "results/figures/separation_places.png",
            caption="../report/captions/separation_places.rst",
            category="cnn",
            labels={"step": "separation", "figure": "places"},
        ),
        counts=report(
            "results/figures/separation_counts.svg",
            caption="../report/captions/separation_counts.rst",
            category="cnn",
            labels={"step": "separation", "figure": "number of channels"},
        ),
    log:
        "results/logs/plot_separation.log",
    benchmark:
        "results/benchmarks/plot_separation.tsv"
    group:
        "figures"
    conda:
        "../../envs/plots.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        config=settings("separation"),
        code=code("cnn/plot_separation.py"),
        software=pins("plots"),
    script:
        "../scripts/cnn/plot_separation.py"


ARTIFACTS += [
    *expand(rules.train.output, run=["cnn", "unaugmented"]),
    *rules.plot_train.output,
    *rules.filters.output,
    *rules.plot_filters.output,
    *rules.excitation.output,
    *rules.plot_excitation.output,
    *rules.feature_maps.output,
    *rules.plot_feature_maps.output,
    *rules.separation.output,
    *rules.plot_separation.output,
]
