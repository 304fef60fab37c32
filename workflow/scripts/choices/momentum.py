"""Where gradient descent with momentum converges on a quadratic, by theory and by running it."""

from step import step  # isort: split

import numpy as np

from digitlab.choices import momentum

eta, mu = (np.linspace(*ends, step.config.points) for ends in (step.config.eta, step.config.mu))
region = momentum.region(eta, mu, step.config.steps)
step.save(step.output.region, **region, **momentum.BORDER)
step.save(step.output.summary, momentum.agreement(**region))
