"""The same question asked of several networks, alike but for the seed: what holds in which."""

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any

from digitlab.answers.section import Section


def across(first: Section, others: Sequence[Section], sources: Mapping[str, Any]) -> dict[str, Any]:
    """What a section's answer is in other networks.

    Args:
        first: of the report's network.
        others: of those alike.
        sources: the section's artifacts by name; those that each network has, have ``{run}`` in their path.

    Returns:
        ``count``: of networks, the report's among them; ``same``: by claim, in how many it is what it is in the
        report's; ``ranges``: by number, the ``lowest`` and the ``highest`` of them, of those that depend on the
        network and are defined in each.
    """
    every = [first, *others]
    own = {name for name, path in sources.items() if "{run}" in str(path)}
    values = {
        name: [answer.numbers[name].value for answer in every if name in answer.numbers]
        for name, number in first.numbers.items()
        if number.source in own
    }
    return {
        "count": len(every),
        "same": {
            claim: sum(at(answer, claim) == at(first, claim) for answer in every) for claim in first.CLAIMS
        },
        "ranges": {
            name: {"lowest": min(found), "highest": max(found)}
            for name, found in values.items()
            if len(found) == len(every) and None not in found
        },
    }


def at(answer: Section, claim: str) -> Any:
    """What an answer has under a dotted name; None where a part on the way is None."""
    return reduce(lambda part, name: getattr(part, name, None), claim.split("."), answer)
