"""A network without a framework, an autoencoder with one, and what they show."""


use rule computed as identities with:
    """What the derivatives rest on, tried on random numbers; how a gradient shrinks."""
    output:
        summary="results/identities/summary.json",
        depth="results/identities/depth.csv",
    log:
        "results/logs/identities.log",
    benchmark:
        "results/benchmarks/identities.tsv"
    params:
        **made_by("scratch/identities"),
        config=settings("identities", "seed"),


use rule drawn as plot_identities with:
    """A gradient by layers, beside its bounds."""
    input:
        depth=rules.identities.output.depth,
    output:
        figure=figure("identities.svg", "scratch", "identities", "shrinking gradient"),
    log:
        "results/logs/plot_identities.log",
    benchmark:
        "results/benchmarks/plot_identities.tsv"
    params:
        **made_by("scratch/plot_identities"),


use rule computed as scratch with:
    """A network in NumPy alone at three learning rates, from several starts, its gradients checked."""
    input:
        data=rules.download.output.dataset,
    output:
        summary="results/scratch/summary.json",
        curves="results/scratch/curves.csv",
        starts="results/scratch/starts.csv",
        weights="results/scratch/weights.npz",
        confusion="results/scratch/confusion.csv",
    log:
        "results/logs/scratch.log",
    benchmark:
        "results/benchmarks/scratch.tsv"
    priority: 5
    resources:
        mem_mb=2000,
        runtime=10,
    params:
        **made_by("scratch/scratch"),
        config=settings("scratch", "seed"),


use rule drawn as plot_scratch with:
    """Curves, starts, weights as images, confusions beside the convolutional network's."""
    input:
        summary=rules.scratch.output.summary,
        curves=rules.scratch.output.curves,
        starts=rules.scratch.output.starts,
        weights=rules.scratch.output.weights,
        confusion=rules.scratch.output.confusion,
        cnn=of(rules.mistakes.output.confusion),
    output:
        curves=figure("scratch.svg", "scratch", "scratch", "by epoch"),
        starts=figure("scratch_starts.svg", "scratch", "scratch", "equal starts"),
        weights=figure("scratch_weights.svg", "scratch", "scratch", "weights as images"),
        confusion=figure("scratch_confusion.svg", "scratch", "scratch", "confusions"),
    log:
        "results/logs/plot_scratch.log",
    benchmark:
        "results/benchmarks/plot_scratch.tsv"
    params:
        **made_by("scratch/plot_scratch"),


use rule computed as autoencoder with:
    """Autoencoders with several bottlenecks, beside principal components and the mean image."""
    input:
        data=rules.download.output.dataset,
    output:
        summary="results/autoencoder/summary.json",
        losses="results/autoencoder/losses.csv",
        pictures="results/autoencoder/pictures.npz",
        codes="results/autoencoder/codes.npz",
    log:
        "results/logs/autoencoder.log",
    benchmark:
        "results/benchmarks/autoencoder.tsv"
    priority: 5
    threads: config["autoencoder"]["threads"]
    resources:
        mem_mb=2000,
        runtime=10,
    params:
        **made_by("scratch/autoencoder"),
        config=settings("autoencoder", "seed"),


use rule drawn as plot_autoencoder with:
    """Images made again, errors by epoch and quality by size, the codes as a map."""
    input:
        summary=rules.autoencoder.output.summary,
        losses=rules.autoencoder.output.losses,
        pictures=rules.autoencoder.output.pictures,
        codes=rules.autoencoder.output.codes,
    output:
        curves=figure("autoencoder.svg", "scratch", "autoencoder", "errors and quality"),
        images=figure("autoencoder_images.svg", "scratch", "autoencoder", "images"),
        map=figure("autoencoder_map.svg", "scratch", "autoencoder", "codes"),
    log:
        "results/logs/plot_autoencoder.log",
    benchmark:
        "results/benchmarks/plot_autoencoder.tsv"
    params:
        **made_by("scratch/plot_autoencoder"),


use rule computed as compared with:
    """One network of each kind side by side, and their accuracy by epoch."""
    input:
        scratch=rules.scratch.output.summary,
        optimizers=OPTIMIZERS,
        batch_norm="results/optimizers/batch_norm.json",
        data=rules.download.output.dataset,
        quick_metrics=trained("metrics", QUICK),
        quick_predictions=trained("predictions", QUICK),
        quick_history=trained("history", QUICK),
        cnn_metrics=trained("metrics"),
        cnn_predictions=trained("predictions"),
        cnn_history=trained("history"),
    output:
        summary="results/compared/summary.json",
        curves="results/compared/curves.csv",
    log:
        "results/logs/compared.log",
    benchmark:
        "results/benchmarks/compared.tsv"
    params:
        **made_by("scratch/compared"),
        config=settings(
            "compared",
            "scratch.hidden",
            "optimizers.hidden",
            *(f"cnn.{key}" for key in ("channels", "kernels", "padding", "pool")),
        ),


use rule drawn as plot_compared with:
    """Errors by epoch, a line a network."""
    input:
        curves=rules.compared.output.curves,
    output:
        figure=figure("compared.svg", "scratch", "compared", "errors by epoch"),
    log:
        "results/logs/plot_compared.log",
    benchmark:
        "results/benchmarks/plot_compared.tsv"
    params:
        **made_by("scratch/plot_compared"),


if runs("scratch"):
    ANSWERED["identities"] = {
        "summary": rules.identities.output.summary,
        "depth": rules.identities.output.depth,
    }
    TAKEN["identities"] = taken("identities")
    ANSWERED["scratch"] = {
        "summary": rules.scratch.output.summary,
        "confusion": rules.scratch.output.confusion,
        "cnn": of(rules.mistakes.output.confusion),
    }
    TAKEN["scratch"] = [
        *taken("scratch"),
        rules.scratch.output.curves,
        rules.scratch.output.starts,
        rules.scratch.output.weights,
    ]
    ANSWERED["autoencoder"] = {
        "summary": rules.autoencoder.output.summary,
        "published": PUBLISHED,
    }
    TAKEN["autoencoder"] = [*rules.autoencoder.output]
    ARTIFACTS += made("identities", "scratch", "autoencoder")

if runs("compared"):
    ANSWERED["compared"] = {
        "summary": rules.compared.output.summary,
        "curves": rules.compared.output.curves,
    }
    TAKEN["compared"] = taken("compared")
    ARTIFACTS += [trained(name, QUICK) for name in rules.train.output.keys()] + made("compared")
