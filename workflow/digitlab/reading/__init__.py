"""Lines of handwriting: pages with a known truth, how they are cut and read, how that is scored."""
