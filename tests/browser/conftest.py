"""The report of the finished small run, in a real Chromium that has no network."""

import importlib.util

import pytest
from conftest import ROOT
from playwright.sync_api import sync_playwright

from digitlab.cnn import live, train
from digitlab.data import bundled
from digitlab.report import page

_spec = importlib.util.spec_from_file_location("pdf", ROOT / "docs" / "pdf.py")
pdf = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(pdf)


@pytest.fixture(scope="session")
def browser():
    """Debian's Chromium; without one the tests are skipped, and say so."""
    program = pdf.chromium()
    if program is None:
        pytest.skip("no Chromium on the PATH: the report is not tried in a browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def opened(browser, finished):
    """A function that opens the report from disk, the network cut, and collects what goes wrong."""
    contexts = []

    def open_page(width=1200, path="report/index.html", **options):
        context = browser.new_context(offline=True, viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        tab = context.new_page()
        tab.faults = []
        tab.on("console", lambda message: message.type == "error" and tab.faults.append(message.text))
        tab.on("pageerror", lambda fault: tab.faults.append(str(fault)))
        tab.on("requestfailed", lambda request: tab.faults.append(request.url[:100]))
        tab.goto((finished / path).resolve().as_uri())
        return tab

    yield open_page
    for context in contexts:
        context.close()


def replaced(html, layers):
    """A report with another network in it."""
    start = '<script type="application/json" id="data-network">'
    before, rest = html.split(start)
    return before + start + str(page.packed(live.arrays(layers))) + rest[rest.index("</script>") :]


@pytest.fixture
def with_network(finished, tmp_path):
    """A function that writes the report with another network in it, and gives its path."""

    def write(layers):
        path = tmp_path / "index.html"
        path.write_text(replaced((finished / "report/index.html").read_text(), layers))
        return path

    return write


@pytest.fixture(scope="session")
def reader(finished, tmp_path_factory):
    """The report with a network that reads well: a quarter of a minute's training on the bundled images."""
    dataset = bundled.dataset(seed=1)
    quick = {"batch_size": 64, "learning_rate": 0.03, "warmup": 0.3, "weight_decay": 0.05}
    shown = {"rotation": 8, "translation": 0.07, "scale": 0.08, "shear": 4}
    recipe = train.Recipe(
        epochs=8, label_smoothing=0.05, held_out=0, augmentation=shown, precision="fp32", seed=1, **quick
    )
    shape = {"channels": [16, 32, 64], "kernels": [5, 5, 3], "padding": [0, 0, 0], "pool": [2, 1, 2]}
    net = train.initial_network(shape, 1)
    training = train.Training(net, dataset.train.images, dataset.train.labels, recipe, "cpu")
    for _ in range(recipe.epochs):
        training.run_epoch()
    path = tmp_path_factory.mktemp("reader") / "index.html"
    path.write_text(replaced((finished / "report/index.html").read_text(), live.quantised(net.eval(), 8)))
    return path


@pytest.fixture
def drawable(opened, reader):
    """A function that opens the report with a network that reads well."""
    return lambda width=1200, **options: opened(width, path=reader, **options)
