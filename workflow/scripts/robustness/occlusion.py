"""Three maps of one digit under a sliding black square."""

from step import step  # isort: split

from digitlab.cnn import examples, inference
from digitlab.data import mnist
from digitlab.robustness import occlusion

test = mnist.load(step.input.data).test
net = inference.load(step.input.model, step.device)
outputs = step.read(step.input.predictions)["probabilities"]
digit, patch, stride = step.config.digit, step.config.patch, step.config.stride

index = examples.choose(outputs, test.labels, digit, step.config.example, "occlusion.digit")
image = test.images[index]
maps = occlusion.scan(net, image, digit, patch, stride)
step.save(step.output.maps, index=index, image=image, **maps)
step.save(
    step.output.summary,
    {"index": index, "digit": digit, "patch": patch, "stride": stride}
    | {"probability_uncovered": outputs[index, digit]}
    | occlusion.summary(maps, image, patch, stride, step.config.positions_marked),
)
