"""Find the digits: in a local folder, on a mirror, or bundled."""


localrules:
    download,


use rule computed as download with:
    """The data set, verified and stored once, and where it came from."""
    output:
        dataset="results/data/dataset.npz",
        provenance="results/data/provenance.json",
    log:
        "results/logs/download.log",
    benchmark:
        "results/benchmarks/download.tsv"
    priority: 20
    resources:
        mem_mb=2000,
        runtime=10,
    params:
        **made_by("data/download"),
        config=settings("data", "seed"),
        files=(
            sources.idx_files(Path(config["data"]["local_dir"]))
            if config["data"]["name"] == "mnist"
            else {}
        ),


ARTIFACTS += [*rules.download.output]
