"""Whoever works by keyboard goes on where they are when what had the focus is taken away, in a real browser."""

from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import OpenPage
from tests.browser.desk_on_moto import DeskOnMoto
from tests.browser.steps import ASKED_EVERY, UNDO, errors, shows_ticket, wait_until

if TYPE_CHECKING:
    from playwright.sync_api import Page

AN_HOUR = 3_600_000


def _on(page: "Page") -> str:
    """What has the focus: its id, or its class."""
    return str(page.evaluate("(e => e === document.body ? 'nothing' : e.id || e.className)(document.activeElement)"))


def _bulk(desk: DeskOnMoto, before: int) -> list[tuple[str, str, int]]:
    return [each for each in desk.served[before:] if each[:2] == ("POST", "/tickets/bulk")]


@pytest.mark.parametrize("act", ["Claim", "Clear"])
def test_after_something_was_done_with_several_tickets_the_list_has_the_focus(
    open_page: OpenPage, desk: DeskOnMoto, act: str
) -> None:
    desk.comment("921", "Fanny Focus", "Bonjour, mon colis est perdu.", minutes_ago=9)
    page = open_page("sophie", hash_="#/inbox/all?q=fanny")
    page.locator(".row", has_text="Fanny Focus").locator("input").check(force=True)
    page.locator(".bulk button", has_text=act).focus()
    page.keyboard.press("Enter")
    page.locator(".bulk").wait_for(state="detached")
    wait_until(page, lambda: _on(page) == "list-title")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.list') !== null")
    assert errors(open_page) == []


def test_what_can_be_taken_back_waits_while_the_way_back_has_the_focus(open_page: OpenPage, desk: DeskOnMoto) -> None:
    desk.comment("922", "Félix Focus", "Bonjour, mon colis est perdu.", minutes_ago=9)
    page = open_page("sophie", hash_="#/inbox/all?q=felix")
    page.locator(".row", has_text="Félix Focus").locator("input").check(force=True)
    before = len(desk.served)
    page.locator(".bulk input").fill("waits")
    page.keyboard.press("Enter")
    page.locator(".toast button", has_text="Undo").focus()
    page.clock.fast_forward(AN_HOUR)
    page.locator(".toast").wait_for()
    assert _bulk(desk, before) == []
    page.keyboard.press("Shift+Tab")
    page.clock.fast_forward(UNDO)
    wait_until(page, lambda: _bulk(desk, before))
    page.locator(".toast").wait_for(state="detached")
    assert _on(page) != "nothing"


def test_after_something_was_taken_back_the_list_has_the_focus(open_page: OpenPage, desk: DeskOnMoto) -> None:
    desk.comment("923", "Flore Focus", "Bonjour, mon colis est perdu.", minutes_ago=9)
    page = open_page("sophie", hash_="#/inbox/all?q=flore")
    page.locator(".row", has_text="Flore Focus").locator("input").check(force=True)
    before = len(desk.served)
    page.locator(".bulk button", has_text="Resolve").click()
    page.locator(".toast button", has_text="Undo").focus()
    page.keyboard.press("Enter")
    page.locator(".toast").wait_for(state="detached")
    wait_until(page, lambda: _on(page) == "list-title")
    page.clock.fast_forward(UNDO)
    assert _bulk(desk, before) == []


def test_a_search_and_new_tickets_lead_to_the_list(open_page: OpenPage, desk: DeskOnMoto) -> None:
    page = open_page("sophie", hash_="#/inbox/all")
    page.locator(".row").first.wait_for()
    page.keyboard.press("/")
    page.keyboard.type("jean")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="jean").wait_for()
    wait_until(page, lambda: _on(page) == "list-title")
    page.goto(f"{desk.page}#/inbox/all")
    page.get_by_role("heading", name="All").wait_for()
    page.locator(".row").nth(2).wait_for()
    desk.comment("924", "Fabien Focus", "URGENT ma box est en panne, aidez-moi", minutes_ago=40)
    page.clock.fast_forward(ASKED_EVERY)
    page.locator(".fresh").focus()
    page.keyboard.press("Enter")
    page.locator(".row", has_text="Fabien Focus").wait_for()
    wait_until(page, lambda: _on(page).startswith(("list-title", "row-")))


def test_after_an_answer_was_sent_by_its_button_the_ticket_has_the_focus(open_page: OpenPage, desk: DeskOnMoto) -> None:
    desk.comment("925", "Fatou Focus", "Bonjour, mon colis est perdu.", minutes_ago=9)
    page = open_page("sophie", hash_="#/inbox/all?q=fatou")
    row = page.locator(".row a")
    row.click()
    shows_ticket(page, (row.get_attribute("id") or "").removeprefix("row-"))
    page.locator(".answer textarea").fill("Bonjour, nous regardons.")
    page.locator(".answer .primary:not([disabled])").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Answer is sent in five seconds").wait_for()
    page.clock.fast_forward(UNDO)
    page.locator(".bubble", has_text="nous regardons").wait_for()
    wait_until(page, lambda: _on(page) != "nothing")
    assert page.evaluate("document.activeElement.closest('.ticket') !== null")
