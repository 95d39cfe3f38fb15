"""Rough use of the page in a real browser: double clicks, the way back, two tabs, strange names, zoom."""

import json
import re
from typing import Any

import pytest

from tests.browser.conftest import OpenPage
from tests.browser.desk_on_moto import DeskOnMoto
from tests.browser.steps import errors, go_to, let_undo_pass, open_ticket, wait_until

LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
ARABIC = "محمد بن عبد الله"
OVERRIDE = "Anna \u202egnp.exe"
EMOJI = "👩‍👩‍👧‍👦🏳️‍🌈 Zoë"


def outside(page: Any) -> list[str]:
    """What of the page lies beyond its right edge."""
    found: list[str] = page.evaluate(
        "() => [...document.querySelectorAll('main *, header.top *')]"
        ".filter(e => e.offsetParent && !e.closest('.unseen, .side, .scrolls, .panel'))"
        ".filter(e => e.getBoundingClientRect().right > innerWidth + 1)"
        ".filter(e => ![...(function*(p) { while ((p = p.parentElement)) yield p })(e)]"
        ".some(p => getComputedStyle(p).overflowX !== 'visible' && p.getBoundingClientRect().right <= innerWidth + 1))"
        ".map(e => e.outerHTML.slice(0, 120))"
    )
    return found


def test_a_double_click_on_send_sends_one_answer(open_page: OpenPage, desk: DeskOnMoto) -> None:
    desk.comment("900", "Lucie Clics", "Bonjour, ma facture est fausse.", minutes_ago=4)
    page = open_page("sophie", hash_="#/inbox/all")
    open_ticket(page, "Lucie Clics")
    page.locator(".answer textarea").fill("Bonjour, c'est corrigé.")
    page.locator(".answer .primary").dblclick()
    page.keyboard.press("Control+Enter")
    let_undo_pass(page)
    page.locator(".message.outbound", has_text="c'est corrigé").wait_for()
    ticket = page.url.rpartition("/")[2]
    assert len([each for each in desk.served if each[:2] == ("POST", f"/tickets/{ticket}/replies")]) == 1
    assert page.locator(".message.outbound", has_text="c'est corrigé").count() == 1


def test_the_way_back_leads_to_the_list_and_forward_to_the_ticket_with_its_draft(open_page: OpenPage) -> None:
    page = open_page("sophie", hash_="#/inbox/all")
    open_ticket(page, "Jean Martin")
    page.locator(".answer textarea").fill("Bonjour, je regarde")
    ticket = page.url
    page.go_back()
    page.locator(".no-ticket").wait_for()
    page.go_back()  # to the issuer, which answers a sign-in that is over: the page begins another one
    page.locator(".row").first.wait_for()
    page.goto(ticket)
    wait_until(page, lambda: page.locator(".answer textarea").input_value() == "Bonjour, je regarde")
    page.locator(".answer textarea").fill("")
    assert errors(open_page) == []


def test_two_tabs_of_one_person_show_what_was_typed_last_and_send_it_once(
    open_page: OpenPage, desk: DeskOnMoto
) -> None:
    desk.comment("901", "Tom Deuxonglets", "Bonjour, où est mon colis ?", minutes_ago=4)
    first = open_page("sophie", hash_="#/inbox/all")
    open_ticket(first, "Tom Deuxonglets")
    second = first.context.new_page()
    second.clock.install()
    second.goto(first.url)
    second.locator(".sign-in .primary").click()
    second.locator(".bubble").first.wait_for()
    fields = [page.locator(".answer textarea") for page in (first, second)]
    fields[1].fill("Bonjour, il est à Lille.")
    wait_until(first, lambda: fields[0].input_value() == "Bonjour, il est à Lille.")
    fields[0].fill("Bonjour, il est à Lille et arrive demain.")
    wait_until(first, lambda: fields[1].input_value() == "Bonjour, il est à Lille et arrive demain.")
    first.locator(".answer .primary").click()
    let_undo_pass(first)
    for page in (first, second):
        page.locator(".message.outbound", has_text="arrive demain").wait_for()
    wait_until(first, lambda: [field.input_value() for field in fields] == ["", ""])
    assert second.locator(".answer .primary").is_disabled()
    assert second.locator(".message.outbound").count() == first.locator(".message.outbound").count()


