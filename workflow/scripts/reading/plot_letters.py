"""What printed characters are taken for, and those that are misread."""

from step import step  # isort: split

from figures import letters, style

summary = step.read(step.input.summary)
drawn = letters.confusion(step.read(step.input.confusion), summary["expected"])
step.save(step.output.confusion, style.rendered(drawn))
images, misread = step.read(step.input.images)["images"], step.read(step.input.misread)
step.save(step.output.misread, style.rendered(letters.misread(images, misread, summary["pairs"])))
