"""The page for everybody: axe-core finds nothing on any page, in both languages and both themes, and it fits."""

import gzip
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from local.browser import PAGE
from tests.browser.conftest import OpenPage
from tests.browser.desk_on_moto import DeskOnMoto
from tests.browser.steps import go_to, open_ticket

if TYPE_CHECKING:
    from playwright.sync_api import Route

AXE = Path(__file__).parents[2] / "desk" / "node_modules" / "axe-core" / "axe.min.js"
PRINTED_WIDTH = 984  # pixels between the margins of A4, across
MAX_BYTES = 100_000  # compressed, what the page loads when it is opened
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


CLEAR = {"en-GB": "Clear", "fr-FR": "Désélectionner"}


STILL = """Promise.all(document.getAnimations()
    .filter(each => each.effect.getComputedTiming().endTime !== Infinity).map(each => each.finished.catch(() => {})))"""


def violations(page: Any, part: str = "html") -> list[str]:
    page.evaluate(STILL)  # what fades in has less contrast for a moment
    page.evaluate(AXE.read_text(encoding="utf-8"))  # not as a script: the page's policy allows none
    found = page.evaluate("([rules, part]) => axe.run(part, {runOnly: rules})", [RULES, part])
    return [
        f"{each['id']}: {node['html'][:160]} {node.get('failureSummary', '')[:200]}"
        for each in found["violations"]
        for node in each["nodes"]
    ]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("language", ["en-GB", "fr-FR"])
def test_axe_finds_nothing_on_any_page(open_page: OpenPage, desk: DeskOnMoto, language: str, dark: bool) -> None:
    desk.comment(f"88{language[0]}{dark:d}", f"Axelle {language} {dark}", "Bonjour, où est mon colis ?", minutes_ago=9)
    page = open_page("marc", hash_="#/inbox/all", language=language, dark=dark)
    page.wait_for_selector(".row")
    found = {"inbox": violations(page)}
    page.locator(".list-head button").click()
    page.locator(".row input").first.check(force=True)
    found["filters and several tickets"] = violations(page)
    open_ticket(page, f"Axelle {language} {dark}")
    page.locator(".events summary").first.click()
    page.locator(".answer textarea").fill("Bonjour")
    found["ticket"] = violations(page)
    page.locator(".answer textarea").blur()
    page.locator(".bulk button", has_text=CLEAR[language]).click()
    page.keyboard.press("m")
    page.wait_for_selector(".menu-items")
    found["more actions"] = violations(page, ".menu")  # what lies under it cannot be reached meanwhile
    page.locator(".menu-items button").last.click()  # merge
    page.locator("dialog[open] ul + *, dialog[open] .muted").first.wait_for()
    found["merge"] = violations(page)
    page.keyboard.press("Escape")
    page.locator(".details .buttons button").last.click()  # link customers
    page.wait_for_selector("dialog[open] input")
    page.locator("dialog[open] input").fill("client")
    page.wait_for_selector("dialog[open] .other-ticket")
    found["link"] = violations(page)
    page.keyboard.press("Escape")
    page.locator(".notes textarea").fill("@")
    page.wait_for_selector(".suggestions")
    found["colleagues"] = violations(page)
    page.locator(".notes textarea").fill("")
    page.locator(".answer .primary").click()
    page.wait_for_selector(".toast")
    found["a message at the edge"] = violations(page)
    page.locator(".answer textarea").blur()
    page.keyboard.press("?")
    page.wait_for_selector("dialog[open]")
    found["keys"] = violations(page)
    page.keyboard.press("Escape")
    page.locator(".me").click()
    page.wait_for_selector("dialog[open]")
    found["settings"] = violations(page)
    page.keyboard.press("Escape")
    for hash_ in ("#/board", "#/reports/service", "#/reports/listening"):
        go_to(page, hash_)
        page.wait_for_selector(".figure-card")
        found[hash_] = violations(page)
    go_to(page, "#/board")
    page.locator(".panel header button").first.click()
    page.wait_for_selector("dialog[open]")
    found["an incident"] = violations(page)
    page.keyboard.press("Escape")
    go_to(page, "#/saved")
    page.locator(".reports-head .primary").click()
    page.wait_for_selector("dialog[open]")
    found["a saved reply"] = violations(page)
    assert [f"{name}: {each}" for name, several in found.items() for each in several] == []
    assert page.locator("html").get_attribute("lang") == language[:2]


