"""Printed characters, read by networks that never saw their typeface."""

from step import step  # isort: split

from digitlab.reading import glyphs, letters, misread

device = step.device  # sets torch up; these networks are small, and stay on the processor
config = step.config
recipe = letters.Recipe(
    **{key: config[key] for key in ("channels", "updates", "batch_size", "learning_rate")},
    augmentation=config.augmentation,
    copies=config.copies,
    seed=config.seed,
)
readings, images = letters.read(glyphs.glyphs(), recipe, lambda total: step.counter(total, "updates"))
summary = misread.summary(readings)
found = misread.examples(readings, summary["pairs"])
step.save(step.output.summary, summary)
step.save(step.output.confusion, misread.confusion(readings))
step.save(step.output.misread, misread.spelt(found))
step.save(step.output.images, images=images[found["copy"], found["glyph"]])
