"""The digit at several shifts, with its label and how sure the network is."""

from step import step  # isort: split

from figures import shifts, style

drawn = shifts.filmstrip(*(step.read(step.input[name]) for name in ("example", "steps", "images")))
step.save(step.output.figure, style.rendered(drawn))
