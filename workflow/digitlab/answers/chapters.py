"""The chapters of the page, in its order, and the sections that stand in each."""

CHAPTERS: dict[str, tuple[str, ...]] = {
    "Seeing": ("training", "mistakes", "calibration", "filters", "feature_maps"),
    "Fooling": ("shift", "occlusion", "sanity_checks", "transplant"),
    "Remembering": ("rnn", "memory", "lstm"),
    "Choosing": (
        "optimizers",
        "batch_norm",
        "weight_decay",
        "momentum",
        "activations",
        "conv_pool",
        "readout",
    ),
    "This run": ("live", "environment"),
}


def chapter_of(section: str) -> str:
    """The chapter that a section stands in.

    Raises:
        KeyError: it stands in none.
    """
    for chapter, sections in CHAPTERS.items():
        if section in sections:
            return chapter
    raise KeyError(f"{section} stands in no chapter; it belongs into digitlab/answers/chapters.py")