@pytest.mark.parametrize(("language", "dark"), [("en-GB", False), ("fr-FR", True)], ids=["en-light", "fr-dark"])
def test_axe_finds_nothing_where_supervisors_decide(
    open_page: OpenPage, desk: DeskOnMoto, language: str, dark: bool
) -> None:
    suspected = desk.suspicion("box, internet")
    desk.propose("Léa vous répond aujourd'hui.")
    page = open_page("marc", hash_="#/board", language=language, dark=dark)
    try:
        page.locator(".incidents li .buttons button").first.click()
        page.locator("dialog .curve").wait_for()
        found = {"what is said": violations(page)}
        page.keyboard.press("Escape")
        page.locator(".switches .strict").first.click()
        page.wait_for_selector("dialog[open]")
        found["a switch"] = violations(page)
        page.keyboard.press("Escape")
        page.locator(".panel details summary").first.click()
        found["all switches"] = violations(page)
        go_to(page, "#/proposals")
        page.locator(".proposal-text").first.wait_for()
        found["proposals"] = violations(page)
    finally:
        desk.incidents.resolve(suspected.id, by="test", at=datetime.now(UTC))
    assert [f"{name}: {each}" for name, several in found.items() for each in several] == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("language", ["en-GB", "fr-FR"])
def test_axe_finds_nothing_before_anybody_has_signed_in(open_page: OpenPage, language: str, dark: bool) -> None:
    page = open_page(None, language=language, dark=dark)
    page.wait_for_selector(".sign-in .primary")
    assert violations(page) == []


@pytest.mark.parametrize("hash_", ["#/inbox/all", "#/board", "#/reports/service", "#/reports/listening"])
@pytest.mark.parametrize("width", [320, 720, 1920])
def test_nothing_is_cut_off_or_scrolls_sideways(open_page: OpenPage, hash_: str, width: int) -> None:
    """320 px is also 1280 px at a zoom of 400 %; 720 px is 1440 px at 200 %."""
    page = open_page("marc", hash_=hash_, size=(width, 700))
    page.wait_for_selector(".row, .figure-card")
    if hash_ == "#/inbox/all":
        page.locator(".row a").first.click()
        page.wait_for_selector(".bubble")
        page.locator(".answer .primary").scroll_into_view_if_needed()
        assert page.locator(".answer .primary").is_visible()
        page.keyboard.press("m")
        page.wait_for_selector(".menu-items")
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    high = page.evaluate("document.documentElement.scrollHeight - document.documentElement.clientHeight")
    assert high == 0, "the page can be scrolled into nothing"
    assert wide <= 0
    outside = page.evaluate(
        "() => [...document.querySelectorAll('main button, main a, main input, main select, main textarea')]"
        ".filter(e => e.offsetParent && !e.closest('.unseen'))"
        ".map(e => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])"
        ".filter(([, box]) => box.right > innerWidth + 1 || box.left < -1).map(([html]) => html)"
    )
    assert outside == []


TOOK = {"count": 2, "median_seconds": 90_000, "p90_seconds": 262_800, "p95_seconds": 612_000}
CATEGORY = {
    "id": "account_or_technical",
    **dict.fromkeys(("opened", "answered", "resolved", "breached", "near_misses", "resolution_breached"), 1234),
    **dict.fromkeys(("resolution_near_misses", "next_breached", "next_near_misses", "reopened"), 1234),
    **dict.fromkeys(("first_response", "first_response_business", "resolution", "resolution_business"), TOOK),
}


@pytest.mark.parametrize("language", ["en-GB", "fr-FR"])
def test_a_table_that_is_opened_by_keyboard_fits_and_axe_finds_nothing(open_page: OpenPage, language: str) -> None:
    page = open_page("marc", hash_="#/reports/service", language=language, size=(320, 700))
    page.wait_for_selector(".figure-card")
    page.route("**/reports/service/kinds?*", lambda route: route.fulfill(json={"kinds": [CATEGORY]}))
    page.locator("details summary").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("details table")
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    assert violations(page) == []


# A list's own text has to fit beside its arrow, whichever of its values is chosen.
CUT = """() => [...document.querySelectorAll('.details select')].flatMap(select => {
  const style = getComputedStyle(select);
  const pen = document.createElement('canvas').getContext('2d');
  pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  const room = select.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight) - 20;
  const cut = [...select.options].filter(each => pen.measureText(each.text).width > room);
  return cut.map(each => `${each.text}: ${room}`);
})"""


