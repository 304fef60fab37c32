"""Train the convolutional network and look inside it."""


use rule computed as train with:
    """A network, its history, and what it says of every test image."""
    input:
        data=rules.download.output.dataset,
        provenance=rules.download.output.provenance,
    output:
        model="results/{run}/model.safetensors",
        history="results/{run}/history.csv",
        predictions="results/{run}/predictions.npz",
        held_out="results/{run}/held_out.npz",
        metrics="results/{run}/metrics.json",
        timing="results/{run}/timing.json",
    log:
        "results/logs/train/{run}.log",
    benchmark:
        "results/benchmarks/train/{run}.tsv"
    wildcard_constraints:
        run="|".join([*NETWORKS, QUICK, "sweep/[^/]+"]),
    priority: 20
    threads: config["cnn"]["threads"]
    resources:
        gpu=gpus,
        mem_mb=3000,
        runtime=60,
    params:
        **made_by("cnn/train"),
        config=lambda wildcards: training(wildcards.run),


use rule inferred as replicated with:
    """What is asked of every network: the report's, those alike, the one without augmentation."""
    input:
        data=rules.download.output.dataset,
        model=rules.train.output.model,
        predictions=rules.train.output.predictions,
    log:
        "results/logs/replicated/{run}.log",
    wildcard_constraints:
        run="|".join(NETWORKS),


use rule drawn as plot_train with:
    """Loss and accuracy by epoch."""
    input:
        history=trained("history"),
    output:
        figure=figure("train.svg", "cnn", "train", "loss and errors by epoch"),
    log:
        "results/logs/plot_train.log",
    benchmark:
        "results/benchmarks/plot_train.tsv"
    resources:
        mem_mb=500,
        runtime=5,
    params:
        **made_by("cnn/plot_train"),


use rule computed as mistakes with:
    """What every test image is taken for, from a network's predictions alone."""
    input:
        data=rules.download.output.dataset,
        predictions=rules.train.output.predictions,
        unaugmented=trained("predictions", "unaugmented"),
    output:
        confusion="results/{run}/mistakes/confusion.csv",
        digits="results/{run}/mistakes/digits.csv",
        wrong="results/{run}/mistakes/wrong.csv",
        images="results/{run}/mistakes/images.npz",
        summary="results/{run}/mistakes/summary.json",
    log:
        "results/logs/mistakes/{run}.log",
    benchmark:
        "results/benchmarks/mistakes/{run}.tsv"
    wildcard_constraints:
        run="|".join(NETWORKS),
    params:
        **made_by("cnn/mistakes"),


use rule drawn as plot_mistakes with:
    """The confusion matrix, and the wrong images."""
    input:
        confusion=of(rules.mistakes.output.confusion),
        wrong=of(rules.mistakes.output.wrong),
        images=of(rules.mistakes.output.images),
    output:
        confusion=figure("confusion.svg", "cnn", "mistakes", "confusion matrix"),
        gallery=figure("mistakes.svg", "cnn", "mistakes", "wrong images"),
    log:
        "results/logs/plot_mistakes.log",
    benchmark:
        "results/benchmarks/plot_mistakes.tsv"
    params:
        **made_by("cnn/plot_mistakes"),
        config=settings("mistakes"),


use rule computed as calibration with:
    """What the probabilities are worth, before and after a temperature fitted on images held out."""
    input:
        data=rules.download.output.dataset,
        predictions=rules.train.output.predictions,
        held_out=rules.train.output.held_out,
    output:
        bins="results/{run}/calibration/bins.csv",
        summary="results/{run}/calibration/summary.json",
    log:
        "results/logs/calibration/{run}.log",
    benchmark:
        "results/benchmarks/calibration/{run}.tsv"
    wildcard_constraints:
        run="|".join(NETWORKS),
    params:
        **made_by("cnn/calibration"),
        config=settings("calibration", "seed"),


use rule drawn as plot_calibration with:
    """Share right by confidence."""
    input:
        bins=of(rules.calibration.output.bins),
    output:
        figure=figure("calibration.svg", "cnn", "calibration", "reliability"),
        thumbnail="results/figures/thumbnail_calibration.png",
    log:
        "results/logs/plot_calibration.log",
    benchmark:
        "results/benchmarks/plot_calibration.tsv"
    params:
        **made_by("cnn/plot_calibration"),


use rule computed as filters with:
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
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        **made_by("cnn/filters"),
        config=settings("filters"),


use rule drawn as plot_filters with:
    """One image a layer: every kernel, for later layers every slice of it."""
    input:
        kernels=rules.filters.output.kernels,
    output:
        figures=by_layer("filters"),
    log:
        "results/logs/plot_filters.log",
    benchmark:
        "results/benchmarks/plot_filters.tsv"
    params:
        **made_by("cnn/plot_filters"),
        config=settings("filters"),


