"""The analyses' speed side by side on one machine: the occlusion scan, and the scans of whole classes.

    python benchmarks/analyses.py

The scan of one digit (441 positions) against Captum's `Occlusion`, one perturbation and 441 at a time, with
the same network and the same image; the class-wide scans' images a second against the rate of torch's own
forward pass (the network as it was trained) and of the folded one that they use. Contenders take turns, so
that a machine that slows down slows down all. Needs a finished default run (``results/cnn``,
``results/data``). Written: ``benchmarks/analyses.json`` and ``analyses.md``.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "workflow"))
os.environ.setdefault("GOMP_SPINCOUNT", "2000")
os.environ.setdefault("MALLOC_MMAP_THRESHOLD_", "33554432")
os.environ.setdefault("MALLOC_TRIM_THRESHOLD_", "1073741824")


def in_turns(contenders: dict[str, Callable], rounds: int) -> dict[str, float]:
    """Median seconds of each, all of them once a round, after a round that does not count."""
    taken: dict[str, list[float]] = {name: [] for name in contenders}
    for turn in range(rounds + 1):
        for name, run in contenders.items():
            start = time.perf_counter()
            run()
            if turn:
                taken[name].append(time.perf_counter() - start)
    return {name: median(seconds) for name, seconds in taken.items()}


def measured(threads: int, rounds: int) -> dict:
    """Everything, in this process."""
    import numpy as np
    import torch
    from captum.attr import Occlusion

    from digitlab.cnn import inference, network
    from digitlab.data import mnist
    from digitlab.robustness import controls, occlusion, shift

    torch.set_num_threads(threads)
    torch.use_deterministic_algorithms(True)
    torch.utils.deterministic.fill_uninitialized_memory = False
    test = mnist.load(ROOT / "results/data/dataset.npz").test
    as_trained = network.load(ROOT / "results/cnn/model.safetensors")
    net = inference.load(ROOT / "results/cnn/model.safetensors")
    sixes = test.images[test.labels == 6]
    image = network.as_input(sixes[:1])
    attribute = Occlusion(lambda x: net(x).softmax(1)).attribute

    def captum(at_once: int) -> Callable:
        options = {"sliding_window_shapes": (8, 8), "baselines": 0.0, "target": 6}

        def run() -> None:
            with torch.inference_mode():
                attribute(image, perturbations_per_eval=at_once, **options)

        return run

    scan = in_turns(
        {
            "digitlab": lambda: occlusion.scan(net, sixes[0], 6, 8, 1),
            "captum, 1 at a time": captum(1),
            "captum, 441 at a time": captum(441),
        },
        3 * rounds,
    )

    few, digits = sixes[:20], test.images[:1000]
    donors = {t: np.flatnonzero(test.labels == t) for t in range(10) if t != 6}
    victims = np.flatnonzero(test.labels == 6)[:20]
    random = np.random.default_rng(0)
    plain = test.images[:8820]
    work = {
        "torch's forward": (lambda: network.probabilities(as_trained, plain), len(plain)),
        "folded forward": (lambda: network.probabilities(net, plain), len(plain)),
        "occlusion": (lambda: occlusion.scan_class(net, few, 6, 8, 1), 441 * len(few)),
        "shift along an axis": (lambda: shift.along(net, digits, "horizontal", 10), 21 * len(digits)),
        "shift along both": (
            lambda: inference.everywhere(net, shift.canvas(digits[:50], 10, 10)),
            441 * 50,
        ),
        "transplant": (
            lambda: controls.run(net, test.images, victims, 6, donors, 8, 18, random),
            4 * 9 * 18 * len(victims),
        ),
    }
    seconds = in_turns({name: run for name, (run, _) in work.items()}, rounds)
    rates = {name: work[name][1] / seconds[name] for name in work}
    return {
        "threads": threads,
        "torch": torch.__version__,
        "load_before": os.getloadavg()[0],
        "scan_seconds": scan,
        "images_per_second": rates,
        "times_torchs": {name: rate / rates["torch's forward"] for name, rate in rates.items()},
    }


def table(found: dict) -> str:
    """What was found, in Markdown."""
    scan, ours = found["scan_seconds"], found["scan_seconds"]["digitlab"]
    lines = [
        "# Analyses, side by side",
        "",
        f"One run of `python benchmarks/analyses.py` with {found['threads']} of torch's threads,"
        f" torch {found['torch']}.",
        "",
        "| scan of one digit, 441 positions | milliseconds | times digitlab's |",
        "|---|---|---|",
        *(f"| {name} | {1000 * s:.1f} | {s / ours:.2f} |" for name, s in scan.items()),
        "",
        "| | images a second | times torch's forward |",
        "|---|---|---|",
    ]
    lines += [
        f"| {name} | {rate:,.0f} | {found['times_torchs'][name]:.2f} |"
        for name, rate in found["images_per_second"].items()
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--output", type=Path, default=ROOT / "benchmarks/analyses", help="without ending")
    options = parser.parse_args()
    found = measured(options.threads, options.rounds)
    options.output.with_suffix(".json").write_text(json.dumps(found, indent=1) + "\n")
    options.output.with_suffix(".md").write_text(table(found))
    print(table(found))


if __name__ == "__main__":
    main()