@pytest.mark.parametrize("size", [(320, 700), (1280, 800)], ids=["phone", "desk"])
def test_names_of_every_kind_are_shown_and_stay_in_their_place(
    open_page: OpenPage, desk: DeskOnMoto, size: tuple[int, int]
) -> None:
    names = (LONG, ARABIC, OVERRIDE, EMOJI)
    for number, name in enumerate(names):
        text = f"Bonjour {LONG} {EMOJI} {ARABIC} : ma commande n'est pas arrivée, https://example.com/{'a' * 300}"
        desk.comment(f"91{number}", name, text, minutes_ago=4)
    page = open_page("marc", hash_="#/inbox/all", size=size)
    page.wait_for_selector(".row")
    for name in (LONG, ARABIC, "Zoë"):
        open_ticket(page, name, within=".who")
        row = page.locator(".row", has=page.locator(".who", has_text=name))
        assert row.locator(".who").get_attribute("dir") == "auto"
        assert outside(page) == []
        page.keyboard.press("Escape")
    go_to(page, "#/board")
    page.locator(".figure-card").first.wait_for()
    assert outside(page) == []
    assert errors(open_page) == []


@pytest.mark.parametrize("hash_", ["#/inbox/all", "#/board", "#/reports/service", "#/reports/listening", "#/proposals"])
def test_at_a_zoom_of_200_percent_nothing_is_cut_off(open_page: OpenPage, hash_: str) -> None:
    """1280 × 800 at 200 %: half as many CSS pixels, each of two by two pixels of the screen."""
    page = open_page("marc", hash_="#/inbox/all")
    page.wait_for_selector(".row")
    zoom = {"width": 640, "height": 400, "deviceScaleFactor": 2, "mobile": False}
    page.context.new_cdp_session(page).send("Emulation.setDeviceMetricsOverride", zoom)
    go_to(page, hash_)
    page.locator(".row, .figure-card, .empty, .panel").first.wait_for()
    assert page.evaluate("devicePixelRatio") == 2
    assert outside(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_an_answer_of_another_version_of_the_api_breaks_one_page_and_not_the_desk(open_page: OpenPage) -> None:
    page = open_page("marc", hash_="#/inbox/all")
    page.wait_for_selector(".row")
    page.route(re.compile(r"/board\?"), lambda route: route.fulfill(body=json.dumps({"brand": "acme"})))
    go_to(page, "#/board")
    page.get_by_text("This part of the page cannot be shown").wait_for()
    page.keyboard.press("g")
    page.keyboard.press("a")
    page.locator(".row").first.wait_for()


def test_what_was_begun_on_the_board_goes_on_when_its_figures_come(open_page: OpenPage) -> None:
    page = open_page("marc")
    page.wait_for_selector(".row")
    held: list[Any] = []

    def hold(route: Any) -> None:
        held.append(route)

    page.route(re.compile(r"/board\?"), hold)
    go_to(page, "#/board")
    page.get_by_role("button", name="Open an incident").click()
    page.get_by_label("What has happened").fill("Panne à Brest")
    wait_until(page, lambda: held)
    held[0].continue_()
    page.locator(".figure-card").first.wait_for()
    assert page.get_by_label("What has happened").input_value() == "Panne à Brest"
    page.unroute_all(behavior="ignoreErrors")


def test_what_was_typed_just_before_leaving_a_ticket_is_kept(open_page: OpenPage) -> None:
    """On a slow machine the next key is handled before the page has drawn what the one before did."""
    page = open_page("sophie", hash_="#/inbox/all")
    open_ticket(page, "Client 3")
    page.evaluate(
        "async () => { for (const name of ['.answer', '.notes']) {"
        " const field = document.querySelector(`${name} textarea`); field.value = `typed in ${name}`;"
        " field.dispatchEvent(new InputEvent('input', {bubbles: true})) }"
        " await null; await null; document.querySelector('.ticket .back').click();"
        " dispatchEvent(new HashChangeEvent('hashchange')) }"
    )
    page.locator(".no-ticket").wait_for()
    open_ticket(page, "Client 3")
    wait_until(page, lambda: page.locator(".answer textarea").input_value() == "typed in .answer")
    wait_until(page, lambda: page.locator(".notes textarea").input_value() == "typed in .notes")
    for name in (".answer", ".notes"):
        page.locator(f"{name} textarea").fill("")


def test_a_second_tag_is_typed_while_the_first_is_kept_and_none_of_it_is_a_shortcut(
    open_page: OpenPage, desk: DeskOnMoto
) -> None:
    desk.comment("875", "Théa Étiquettes", "Bonjour, ma box clignote.", minutes_ago=4)
    page = open_page("sophie", hash_="#/inbox/all")
    open_ticket(page, "Théa Étiquettes")
    page.locator(".tags input").fill("box")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Remove the tag box").wait_for()
    page.keyboard.type("ecran")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Remove the tag ecran").wait_for()
    assert page.locator(".toast").count() == 0


def test_the_issuer_is_no_step_of_the_way_back(open_page: OpenPage) -> None:
    page = open_page("sophie", hash_="#/inbox/all")
    open_ticket(page, "Jean Martin")
    steps = page.evaluate("history.length")
    page.reload()
    page.locator(".bubble").first.wait_for()
    assert page.evaluate("history.length") == steps
    page.go_back()
    page.locator(".no-ticket").wait_for()
