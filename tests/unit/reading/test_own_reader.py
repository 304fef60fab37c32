import numpy as np
import torch

from digitlab.cnn.network import Network
from digitlab.reading import junk, paths
from digitlab.reading.degraded import Look
from digitlab.reading.ink import ink
from digitlab.reading.line_network import LineNetwork
from digitlab.reading.line_reader import WholeLines
from digitlab.reading.own_reader import own_reader
from digitlab.reading.reader import Cuts
from reading.made import page


def test_pages_are_read_whole_and_every_label_is_doubted():
    torch.manual_seed(0)
    trained = Network([4, 6, 8], [3, 3, 3], [1, 1, 1], [2, 2, 2]).eval()
    lines = LineNetwork(trained.architecture, 4).eval()
    further = junk.eleven(trained)
    weights = {name: 0.1 * place for place, name in enumerate(paths.WEIGHTS)}
    own = ink(page(Look(gap=4)).image)
    whole = WholeLines(lines, Cuts(further, np.array([weights[name] for name in paths.WEIGHTS])))(own)
    found = own_reader(lines, further, dict(reversed(weights.items())))(own)
    assert sum(map(len, found)) == sum(map(len, whole)) > 0
    for line, other in zip(found, [line for line in whole if line], strict=True):
        for one, undoubted in zip(line, other, strict=True):
            assert (one.label, one.box) == (undoubted.label, undoubted.box)
            assert one.probability <= undoubted.probability
