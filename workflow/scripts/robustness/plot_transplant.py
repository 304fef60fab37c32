"""One success for each class that was reached, beside its control; small for the first screen."""

from step import step  # isort: split

from figures import style, thumbnails, transplants

gallery = step.read(step.input.gallery)
summary = step.read(step.input.summary)
step.save(step.output.figure, style.rendered(transplants.gallery(gallery, summary)))
small = thumbnails.digits(gallery["original"], *gallery["images"][:2])
step.save(step.output.thumbnail, style.rendered(small, "png"))
