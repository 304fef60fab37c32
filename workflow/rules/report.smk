"""The page that people read, and what it was made with."""


localrules:
    environment,
    answers,
    report,
    compare,
    check,
    template,
    provenance,


ANSWERED["data"] = {"provenance": rules.download.output.provenance}
ANSWERED["environment"] = {"environment": "results/environment.json"}


use rule computed as environment with:
    """The resolved config, the versions, the device: everything that the numbers depend on."""
    input:
        metrics=trained("metrics") if runs("cnn") else [],
        data=rules.download.output.provenance,
    output:
        "results/environment.json",
    log:
        "results/logs/environment.log",
    benchmark:
        "results/benchmarks/environment.tsv"
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        **made_by("report/environment"),
        config=everything(),
        plots=pins("plots"),
        report=pins("report"),


use rule inferred as live with:
    """The trained network, small enough for the page, and test digits to try it on there."""
    input:
        data=rules.download.output.dataset,
        model=trained("model"),
        predictions=trained("predictions"),
    output:
        network="results/live/network.npz",
        digits="results/live/digits.npz",
        summary="results/live/summary.json",
    log:
        "results/logs/live.log",
    benchmark:
        "results/benchmarks/live.tsv"
    params:
        **made_by("cnn/live"),
        config=settings("live", "inference.threads"),


use rule drawn as plot_live with:
    """A test digit of each class, for where no script runs."""
    input:
        digits=rules.live.output.digits,
    output:
        figure=figure("live.svg", "report", "live", "test digits"),
    log:
        "results/logs/plot_live.log",
    benchmark:
        "results/benchmarks/plot_live.tsv"
    params:
        **made_by("cnn/plot_live"),


if runs("live"):
    ANSWERED["live"] = {"summary": rules.live.output.summary}
    TAKEN["live"] = list(rules.live.output)
    ARTIFACTS += made("live")
FIGURES = [path for path in ARTIFACTS if path.startswith("results/figures/")]


use rule composed as answers with:
    """What the sections of the page say: numbers and verdicts."""
    input:
        environment=rules.environment.output[0],
        artifacts=sorted(
            {
                of(path, run)
                for section in ANSWERED.values()
                for path in flat(section.values())
                for run in NETWORKS
            }
        ),
    output:
        "results/answers.json",
    log:
        "results/logs/answers.log",
    benchmark:
        "results/benchmarks/answers.tsv"
    params:
        **made_by("report/answers"),
        sections=in_order(ANSWERED),
        chapters=RUNNING,
        networks=ALIKE,
        unaugmented=NETWORKS[-1],
        schema=digests("workflow/schemas/answers.schema.yaml"),


use rule composed as report with:
    """One self-contained HTML file from the answers, the figures and the files to take away."""
    input:
        answers=rules.answers.output[0],
        files=sorted({path for paths in TAKEN.values() for path in paths}),
        figures=FIGURES,
    output:
        page=report(
            "report/index.html",
            caption="../report/captions/report.rst",
            category="report",
            labels={"step": "report", "figure": "the lab report"},
        ),
        findings="results/findings.txt",
    log:
        "results/logs/report.log",
    benchmark:
        "results/benchmarks/report.tsv"
    params:
        **made_by("report/report"),
        config=settings("report"),
        sections=in_order(TAKEN),
        templates=digests("workflow/report/*", "workflow/report/captions/*"),


# What two runs are set side by side in, where their chapters run.
COMPARED = {
    "train.svg",
    "shift_consistency.svg",
    "occlusion_all.svg",
    "transplant_rates.svg",
    "motif.svg",
}


use rule composed as compare with:
    """This run beside another finished one; `snakemake compare` asks for it."""
    input:
        answers=rules.answers.output[0],
        figures=[path for path in FIGURES if Path(path).name in COMPARED],
    output:
        page="report/compare.html",
    log:
        "results/logs/compare.log",
    params:
        **made_by("report/compare"),
        config=settings("compare"),
        templates=digests("workflow/report/*"),


use rule composed as check with:
    """Somebody's own figures for the worked examples, judged and explained; `snakemake check` asks for it."""
    output:
        page="report/check.html",
        results=[f"results/check/{Path(file).stem}.json" for file in config["check"]["answers"]],
    log:
        "results/logs/check.log",
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        **made_by("report/check"),
        config=settings("check", "rnn", "lstm"),
        answers=answer_files(config["check"]["answers"]),
        schema=digests("workflow/schemas/check.schema.yaml"),
        templates=digests("workflow/report/*"),


use rule composed as template with:
    """An empty answer file, every name explained; `snakemake template` asks for it."""
    output:
        "results/check/template.yaml",
    log:
        "results/logs/template.log",
    params:
        **made_by("report/template"),
        config=settings("rnn"),
        schema=digests("workflow/schemas/check.schema.yaml"),


use rule composed as provenance with:
    """When and from which revision: made last, so that nothing depends on it."""
    input:
        report=rules.report.output,
        artifacts=ARTIFACTS,
    output:
        "results/provenance.json",
    log:
        "results/logs/provenance.log",
    params:
        **made_by("report/provenance"),


ARTIFACTS += [
    *rules.environment.output,
    *rules.answers.output,
    *rules.report.output,
    *rules.provenance.output,
]
