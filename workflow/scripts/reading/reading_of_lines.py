"""Pages of test digits under every condition, read by a network of lines."""

from step import step  # isort: split

import logging
import time

import numpy as np

from digitlab.cnn import inference
from digitlab.data import mnist
from digitlab.reading import conditions, line_network, measure, pages, paths
from digitlab.reading.line_reader import WholeLines
from digitlab.reading.reader import Cuts

config = step.config
digits = pages.inked(mnist.load(step.input.data).test)
weights = step.read(step.input.weights)
cuts = Cuts(inference.load(step.input.further, step.device), np.array([weights[w] for w in paths.WEIGHTS]))
read = WholeLines(line_network.load(step.input.lines, step.device), cuts)
names = list(conditions.CONDITIONS if step.params.method == "ctc" else conditions.OF_ABLATIONS)
layout = pages.Layout(config.lines, config.digits)
count = len(names) * config.pages
start = time.perf_counter()
tell = step.counter(count, "pages")
table, pictures = measure.studied(digits, layout, config.pages, config.seed, names, read, tell)
logging.info("%.2f s a page, drawn and scored", (time.perf_counter() - start) / count)
step.save(step.output.pages, table)
step.save(step.output.summary, measure.summary(table))
step.save(step.output.pictures, **pictures)
