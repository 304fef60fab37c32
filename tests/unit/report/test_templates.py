"""Templates hold words: what is computed or chosen by numbers is the answers' work."""

import pytest
from conftest import ROOT
from jinja2 import Environment, nodes

FOLDER = ROOT / "workflow" / "report"
TEMPLATES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.html"))
TEMPLATES += sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.rst"))
ARITHMETIC = (nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod, nodes.Pow)
SELECTING = {
    *("selectattr", "rejectattr", "select", "reject", "sum", "sort", "map", "groupby", "unique"),
    *("min", "max", "float", "int", "round", "abs"),
}
LONGEST = 120


def of_loop(node):
    """``loop.index`` and its kin count what is there, not what was measured."""
    return isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name) and node.node.name == "loop"


def faults(source):
    """Every place where a template computes, selects, or sets what nothing reads."""
    tree = Environment().parse(source)
    found = []
    for node in tree.find_all(ARITHMETIC):
        if not of_loop(node.left):
            found.append(f"{node.lineno}: arithmetic ({type(node).__name__})")
    filters = [node for node in tree.find_all(nodes.Filter) if node.name in SELECTING]
    found += [f"{node.lineno}: filter {node.name}" for node in filters]
    for node in tree.find_all(nodes.Name):
        if node.name == "namespace" and node.ctx == "load":
            found.append(f"{node.lineno}: namespace")
    for node in tree.find_all(nodes.Compare):
        sides = [node.expr, *(operand.expr for operand in node.ops)]
        numbers = [side for side in sides if isinstance(side, nodes.Const) and is_number(side.value)]
        if numbers and not any(of_loop(side) for side in sides):
            found.append(f"{node.lineno}: a number in a comparison")
    read = reads(tree)
    for node in tree.find_all((nodes.Assign, nodes.AssignBlock)):
        names = [node.target] if isinstance(node.target, nodes.Name) else node.target.items
        for name in names:
            if name.name not in read:
                found.append(f"{node.lineno}: nothing reads {name.name}")
    return found


def reads(tree):
    """Names that a template or one that it includes reads."""
    included = [node.template.value for node in tree.find_all(nodes.Include)]
    parts = [tree, *(Environment().parse((FOLDER / name).read_text()) for name in included)]
    return {node.name for part in parts for node in part.find_all(nodes.Name) if node.ctx == "load"}


def is_number(value):
    return isinstance(value, int | float) and not isinstance(value, bool)


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_holds_words_only(name):
    source = (FOLDER / name).read_text()
    assert faults(source) == []
    if name.endswith(".html"):
        long = [number for number, line in enumerate(source.splitlines(), 1) if len(line) > LONGEST]
        assert long == []


@pytest.mark.parametrize(
    "source",
    [
        "{{ a + 1 }}",
        "{{ 2 * loop.index }}",
        "{% if a > 0.1 %}{% endif %}",
        "{% if a == 1 %}{% endif %}",
        "{{ rows|selectattr('a') }}",
        "{{ rows|sum(attribute='a') }}",
        "{% set a = 1 %}",
        "{% set a, b = c %}{{ a }}",
        "{% set ns = namespace(a=1) %}{{ ns }}",
    ],
)
def test_a_template_that_computes_is_found(source):
    assert faults(source)


@pytest.mark.parametrize(
    "source", ["{{ loop.index - 1 }}", "{% set a = b %}{{ a }}", "{% if a == 'x' %}{% endif %}"]
)
def test_words_and_positions_are_none(source):
    assert not faults(source)
