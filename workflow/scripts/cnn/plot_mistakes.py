"""What digits are taken for, and those that are wrong."""

from step import step  # isort: split

from figures import mistakes, style

step.save(step.output.confusion, style.rendered(mistakes.confusion(step.read(step.input.confusion))))
images, wrong = step.read(step.input.images)["images"], step.read(step.input.wrong)
step.save(step.output.gallery, style.rendered(mistakes.gallery(images, wrong.head(step.config.shown))))
