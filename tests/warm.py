"""What a fork server of ``starts.py`` has at hand: Snakemake, and what a start of it imports."""

import graphlib  # noqa: F401

import jsonschema  # noqa: F401
import nbformat  # noqa: F401
import requests  # noqa: F401
import smart_open  # noqa: F401
import snakemake.notebook
import snakemake.profiles
import snakemake.report.html_reporter  # noqa: F401
from snakemake.cli import get_argument_parser

get_argument_parser()  # finds the plugins
