"""Lines of handwriting read whole: the network slid over them, an LSTM, CTC, and what context does."""

# Networks of lines, with the LSTM and without; by each a way to read.
LINE_NETWORKS = ["lstm", "plain"]
LINE_WAYS = dict(zip(["ctc", "ctc_plain"], LINE_NETWORKS))


use rule computed as line_network with:
    """A network of lines, trained on lines of training digits."""
    input:
        data=rules.download.output.dataset,
        model=trained("model"),
    output:
        model="results/line_network/{kind}.safetensors",
        history="results/line_network/{kind}.csv",
        summary="results/line_network/{kind}.json",
    log:
        "results/logs/line_network/{kind}.log",
    benchmark:
        "results/benchmarks/line_network/{kind}.tsv"
    wildcard_constraints:
        kind="|".join(LINE_NETWORKS),
    priority: 5
    threads: config["line_network"]["threads"]
    resources:
        gpu=gpus,
        mem_mb=3000,
        runtime=60,
    params:
        **made_by("reading/line_network"),
        config=settings("line_network", "seed"),
        kind=lambda wildcards: wildcards.kind,


use rule inferred as reading_of_lines with:
    """Pages of test digits under every condition, read by a network of lines."""
    input:
        data=rules.download.output.dataset,
        lines=lambda wildcards: f"results/line_network/{LINE_WAYS[wildcards.method]}.safetensors",
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
        method="|".join(LINE_WAYS),
    priority: 5
    resources:
        gpu=gpus,
        mem_mb=2000,
        runtime=60,
    params:
        **made_by("reading/reading_of_lines"),
        config=settings("reading", "seed", "inference.threads", without=["images"]),
        method=lambda wildcards: wildcards.method,


use rule computed as context with:
    """Networks of lines trained further on lines with context and without, read on both."""
    input:
        data=rules.download.output.dataset,
        lstm="results/line_network/lstm.safetensors",
        plain="results/line_network/plain.safetensors",
    output:
        summary="results/context/summary.json",
        lines="results/context/lines.csv",
        examples="results/context/examples.npz",
    log:
        "results/logs/context.log",
    benchmark:
        "results/benchmarks/context.tsv"
    threads: config["line_network"]["threads"]
    resources:
        gpu=gpus,
        mem_mb=3000,
        runtime=60,
    params:
        **made_by("reading/context"),
        config=settings("context", "seed", "line_network.precision", "line_network.threads"),


use rule drawn as plot_context with:
    """Errors by the lines trained on and read; lines that are not what they should be."""
    input:
        summary=rules.context.output.summary,
        examples=rules.context.output.examples,
    output:
        errors=figure("context.svg", "reading", "context", "errors"),
        altered=figure("context_altered.svg", "reading", "context", "altered lines"),
    log:
        "results/logs/plot_context.log",
    benchmark:
        "results/benchmarks/plot_context.tsv"
    params:
        **made_by("reading/plot_context"),


use rule drawn as plot_line_network with:
    """Errors of networks of lines by gap beside cuts; the loss of their training."""
    input:
        **{way: f"results/reading/{way}/summary.csv" for way in ["isolated", "cuts", *LINE_WAYS]},
        **{kind: f"results/line_network/{kind}.csv" for kind in LINE_NETWORKS},
    output:
        figure=figure("line_network.svg", "reading", "line_network", "errors and loss"),
    log:
        "results/logs/plot_line_network.log",
    benchmark:
        "results/benchmarks/plot_line_network.tsv"
    params:
        **made_by("reading/plot_line_network"),


if runs("reading"):
    BESIDE = ["isolated", "cuts", *LINE_WAYS]
    ANSWERED["line_network"] = {
        **{kind: f"results/line_network/{kind}.json" for kind in LINE_NETWORKS},
        **{way: f"results/reading/{way}/summary.csv" for way in BESIDE},
        **{f"{way}_pages": f"results/reading/{way}/pages.csv" for way in BESIDE},
    }
    TAKEN["line_network"] = taken("line_network")
    ANSWERED["context"] = {"summary": rules.context.output.summary}
    TAKEN["context"] = [rules.context.output.summary, rules.context.output.lines]
    ARTIFACTS += expand(rules.line_network.output, kind=LINE_NETWORKS)
    ARTIFACTS += expand(rules.reading_of_lines.output, method=LINE_WAYS)
    ARTIFACTS += [*rules.plot_line_network.output, *made("context")]
