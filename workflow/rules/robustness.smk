"""Move, cover and piece together digits, and record what the network says."""


rule shift:
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
    conda:
        "../../envs/torch.yaml"
    threads: config["inference"]["threads"]
    resources:
        gpu=config["cluster"]["gpu"],
        mem_mb=2000,
        runtime=10,
    params:
        config=settings("shift", "inference.threads", without=["all"]),
        code=code("robustness/shift.py"),
        software=pins("torch"),
    script:
        "../scripts/robustness/shift.py"


rule plot_shift:
    """The three images with their probabilities."""
    input:
        example=rules.shift.output.example,
        images=rules.shift.output.images,
    output:
        figure=report(
            "results/figures/shift.png",
            caption="../report/captions/shift.rst",
            category="robustness",
            labels={"step": "shift", "figure": "the example"},
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


rule shift_all:
    """Every test digit moved along both axes, by networks trained with and without augmentation."""
    input:
        data=rules.download.output.dataset,
        model=trained("model"),
        predictions=trained("predictions"),
        plain_model=trained("model", "unaugmented"),
        plain_predictions=trained("predictions", "unaugmented"),
    output:
        survival="results/shift/survival.csv",
        turned="results/shift/turned.csv",
        fills="results/shift/fills.csv",
        grid="results/shift/grid.npz",
    log:
        "results/logs/shift_all.log",
    benchmark:
        "results/benchmarks/shift_all.tsv"
    conda:
        "../../envs/torch.yaml"
    threads: config["inference"]["threads"]
    resources:
        gpu=config["cluster"]["gpu"],
        mem_mb=2000,
        runtime=10,
    params:
        config=settings("shift", "inference.threads", without=["example", "pixels"]),
        code=code("robustness/shift_all.py"),
        software=pins("torch"),
    script:
        "../scripts/robustness/shift_all.py"


rule plot_shift_all:
    """Labels that survive by pixels, by both axes at once, and what the digits turn into."""
    input:
        survival=rules.shift_all.output.survival,
        turned=rules.shift_all.output.turned,
        grid=rules.shift_all.output.grid,
    output:
        survival=report(
            "results/figures/shift_survival.svg",
            caption="../report/captions/shift_survival.rst",
            category="robustness",
            labels={"step": "shift_all", "figure": "every digit"},
        ),
        turned=report(
            "results/figures/shift_turned.svg",
            caption="../report/captions/shift_turned.rst",
            category="robustness",
            labels={"step": "shift_all", "figure": "what they turn into"},
        ),
        grid=report(
            "results/figures/shift_grid.png",
            caption="../report/captions/shift_grid.rst",
            category="robustness",
            labels={"step": "shift_all", "figure": "both axes"},
        ),
    log:
        "results/logs/plot_shift_all.log",
    benchmark:
        "results/benchmarks/plot_shift_all.tsv"
    group:
        "figures"
    conda:
        "../../envs/plots.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        config=settings("shift", without=["example", "pixels"]),
        code=code("robustness/plot_shift_all.py"),
        software=pins("plots"),
    script:
        "../scripts/robustness/plot_shift_all.py"


rule occlusion:
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
    conda:
        "../../envs/torch.yaml"
    threads: config["inference"]["threads"]
    resources:
        gpu=config["cluster"]["gpu"],
        mem_mb=2000,
        runtime=10,
    params:
        config=settings("occlusion", "inference.threads", without=["all"]),
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


rule occlusion_all:
    """The same maps for every digit of the class, and squares of other sizes."""
    input:
        data=rules.download.output.dataset,
        model=trained("model"),
        predictions=trained("predictions"),
    output:
        maps="results/occlusion/all.npz",
        parts="results/occlusion/parts.csv",
        sizes="results/occlusion/sizes.csv",
        summary="results/occlusion/all.json",
    log:
        "results/logs/occlusion_all.log",
    benchmark:
        "results/benchmarks/occlusion_all.tsv"
    conda:
        "../../envs/torch.yaml"
    threads: config["inference"]["threads"]
    resources:
        gpu=config["cluster"]["gpu"],
        mem_mb=2000,
        runtime=10,
    params:
        config=settings("occlusion", "inference.threads", without=["positions_marked"]),
        code=code("robustness/occlusion_all.py"),
        software=pins("torch"),
    script:
        "../scripts/robustness/occlusion_all.py"


rule plot_occlusion_all:
    """The class's mean maps, the parts that matter, and the fall by size."""
    input:
        maps=rules.occlusion_all.output.maps,
        parts=rules.occlusion_all.output.parts,
        sizes=rules.occlusion_all.output.sizes,
        summary=rules.occlusion_all.output.summary,
    output:
        maps=report(
            "results/figures/occlusion_all.png",
            caption="../report/captions/occlusion_all.rst",
            category="robustness",
            labels={"step": "occlusion_all", "figure": "the class"},
        ),
        parts=report(
            "results/figures/occlusion_parts.svg",
            caption="../report/captions/occlusion_parts.rst",
            category="robustness",
            labels={"step": "occlusion_all", "figure": "parts"},
        ),
        sizes=report(
            "results/figures/occlusion_sizes.svg",
            caption="../report/captions/occlusion_sizes.rst",
            category="robustness",
            labels={"step": "occlusion_all", "figure": "sizes"},
        ),
    log:
        "results/logs/plot_occlusion_all.log",
    benchmark:
        "results/benchmarks/plot_occlusion_all.tsv"
    group:
        "figures"
    conda:
        "../../envs/plots.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        code=code("robustness/plot_occlusion_all.py"),
        software=pins("plots"),
    script:
        "../scripts/robustness/plot_occlusion_all.py"


rule transplant:
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
    conda:
        "../../envs/torch.yaml"
    threads: config["inference"]["threads"]
    resources:
        gpu=config["cluster"]["gpu"],
        mem_mb=2000,
        runtime=10,
    params:
        config=settings("transplant", "inference.threads", "seed", without=["all"]),
        code=code("robustness/transplant.py"),
        software=pins("torch"),
    script:
        "../scripts/robustness/transplant.py"


rule plot_transplant:
    """One success for each class that was reached, beside its control."""
    input:
        gallery=rules.transplant.output.gallery,
        summary=rules.transplant.output.summary,
    output:
        figure=report(
            "results/figures/transplant.png",
            caption="../report/captions/transplant.rst",
            category="robustness",
            labels={"step": "transplant", "figure": "successes"},
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


rule transplant_all:
    """Transplants on many digits of the class, against black squares and squares of noise."""
    input:
        data=rules.download.output.dataset,
        model=trained("model"),
        predictions=trained("predictions"),
    output:
        rates="results/transplant/rates.csv",
        targets="results/transplant/targets.csv",
        smallest="results/transplant/smallest.csv",
        gallery="results/transplant/best.npz",
        summary="results/transplant/all.json",
    log:
        "results/logs/transplant_all.log",
    benchmark:
        "results/benchmarks/transplant_all.tsv"
    conda:
        "../../envs/torch.yaml"
    threads: config["inference"]["threads"]
    resources:
        gpu=config["cluster"]["gpu"],
        mem_mb=2000,
        runtime=10,
    params:
        config=settings(
            "transplant", "inference.threads", "seed", without=["example", "patches", "tries"]
        ),
        code=code("robustness/transplant_all.py"),
        software=pins("torch"),
    script:
        "../scripts/robustness/transplant_all.py"


rule plot_transplant_all:
    """How often pieces and controls change the label, and the best of them."""
    input:
        rates=rules.transplant_all.output.rates,
        gallery=rules.transplant_all.output.gallery,
        summary=rules.transplant_all.output.summary,
    output:
        rates=report(
            "results/figures/transplant_rates.svg",
            caption="../report/captions/transplant_rates.rst",
            category="robustness",
            labels={"step": "transplant_all", "figure": "rates"},
        ),
        gallery=report(
            "results/figures/transplant_best.png",
            caption="../report/captions/transplant_best.rst",
            category="robustness",
            labels={"step": "transplant_all", "figure": "the best"},
        ),
    log:
        "results/logs/plot_transplant_all.log",
    benchmark:
        "results/benchmarks/plot_transplant_all.tsv"
    group:
        "figures"
    conda:
        "../../envs/plots.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        code=code("robustness/plot_transplant_all.py"),
        software=pins("plots"),
    script:
        "../scripts/robustness/plot_transplant_all.py"


ARTIFACTS += [
    *rules.shift.output,
    *rules.plot_shift.output,
    *rules.shift_all.output,
    *rules.plot_shift_all.output,
    *rules.occlusion.output,
    *rules.plot_occlusion.output,
    *rules.occlusion_all.output,
    *rules.plot_occlusion_all.output,
    *rules.transplant.output,
    *rules.plot_transplant.output,
    *rules.transplant_all.output,
    *rules.plot_transplant_all.output,
]
