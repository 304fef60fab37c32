"""Move, cover and piece together digits, and record what the network says."""


rule shift:
    """One digit moved left and right, and the share of digits whose label survives."""
    input:
        data=rules.download.output.dataset,
        model=rules.train.output.model,
        predictions=rules.train.output.predictions,
    output:
        example="results/shift/example.json",
        images="results/shift/images.npz",
        survival="results/shift/survival.csv",
    log:
        "results/logs/shift.log",
    benchmark:
        "results/benchmarks/shift.tsv"
    conda:
        "../../envs/torch.yaml"
    threads: 1
    resources:
        gpu=1,
        mem_mb=2000,
        runtime=10,
    params:
        config=settings("shift"),
        code=code("robustness/shift.py"),
        software=pins("torch"),
    script:
        "../scripts/robustness/shift.py"


rule plot_shift:
    """The three images with their probabilities, and survival by pixels."""
    input:
        example=rules.shift.output.example,
        images=rules.shift.output.images,
        survival=rules.shift.output.survival,
    output:
        example=report(
            "results/figures/shift.png",
            caption="../report/captions/shift.rst",
            category="robustness",
            labels={"step": "shift", "figure": "the example"},
        ),
        survival=report(
            "results/figures/shift_survival.svg",
            caption="../report/captions/shift_survival.rst",
            category="robustness",
            labels={"step": "shift", "figure": "every digit"},
        ),
    log:
        "results/logs/plot_shift.log",
    benchmark:
        "results/benchmarks/plot_shift.tsv"
    group:
        "figures"
    conda:
        "../../envs/plots.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        code=code("robustness/plot_shift.py"),
        software=pins("plots"),
    script:
        "../scripts/robustness/plot_shift.py"


rule occlusion:
    """Three maps of one digit under a sliding black square."""
    input:
        data=rules.download.output.dataset,
        model=rules.train.output.model,
        predictions=rules.train.output.predictions,
    output:
        maps="results/occlusion/maps.npz",
        summary="results/occlusion/summary.json",
    log:
        "results/logs/occlusion.log",
    benchmark:
        "results/benchmarks/occlusion.tsv"
    conda:
        "../../envs/torch.yaml"
    threads: 1
    resources:
        gpu=1,
        mem_mb=2000,
        runtime=10,
    params:
        config=settings("occlusion"),
        code=code("robustness/occlusion.py"),
        software=pins("torch"),
    script:
        "../scripts/robustness/occlusion.py"


rule plot_occlusion:
    """The three maps with their scales, and the deepest falls over the digit."""
    input:
        maps=rules.occlusion.output.maps,
        summary=rules.occlusion.output.summary,
    output:
        maps=report(
            "results/figures/occlusion.png",
            caption="../report/captions/occlusion.rst",
            category="robustness",
            labels={"step": "occlusion", "figure": "three maps"},
        ),
        places=report(
            "results/figures/occlusion_places.png",
            caption="../report/captions/occlusion_places.rst",
            category="robustness",
            labels={"step": "occlusion", "figure": "deepest falls"},
        ),
    log:
        "results/logs/plot_occlusion.log",
    benchmark:
        "results/benchmarks/plot_occlusion.tsv"
    group:
        "figures"
    conda:
        "../../envs/plots.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        code=code("robustness/plot_occlusion.py"),
        software=pins("plots"),
    script:
        "../scripts/robustness/plot_occlusion.py"


rule transplant:
    """Random pieces of other digits over one digit, with black ones as control."""
    input:
        data=rules.download.output.dataset,
        model=rules.train.output.model,
        predictions=rules.train.output.predictions,
    output:
        tries="results/transplant/tries.csv",
        gallery="results/transplant/gallery.npz",
        summary="results/transplant/summary.json",
    log:
        "results/logs/transplant.log",
    benchmark:
        "results/benchmarks/transplant.tsv"
    conda:
        "../../envs/torch.yaml"
    threads: 1
    resources:
        gpu=1,
        mem_mb=2000,
        runtime=10,
    params:
        config=settings("transplant", "seed"),
        code=code("robustness/transplant.py"),
        software=pins("torch"),
    script:
        "../scripts/robustness/transplant.py"


rule plot_transplant:
    """One success for each class that was reached, beside its control."""
    input:
        gallery=rules.transplant.output.gallery,
        summary=rules.transplant.output.summary,
        tries=rules.transplant.output.tries,
    output:
        gallery=report(
            "results/figures/transplant.png",
            caption="../report/captions/transplant.rst",
            category="robustness",
            labels={"step": "transplant", "figure": "successes"},
        ),
        rates=report(
            "results/figures/transplant_rates.svg",
            caption="../report/captions/transplant_rates.rst",
            category="robustness",
            labels={"step": "transplant", "figure": "rates"},
        ),
    log:
        "results/logs/plot_transplant.log",
    benchmark:
        "results/benchmarks/plot_transplant.tsv"
    group:
        "figures"
    conda:
        "../../envs/plots.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        code=code("robustness/plot_transplant.py"),
        software=pins("plots"),
    script:
        "../scripts/robustness/plot_transplant.py"


ARTIFACTS += [
    *rules.shift.output,
    *rules.plot_shift.output,
    *rules.occlusion.output,
    *rules.plot_occlusion.output,
    *rules.transplant.output,
    *rules.plot_transplant.output,
]
