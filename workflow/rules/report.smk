"""The page that people read, and what it was made with."""


localrules:
    environment,
    report,
    compare,
    provenance,


FIGURES = [path for path in ARTIFACTS if path.startswith("results/figures/")]


rule environment:
    """The resolved config, the versions, the device: everything that the numbers depend on."""
    input:
        metrics=trained("metrics"),
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
        environment=rules.environment.output[0],
        data=rules.download.output.provenance,
        metrics=trained("metrics"),
        history=trained("history"),
        filters=rules.filters.output.summary,
        excitation=rules.excitation.output.summary,
        feature_maps=rules.feature_maps.output.summary,
        separation=rules.separation.output.summary,
        channels=rules.separation.output.channels,
        probes=rules.separation.output.probes,
        switched_off=rules.separation.output.switched_off,
        maps=rules.feature_maps.output.maps,
        shift=rules.shift.output.example,
        shift_steps=rules.shift.output.steps,
        survival=rules.shift_all.output.survival,
        turned=rules.shift_all.output.turned,
        fills=rules.shift_all.output.fills,
        occlusion=rules.occlusion.output.summary,
        occlusion_maps=rules.occlusion.output.maps,
        occlusion_all=rules.occlusion_all.output.summary,
        parts=rules.occlusion_all.output.parts,
        sizes=rules.occlusion_all.output.sizes,
        transplant=rules.transplant.output.summary,
        transplant_all=rules.transplant_all.output.summary,
        rates=rules.transplant_all.output.rates,
        by_target=rules.transplant_all.output.targets,
        smallest=rules.transplant_all.output.smallest,
        unaugmented=trained("metrics", "unaugmented"),
        rnn=rules.rnn.output.bptt,
        differences=rules.rnn.output.differences,
        published=rules.published.output.comparison,
        memory=rules.memory.output.summary,
        motif=expand(rules.motif.output.accuracy, network=KINDS),
        lstm=rules.lstm.output.bptt,
        optimizers=rules.optimizers.output.summary,
        batch_norm=rules.batch_norm.output.summary,
        weight_decay=rules.weight_decay.output.summary,
        momentum=rules.momentum.output.summary,
        activations=rules.activations.output.summary,
        conv_pool=rules.conv_pool.output.worked,
        readout=rules.readout.output.summary,
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


rule compare:
    """This run beside another finished one; `snakemake compare` asks for it."""
    input:
        environment=rules.environment.output,
        report=rules.report.output,
    output:
        page="report/compare.html",
    log:
        "results/logs/compare.log",
    conda:
        "../../envs/report.yaml"
    threads: 1
    resources:
        mem_mb=500,
        runtime=5,
    params:
        config=settings("compare"),
        code=code("report/compare.py"),
        templates=digests("workflow/report/*"),
        software=pins("report"),
    script:
        "../scripts/report/compare.py"


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
