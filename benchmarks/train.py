"""Training side by side on one machine: our presets, and two usual ways to train on MNIST.

    python benchmarks/train.py            # everything, several seeds of ours
    python benchmarks/train.py --quick    # the usual recipe cut to a few hundred steps and extrapolated

Each contender runs in a process of its own, one after the other, with the same number of threads. Written:
``benchmarks/train.json`` (every run), ``train.md`` (the table) and ``train.svg`` (accuracy against seconds).
Needs the IDX files of MNIST in ``data/mnist``.
"""

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import time
from pathlib import Path
from statistics import mean, stdev

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "workflow"), str(ROOT / "workflow" / "rules")]
# What the Snakefile sets for its jobs. The usual ways run without, as a shell runs them, and with.
SETTINGS = {
    "GOMP_SPINCOUNT": "2000",
    "MALLOC_MMAP_THRESHOLD_": "33554432",
    "MALLOC_TRIM_THRESHOLD_": "1073741824",
}

SEEDS = {"default": 10, "quick": 3, "accurate": 3}  # networks of each preset
PRESETS = tuple(SEEDS)
RECIPE, TWO_CONV = "usual recipe", "two-conv net"
RECIPE_SET = f"{RECIPE}, with our environment variables"
AS_A_SHELL_RUNS_IT = (RECIPE, TWO_CONV)
QUICK_STEPS = 300


def settings(preset: str) -> dict:
    """The ``cnn`` block of a preset, as the workflow resolves it."""
    import yaml

    import configuration

    config = yaml.safe_load((ROOT / "config.yaml").read_text())
    if preset != "default":
        for block, values in yaml.safe_load((ROOT / "presets" / f"{preset}.yaml").read_text()).items():
            config[block] = config[block] | values
    return configuration.resolved(config)["cnn"]


def data():
    """The whole of MNIST from data/mnist."""
    from digitlab.data import download, mnist

    return mnist.from_idx(download.local_files(ROOT / "data" / "mnist"), None)


def flops(network, images, labels) -> float:
    """Floating-point operations of one training step for these images, forward and backward."""
    from torch.nn import functional
    from torch.utils.flop_counter import FlopCounterMode

    with FlopCounterMode(display=False) as counter:
        functional.cross_entropy(network(images), labels).backward()
    network.zero_grad()
    return counter.get_total_flops()


def ours(preset: str, seed: int, device: str) -> dict:
    """One training of a preset."""
    import torch

    from digitlab.cnn import network as cnn
    from digitlab.cnn import train
    from digitlab.precision import chosen_precision

    torch.use_deterministic_algorithms(True, warn_only=device == "cuda")
    torch.utils.deterministic.fill_uninitialized_memory = False
    cnn_settings, dataset = settings(preset), data()
    recipe = train.recipe(cnn_settings, "mnist", chosen_precision(cnn_settings["precision"], device), seed)
    dataset, _, _ = train.hold_out(dataset, recipe.held_out, seed)
    net = train.initial_network(train.architecture(cnn_settings), seed)
    per_image = flops(net, torch.rand(8, 28, 28), torch.zeros(8, dtype=torch.long)) / 8
    training = train.Training(net, dataset.train.images, dataset.train.labels, recipe, device)
    while training.epoch < recipe.epochs:
        training.run_epoch()
    accuracy = (cnn.probabilities(net.eval(), dataset.test.images).argmax(1) == dataset.test.labels).mean()
    images = recipe.epochs * training.updates * recipe.batch_size
    return {
        "accuracy": float(accuracy),
        "seconds": training.seconds,
        "images_per_second": images / training.seconds,
        "flops_per_second": per_image * images / training.seconds,
        "precision": recipe.precision,
        "epochs": recipe.epochs,
        "parameters": cnn.parameters(net),
    }


