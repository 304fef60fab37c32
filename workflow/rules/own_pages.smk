"""Pictures of the reader's own, read and drawn, each by itself; and what can be read at all."""

import re

# By the name of its results, each picture; by its number in the config, from 1, that name.
OWN = {Path(file).stem: file for file in config["reading"]["images"]}
NUMBERED = {str(number): name for number, name in enumerate(OWN, 1)}

if runs("own_pages"):
    for file in OWN.values():
        if not Path(file).is_file():
            raise WorkflowError(
                f"config: reading.images has {json.dumps(file)}, which is no file here; allowed: images that"
                " are there"
            )


use rule inferred as own_pages with:
    """One picture: its digits with boxes and probabilities, its lines, a small copy for the page."""
    input:
        image=lambda wildcards: OWN[wildcards.page],
        lines="results/line_network/lstm.safetensors",
        further=rules.segments.output.model,
        weights=rules.segments.output.weights,
    output:
        table="results/reading/{page}.csv",
        summary="results/own_pages/{page}.json",
        picture="results/own_pages/{page}.webp",
    log:
        "results/logs/own_pages/{page}.log",
    benchmark:
        "results/benchmarks/own_pages/{page}.tsv"
    wildcard_constraints:
        page="|".join(map(re.escape, OWN)) or "(?!)",
    params:
        **made_by("reading/own_pages"),
        config=settings("inference"),


use rule inferred as own_limits with:
    """How small digits may be, and what becomes of letters."""
    input:
        data=rules.download.output.dataset,
        lines="results/line_network/lstm.safetensors",
        further=rules.segments.output.model,
        weights=rules.segments.output.weights,
    output:
        summary="results/own_limits/summary.json",
    log:
        "results/logs/own_limits.log",
    benchmark:
        "results/benchmarks/own_limits.tsv"
    params:
        **made_by("reading/own_limits"),
        config=settings("inference", "seed"),


use rule drawn as plot_own_pages with:
    """One picture with boxes, and its lines with what was read."""
    input:
        table=lambda wildcards: f"results/reading/{NUMBERED[wildcards.number]}.csv",
        summary=lambda wildcards: f"results/own_pages/{NUMBERED[wildcards.number]}.json",
        picture=lambda wildcards: f"results/own_pages/{NUMBERED[wildcards.number]}.webp",
    output:
        figure=figure(
            "own_page_{number}.svg", "reading", "own_pages", "{number}", caption="own_page"
        ),
    log:
        "results/logs/own_pages/plot_{number}.log",
    benchmark:
        "results/benchmarks/own_pages/plot_{number}.tsv"
    wildcard_constraints:
        number=r"\d+",
    params:
        **made_by("reading/plot_own_pages"),


if runs("own_pages"):
    ANSWERED["own_pages"] = {
        "pages": expand(rules.own_pages.output.summary, page=OWN),
        "limits": rules.own_limits.output.summary,
    }
    TAKEN["own_pages"] = [
        *expand(rules.own_pages.output.table, page=OWN),
        rules.own_limits.output.summary,
    ]
    ARTIFACTS += [
        *flat(ANSWERED["own_pages"].values()),
        *expand(rules.own_pages.output.table, page=OWN),
        *expand(rules.own_pages.output.picture, page=OWN),
        *expand(rules.plot_own_pages.output.figure, number=NUMBERED),
    ]
