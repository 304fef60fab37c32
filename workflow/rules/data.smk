"""Find the digits: in a local folder, on a mirror, or bundled."""


localrules:
    download,


rule download:
    """The data set, verified and stored once, and where it came from."""
    output:
        dataset="results/data/dataset.npz",
        provenance="results/data/provenance.json",
    log:
        "results/logs/download.log",
    benchmark:
        "results/benchmarks/download.tsv"
    conda:
        "../../envs/torch.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=10,
    params:
        config=settings("data", "seed"),
        files=local_data(),
        code=code("data/download.py"),
        software=pins("torch"),
    script:
        "../scripts/data/download.py"


ARTIFACTS += [*rules.download.output]
