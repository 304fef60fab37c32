"""The science: pure functions on arrays and tensors, usable from a notebook."""
