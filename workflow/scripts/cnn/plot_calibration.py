"""Share right by confidence, before and after the temperature."""

from step import step  # isort: split

from figures import calibration, style

step.save(step.output.figure, style.rendered(calibration.reliability(step.read(step.input.bins))))