def usual(name: str, seed: int, device: str, steps: int | None) -> dict:
    """The usual recipe, or the two-conv net, as commonly written: a DataLoader over single images.

    Args:
        name: which of them.
        seed: of weights and order.
        device: ``cpu`` or ``cuda``.
        steps: stop after so many updates and extrapolate; ``None`` for all of it.
    """
    import torch
    from PIL import Image
    from torch import nn
    from torch.nn import functional

    from digitlab.data.torchvision import torchvision  # imported also beside a CPU build of torch

    transforms = torchvision.transforms
    torch.manual_seed(seed)
    dataset = data()

    class Images(torch.utils.data.Dataset):
        """What torchvision's MNIST does for each item: an image from the array, through the transforms."""

        transform = transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.1307,), (0.3081,))])

        def __init__(self, split) -> None:
            self.images, self.labels = torch.tensor(split.images), torch.tensor(split.labels).long()

        def __len__(self) -> int:
            return len(self.labels)

        def __getitem__(self, index: int):
            return self.transform(Image.fromarray(self.images[index].numpy(), mode="L")), int(
                self.labels[index]
            )

    if name != TWO_CONV:
        batch, epochs = 64, 14
        net = nn.Sequential(
            *(nn.Conv2d(1, 32, 3), nn.ReLU(), nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2)),
            *(nn.Dropout(0.25), nn.Flatten(), nn.Linear(9216, 128), nn.ReLU(), nn.Dropout(0.5)),
            nn.Linear(128, 10),
        ).to(device)
        optimizer = torch.optim.Adadelta(net.parameters(), lr=1.0)
        schedule = torch.optim.lr_scheduler.StepLR(optimizer, 1, gamma=0.7)
    else:
        batch, epochs = 128, 4
        net = nn.Sequential(
            *(nn.Conv2d(1, 32, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2)),
            *(nn.Conv2d(32, 64, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2)),
            *(nn.Flatten(), nn.Linear(3136, 1024), nn.ReLU(), nn.Linear(1024, 10)),
        ).to(device)
        optimizer = torch.optim.Adam(net.parameters(), lr=0.001)
        schedule = None
    per_image = (
        flops(net, torch.rand(8, 1, 28, 28).to(device), torch.zeros(8, dtype=torch.long).to(device)) / 8
    )
    loader = torch.utils.data.DataLoader(Images(dataset.train), batch_size=batch, shuffle=True)
    total = epochs * len(loader)
    done, start = 0, time.perf_counter()
    for _ in range(epochs):
        net.train()
        for images, labels in loader:
            images, labels = images.to(device), labels.to(device)
            optimizer.zero_grad()
            functional.cross_entropy(net(images), labels).backward()
            optimizer.step()
            done += 1
            if done == steps:
                break
        if done == steps:
            break
        if schedule:
            schedule.step()
    seconds = (time.perf_counter() - start) * total / done
    net.eval()
    with torch.inference_mode():
        hits = sum(
            int((net(images.to(device)).argmax(1).cpu() == labels).sum())
            for images, labels in torch.utils.data.DataLoader(Images(dataset.test), batch_size=1000)
        )
    rate = epochs * len(dataset.train) / seconds
    return {
        "accuracy": hits / len(dataset.test) if steps is None else None,
        "seconds": seconds,
        "seconds_per_epoch": seconds / epochs,
        "extrapolated_from_steps": steps,
        "images_per_second": rate,
        "flops_per_second": per_image * rate,
        "precision": "fp32",
        "epochs": epochs,
        "parameters": sum(p.numel() for p in net.parameters()),
    }


def peak(device: str) -> dict[str, float]:
    """The machine's own matrix-product peak, FLOP/s by precision: the best of several products."""
    import torch

    found = {}
    for name, kind in (("fp32", torch.float32), ("bf16", torch.bfloat16)):
        a = torch.rand(2048, 2048, device=device).to(kind)
        best = float("inf")
        for _ in range(20):
            start = time.perf_counter()
            (a @ a).sum().item()
            best = min(best, time.perf_counter() - start)
        found[name] = 2 * 2048**3 / best
    return found


def one(name: str, seed: int, threads: int, device: str, steps: int | None) -> dict:
    """One run, in this process."""
    os.environ["OMP_NUM_THREADS"] = str(threads)
    import torch

    torch.set_num_threads(threads)
    if name == "peak":
        return peak(device)
    found = ours(name, seed, device) if name in PRESETS else usual(name, seed, device, steps)
    used = (
        torch.cuda.max_memory_allocated()
        if device == "cuda"
        else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    )
    return {"name": name, "seed": seed, **found, "peak_memory": used}


def apart(name: str, seed: int, options: argparse.Namespace) -> dict:
    """One run in a process of its own, so that memory and caches are its own."""
    command = [
        sys.executable,
        __file__,
        "--one",
        name,
        "--seed",
        str(seed),
        "--threads",
        str(options.threads),
    ]
    command += ["--device", options.device]
    if options.quick and name in (RECIPE, RECIPE_SET, TWO_CONV):
        command += ["--steps", str(QUICK_STEPS)]
    environment = {key: value for key, value in os.environ.items() if key not in SETTINGS}
    environment |= {} if name in AS_A_SHELL_RUNS_IT else SETTINGS
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env=environment)
    found = json.loads(done.stdout.splitlines()[-1])
    print(json.dumps(found), flush=True)
    return found


def machine(options: argparse.Namespace) -> dict:
    """What the figures were measured on."""
    import torch

    model = platform.processor() or platform.machine()
    if Path("/proc/cpuinfo").exists():
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        model = next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), model)
    return {
        "device": torch.cuda.get_device_name() if options.device == "cuda" else model,
        "cores": os.cpu_count(),
        "threads": options.threads,
        "torch": torch.__version__,
        "python": platform.python_version(),
        "load_before": os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
    }


