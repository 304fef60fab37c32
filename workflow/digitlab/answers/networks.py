"""The same question asked of several networks, alike but for the seed: what holds in which."""

from collections.abc import Mapping, Sequence
from typing import Any

from digitlab.answers.section import Section


def across(first: Section, others: Sequence[Section], sources: Mapping[str, Any]) -> dict[str, Any]:
    """What a section's answer is in other networks.

    Args:
        first: of the report's network.
        others: of those alike.
        sources: the section's artifacts by name; those that each network has, have ``{run}`` in their path.

    Returns:
        ``count``: of networks, the report's among them; ``several``: whether there are others; ``same``: by
        claim, in how many it is what it is in the report's, ``unlike``: in how many it is not; ``ranges``: by
        number, the ``lowest`` and the ``highest``, of those that are the network's and defined in each.
    """
    every = [first, *others]
    own = of_each(first, sources)
    values: dict[str, list[float]] = {}
    for name in own:
        found = [
            answer.about(first).get(name, answer.numbers[name].value)
            for answer in every
            if name in answer.numbers
        ]
        defined = [value for value in found if value is not None]
        if len(defined) == len(every):
            values[name] = defined
    same = {
        claim: sum(claimed(answer, claim) == claimed(first, claim) for answer in every)
        for claim in first.CLAIMS
    }
    return {
        "count": len(every),
        "several": len(every) > 1,
        "same": same,
        "unlike": {claim: len(every) - alike for claim, alike in same.items()},
        "ranges": {name: {"lowest": min(of), "highest": max(of)} for name, of in values.items()},
    }


def beside(first: Section, other: Section, sources: Mapping[str, Any]) -> dict[str, Any]:
    """What a section's answer is in one network that was trained in another way.

    Args:
        first: of the report's network; ``other``: of that one.
        sources: the section's artifacts by name; those that each network has, have ``{run}`` in their path.

    Returns:
        ``same``: by claim, whether it is what it is in the report's; ``numbers``: those that are its own.
    """
    return {
        "same": {claim: claimed(other, claim) == claimed(first, claim) for claim in first.CLAIMS},
        "numbers": {name: other.numbers[name] for name in of_each(other, sources)},
    }


def of_each(answer: Section, sources: Mapping[str, Any]) -> list[str]:
    """The numbers of an answer that were read from what each network has."""
    own = {name for name, path in sources.items() if "{run}" in str(path)}
    return [name for name, number in answer.numbers.items() if number.source in own]


def claimed(answer: Section, claim: str) -> list[Any]:
    """What an answer says of a claim: of each of the fields that it joins by ``and``."""
    return [at(answer, part) for part in claim.split(" and ")]


def at(answer: Section, claim: str) -> Any:
    """What an answer has under a dotted name; None where a part on the way is None."""
    part: Any = answer
    for name in claim.split("."):
        part = getattr(part, name, None)
    return part
