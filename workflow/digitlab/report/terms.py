"""Terms that a reader need not know: each marked where a section first has it, and explained in one list."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

# A tag, a comment, a script with all it holds, or text.
PARTS = re.compile(r"<script\b.*?</script>|<!--.*?-->|<[^>]+>|[^<]+", re.DOTALL)
TAG = re.compile(r"<(/?)(\w+)")
# Inside these a word is a link, a name or a symbol already.
LEFT_ALONE = {"a", "button", "code", "h2", "h3", "label", "math", "pre", "summary", "svg", "table"}
USED = re.compile(r'href="#term-([\w-]+)"')


@dataclass(frozen=True)
class Term:
    """A term.

    Attributes:
        name: in the list; words: how the text writes it, any of these; says: what it means.
        works: keys of what to read about it.
    """

    name: str
    words: Sequence[str]
    says: str
    works: Sequence[str] = ()


def terms(path: Path) -> dict[str, Term]:
    """Terms by their key, in the order of the list."""
    return {key: Term(**entry) for key, entry in tomllib.loads(path.read_text()).items()}


def marked(html: str, known: Mapping[str, Term]) -> str:
    """A section with each term's first mention as a link to what it means.

    Longer words go first, so that a term within another's words is not torn from them.

    Args:
        html: of a section, as the templates write it: every element that is opened is closed.
        known: terms by key.
    """
    keys = {word.casefold(): key for key, term in known.items() for word in term.words}
    if not keys:
        return html
    any_word = "|".join(
        re.escape(word).replace(r"\ ", r"\s+") for word in sorted(keys, key=len, reverse=True)
    )
    pattern = re.compile(rf"(?<![\w-])(?:{any_word})(?![\w-])", re.IGNORECASE)
    seen: set[str] = set()

    def mark(found: re.Match[str]) -> str:
        key = keys[" ".join(found[0].split()).casefold()]
        if key in seen:
            return found[0]
        seen.add(key)
        return f'<a class="term" href="#term-{key}" aria-describedby="says-{key}">{found[0]}</a>'

    parts, inside = [], 0
    for part in PARTS.findall(html):
        tag = TAG.match(part)
        if tag and tag[2] in LEFT_ALONE:
            inside += -1 if tag[1] else 1
        parts.append(part if part.startswith("<") or inside else pattern.sub(mark, part))
    return "".join(parts)


def used(html: str, known: Mapping[str, Term]) -> dict[str, Term]:
    """Those of the terms that a page marks, in the order of the list."""
    keys = set(USED.findall(html))
    return {key: term for key, term in known.items() if key in keys}
