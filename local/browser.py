"""A Chromium of this machine, for what has to be seen in a real browser: tests, measurements, pictures.

Playwright downloads no browser here: the one of the system is used, such as Debian's package ``chromium``.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING

from local.state import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PAGE = ROOT / "functions" / "serve" / "static" / "index.html"
"""The desk's page, as it is built."""


def missing() -> str | None:
    """Why no browser can open the desk's page here, with the command that helps; ``None`` if one can."""
    if not PAGE.exists():
        return "the desk's page is not built: `make desk`"
    if _chromium() is None:
        return "no Chromium: `apt-get install -y chromium`"
    return None if find_spec("playwright") else "no Playwright: `make install`"


@contextmanager
def launched() -> Iterator["Browser"]:
    """A browser without a window. ``missing()`` must be ``None``."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  a machine without Playwright imports this module to ask what is missing

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_chromium(), args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


def _chromium() -> str | None:
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
