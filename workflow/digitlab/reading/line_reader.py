"""Lines read whole by a network of lines; cuts then say where each digit of what was read lies."""

from dataclasses import dataclass

import numpy as np

from digitlab.reading import ctc, forced, junk, lines, paths, segments
from digitlab.reading.ink import Ink
from digitlab.reading.line_network import LineNetwork
from digitlab.reading.lines import Strip
from digitlab.reading.reader import Cuts
from digitlab.reading.scoring import Reading


@dataclass(frozen=True)
class WholeLines:
    """A way to read without cuts.

    Attributes:
        network: in inference mode.
        cuts: whose segments the strings are laid onto; with weights.
    """

    network: LineNetwork
    cuts: Cuts

    def __call__(self, page: Ink) -> list[list[Reading]]:
        """What stands on a page, line by line from left to right."""
        read = []
        for strip in lines.strips(page):
            written = ctc.read(self.network, strip.ink)
            boxes = self.boxes(strip, written)
            read.append(
                [
                    Reading(int(label), strip.page_box(box), float(probability))
                    for label, box, probability in zip(
                        written.labels, boxes, written.probability, strict=True
                    )
                ]
            )
        return [line for line in read if line]

    def boxes(self, strip: Strip, written: ctc.Written) -> np.ndarray:
        """A box in the strip for each label, int (L, 4): its segment's; with too few of them, its ink's."""
        if not len(written.labels):
            return np.zeros((0, 4), int)
        line = segments.graph(strip.ink)
        logits = junk.logits(self.cuts.network, segments.images(strip.ink, line))
        assert self.cuts.weights is not None
        scores = paths.weighed(line, logits).scores(self.cuts.weights)
        places = (written.first + written.last) / 2
        path = forced.path(line, scores, written.labels.tolist(), places)
        if path is None:
            return forced.between(strip.ink, written.first, written.last)
        boxes: np.ndarray = line.boxes[path]
        return boxes
