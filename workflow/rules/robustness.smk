"""Move, cover and piece together digits, and record what the network says."""


use rule inferred as shift with:
    """One digit moved left and right."""
    input:
        data=rules.download.output.dataset,
        model=trained("model"),
        predictions=trained("predictions"),
    output:
        example="results/shift/example.json",
        images="results/shift/images.npz",
        steps="results/shift/steps.json",
    log:
        "results/logs/shift.log",
    benchmark:
        "results/benchmarks/shift.tsv"
    params:
        **made_by("robustness/shift"),
        config=settings("shift", "inference.threads", without=["all"]),


use rule drawn as plot_shift with:
    """The digit at several shifts, with its label and how sure the network is."""
    input:
        example=rules.shift.output.example,
        steps=rules.shift.output.steps,
        images=rules.shift.output.images,
    output:
        figure=figure("shift.svg", "robustness", "shift", "the example"),
        thumbnail="results/figures/thumbnail_shift.png",
    log:
        "results/logs/plot_shift.log",
    benchmark:
        "results/benchmarks/plot_shift.tsv"
    params:
        **made_by("robustness/plot_shift"),


use rule replicated as shift_all with:
    """Every test digit moved along both axes, some by both at once; and what is said of no digit."""
    output:
        consistency="results/{run}/shift/consistency.csv",
        predictions="results/{run}/shift/predictions.csv",
        fills="results/{run}/shift/fills.csv",
        grid="results/{run}/shift/grid.npz",
        labels="results/{run}/shift/labels.npz",
        precision="results/{run}/shift/precision.csv",
        ink="results/{run}/shift/ink.csv",
        defaults="results/{run}/shift/defaults.json",
    log:
        "results/logs/shift_all/{run}.log",
    benchmark:
        "results/benchmarks/shift_all/{run}.tsv"
    params:
        **made_by("robustness/shift_all"),
        config=settings("shift", "inference.threads", "seed", without=["example", "pixels"]),


use rule drawn as plot_shift_all with:
    """Labels that stay by pixels, by both axes at once, and what the digits are taken for."""
    input:
        consistency=of(rules.shift_all.output.consistency),
        unaugmented=of(rules.shift_all.output.consistency, "unaugmented"),
        predictions=of(rules.shift_all.output.predictions),
        grid=of(rules.shift_all.output.grid),
        precision=of(rules.shift_all.output.precision),
        ink=of(rules.shift_all.output.ink),
    output:
        consistency=figure("shift_consistency.svg", "robustness", "shift_all", "every digit"),
        predictions=figure(
            "shift_predictions.svg", "robustness", "shift_all", "what they are taken for"
        ),
        grid=figure("shift_grid.svg", "robustness", "shift_all", "both axes"),
        precision=figure("shift_precision.svg", "robustness", "shift_all", "precision"),
    log:
        "results/logs/plot_shift_all.log",
    benchmark:
        "results/benchmarks/plot_shift_all.tsv"
    params:
        **made_by("robustness/plot_shift_all"),
        config=settings("shift", without=["example", "pixels"]),


use rule inferred as occlusion with:
    """Three maps of one digit under a sliding black square."""
    input:
        data=rules.download.output.dataset,
        model=trained("model"),
        predictions=trained("predictions"),
    output:
        maps="results/occlusion/maps.npz",
        summary="results/occlusion/summary.json",
    log:
        "results/logs/occlusion.log",
    benchmark:
        "results/benchmarks/occlusion.tsv"
    params:
        **made_by("robustness/occlusion"),
        config=settings("occlusion", "inference.threads", without=["all"]),


use rule drawn as plot_occlusion with:
    """What hiding does, over the digit and as three maps, and the deepest drops."""
    input:
        maps=rules.occlusion.output.maps,
        summary=rules.occlusion.output.summary,
    output:
        maps=figure("occlusion.svg", "robustness", "occlusion", "three maps"),
        places=figure("occlusion_places.svg", "robustness", "occlusion", "deepest falls"),
        thumbnail="results/figures/thumbnail_occlusion.png",
    log:
        "results/logs/plot_occlusion.log",
    benchmark:
        "results/benchmarks/plot_occlusion.tsv"
    params:
        **made_by("robustness/plot_occlusion"),


