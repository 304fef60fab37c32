"""How small digits may be on a page of one's own, and what becomes of letters there."""

from step import step  # isort: split

from digitlab.cnn import inference
from digitlab.data import mnist
from digitlab.reading import glyphs, line_network, own_limits, pages
from digitlab.reading.own_reader import own_reader

reader = own_reader(
    line_network.load(step.input.lines, step.device),
    inference.load(step.input.further, step.device),
    step.read(step.input.weights),
)
digits = pages.inked(mnist.load(step.input.data).test)
tell = step.counter(own_limits.count_of_pages(), "pages")
step.save(step.output.summary, own_limits.studied(digits, glyphs.glyphs(), reader, step.config.seed, tell))
