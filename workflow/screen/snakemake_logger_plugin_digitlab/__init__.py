"""A logger plugin of Snakemake's, found by its name on the path: the screen of a run."""

from snakemake_logger_plugin_digitlab.screen import LogHandler

__all__ = ["LogHandler"]
