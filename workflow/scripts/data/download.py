"""Find the digits, verify them, store them once."""

from step import step  # isort: split

import logging
from pathlib import Path

from digitlab.data import download

digits = download.find(
    step.config.name,
    Path(step.config.local_dir),
    step.config.sha256,
    step.config.mirrors,
    step.config.mirror_timeout,
    step.config.offline_fallback,
    step.config.seed,
)
logging.info(
    "%s (%s): %d training and %d test images",
    digits.name,
    digits.source,
    len(digits.dataset.train),
    len(digits.dataset.test),
)
step.save(step.output.dataset, **digits.dataset.arrays())
step.save(
    step.output.provenance,
    {
        "name": digits.name,
        "source": digits.source,
        "verified": digits.source == "bundled" or step.config.sha256 is not None,
        "sha256": digits.dataset.sha256(),
        "train_images": len(digits.dataset.train),
        "test_images": len(digits.dataset.test),
    },
)
