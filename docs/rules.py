"""The picture of the rules: ``python docs/rules.py`` writes docs/rules.svg. Needs Graphviz's ``dot``.

The figures' rules and what comes after the report are left out; a colour a chapter.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "workflow"))

from digitlab.report import palette  # noqa: E402

COLOURS = {
    "data": palette.GREY,
    "cnn": palette.BLUE,
    "robustness": palette.RED,
    "sequences": palette.PURPLE,
    "tuning": palette.GREEN,
    "choices": palette.GREEN,
    "scratch": palette.ORANGE,
    "reading": palette.SKY,
    "report": palette.BLACK,
}


def chapters() -> dict[str, str]:
    """Of every rule the file that it stands in."""
    return {
        rule: path.stem
        for path in sorted((ROOT / "workflow" / "rules").glob("*.smk"))
        for rule in re.findall(r"^use rule \w+ as (\w+)", path.read_text(), re.MULTILINE)
    }


def graph(dot: str) -> str:
    """Snakemake's graph of the rules without figures and ``all``, coloured by chapter."""
    of = chapters()
    names = dict(re.findall(r'(\d+)\[label = "(\w+)"', dot))
    kept = {
        node: name
        for node, name in names.items()
        if name in of and not name.startswith("plot_") and name != "provenance"
    }
    nodes = [f'{node} [label="{name}", color="{COLOURS[of[name]]}"]' for node, name in kept.items()]
    edges = [
        f"{a} -> {b}" for a, b in re.findall(r"(\d+) -> (\d+)", dot) if a != b and a in kept and b in kept
    ]
    style = (
        'node [shape=box, style=rounded, fontname="DejaVu Sans", fontsize=10, height=0.3, penwidth=2]\n'
        'edge [color="#999999", arrowsize=0.6]\nrankdir=LR\nranksep=0.5\nnodesep=0.1'
    )
    return "digraph rules {\n" + "\n".join([style, *nodes, *edges]) + "\n}\n"


if __name__ == "__main__":
    command = [sys.executable, "-m", "snakemake", "--rulegraph", "--forceall"]
    dot = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    # Without the edges that others imply.
    reduced = subprocess.run(["tred"], input=graph(dot), capture_output=True, text=True, check=True).stdout
    subprocess.run(["dot", "-Tsvg", "-o", ROOT / "docs" / "rules.svg"], input=reduced, text=True, check=True)
