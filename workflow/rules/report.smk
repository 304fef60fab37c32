"""The page that people read, and what it was made with."""


localrules:
    environment,
    report,
    provenance,


FIGURES = [path for path in ARTIFACTS if path.startswith("results/figures/")]


rule environment:
    """The resolved config, the versions, the device: everything that the numbers depend on."""
    input:
        metrics=rules.train.output.metrics,
        data=rules.download.output.provenance,
    output:
        "results/environment.json",
    log:
        "results/logs/environment.log",
    benchmark:
        "results/benchmarks/environment.tsv"
    conda:
        "../../envs/torch.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        config=everything(),
        code=code("report/environment.py"),
        software=pins("torch"),
        plots=pins("plots"),
        report=pins("report"),
    script:
        "../scripts/report/environment.py"


rule report:
    """One self-contained HTML file from the artifacts alone."""
    input:
        environment=rules.environment.output,
        data=rules.download.output.provenance,
        metrics=rules.train.output.metrics,
        history=rules.train.output.history,
        filters=rules.filters.output.summary,
        feature_maps=rules.feature_maps.output.summary,
        shift=rules.shift.output.example,
        survival=rules.shift.output.survival,
        occlusion=rules.occlusion.output.summary,
        transplant=rules.transplant.output.summary,
        tries=rules.transplant.output.tries,
        rnn=rules.rnn.output.bptt,
        memory=rules.memory.output.summary,
        lstm=rules.lstm.output.bptt,
        figures=FIGURES,
    output:
        report(
            "report/index.html",
            caption="../report/captions/report.rst",
            category="report",
            labels={"step": "report", "figure": "the lab report"},
        ),
    log:
        "results/logs/report.log",
    benchmark:
        "results/benchmarks/report.tsv"
    conda:
        "../../envs/report.yaml"
    threads: 1
    resources:
        mem_mb=500,
        runtime=5,
    params:
        config=settings("report"),
        code=code("report/report.py"),
        templates=digests("workflow/report/*"),
        software=pins("report"),
    script:
        "../scripts/report/report.py"


rule provenance:
    """When and from which revision: made last, so that nothing depends on it."""
    input:
        report=rules.report.output,
        artifacts=ARTIFACTS,
    output:
        "results/provenance.json",
    log:
        "results/logs/provenance.log",
    conda:
        "../../envs/report.yaml"
    threads: 1
    resources:
        mem_mb=500,
        runtime=5,
    params:
        code=code("report/provenance.py"),
        software=pins("report"),
    script:
        "../scripts/report/provenance.py"


ARTIFACTS += [*rules.environment.output, *rules.report.output, *rules.provenance.output]
