"""A picture of the reader's own: its digits, found and read."""

from step import step  # isort: split

from digitlab.cnn import inference
from digitlab.reading import line_network, photographs
from digitlab.reading.own_reader import own_reader

reader = own_reader(
    line_network.load(step.input.lines, step.device),
    inference.load(step.input.further, step.device),
    step.read(step.input.weights),
)
photograph = photographs.opened(step.input.image)
lines = photographs.read(photograph, reader)
step.save(step.output.table, photographs.table(lines))
step.save(
    step.output.summary,
    {"name": step.wildcards.page} | photographs.summary(step.input.image, photograph, lines),
)
step.save(step.output.picture, photographs.picture(photograph))
