"""Find the digits, verify them, store them once."""

from step import step  # isort: split

import logging
from pathlib import Path

from digitlab.data import download

settings = step.config
found = download.find(
    settings.name,
    Path(settings.local_dir),
    step.config["sha256"],
    settings.mirrors,
    settings.mirror_timeout,
    settings.offline_fallback,
    settings.seed,
)
logging.info(
    "%s (%s): %d training and %d test images",
    found.name,
    found.source,
    len(found.dataset.train),
    len(found.dataset.test),
)
step.save(step.output.dataset, **found.dataset.arrays())
step.save(
    step.output.provenance,
    {
        "name": found.name,
        "source": found.source,
        "verified": found.source == "bundled" or step.config["sha256"] is not None,
        "sha256": found.dataset.sha256(),
        "train_images": len(found.dataset.train),
        "test_images": len(found.dataset.test),
    },
)
