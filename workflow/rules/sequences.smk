"""Unroll recurrent networks by hand, and see what they forget."""


rule rnn:
    """The worked recurrent network, unrolled by hand."""
    output:
        bptt="results/rnn/bptt.json",
        differences="results/rnn/differences.csv",
        along="results/rnn/along.csv",
    log:
        "results/logs/rnn.log",
    benchmark:
        "results/benchmarks/rnn.tsv"
    conda:
        "../../envs/torch.yaml"
    threads: 1
    resources:
        mem_mb=500,
        runtime=5,
    params:
        config=settings("rnn"),
        code=code("sequences/rnn.py"),
        software=pins("torch"),
    script:
        "../scripts/sequences/rnn.py"


rule plot_rnn:
    """The loss along each bias, with the gradient and the step."""
    input:
        bptt=rules.rnn.output.bptt,
        differences=rules.rnn.output.differences,
        along=rules.rnn.output.along,
    output:
        worked=report(
            "results/figures/rnn.svg",
            caption="../report/captions/rnn.rst",
            category="sequences",
            labels={"step": "rnn", "figure": "outputs and gradient"},
        ),
        graph=report(
            "results/figures/rnn_graph.svg",
            caption="../report/captions/rnn_graph.rst",
            category="sequences",
            labels={"step": "rnn", "figure": "unrolled graph"},
        ),
        differences=report(
            "results/figures/rnn_differences.svg",
            caption="../report/captions/rnn_differences.rst",
            category="sequences",
            labels={"step": "rnn", "figure": "error of the difference"},
        ),
        along=report(
            "results/figures/rnn_along.svg",
            caption="../report/captions/rnn_along.rst",
            category="sequences",
            labels={"step": "rnn", "figure": "loss along the gradient"},
        ),
    log:
        "results/logs/plot_rnn.log",
    benchmark:
        "results/benchmarks/plot_rnn.tsv"
    group:
        "figures"
    conda:
        "../../envs/plots.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        code=code("sequences/plot_rnn.py"),
        software=pins("plots"),
    script:
        "../scripts/sequences/plot_rnn.py"


rule published:
    """Figures that others gave for the worked example, beside ours."""
    input:
        reference="workflow/reference/published_answers.json",
    output:
        comparison="results/published/comparison.json",
    log:
        "results/logs/published.log",
    benchmark:
        "results/benchmarks/published.tsv"
    conda:
        "../../envs/torch.yaml"
    threads: 1
    resources:
        mem_mb=500,
        runtime=5,
    params:
        code=code("sequences/published.py"),
        software=pins("torch"),
    script:
        "../scripts/sequences/published.py"


rule memory:
    """Gradient norms over a long sequence, and what an echo state network recalls."""
    output:
        gradients="results/memory/gradients.npz",
        recall="results/memory/recall.csv",
        summary="results/memory/summary.json",
    log:
        "results/logs/memory.log",
    benchmark:
        "results/benchmarks/memory.tsv"
    conda:
        "../../envs/torch.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        config=settings("memory", "seed", "rnn.b", "rnn.c", "rnn.W", "rnn.U", "rnn.V", "rnn.x"),
        code=code("sequences/memory.py"),
        software=pins("torch"),
    script:
        "../scripts/sequences/memory.py"


rule plot_memory:
    """Gradient norm by lag, and recall by delay."""
    input:
        gradients=rules.memory.output.gradients,
        recall=rules.memory.output.recall,
        summary=rules.memory.output.summary,
    output:
        gradients=report(
            "results/figures/memory.svg",
            caption="../report/captions/memory.rst",
            category="sequences",
            labels={"step": "memory", "figure": "gradient by lag"},
        ),
        recall=report(
            "results/figures/memory_recall.svg",
            caption="../report/captions/memory_recall.rst",
            category="sequences",
            labels={"step": "memory", "figure": "recall"},
        ),
    log:
        "results/logs/plot_memory.log",
    benchmark:
        "results/benchmarks/plot_memory.tsv"
    group:
        "figures"
    conda:
        "../../envs/plots.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        code=code("sequences/plot_memory.py"),
        software=pins("plots"),
    script:
        "../scripts/sequences/plot_memory.py"


# The kinds of network of the long classification task, a job each.
KINDS = ["rnn", *(f"lstm_{bias}" for bias in config["motif"]["forget_biases"]), "echo"]


rule motif:
    """One kind of network on the long classification task: accuracy by lag and seed."""
    output:
        accuracy="results/motif/{network}.csv",
    log:
        "results/logs/motif/{network}.log",
    benchmark:
        "results/benchmarks/motif/{network}.tsv"
    wildcard_constraints:
        network="|".join(KINDS),
    conda:
        "../../envs/torch.yaml"
    threads: config["motif"]["threads"]
    resources:
        gpu=config["motif"]["gpu"] * config["cluster"]["gpu"],
        mem_mb=2000,
        runtime=240,
    params:
        config=settings("motif", "seed", without=["forget_biases", "gpu"]),
        network=lambda wildcards: wildcards.network,
        code=code("sequences/motif.py"),
        software=pins("torch"),
    script:
        "../scripts/sequences/motif.py"


rule plot_motif:
    """Accuracy by lag, every kind of network, with the chance line."""
    input:
        accuracy=expand(rules.motif.output.accuracy, network=KINDS),
    output:
        figure=report(
            "results/figures/motif.svg",
            caption="../report/captions/motif.rst",
            category="sequences",
            labels={"step": "motif", "figure": "accuracy by lag"},
        ),
    log:
        "results/logs/plot_motif.log",
    benchmark:
        "results/benchmarks/plot_motif.tsv"
    group:
        "figures"
    conda:
        "../../envs/plots.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        code=code("sequences/plot_motif.py"),
        software=pins("plots"),
    script:
        "../scripts/sequences/plot_motif.py"


rule lstm:
    """The LSTM cell in the recurrent network's place."""
    output:
        bptt="results/lstm/bptt.json",
    log:
        "results/logs/lstm.log",
    benchmark:
        "results/benchmarks/lstm.tsv"
    conda:
        "../../envs/torch.yaml"
    threads: 1
    resources:
        mem_mb=500,
        runtime=5,
    params:
        config=settings("lstm", "rnn.W", "rnn.U", "rnn.V", "rnn.c", "rnn.x"),
        code=code("sequences/lstm.py"),
        software=pins("torch"),
    script:
        "../scripts/sequences/lstm.py"


rule plot_lstm:
    """Gates and state by step."""
    input:
        bptt=rules.lstm.output.bptt,
    output:
        figure=report(
            "results/figures/lstm.svg",
            caption="../report/captions/lstm.rst",
            category="sequences",
            labels={"step": "lstm", "figure": "gates and state"},
        ),
    log:
        "results/logs/plot_lstm.log",
    benchmark:
        "results/benchmarks/plot_lstm.tsv"
    group:
        "figures"
    conda:
        "../../envs/plots.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        code=code("sequences/plot_lstm.py"),
        software=pins("plots"),
    script:
        "../scripts/sequences/plot_lstm.py"


ARTIFACTS += [
    *rules.rnn.output,
    *rules.plot_rnn.output,
    *rules.published.output,
    *rules.memory.output,
    *rules.plot_memory.output,
    *expand(rules.motif.output, network=KINDS),
    *rules.plot_motif.output,
    *rules.lstm.output,
    *rules.plot_lstm.output,
]
