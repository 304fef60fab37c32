"""Names for what a section's template leaves without: headings to link to, tables that scroll."""

import re

HEADING = re.compile(r"<(h[23])>(.*?)\s*(<span class=\"part\">.*?</span>)?\s*</\1>", re.DOTALL)
CAPTIONED = re.compile(r'aria-label="Table" (tabindex="0">\s*<table>\s*<caption)>(.*?)</caption>', re.DOTALL)


def slug(words: str) -> str:
    """Words as a part of an address: ``How small should ε be?`` -> ``how-small-should-ε-be``."""
    return re.sub(r"\W+", "-", re.sub(r"<[^>]+>", "", words)).strip("-").lower()


def anchored(html: str, section: str) -> str:
    """A section whose headings can be linked to, each with the link beside it and its badge outside its name.

    Args:
        html: of a section; its ``<h2>`` is reached by the section's own id, an ``<h3>`` by its words.
        section: the id.
    """

    def linked(found: re.Match[str]) -> str:
        level, words, badge = found[1], " ".join(found[2].split()), found[3]
        name = section if level == "h2" else f"{section}-{slug(words)}"
        own = f"{name}-title" if level == "h2" else name
        plain = re.sub(r"<[^>]+>", "", words)
        return (
            f'<div class="heading"><{level} id="{own}">{words}</{level}>'
            f'<a class="anchor" href="#{name}" aria-label="Link to: {plain}">#</a>{badge or ""}</div>'
        )

    return HEADING.sub(linked, html)


def named_tables(html: str, section: str) -> str:
    """A section whose tables that scroll are named by their captions."""
    count = iter(range(1, len(CAPTIONED.findall(html)) + 1))

    def named(found: re.Match[str]) -> str:
        own = f"{section}-table-{next(count)}"
        return f'aria-labelledby="{own}" {found[1]} id="{own}"><span>{found[2]}</span></caption>'

    return CAPTIONED.sub(named, html)
