"""First channels, last layer and five classes of a pretrained AlexNet for each image."""

from step import step  # isort: split

import numpy as np

from digitlab.choices import readout

device = step.device
found, channels = [], {}
if step.input.weights:
    net = readout.network(str(step.input.weights), step.config.sha256)
    names = readout.class_names()
    paths = [step.input.images] if isinstance(step.input.images, str) else list(step.input.images)
    for number, path in enumerate(paths, 1):
        image = readout.loaded(path)
        seen = readout.read(net, image)
        channels |= {f"image_{number}": image, f"channels_{number}": seen.pop("channels")}
        seen["names"] = [names[index] for index in seen["classes"]]
        found.append({"image": path} | seen)
step.save(step.output.channels, images=np.array(len(found)), **channels)
digest = readout.digest(str(step.input.weights)) if step.input.weights else None
step.save(step.output.summary, {"weights": step.config.weights, "sha256": digest, "images": found})
