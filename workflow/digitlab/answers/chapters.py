"""The chapters of the page, in its order: what each is called there, and the sections that stand in it."""

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True)
class Chapter:
    """What a chapter of the config is called on the page; chapters of one title stand under it together."""

    title: str
    sections: tuple[str, ...]


# Those that no config names follow from the others: data and report always run, the rest where several do.
CHAPTERS = {
    "data": Chapter("Data", ("data",)),
    "cnn": Chapter("Seeing", ("training", "mistakes", "calibration", "filters", "feature_maps")),
    "robustness": Chapter("Fooling", ("shift", "occlusion", "sanity_checks", "transplant")),
    "sequences": Chapter("Remembering", ("rnn", "memory", "lstm")),
    "choices": Chapter(
        "Choosing",
        ("optimizers", "batch_norm", "weight_decay", "momentum", "activations", "conv_pool", "readout"),
    ),
    "scratch": Chapter("From scratch", ("identities", "scratch", "autoencoder")),
    "compared": Chapter("From scratch", ("compared",)),
    "reading": Chapter("Reading", ("reading", "line_network", "context", "letters")),
    "own_pages": Chapter("Reading", ("own_pages",)),
    "live": Chapter("This run", ("live",)),
    "report": Chapter("This run", ("environment",)),
}


def of_chapters(chapters: Collection[str]) -> list[str]:
    """The sections of some chapters, in the page's order."""
    return [name for key, chapter in CHAPTERS.items() if key in chapters for name in chapter.sections]


def chapter_of(section: str) -> str:
    """What the chapter that a section stands in is called.

    Raises:
        KeyError: it stands in none.
    """
    for chapter in CHAPTERS.values():
        if section in chapter.sections:
            return chapter.title
    raise KeyError(f"{section} stands in no chapter; it belongs into digitlab/answers/chapters.py")
