"""Errors of networks of lines by gap beside cuts; the loss of their training."""

from step import step  # isort: split

from figures import line_network, style

summaries = {way: step.read(step.input[way]) for way in (*line_network.WAYS, line_network.FLOOR)}
histories = {kind: step.read(step.input[kind]) for kind in line_network.TRAINED}
step.save(step.output.figure, style.rendered(line_network.errors(summaries, histories)))
