"""What cuts need, fitted on pages of training digits: a class for junk, then the weights of paths."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from digitlab.cnn.inference import Folded
from digitlab.cnn.network import Network
from digitlab.data.mnist import Split
from digitlab.errors import LeftOutError
from digitlab.reading import candidates, conditions, junk, lines, paths, segments
from digitlab.reading.ink import ink
from digitlab.reading.pages import Inked, Layout
from digitlab.reading.paths import Weighed

# Of the pages that are fitted on.
LAYOUT = Layout(lines=8, digits=20)
# Seeds of three uses of training digits.
CANDIDATES, ALONE, PATHS = 1, 2, 3

Counter = Callable[[int, str], Callable[[int], None]]


def fitted(
    net: Network,
    digits: Inked,
    train: Split,
    settings: Mapping[str, Any],
    recipe: junk.Recipe,
    counter: Counter = lambda total, what: lambda done: None,
) -> tuple[dict[str, float], dict[str, Any]]:
    """Train the network further, in place, and fit the weights of paths to what it then says.

    Args:
        net: with an eleventh class; digits: training digits with ink; train: all of them, as they come.
        settings: the config's ``segments`` and ``seed``; counter: as ``step.counter``.

    Returns:
        The weights by ``paths.WEIGHTS``. A summary: ``segments`` by label, without the ``digits`` that came
        alone; ``loss`` of each epoch; ``lines``, ``edges`` and ``characters`` that the weights were fitted
        on, ``reachable`` of which lie between cuts; ``path_loss`` of a line ``before`` and ``after``.

    Raises:
        LeftOutError: no segment of the pages is a digit.
    """
    seed, done = settings["seed"], 0
    tell = counter(settings["pages"], "pages of segments")

    def told() -> None:
        nonlocal done
        done += 1
        tell(done)

    images, labels = candidates.collected(
        conditions.fitted(digits, LAYOUT, settings["pages"], [seed, CANDIDATES]),
        settings["junk"],
        np.random.default_rng([seed, CANDIDATES]),
        told,
    )
    if not (labels < candidates.JUNK).any():
        raise LeftOutError("no segment of a page of training digits is one of them, so nothing can be fitted")
    by_label = np.bincount(labels, minlength=candidates.JUNK + 1).tolist()
    some = np.random.default_rng([seed, ALONE]).permutation(len(train))[: settings["digits"]]
    images = np.concatenate([images, train.images[some]])
    labels = np.concatenate([labels, train.labels[some]])
    updates = recipe.epochs * (len(labels) // recipe.batch_size)
    losses = junk.fine_tuned(net, images, labels, recipe, counter(updates, "updates"))
    seen, truth, counts = weighed_lines(
        net, digits, settings, counter(settings["path_pages"], "pages of paths")
    )
    weights, before, after = paths.fitted(seen, truth)
    return dict(zip(paths.WEIGHTS, weights.tolist(), strict=True)), {
        "segments": by_label,
        "digits": len(some),
        "loss": losses,
        **counts,
        "path_loss": {"before": before, "after": after},
    }


def weighed_lines(
    net: Network, digits: Inked, settings: Mapping[str, Any], tell: Callable[[int], None]
) -> tuple[list[Weighed], list[np.ndarray], dict[str, int]]:
    """Lines of further pages as the weights see them, the label of each segment, -1 for none, and counts."""
    folded = Folded(net)
    seen: list[Weighed] = []
    truth: list[np.ndarray] = []
    characters = reachable = 0
    pages = conditions.fitted(digits, LAYOUT, settings["path_pages"], [settings["seed"], PATHS])
    for done, page in enumerate(pages, 1):
        characters += len(page)
        between: set[int] = set()  # of the page: two of its strips may hold the same digit
        for strip in lines.strips(ink(page.image)):
            line = segments.graph(strip.ink)
            share, digit = candidates.agreement(strip, line, page)
            good = share >= candidates.RIGHT
            seen.append(paths.weighed(line, junk.logits(folded, segments.images(strip.ink, line))))
            truth.append(np.where(good, page.label[digit], -1))
            between.update(digit[good].tolist())
        reachable += len(between)
        tell(done)
    edges = sum(len(line.edges) for line in seen)
    return seen, truth, {"lines": len(seen), "edges": edges, "characters": characters, "reachable": reachable}