use rule inferred as activating_patches with:
    """The test patches that activate each filter most."""
    input:
        data=rules.download.output.dataset,
        model=trained("model"),
    output:
        patches="results/activating_patches/patches.npz",
        summary="results/activating_patches/summary.json",
    log:
        "results/logs/activating_patches.log",
    benchmark:
        "results/benchmarks/activating_patches.tsv"
    params:
        **made_by("cnn/activating_patches"),
        config=settings("activating_patches", "filters.layers", "inference.threads"),


use rule drawn as plot_activating_patches with:
    """One image a layer: the patches of every filter."""
    input:
        patches=rules.activating_patches.output.patches,
    output:
        figures=by_layer("activating_patches"),
    log:
        "results/logs/plot_activating_patches.log",
    benchmark:
        "results/benchmarks/plot_activating_patches.tsv"
    params:
        **made_by("cnn/plot_activating_patches"),
        config=settings("filters"),


use rule inferred as feature_maps with:
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
    params:
        **made_by("cnn/feature_maps"),
        config=settings("feature_maps", "inference.threads"),


use rule drawn as plot_feature_maps with:
    """Every channel for both digits on one scale."""
    input:
        maps=rules.feature_maps.output.maps,
    output:
        figure=figure("feature_maps.svg", "cnn", "feature_maps", "every channel"),
    log:
        "results/logs/plot_feature_maps.log",
    benchmark:
        "results/benchmarks/plot_feature_maps.tsv"
    params:
        **made_by("cnn/plot_feature_maps"),


use rule replicated as separation with:
    """What separates the two digits' classes: by channel, by place, and by ablating channels."""
    output:
        channels="results/{run}/separation/channels.csv",
        maps="results/{run}/separation/maps.npz",
        probes="results/{run}/separation/probes.csv",
        ablated="results/{run}/separation/ablated.csv",
        summary="results/{run}/separation/summary.json",
    log:
        "results/logs/separation/{run}.log",
    benchmark:
        "results/benchmarks/separation/{run}.tsv"
    params:
        **made_by("cnn/separation"),
        config=settings(
            "separation",
            "feature_maps.digits",
            "feature_maps.layer",
            "inference.threads",
            "seed",
            without=["channels_shown"],
        ),


use rule drawn as plot_separation with:
    """The channels and the places that separate most, and what follows from ablating channels."""
    input:
        examples=rules.feature_maps.output.maps,
        maps=of(rules.separation.output.maps),
        channels=of(rules.separation.output.channels),
        probes=of(rules.separation.output.probes),
        ablated=of(rules.separation.output.ablated),
        summary=of(rules.separation.output.summary),
    output:
        channels=figure("separation.svg", "cnn", "separation", "channels"),
        places=figure("separation_places.svg", "cnn", "separation", "places"),
        counts=figure("separation_counts.svg", "cnn", "separation", "number of channels"),
    log:
        "results/logs/plot_separation.log",
    benchmark:
        "results/benchmarks/plot_separation.tsv"
    params:
        **made_by("cnn/plot_separation"),
        config=settings("separation"),


if runs("cnn"):
    ARTIFACTS += made(
        "train",
        "mistakes",
        "calibration",
        "filters",
        "activating_patches",
        "feature_maps",
        "separation",
    )
    ANSWERED["training"] = {
        "metrics": trained("metrics"),
        "history": trained("history"),
        "provenance": rules.download.output.provenance,
    }
    TAKEN["training"] = [trained("metrics"), trained("history"), trained("metrics", "unaugmented")]
    ANSWERED["mistakes"] = {
        "summary": rules.mistakes.output.summary,
        "confusion": rules.mistakes.output.confusion,
        "digits": rules.mistakes.output.digits,
        "wrong": rules.mistakes.output.wrong,
        "every": [of(rules.mistakes.output.wrong, run) for run in ALIKE],
    }
    TAKEN["mistakes"] = list(dict.fromkeys([*taken("mistakes"), of(rules.mistakes.output.images)]))
    ANSWERED["calibration"] = {
        "summary": rules.calibration.output.summary,
        "bins": rules.calibration.output.bins,
    }
    TAKEN["calibration"] = [*taken("calibration"), trained("held_out")]
    ANSWERED["filters"] = {
        "kernels": rules.filters.output.summary,
        "patches": rules.activating_patches.output.summary,
    }
    TAKEN["filters"] = [
        *ANSWERED["filters"].values(),
        rules.filters.output.kernels,
        rules.activating_patches.output.patches,
    ]
    ANSWERED["feature_maps"] = {
        "examples": rules.feature_maps.output.summary,
        "separation": rules.separation.output.summary,
        "channels": rules.separation.output.channels,
        "probes": rules.separation.output.probes,
        "ablated": rules.separation.output.ablated,
    }
    TAKEN["feature_maps"] = [
        *taken("feature_maps"),
        rules.feature_maps.output.maps,
        of(rules.separation.output.maps),
    ]
