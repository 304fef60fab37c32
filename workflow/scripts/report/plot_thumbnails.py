"""A small picture for each finding on the first screen."""

from step import step  # isort: split

from figures import style, thumbnails

shift, piece, maps = (step.read(step.input[name]) for name in ("shift", "transplant", "occlusion"))
bins, curves = step.read(step.input.calibration), step.read(step.input.memory)
fall = 1 - maps["probability_of_digit"] / maps["probability_of_digit"].max()
drawn = {
    "shift": thumbnails.digits(*(shift[name] for name in ("left", "original", "right"))),
    "transplant": thumbnails.digits(piece["original"], *piece["images"][:2]),
    "occlusion": thumbnails.hidden(maps["image"], fall),
    "calibration": thumbnails.reliability(bins),
    "memory": thumbnails.fading(curves),
}
for name, fig in drawn.items():
    step.save(step.output[name], style.rendered(fig, "png"))
