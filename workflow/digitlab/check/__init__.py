"""Somebody's own solution of the worked examples: which figures are right, and why the others are not."""
