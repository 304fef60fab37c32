"""Recurrent networks unrolled by hand."""