use rule replicated as occlusion_all with:
    """The same maps for every digit of the class; in other networks than the report's, for the first."""
    output:
        maps="results/{run}/occlusion/all.npz",
        parts="results/{run}/occlusion/parts.csv",
        summary="results/{run}/occlusion/all.json",
    log:
        "results/logs/occlusion_all/{run}.log",
    benchmark:
        "results/benchmarks/occlusion_all/{run}.tsv"
    params:
        **made_by("robustness/occlusion_all"),
        config=lambda wildcards: occluded(wildcards.run),


use rule drawn as plot_occlusion_all with:
    """The class's mean maps, and the parts that matter."""
    input:
        maps=of(rules.occlusion_all.output.maps),
        parts=of(rules.occlusion_all.output.parts),
        summary=of(rules.occlusion_all.output.summary),
    output:
        maps=figure("occlusion_all.svg", "robustness", "occlusion_all", "the class"),
        parts=figure("occlusion_parts.svg", "robustness", "occlusion_all", "parts"),
    log:
        "results/logs/plot_occlusion_all.log",
    benchmark:
        "results/benchmarks/plot_occlusion_all.tsv"
    params:
        **made_by("robustness/plot_occlusion_all"),


use rule inferred as occlusion_sizes with:
    """Squares of several sizes slid over some digits of the class."""
    input:
        data=rules.download.output.dataset,
        model=trained("model"),
        predictions=trained("predictions"),
    output:
        table="results/occlusion/sizes.csv",
    log:
        "results/logs/occlusion_sizes.log",
    benchmark:
        "results/benchmarks/occlusion_sizes.tsv"
    params:
        **made_by("robustness/occlusion_sizes"),
        config=settings(
            "occlusion",
            "inference.threads",
            without=["example", "patch", "positions_marked"],
        ),


use rule drawn as plot_occlusion_sizes with:
    """How many digits lose their label to squares of each size."""
    input:
        table=rules.occlusion_sizes.output.table,
    output:
        figure=figure("occlusion_sizes.svg", "robustness", "occlusion_sizes", "sizes"),
    log:
        "results/logs/plot_occlusion_sizes.log",
    benchmark:
        "results/benchmarks/plot_occlusion_sizes.tsv"
    params:
        **made_by("robustness/plot_occlusion_sizes"),


use rule inferred as sanity_checks with:
    """The class's map as the network's layers become random, and maps got in other ways."""
    input:
        data=rules.download.output.dataset,
        model=trained("model"),
        predictions=trained("predictions"),
    output:
        draws="results/sanity_checks/draws.csv",
        maps="results/sanity_checks/maps.npz",
        summary="results/sanity_checks/summary.json",
    log:
        "results/logs/sanity_checks.log",
    benchmark:
        "results/benchmarks/sanity_checks.tsv"
    params:
        **made_by("robustness/sanity_checks"),
        config=settings(
            "sanity_checks", "occlusion.digit", "occlusion.patch", "inference.threads", "seed"
        ),


use rule drawn as plot_sanity_checks with:
    """What is left of the map with random layers, and one digit's maps got in three ways."""
    input:
        maps=rules.sanity_checks.output.maps,
        summary=rules.sanity_checks.output.summary,
    output:
        random=figure("sanity_checks.svg", "robustness", "sanity_checks", "random layers"),
        maps=figure("sanity_checks_maps.svg", "robustness", "sanity_checks", "three ways"),
    log:
        "results/logs/plot_sanity_checks.log",
    benchmark:
        "results/benchmarks/plot_sanity_checks.tsv"
    params:
        **made_by("robustness/plot_sanity_checks"),


use rule inferred as transplant with:
    """Random pieces of other digits over one digit, with black ones as control."""
    input:
        data=rules.download.output.dataset,
        model=trained("model"),
        predictions=trained("predictions"),
    output:
        tries="results/transplant/tries.csv",
        gallery="results/transplant/gallery.npz",
        summary="results/transplant/summary.json",
    log:
        "results/logs/transplant.log",
    benchmark:
        "results/benchmarks/transplant.tsv"
    params:
        **made_by("robustness/transplant"),
        config=settings("transplant", "inference.threads", "seed", without=["all"]),


