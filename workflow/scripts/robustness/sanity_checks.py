"""Maps of ever more random networks, and maps got in other ways, to compare with the network's own."""

from step import step  # isort: split

import pandas as pd

from digitlab.cnn import examples, inference, network
from digitlab.data import mnist
from digitlab.robustness import sanity_checks

test = mnist.load(step.input.data).test
net = network.load(step.input.model, step.device)
outputs = step.read(step.input.predictions)["probabilities"]
digit, patch = step.config.occlusion.digit, step.config.occlusion.patch
stride, seed, draws = step.config.stride, step.config.seed, step.config.draws

members = examples.members(outputs, test.labels, digit, "occlusion.digit")[: step.config.images]
images = test.images[members]
random = [inference.Folded(sanity_checks.random_network(net, seed, draw)) for draw in range(draws)]
tell = step.counter(len(images), "random layers")
own, others = sanity_checks.cascade(inference.Folded(net), random, images, digit, patch, stride, tell)
correlations = sanity_checks.randomisation(own, others)

by_pixel = sanity_checks.per_pixel(own, patch, stride, images.shape[1])
found = (
    sanity_checks.integrated_gradients(net, images, digit, step.config.steps),
    sanity_checks.gradient_times_input(net, images, digit),
    images / 255,
)
attributions = dict(zip(sanity_checks.METHODS, found, strict=True))
step.save(step.output.draws, pd.DataFrame(correlations))
step.save(
    step.output.maps,
    indices=members,
    drop=own,
    random_drop=others[0],
    random_mean=others.mean(2),
    image=images[0],
    by_pixel=by_pixel[0],
    integrated_gradients=found[0][0],
    gradient_times_input=found[1][0],
)
step.save(
    step.output.summary,
    {"digit": digit, "patch": patch, "stride": stride, "images": len(images), "draws": draws}
    | {"seed": seed, "order": sanity_checks.order_of(net), "steps": step.config.steps}
    | {"halves": sanity_checks.halves(own, seed), "stages": sanity_checks.by_stage(correlations)}
    | {"agreement": sanity_checks.agreement(own, attributions, images, patch, stride)},
)
