"""Lines of handwriting: found, cut, read."""

# Ways to read that are measured side by side, the floor beneath them first: digitlab/reading/ways.py.
WAYS = [
    "isolated",
    "components",
    "components_dilated",
    "cuts_plain",
    "cuts_further",
    "cuts_junk",
    "cuts",
]


use rule computed as segments with:
    """A class for junk added to the network, and the weights of paths, both from training digits."""
    input:
        data=rules.download.output.dataset,
        model=trained("model"),
    output:
        model="results/segments/model.safetensors",
        weights="results/segments/weights.json",
        summary="results/segments/summary.json",
    log:
        "results/logs/segments.log",
    benchmark:
        "results/benchmarks/segments.tsv"
    priority: 5
    threads: config["segments"]["threads"]
    resources:
        mem_mb=3000,
        runtime=30,
    params:
        **made_by("reading/segments"),
        config=settings("segments", "seed"),


use rule inferred as reading with:
    """Pages of test digits under every condition, read in one way."""
    input:
        data=rules.download.output.dataset,
        model=trained("model"),
        further=rules.segments.output.model,
        weights=rules.segments.output.weights,
    output:
        pages="results/reading/{method}/pages.csv",
        summary="results/reading/{method}/summary.csv",
        pictures="results/reading/{method}/pictures.npz",
    log:
        "results/logs/reading/{method}.log",
    benchmark:
        "results/benchmarks/reading/{method}.tsv"
    wildcard_constraints:
        method="|".join(WAYS),
    priority: 5
    resources:
        gpu=gpus,
        mem_mb=2000,
        runtime=60,
    params:
        **made_by("reading/reading"),
        config=settings("reading", "seed", "inference.threads", without=["images"]),
        method=lambda wildcards: wildcards.method,


use rule drawn as plot_reading with:
    """Errors by gap, a page before and after, failures."""
    input:
        summaries=expand(rules.reading.output.summary, method=[*WAYS, "ctc"]),
        pictures=expand(rules.reading.output.pictures, method=WAYS),
    output:
        errors=figure("reading.svg", "reading", "reading", "errors by gap"),
        pages=figure("reading_pages.svg", "reading", "reading", "a page"),
        failures=figure("reading_failures.svg", "reading", "reading", "failures"),
    log:
        "results/logs/plot_reading.log",
    benchmark:
        "results/benchmarks/plot_reading.tsv"
    params:
        **made_by("reading/plot_reading"),
        ways=WAYS,
        lines="ctc",


if runs("reading"):
    ANSWERED["reading"] = {
        **{way: f"results/reading/{way}/summary.csv" for way in WAYS},
        **{f"{way}_pages": f"results/reading/{way}/pages.csv" for way in WAYS},
        "segments": rules.segments.output.summary,
    }
    TAKEN["reading"] = [*taken("reading"), rules.segments.output.weights]
    ARTIFACTS += made("segments")
    ARTIFACTS += expand(rules.reading.output, method=WAYS) + rules.plot_reading.output