def table(found: dict) -> str:
    """The runs as a Markdown table, a line a contender."""
    import numpy as np

    from digitlab.statistics import mean_interval, student

    about, runs = found["machine"], found["runs"]
    recipe = next(run for run in runs if run["name"] == RECIPE)
    lines = [
        "# Training, side by side",
        "",
        f"One run of `python benchmarks/train.py{' --quick' if found['quick'] else ''}` on {about['device']},"
        f" {about['cores']} cores, {about['threads']} threads, torch {about['torch']}. Matrix-product peak:"
        f" {found['peak']['fp32'] / 1e9:.0f} GFLOP/s in fp32, {found['peak']['bf16'] / 1e9:.0f} in bf16."
        " Last epoch, nothing chosen on the test set; in brackets the mean's 95% interval, Student's;"
        " seconds are training alone."
        + (f" The usual ways were cut to {QUICK_STEPS} steps and extrapolated." if found["quick"] else ""),
        "",
        "| | test accuracy, % | seconds | in epochs of the recipe | images/s | share of peak | memory, MB |",
        "|---|---|---|---|---|---|---|",
    ]
    for name in dict.fromkeys(run["name"] for run in runs):
        mine = [run for run in runs if run["name"] == name]
        scores = [100 * run["accuracy"] for run in mine if run["accuracy"] is not None]
        spread = ""
        if len(scores) > 1:
            _, low, high = mean_interval(np.array(scores), student(len(scores)))
            spread = f" [{low:.3f}, {high:.3f}], {len(scores)} seeds, deviation {stdev(scores):.3f}"
        seconds = mean(run["seconds"] for run in mine)
        share = mean(run["flops_per_second"] for run in mine) / found["peak"][mine[0]["precision"]]
        lines.append(
            f"| {name}: {mine[0]['epochs']} epochs, {mine[0]['precision']}, {mine[0]['parameters']:,} weights"
            f" | {f'{mean(scores):.3f}{spread}' if scores else 'not measured'} | {seconds:.1f}"
            f" | {seconds / recipe['seconds_per_epoch']:.2f}"
            f" | {mean(run['images_per_second'] for run in mine):,.0f} | {share:.0%}"
            f" | {max(run['peak_memory'] for run in mine) / 1e6:,.0f} |"
        )
    return "\n".join(lines) + "\n"


def plot(found: dict) -> bytes:
    """Accuracy against seconds, a dot a run."""
    from figures import style

    fig, axes = style.panel(4, width=6.5)
    names = dict.fromkeys(run["name"] for run in found["runs"] if run["accuracy"] is not None)
    for name, colour in zip(names, style.LINES, strict=False):
        mine = [run for run in found["runs"] if run["name"] == name]
        x, y = [run["seconds"] for run in mine], [100 * (1 - run["accuracy"]) for run in mine]
        axes.scatter(x, y, color=colour, s=40, alpha=0.8)
        axes.annotate(name, (max(x), mean(y)), (7, -4), textcoords="offset points", color=colour)
    axes.set(xlabel="seconds of training", ylabel="test errors, %", xscale="log", yscale="log")
    axes.set_xlim(right=axes.get_xlim()[1] * 2)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter("{x:g}")
    axes.yaxis.set_minor_formatter("{x:g}")
    axes.set_title(f"MNIST on {found['machine']['threads']} threads, {found['machine']['device']}")
    return style.rendered(fig)


def main() -> None:
    """Run every contender and write what was found."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="cut the usual ways short and extrapolate")
    parser.add_argument("--seeds", type=int, help="of each of our presets; else 10 of default, 3 of others")
    parser.add_argument("--presets", nargs="+", default=PRESETS, choices=PRESETS)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--device", default="cpu", choices=("cpu", "cuda"))
    parser.add_argument("--output", type=Path, default=ROOT / "benchmarks" / "train", help="without ending")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    parser.add_argument("--seed", type=int, default=1, help=argparse.SUPPRESS)
    parser.add_argument("--steps", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(one(options.one, options.seed, options.threads, options.device, options.steps)))
        return
    found = {
        "machine": machine(options),
        "quick": options.quick,
        "peak": apart("peak", 0, options),
        "runs": [],
    }
    contenders = [(RECIPE, 1), (RECIPE_SET, 1), (TWO_CONV, 1)]
    for preset in options.presets:
        contenders += [(preset, seed) for seed in range(1, (options.seeds or SEEDS[preset]) + 1)]
    for name, seed in contenders:
        found["runs"].append(apart(name, seed, options))
        options.output.with_suffix(".json").write_text(json.dumps(found, indent=1) + "\n")
    options.output.with_suffix(".md").write_text(table(found))
    options.output.with_suffix(".svg").write_bytes(plot(found))
    print(table(found))


if __name__ == "__main__":
    main()
