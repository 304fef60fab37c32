"""The errors that say something to the person who runs the workflow, in one line."""


class InputError(ValueError):
    """Something given from outside is wrong; the message is one line: what, where, what is allowed."""


class LeftOutError(InputError):
    """What a step asks for is not in these images or not in this network; the message says what and why.

    No mistake: the sections that need it are left out of the report, with this line, and the rest is made.
    """