use rule drawn as plot_transplant with:
    """One success for each class that was reached, beside its control."""
    input:
        gallery=rules.transplant.output.gallery,
        summary=rules.transplant.output.summary,
    output:
        figure=figure("transplant.svg", "robustness", "transplant", "successes"),
        thumbnail="results/figures/thumbnail_transplant.png",
    log:
        "results/logs/plot_transplant.log",
    benchmark:
        "results/benchmarks/plot_transplant.tsv"
    params:
        **made_by("robustness/plot_transplant"),


use rule replicated as transplant_all with:
    """Transplants on many digits of the class, against black, noise and pieces of a third class."""
    output:
        rates="results/{run}/transplant/rates.csv",
        targets="results/{run}/transplant/targets.csv",
        tries="results/{run}/transplant/tries.npz",
        gallery="results/{run}/transplant/best.npz",
        summary="results/{run}/transplant/all.json",
    log:
        "results/logs/transplant_all/{run}.log",
    benchmark:
        "results/benchmarks/transplant_all/{run}.tsv"
    params:
        **made_by("robustness/transplant_all"),
        config=lambda wildcards: transplanted(wildcards.run),


use rule drawn as plot_transplant_all with:
    """How often pieces and controls change the label, and the best of them."""
    input:
        rates=of(rules.transplant_all.output.rates),
        gallery=of(rules.transplant_all.output.gallery),
        summary=of(rules.transplant_all.output.summary),
    output:
        rates=figure("transplant_rates.svg", "robustness", "transplant_all", "rates"),
        gallery=figure("transplant_best.svg", "robustness", "transplant_all", "the best"),
    log:
        "results/logs/plot_transplant_all.log",
    benchmark:
        "results/benchmarks/plot_transplant_all.tsv"
    params:
        **made_by("robustness/plot_transplant_all"),


if runs("robustness"):
    ANSWERED["shift"] = {
        "example": rules.shift.output.example,
        "consistency": rules.shift_all.output.consistency,
        "predictions": rules.shift_all.output.predictions,
        "fills": rules.shift_all.output.fills,
        "unaugmented": trained("metrics", "unaugmented"),
        "unaugmented_consistency": of(rules.shift_all.output.consistency, "unaugmented"),
        "labels": rules.shift_all.output.labels,
        "unaugmented_labels": of(rules.shift_all.output.labels, "unaugmented"),
        "precision": rules.shift_all.output.precision,
        "ink": rules.shift_all.output.ink,
        "defaults": rules.shift_all.output.defaults,
        "unaugmented_defaults": of(rules.shift_all.output.defaults, "unaugmented"),
    }
    TAKEN["shift"] = [
        rules.shift.output.example,
        rules.shift.output.steps,
        *map(of, rules.shift_all.output),
        of(rules.shift_all.output.consistency, "unaugmented"),
        of(rules.shift_all.output.labels, "unaugmented"),
    ]
    ANSWERED["occlusion"] = {
        "example": rules.occlusion.output.summary,
        "everyone": rules.occlusion_all.output.summary,
        "parts": rules.occlusion_all.output.parts,
        "sizes": rules.occlusion_sizes.output.table,
        "defaults": rules.shift_all.output.defaults,
        "published": PUBLISHED,
    }
    TAKEN["occlusion"] = [
        *taken("occlusion"),
        rules.occlusion.output.maps,
        of(rules.occlusion_all.output.maps),
    ]
    ANSWERED["sanity_checks"] = {"summary": rules.sanity_checks.output.summary}
    TAKEN["sanity_checks"] = [
        *taken("sanity_checks"),
        rules.sanity_checks.output.draws,
        rules.sanity_checks.output.maps,
    ]
    ANSWERED["transplant"] = {
        "example": rules.transplant.output.summary,
        "everyone": rules.transplant_all.output.summary,
        "rates": rules.transplant_all.output.rates,
        "targets": rules.transplant_all.output.targets,
        "published": PUBLISHED,
    }
    TAKEN["transplant"] = [
        *taken("transplant"),
        rules.transplant.output.gallery,
        of(rules.transplant_all.output.gallery),
        of(rules.transplant_all.output.tries),
    ]
    ARTIFACTS += made(
        "shift",
        "shift_all",
        "occlusion",
        "occlusion_all",
        "occlusion_sizes",
        "sanity_checks",
        "transplant",
        "transplant_all",
    )
