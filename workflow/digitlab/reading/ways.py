"""The ways to read by pieces of ink that are measured side by side, by name."""

from collections.abc import Mapping

import numpy as np
from torch import Tensor, nn

from digitlab.data.mnist import CLASSES
from digitlab.reading import paths
from digitlab.reading.components import Components
from digitlab.reading.measure import Reader
from digitlab.reading.reader import Cuts

# Digits cut out by their truth: what no way to read is expected to beat.
FLOOR = "isolated"
# Cuts with what makes them work left out.
ABLATIONS = ("cuts_plain", "cuts_further", "cuts_junk")
WAYS = ("components", "components_dilated", "cuts", *ABLATIONS)
# Pixels by which strokes are widened so that broken ones hang together.
DILATED = 1


class WithoutJunk(nn.Module):
    """A network of digits and junk whose logit for junk is not read: what its further training alone does."""

    def __init__(self, further: nn.Module) -> None:
        super().__init__()
        self.further = further

    def forward(self, images: Tensor) -> Tensor:
        """Logits (N, 10) of images (N, 28, 28) in [0, 1]."""
        logits: Tensor = self.further(images)[:, :CLASSES]
        return logits


def reader(way: str, trained: nn.Module, further: nn.Module, weights: Mapping[str, float]) -> Reader:
    """One of ``WAYS``.

    Args:
        trained: network of ten classes; further: the same with an eleventh, for junk.
        weights: of paths, by ``paths.WEIGHTS``.

    Raises:
        KeyError: another name.
    """
    learnt = np.array([weights[name] for name in paths.WEIGHTS])
    ways: dict[str, Reader] = {
        "components": Components(trained),
        "components_dilated": Components(trained, DILATED),
        "cuts_plain": Cuts(trained, None),
        "cuts_further": Cuts(WithoutJunk(further), None),
        "cuts_junk": Cuts(further, None),
        "cuts": Cuts(further, learnt),
    }
    return ways[way]
