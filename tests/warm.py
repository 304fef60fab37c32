"""What a fork server of ``starts.py`` has at hand: Snakemake, and what a start of it imports and parses."""

import graphlib  # noqa: F401
import sys
from io import StringIO
from pathlib import Path
from types import SimpleNamespace

import jsonschema  # noqa: F401
import nbformat  # noqa: F401
import requests  # noqa: F401
import smart_open  # noqa: F401
import snakemake.notebook
import snakemake.profiles
import snakemake.report.html_reporter  # noqa: F401
import yaml
from snakemake.cli import get_argument_parser
from snakemake.parser import parse

ROOT = Path(__file__).resolve().parent.parent
# The project's own files of rules by what they hold: how many rules, Python's code, and its lines' numbers.
# To parse them takes a fifth of a start. Of the place a file has, only the code's mention of it tells.
PARSED: dict[str, tuple[int, str, dict[int, int]]] = {}
SOMEWHERE = "where a file of rules lies"


def remembered(path, start, linemap, overwrite_shellcmd=None, rulecount=0):
    """``snakemake.parser.parse``, which has nothing more to do for a file that was parsed before."""
    with start.sourcecache.open(path) as file:
        content = file.read()
    if content not in PARSED:
        return parse(path, start, linemap, overwrite_shellcmd, rulecount)
    count, code, lines = PARSED[content]
    linemap |= lines
    return code.replace(repr(SOMEWHERE), repr(path.get_path_or_uri(secret_free=True))), rulecount + count


def remember(content):
    """Parse what a file of rules holds."""
    path = SimpleNamespace(get_path_or_uri=lambda secret_free: SOMEWHERE)
    start = SimpleNamespace(sourcecache=SimpleNamespace(open=lambda _: StringIO(content)))
    lines: dict[int, int] = {}
    code, count = parse(path, start, lines)
    PARSED[content] = count, code, lines


for rules in (ROOT / "Snakefile", *(ROOT / "workflow" / "rules").glob("*.smk")):
    remember(rules.read_text())
sys.modules["snakemake.workflow"].parse = remembered
# The config, read by Snakemake with PyYAML's parser in Python, takes another tenth.
yaml.FullLoader = getattr(yaml, "CFullLoader", yaml.FullLoader)
get_argument_parser()  # finds the plugins
