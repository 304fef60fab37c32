"""Print the report: ``python docs/pdf.py report/index.html report/index.pdf``.

Folded parts are opened first. The PDF is tagged, so that it can be read aloud, and has an outline and page
numbers. Chromium is the system's own, found on the PATH, or Playwright's.
"""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

# A small line at the foot of each page; Chromium fills the classes in.
FOOT = """<div style="width: 100%; margin: 0 14mm; font: 8px sans-serif; color: #565b61; display: flex;
  justify-content: space-between"><span class="title"></span>
  <span><span class="pageNumber"></span> / <span class="totalPages"></span></span></div>"""


def chromium() -> str | None:
    """The system's Chromium or Chrome, None where there is none."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next(filter(None, map(shutil.which, names)), None)


def printed(page: Path, target: Path) -> None:
    """Write ``target``, a PDF of the page on A4."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        tab = browser.new_page()
        tab.goto(page.resolve().as_uri())
        tab.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
        margin = dict.fromkeys(("top", "left", "right"), "14mm") | {"bottom": "16mm"}
        feet = {"display_header_footer": True, "header_template": "<span></span>", "footer_template": FOOT}
        tab.pdf(
            path=target, format="A4", print_background=True, margin=margin, tagged=True, outline=True, **feet
        )
        browser.close()


if __name__ == "__main__":
    if len(sys.argv) != 3 or not Path(sys.argv[1]).exists():
        sys.exit("pdf: usage: docs/pdf.py REPORT.html TARGET.pdf; make report writes report/index.html")
    printed(Path(sys.argv[1]), Path(sys.argv[2]))
    print(f"The printed report: {sys.argv[2]}")
