"""A test digit of each class and what the network says of it."""

from step import step  # isort: split

from figures import live, style

step.save(step.output.figure, style.rendered(live.one_of_each(step.read(step.input.digits))))
