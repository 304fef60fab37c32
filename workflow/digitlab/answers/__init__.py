"""What the artifacts say: a module for each section of the page. Numbers and verdicts, no words, no paths."""
