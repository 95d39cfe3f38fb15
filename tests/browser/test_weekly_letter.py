"""The weekly letter on a telephone, as a mail and as the page that is attached."""

from datetime import date
from typing import TYPE_CHECKING

import pytest

from functions.report import mail
from functions.report.page import week_page
from functions.report.texts import TEXTS
from tests.unit.report.large_week import REPORTS

if TYPE_CHECKING:
    from playwright.sync_api import Browser

MONDAY = date(2026, 3, 9)

BROKEN_WORDS = """() => {
  const broken = [];
  for (const cell of document.querySelectorAll("th, td:not(:first-child)")) {
    const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      for (const found of walker.currentNode.data.matchAll(/\\S+/g)) {
        const range = document.createRange();
        range.setStart(walker.currentNode, found.index);
        range.setEnd(walker.currentNode, found.index + found[0].length);
        if (new Set([...range.getClientRects()].map((each) => each.top)).size > 1) broken.push(found[0]);
      }
    }
  }
  return broken;
}"""

CUT_OFF = """() => [...document.querySelectorAll("body *")]
  .filter((each) => !each.closest("svg") && each.scrollWidth > each.clientWidth + 1 && each.clientWidth > 0)
  .filter((each) => getComputedStyle(each).overflowX !== "visible")
  .map((each) => each.outerHTML.slice(0, 80))"""


@pytest.mark.parametrize("kind", ["mail", "page"])
@pytest.mark.parametrize("language", TEXTS)
def test_a_letter_of_a_large_desk_fits_on_a_small_telephone(browser: "Browser", language: str, kind: str) -> None:
    made = mail.letter(REPORTS, MONDAY, language)[1] if kind == "mail" else week_page(REPORTS, MONDAY, language)
    page = browser.new_page(viewport={"width": 320, "height": 800})
    try:
        page.set_content(made)
        assert page.evaluate("document.documentElement.scrollWidth") == 320
        assert page.evaluate(BROKEN_WORDS) == []
        assert page.evaluate(CUT_OFF) == []
    finally:
        page.close()
