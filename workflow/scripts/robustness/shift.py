"""One digit moved to the left and to the right."""

from step import step  # isort: split

import numpy as np

from digitlab.cnn import examples, network
from digitlab.data import mnist
from digitlab.robustness import shift

test = mnist.load(step.input.data).test
net = network.load(step.input.model, step.device)
before = step.read(step.input.predictions)["probabilities"]

index = examples.choose(before, test.labels, step.config.digit, step.config.example, "shift.digit")
views = {
    "original": test.images[index],
    "left": shift.shift(test.images[index], right=-step.config.pixels),
    "right": shift.shift(test.images[index], right=step.config.pixels),
}
outputs = network.probabilities(net, np.stack(list(views.values())))
reach = max(step.config.pixels, 10)
amounts, shown = list(range(-reach, reach + 1)), shift.film(step.config.pixels, reach)
frames = np.stack([shift.shift(test.images[index], right=pixels) for pixels in shown])
step.save(step.output.images, **views, frames=frames)
moved = np.stack([shift.shift(test.images[index], right=pixels) for pixels in amounts])
step.save(
    step.output.steps,
    {"digit": step.config.digit, "image": test.images[index], "pixels": amounts, "shown": shown}
    | {"probabilities": network.probabilities(net, moved)},
)
step.save(
    step.output.example,
    {"index": index, "digit": step.config.digit, "pixels": step.config.pixels}
    | {name: {"label": int(p.argmax()), "probabilities": p} for name, p in zip(views, outputs, strict=True)},
)
