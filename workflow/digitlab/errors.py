"""The one error that stands for a mistake of the person who runs the workflow."""


class InputError(ValueError):
    """Something given from outside is wrong; the message is one line: what, where, what is allowed."""
