"""The page: numbers as text, templates as HTML."""
