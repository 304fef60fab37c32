"""Figures as they stand in the page: part of it, with its fonts and its light and dark colours."""

import re
from pathlib import Path
from xml.etree import ElementTree

from markupsafe import Markup, escape

SVG, XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
ElementTree.register_namespace("", SVG)
ElementTree.register_namespace("xlink", XLINK)
POINTS_PER_INCH = 72


def inlined(path: Path, alt: str) -> Markup:
    """A drawing's panels, which the style sheet sets beside or below each other, under one name.

    Args:
        path: an SVG file whose panels are ``svg`` elements of the class ``panel``; without any, one itself.
        alt: what is seen on it, for those who do not see it.

    Raises:
        ValueError: a file that is no SVG, named.
    """
    try:
        root = ElementTree.parse(path).getroot()
    except ElementTree.ParseError as fault:
        raise ValueError(f"{path} is not an SVG file: {fault}") from fault
    panels = root.findall(f"{{{SVG}}}svg[@class='panel']") or [root]
    inner = "".join(panel(each, path.stem) for each in panels)
    name = f'data-figure="{path.stem}" role="img" aria-label="{escape(alt)}"'
    return Markup(f'<div class="panels" {name}>{inner}</div>')


def panel(element: ElementTree.Element, name: str) -> str:
    """One panel as it stands in the page: its width in inches is left to the style sheet.

    Args:
        element: an ``svg`` element; ``name``: what sets the ids in it apart from those of other drawings.
    """
    left, top, width, height = (float(size) for size in box(element))
    for key in ("x", "y", "width", "height", "class"):
        element.attrib.pop(key, None)
    element.set("viewBox", f"{left:g} {top:g} {width:g} {height:g}")
    element.set("style", f"--w:{width / POINTS_PER_INCH:.3g}")
    for part in element.iter():
        for key, value in part.attrib.items():
            if key == "id":
                part.set(key, f"{name}-{value}")
            elif "#" in value:
                part.set(key, re.sub(r"(url\(#|^#)", rf"\g<1>{name}-", value))
        if part.tag != f"{{{SVG}}}text" and part.tag != f"{{{SVG}}}tspan":
            part.text = (part.text or "").strip() or None
        part.tail = (part.tail or "").strip() or None
    return ElementTree.tostring(element, encoding="unicode", short_empty_elements=True)


def box(element: ElementTree.Element) -> list[str]:
    """Left, top, width and height of what an ``svg`` element shows, in its own units."""
    if "viewBox" in element.attrib:
        return element.attrib["viewBox"].split()
    return ["0", "0", *(re.sub(r"[a-z]+$", "", element.attrib[key]) for key in ("width", "height"))]
