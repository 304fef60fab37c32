"""Digits: reading, verifying and fetching them."""
