"""First channels, last layer and five classes of a pretrained AlexNet for each image."""

from step import step  # isort: split

digest, images, arrays = None, [], {}
if step.input.weights:
    from digitlab.choices import readout  # two seconds that a run without weights does not need

    device = step.device
    weights = str(step.input.weights)
    digest, net = readout.digest(weights), readout.network(weights, step.config.sha256)
    paths = [step.input.images] if isinstance(step.input.images, str) else list(step.input.images)
    images, arrays = readout.of_images(net, paths)
step.save(step.output.channels, images=len(images), **arrays)
step.save(step.output.summary, {"weights": step.config.weights, "sha256": digest, "images": images})
