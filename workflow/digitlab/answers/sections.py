"""The sections of the page, in its order, each with the function that answers it."""

from collections.abc import Callable

from digitlab.answers import data, environment, shift
from digitlab.answers.section import Section

# Each takes the resolved config and its artifacts by the names that the rules give them.
SECTIONS: dict[str, Callable[..., Section]] = {
    "data": data.answer,
    "shift": shift.answer,
    "environment": environment.answer,
}
