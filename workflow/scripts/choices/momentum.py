"""Where gradient descent with momentum converges on a quadratic, by theory and by running it."""

from step import step  # isort: split

from digitlab.choices import momentum

eta, mu = (momentum.axis(*ends, step.config.points) for ends in (step.config.eta, step.config.mu))
region = momentum.region(eta, mu, step.config.steps)
step.save(step.output.region, **region, **momentum.BORDER)
step.save(step.output.summary, momentum.agreement(**region))
