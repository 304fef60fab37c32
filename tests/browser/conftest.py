"""The report of the finished small run, in a real Chromium that has no network."""

import importlib.util

import pytest
from conftest import ROOT
from playwright.sync_api import sync_playwright

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
        page = context.new_page()
        page.faults = []
        page.on("console", lambda message: message.type == "error" and page.faults.append(message.text))
        page.on("pageerror", lambda fault: page.faults.append(str(fault)))
        page.on("requestfailed", lambda request: page.faults.append(request.url[:100]))
        page.goto((finished / path).resolve().as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()
