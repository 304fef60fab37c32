"""Kinds of job: with what a rule runs, and for how long. A rule says which it is, and what is its own.

Of jobs that could start, those with the highest priority do: 20 for what most others wait for, 10 for the
assignment's own problems, 5 for the longest of the rest, 0 without a word.
"""


rule inferred:
    """What runs the trained network: the assignment's own problems, before what goes beyond them."""
    log:
        "results/logs/inferred.log",
    priority: 10
    conda:
        "../../envs/torch.yaml"
    threads: config["inference"]["threads"]
    resources:
        gpu=gpus,
        mem_mb=2000,
        runtime=10,
    params:
        software=pins("torch"),
    script:
        "../{params.script}"


rule computed:
    """What computes with arrays, on one core."""
    log:
        "results/logs/computed.log",
    conda:
        "../../envs/torch.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        software=pins("torch"),
    script:
        "../{params.script}"


rule drawn:
    """What draws figures from artifacts."""
    log:
        "results/logs/drawn.log",
    group:
        "figures"
    conda:
        "../../envs/plots.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        software=pins("plots"),
    script:
        "../{params.script}"


rule composed:
    """What makes pages and tables of what others computed."""
    log:
        "results/logs/composed.log",
    conda:
        "../../envs/report.yaml"
    threads: 1
    resources:
        mem_mb=500,
        runtime=5,
    params:
        software=pins("report"),
    script:
        "../{params.script}"
