"""Errors by gap, a page before and after, failures."""

from step import step  # isort: split

from figures import reading, style

ways = [*step.params.ways, step.params.lines]
summaries = {way: step.read(path) for way, path in zip(ways, step.input.summaries, strict=True)}
step.save(step.output.errors, style.rendered(reading.errors(summaries)))
pictures = {way: step.read(path) for way, path in zip(step.params.ways, step.input.pictures, strict=True)}
step.save(step.output.pages, style.rendered(reading.pages(pictures["components"], pictures["cuts"])))
step.save(step.output.failures, style.rendered(reading.failures(pictures["cuts"])))
