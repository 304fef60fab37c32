"""Unroll recurrent networks by hand, and see what they forget."""


use rule computed as rnn with:
    """The worked recurrent network, unrolled by hand."""
    output:
        bptt="results/rnn/bptt.json",
        differences="results/rnn/differences.csv",
        along="results/rnn/along.csv",
    log:
        "results/logs/rnn.log",
    benchmark:
        "results/benchmarks/rnn.tsv"
    priority: 10
    resources:
        mem_mb=500,
        runtime=5,
    params:
        **made_by("sequences/rnn"),
        config=settings("rnn"),


use rule drawn as plot_rnn with:
    """The loss along each bias, with the gradient and the step."""
    input:
        bptt=rules.rnn.output.bptt,
        differences=rules.rnn.output.differences,
        along=rules.rnn.output.along,
    output:
        worked=figure("rnn.svg", "sequences", "rnn", "outputs and gradient"),
        graph=figure("rnn_graph.svg", "sequences", "rnn", "unrolled graph"),
        differences=figure("rnn_differences.svg", "sequences", "rnn", "error of the difference"),
        along=figure("rnn_along.svg", "sequences", "rnn", "loss along the gradient"),
    log:
        "results/logs/plot_rnn.log",
    benchmark:
        "results/benchmarks/plot_rnn.tsv"
    params:
        **made_by("sequences/plot_rnn"),


use rule computed as published with:
    """Figures that others gave for the worked example, beside ours."""
    input:
        reference=PUBLISHED,
    output:
        comparison="results/published/comparison.json",
    log:
        "results/logs/published.log",
    benchmark:
        "results/benchmarks/published.tsv"
    resources:
        mem_mb=500,
        runtime=5,
    params:
        **made_by("sequences/published"),


use rule computed as memory with:
    """Gradient norms over a long sequence, and what an echo state network recalls."""
    output:
        gradients="results/memory/gradients.npz",
        recall="results/memory/recall.csv",
        summary="results/memory/summary.json",
    log:
        "results/logs/memory.log",
    benchmark:
        "results/benchmarks/memory.tsv"
    params:
        **made_by("sequences/memory"),
        config=settings("memory", "seed", "rnn.b", "rnn.c", "rnn.W", "rnn.U", "rnn.V", "rnn.x"),


use rule drawn as plot_memory with:
    """Gradient norm by lag, and recall by delay."""
    input:
        gradients=rules.memory.output.gradients,
        recall=rules.memory.output.recall,
        summary=rules.memory.output.summary,
    output:
        reach=figure("memory_reach.svg", "sequences", "memory", "how far back"),
        gradients=figure("memory.svg", "sequences", "memory", "gradient by lag"),
        recall=figure("memory_recall.svg", "sequences", "memory", "recall"),
        thumbnail="results/figures/thumbnail_memory.png",
    log:
        "results/logs/plot_memory.log",
    benchmark:
        "results/benchmarks/plot_memory.tsv"
    params:
        **made_by("sequences/plot_memory"),


# The cells of the long classification task, and how each begins: a job a cell.
CELLS = {
    "rnn": config["motif"]["tanh"],
    "gru": config["motif"]["update_biases"],
    "lstm": config["motif"]["forget_biases"],
    "echo": [],
}


use rule computed as motif with:
    """One kind of cell on the long classification task: how soon it is solved, by lag and by how it begins."""
    output:
        networks="results/motif/{cell}.csv",
    log:
        "results/logs/motif/{cell}.log",
    benchmark:
        "results/benchmarks/motif/{cell}.tsv"
    wildcard_constraints:
        cell="|".join(CELLS),
    priority: 5
    threads: config["motif"]["threads"]
    resources:
        mem_mb=1000,
        runtime=240,
    params:
        **made_by("sequences/motif"),
        config=settings("motif", "seed", without=["tanh", "update_biases", "forget_biases"]),
        cell=lambda wildcards: wildcards.cell,
        begun=lambda wildcards: CELLS[wildcards.cell],


use rule drawn as plot_motif with:
    """Updates until solved by lag, every kind of network."""
    input:
        networks=expand(rules.motif.output.networks, cell=CELLS),
    output:
        figure=figure("motif.svg", "sequences", "motif", "updates until solved"),
    log:
        "results/logs/plot_motif.log",
    benchmark:
        "results/benchmarks/plot_motif.tsv"
    params:
        **made_by("sequences/plot_motif"),
        config=settings("motif", without=["tanh", "update_biases", "forget_biases"]),


use rule computed as lstm with:
    """The LSTM cell in the recurrent network's place."""
    output:
        bptt="results/lstm/bptt.json",
    log:
        "results/logs/lstm.log",
    benchmark:
        "results/benchmarks/lstm.tsv"
    priority: 10
    resources:
        mem_mb=500,
        runtime=5,
    params:
        **made_by("sequences/lstm"),
        config=settings("lstm", "rnn.W", "rnn.U", "rnn.V", "rnn.c", "rnn.x"),


use rule drawn as plot_lstm with:
    """Gates and state by step."""
    input:
        bptt=rules.lstm.output.bptt,
    output:
        figure=figure("lstm.svg", "sequences", "lstm", "gates and state"),
    log:
        "results/logs/plot_lstm.log",
    benchmark:
        "results/benchmarks/plot_lstm.tsv"
    params:
        **made_by("sequences/plot_lstm"),


if runs("sequences"):
    ANSWERED["rnn"] = {
        "bptt": rules.rnn.output.bptt,
        "differences": rules.rnn.output.differences,
        "published": rules.published.output.comparison,
    }
    TAKEN["rnn"] = list(ANSWERED["rnn"].values())
    ANSWERED["memory"] = {
        "summary": rules.memory.output.summary,
        "networks": expand(rules.motif.output.networks, cell=CELLS),
    }
    TAKEN["memory"] = [*flat(ANSWERED["memory"].values()), rules.memory.output.gradients]
    ANSWERED["lstm"] = {
        "bptt": rules.lstm.output.bptt,
        "rnn": rules.rnn.output.bptt,
        "published": rules.published.output.comparison,
    }
    TAKEN["lstm"] = [rules.lstm.output.bptt]
    ARTIFACTS += made("rnn", "published", "memory", "lstm")
    ARTIFACTS += expand(rules.motif.output, cell=CELLS) + rules.plot_motif.output