@pytest.mark.parametrize("language", ["en-GB", "fr-FR"])
def test_what_is_chosen_of_a_ticket_is_read_whole_at_every_width(
    open_page: OpenPage, desk: DeskOnMoto, language: str
) -> None:
    desk.comment(f"89{language[0]}", f"Carla {language}", "Bonjour, où est mon colis ?", minutes_ago=9)
    page = open_page("sophie", hash_="#/inbox/all", language=language)
    open_ticket(page, f"Carla {language}")
    cut = {}
    for width in (1920, 1440, 1310, 1290, 1060, 1040, 720, 320):
        page.set_viewport_size({"width": width, "height": 800})
        cut[width] = page.evaluate(CUT)
    assert {width: found for width, found in cut.items() if found} == {}


def test_focus_is_always_visible(open_page: OpenPage) -> None:
    page = open_page("sophie")
    page.wait_for_selector(".row")
    for _ in range(30):
        page.keyboard.press("Tab")
        shown = page.evaluate(
            "() => { const e = document.activeElement; const s = getComputedStyle(e); "
            "return e === document.body || parseFloat(s.outlineWidth) >= 2 && s.outlineStyle !== 'none' }"
        )
        assert shown, page.evaluate("document.activeElement.outerHTML.slice(0, 200)")


def test_what_the_page_loads_has_at_most_100_kb_compressed() -> None:
    """Reports and saved replies are files of their own, which are loaded when somebody opens them."""
    html = PAGE.read_text(encoding="utf-8")
    files = [path for path in PAGE.parent.rglob("*") if path.is_file()]
    loaded = [path for path in files if path == PAGE or path.name in html]
    assert {path.suffix for path in loaded} >= {".html", ".js", ".css"}
    assert sorted({path.name.split("-")[0] for path in files if path not in loaded}) == ["Reports", "SavedPage"]
    assert sum(len(gzip.compress(path.read_bytes(), mtime=0)) for path in loaded) <= MAX_BYTES


def test_printed_reports_lose_no_column(open_page: OpenPage) -> None:
    """On A4, across: what does not fit between the margins is not on the paper."""
    page = open_page("marc", hash_="#/board")
    page.route(re.compile(r"/reports/service\?"), _with_long_names)
    go_to(page, "#/reports/service")
    tables = page.locator(".scrolls table")
    tables.nth(2).wait_for()
    page.emulate_media(media="print")
    page.set_viewport_size({"width": PRINTED_WIDTH, "height": 700})
    for number in range(tables.count()):
        box = tables.nth(number).bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= PRINTED_WIDTH, number
    boxes = "all => all.map(each => getComputedStyle(each).overflowX)"
    assert set(page.locator(".scrolls").evaluate_all(boxes)) == {"visible"}  # nothing of it is scrolled away


TIMES = [f"{what}{clock}" for what in ("first_response", "next_response", "resolution") for clock in ("", "_business")]


def _with_long_names(route: "Route") -> None:
    """The answer of the API, in which one channel, team and agent had much to do."""
    answer = route.fetch()
    report = answer.json()
    times = {"count": 123456, "median_seconds": 93784.0, "p90_seconds": 987654.0, "p95_seconds": 987654.0}
    effect = {"answered": 98765, "wrote_again": 4321, "share": 0.04}
    counts = (
        *("opened", "answered", "resolved", "breached", "near_misses", "resolution_breached"),
        *("resolution_near_misses", "next_breached", "next_near_misses", "reopened"),
    )
    part = {
        "name": "Maximilienne-Alexandrine Vandenbroucke",
        **dict.fromkeys(counts, 123456),
        **dict.fromkeys(("reopened_share", "contacts_per_customer", "repeat_share"), 0.97),
        "satisfaction": {"asked": 99999, "answered": 9999, "average": 4.25, "scores": {}},
        "after_acknowledgement": effect,
        "without_acknowledgement": effect,
        **dict.fromkeys(TIMES, times),
    }
    for name, id_ in (("channels", "google_business"), ("teams", "facturation-et-remboursements"), ("agents", "a1")):
        report[name] = [{"id": id_, **part}]
    route.fulfill(response=answer, json=report)
