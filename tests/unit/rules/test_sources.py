import pytest

import sources


@pytest.fixture
def tree(tmp_path):
    """A workflow folder to be filled with files."""

    def write(**files):
        for name, text in files.items():
            path = tmp_path / name.replace("__", "/").replace("~", "__")
            path = path.with_name(path.name + ".py")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return tmp_path

    return write


def names(root, script="a/s.py"):
    return list(sources.modules(script, root))


def test_absolute_aliased_and_nested_imports_are_followed(tree):
    root = tree(
        scripts__a__s="import lib.one as first\nfrom lib import two\nimport numpy\n",
        lib__one="def f():\n    from lib.three import g\n    return g\n",
        lib__two="",
        lib__three="g = 1\n",
    )
    assert names(root) == ["lib/one.py", "lib/three.py", "lib/two.py", "scripts/a/s.py"]


def test_packages_bring_their_init_files(tree):
    root = tree(
        scripts__a__s="import lib.deep.x\n", lib__deep__x="", **{"lib__~init~": "", "lib__deep__~init~": ""}
    )
    assert names(root) == ["lib/__init__.py", "lib/deep/__init__.py", "lib/deep/x.py", "scripts/a/s.py"]


def test_relative_imports_and_siblings_are_followed(tree):
    root = tree(
        scripts__a__s="import helper\nfrom lib.deep import x\n",
        scripts__a__helper="",
        lib__deep__x="from . import y\nfrom ..top import z\n",
        lib__deep__y="",
        lib__top="z = 1\n",
    )
    assert names(root) == [
        "lib/deep/x.py",
        "lib/deep/y.py",
        "lib/top.py",
        "scripts/a/helper.py",
        "scripts/a/s.py",
    ]


def test_a_name_in_a_module_is_no_module(tree):
    root = tree(scripts__a__s="from lib.one import value\n", lib__one="value = 1\n", lib__value="")
    assert names(root) == ["lib/one.py", "scripts/a/s.py"]


def test_cycles_end(tree):
    root = tree(scripts__a__s="import one\n", one="import two\n", two="import one\n")
    assert names(root) == ["one.py", "scripts/a/s.py", "two.py"]


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        ("x = 1\n", "x = 1  # a comment\n\n", True),
        ('"""Old."""\nx = 1\n', '"""New."""\nx = 1\n', True),
        ('def f():\n    """Old."""\n    return 1\n', "def f():\n    return 1\n", True),
        ('class A:\n    """Old."""\n', 'class A:\n    """New words."""\n', True),
        ("x = 1\n", "x = 2\n", False),
        ("x = 'a'\n", "x = 'b'\n", False),
        ("def f(a, b): return a\n", "def f(b, a): return a\n", False),
    ],
)
def test_only_what_can_change_a_result_changes_the_digest(tree, before, after, same):
    root = tree(scripts__a__s="import one\n", one=before)
    first = sources.modules("a/s.py", root)
    sources._parsed.cache_clear()
    tree(one=after)
    assert (sources.modules("a/s.py", root) == first) is same


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("from lib.one import *\n", r"s\.py:1: a star import"),
        (
            "x = 1\nimport importlib\nimportlib.import_module('lib.one')\n",
            r"s\.py:3: importlib\.import_module is a dynamic",
        ),
        ("__import__('lib.one')\n", r"s\.py:1: __import__ is a dynamic"),
        ("def f(:\n", r"s\.py:1: "),
    ],
)
def test_what_cannot_be_followed_is_refused_by_file_and_line(tree, text, message):
    root = tree(scripts__a__s=text, lib__one="")
    with pytest.raises(sources.SourceError, match=message):
        sources.modules("a/s.py", root)


def test_a_star_import_of_somebody_elses_module_is_their_affair(tree):
    assert names(tree(scripts__a__s="from os.path import *\n")) == ["scripts/a/s.py"]


def test_what_was_read_is_known_by_its_content_and_a_damaged_note_is_no_fault(tree, monkeypatch):
    root = tree(workflow__scripts__a__s="from lib import one\n", workflow__lib__one="x = 1\n") / "workflow"
    monkeypatch.setattr(sources, "WORKFLOW", root)
    note = root.parent / ".cache" / "digests.json"

    def fresh():
        sources._parsed.cache_clear()
        sources._known.cache_clear()
        return sources.modules("a/s.py", root)

    first = fresh()
    assert note.exists()
    monkeypatch.setattr(sources.ast, "parse", None)  # nothing is parsed again
    assert fresh() == first
    monkeypatch.undo()
    monkeypatch.setattr(sources, "WORKFLOW", root)
    (root / "lib" / "one.py").write_text("x = 2\n")
    assert fresh() != first
    (root / "lib" / "one.py").write_text("x = 1\n")
    note.write_text("no JSON")
    assert fresh() == first
