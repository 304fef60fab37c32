"""Where gradient descent with momentum converges on a quadratic, by theory and by running it."""

from step import step  # isort: split

import numpy as np

from digitlab.choices import momentum

settings = step.config
eta, mu = (np.linspace(*ends, settings.points) for ends in (settings.eta, settings.mu))
ran = momentum.converged(eta, mu, settings.steps)
theory = np.array([[momentum.converges(e, m) for e in eta] for m in mu])
step.save(step.output.region, eta=eta, mu=mu, ran=ran, theory=theory)
step.save(step.output.summary, momentum.described(eta, mu, ran))
