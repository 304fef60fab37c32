"""Three maps of one digit under a sliding black square."""

from step import step  # isort: split

import numpy as np

from digitlab import regions
from digitlab.cnn import examples, network
from digitlab.data import mnist
from digitlab.robustness import occlusion

settings = step.config
dataset = mnist.load(step.input.data)
net = network.load(step.input.model, step.device)
outputs = step.read(step.input.predictions)["probabilities"]

index = examples.choose(outputs, dataset.test.labels, settings.digit, settings.example)
image = dataset.test.images[index]
maps = occlusion.scan(net, image, settings.digit, settings.patch, settings.stride)
step.save(step.output.maps, index=index, image=image, **maps)

fall = maps["probability_of_digit"]
marked = occlusion.deepest(fall, settings.patch, settings.stride, settings.positions_marked)
ink, parts = regions.covered(image, settings.patch, settings.stride)
labels, counts = np.unique(maps["predicted_label"], return_counts=True)
step.save(
    step.output.summary,
    {
        "index": index,
        "digit": settings.digit,
        "patch": settings.patch,
        "stride": settings.stride,
        "positions": fall.size,
        "probability_uncovered": outputs[index, settings.digit],
        "labels": {str(label): int(count) for label, count in zip(labels, counts, strict=True)},
        "lowest": fall.min(),
        "below_half": int((fall < 0.5).sum()),
        "marked": [
            {"top": r * settings.stride, "left": c * settings.stride, "probability": fall[r, c]}
            | {"label": maps["predicted_label"][r, c], "highest": maps["highest_probability"][r, c]}
            | {"ink": ink[r, c], "place": regions.NAMES[parts[r, c]]}
            for r, c in marked
        ],
    },
)
