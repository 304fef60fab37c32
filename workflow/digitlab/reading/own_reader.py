"""The way in which a page of one's own is read: the best that is measured, and doubted."""

from collections.abc import Mapping

import numpy as np
from torch import nn

from digitlab.reading import paths
from digitlab.reading.doubt import Doubted
from digitlab.reading.line_network import LineNetwork
from digitlab.reading.line_reader import WholeLines
from digitlab.reading.reader import Cuts


def own_reader(lines: LineNetwork, further: nn.Module, weights: Mapping[str, float]) -> Doubted:
    """Lines read whole, cuts for their boxes, each digit looked at once more by itself.

    Args:
        lines: the network of lines with the LSTM.
        further: that of digits, with an eleventh class for junk; weights: of paths, by ``paths.WEIGHTS``.
    """
    learnt = np.array([weights[name] for name in paths.WEIGHTS])
    return Doubted(WholeLines(lines, Cuts(further, learnt)), further)
