"""Pages of test digits under every condition, read in one of several ways."""

from step import step  # isort: split

import logging
import time

from digitlab.cnn import inference
from digitlab.data import mnist
from digitlab.reading import conditions, isolated, measure, pages, ways

config, method = step.config, step.params.method
digits = pages.inked(mnist.load(step.input.data).test)
layout = pages.Layout(config.lines, config.digits)
names = list(conditions.OF_ABLATIONS if method in ways.ABLATIONS else conditions.CONDITIONS)
count = len(names) * config.pages
trained = inference.load(step.input.model, step.device)
start = time.perf_counter()
tell = step.counter(count, "pages")
if method == ways.FLOOR:
    table = isolated.studied(digits, layout, config.pages, config.seed, names, trained, tell)
    pictures = {}
else:
    further = inference.load(step.input.further, step.device)
    read = ways.reader(method, trained, further, step.read(step.input.weights))
    table, pictures = measure.studied(digits, layout, config.pages, config.seed, names, read, tell)
logging.info("%.2f s a page, drawn and scored", (time.perf_counter() - start) / count)
step.save(step.output.pages, table)
step.save(step.output.summary, measure.summary(table))
step.save(step.output.pictures, **pictures)
