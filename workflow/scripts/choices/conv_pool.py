"""A worked convolution with max pooling, forward and backward."""

from step import step  # isort: split

import numpy as np

from digitlab.choices import conv_pool

x, w, v, c, target = (np.array(step.config[name], float) for name in ("x", "w", "v", "c", "target"))
worked = conv_pool.worked_example(x=x, w=w, b=step.config.b, v=v[:, None], c=c, target=target)
step.save(step.output.worked, worked)
