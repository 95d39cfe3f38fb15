"""An agent at the page, in a real browser: signing in, working by keyboard, answering, and what gets in the way."""

import re
import time

from tests.browser.conftest import HOSTILE_NAME, OpenPage, sign_in
from tests.browser.desk_on_moto import DeskOnMoto
from tests.browser.steps import errors, let_undo_pass, open_ticket, wait_until


def test_somebody_signs_in_and_no_token_is_in_an_address_a_storage_or_the_console(open_page: OpenPage) -> None:
    page = open_page("sophie")
    page.wait_for_selector(".row")
    assert "code=" not in page.url
    assert "state=" not in page.url
    kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie, history.state])")
    assert "eyJ" not in kept
    assert not [line for line in open_page.console if "eyJ" in line]
    assert errors(open_page) == []


def test_a_reload_goes_through_the_issuer_and_comes_back_to_the_same_ticket(open_page: OpenPage) -> None:
    page = open_page("sophie")
    open_ticket(page, "Jean Martin")
    before = page.url
    page.reload()
    page.wait_for_selector(".bubble")
    assert page.url == before


def test_somebody_who_is_no_agent_is_told_so(open_page: OpenPage) -> None:
    page = open_page(None)
    page.locator(".sign-in .primary").click()
    page.fill("input[name=username]", "stranger@desk.example")
    page.fill("input[name=password]", "moonlight")
    page.click("button")
    page.get_by_text("not registered as an agent").wait_for()


def test_the_backlog_is_worked_by_keyboard_alone(open_page: OpenPage, desk: DeskOnMoto) -> None:
    page = open_page("sophie")
    page.wait_for_selector(".row")
    press = page.keyboard.press
    press("g")
    press("u")  # what nobody has
    page.wait_for_selector(".row")
    answered: list[str] = []
    press("j")
    press("Enter")
    for number in range(3):
        page.wait_for_selector(".bubble")
        ticket = page.url.rpartition("/")[2]
        answered.append(ticket)
        press("c")
        page.get_by_text("The ticket is yours.").last.wait_for()
        press("r")
        page.keyboard.type(f"Bonjour, nous regardons cela tout de suite ({number}).")
        page.wait_for_selector(".answer .primary:not([disabled])")
        press("Control+Enter")
        page.get_by_text("Answer is sent in five seconds").last.wait_for()
        let_undo_pass(page)
        press("Escape")
        press("j")
        wait_until(lambda before=ticket: not page.url.endswith(before))
    assert len(set(answered)) == 3
    wait_until(lambda: sum(_answered(desk, each) for each in answered) == 3, 20)
    press("?")
    page.get_by_role("dialog", name="Keyboard").wait_for()
    press("Escape")
    assert errors(open_page) == []


def _answered(desk: DeskOnMoto, ticket_id: str) -> bool:
    ticket = desk.stack.tickets.get(ticket_id)
    return ticket is not None and ticket.first_response_at is not None


def test_an_answer_can_be_taken_back_for_five_seconds(open_page: OpenPage, desk: DeskOnMoto) -> None:
    page = open_page("sophie", hash_="#/inbox/all")
    open_ticket(page, "Hello, how can I")
    posts = len([each for each in desk.served if each[0] == "POST"])
    page.locator(".answer textarea").fill("Hello, we changed it.")
    page.locator(".answer .primary").click()
    page.locator(".toast button", has_text="Undo").click()
    wait_until(lambda: page.locator(".answer textarea").input_value() == "Hello, we changed it.")
    page.clock.fast_forward(10_000)
    page.wait_for_timeout(300)
    assert len([each for each in desk.served if each[0] == "POST"]) == posts


def test_a_draft_survives_a_reload_and_belongs_to_its_ticket(open_page: OpenPage) -> None:
    page = open_page("sophie", hash_="#/inbox/all")
    open_ticket(page, "Client 4")
    page.locator(".answer textarea").fill("Bonjour, je commence à")
    open_ticket(page, "Client 5")
    assert page.locator(".answer textarea").input_value() == ""
    page.reload()
    page.wait_for_selector(".row")
    open_ticket(page, "Client 4")
    wait_until(lambda: page.locator(".answer textarea").input_value() == "Bonjour, je commence à")


def test_personal_data_in_a_public_answer_is_marked_where_it_stands_before_it_is_sent(
    open_page: OpenPage, desk: DeskOnMoto
) -> None:
    page = open_page("sophie", hash_="#/inbox/all")
    open_ticket(page, "Client 3")
    text = "Écrivez à mia.exemple@mail.example s'il vous plaît"
    posts = len([each for each in desk.served if each[1].endswith("/replies")])
    page.locator(".answer textarea").fill(text)
    page.locator(".marked mark").wait_for(state="attached", timeout=15_000)
    assert len([each for each in desk.served if each[1].endswith("/replies")]) == posts
    assert page.locator(".marked mark").inner_text() == "mia.exemple@mail.example"
    assert page.locator(".answer textarea").input_value() == text
    page.get_by_text("mail address").first.wait_for()


def test_the_length_is_counted_live_and_a_text_that_is_too_long_cannot_be_sent(open_page: OpenPage) -> None:
    page = open_page("sophie", hash_="#/inbox/all")
    open_ticket(page, "Client 2")
    page.wait_for_function("document.querySelector('.count').textContent.includes('/')")
    page.locator(".answer textarea").fill("a" * 9000)
    page.locator(".count", has_text="too long").wait_for()
    assert page.locator(".answer .primary").is_disabled()
    page.locator(".answer textarea").fill("")


def test_a_closed_window_is_said_with_its_reason_before_anything_is_written(
    open_page: OpenPage, desk: DeskOnMoto
) -> None:
    desk.direct("777", "Bonjour, avez-vous reçu mon dossier ?", minutes_ago=60 * 24 * 8)
    page = open_page("sophie", hash_="#/inbox/all")
    open_ticket(page, "avez-vous reçu mon dossier")
    page.wait_for_selector(".modes .impossible")
    assert page.locator(".answer .primary").is_disabled()
    assert page.locator(".answer-note.bad").first.inner_text()


def test_a_hostile_customer_is_text_and_nothing_of_it_runs(open_page: OpenPage) -> None:
    page = open_page("sophie", hash_="#/inbox/all")
    open_ticket(page, "onerror")
    assert HOSTILE_NAME in page.locator("#ticket-title").inner_text()
    assert "<script>window.hacked=1</script>" in page.locator(".bubble").first.inner_text()
    links = page.locator(".bubble a").evaluate_all("links => links.map(link => [link.href, link.rel])")
    assert links == [["https://example.com/aide?a=1#b", "noopener noreferrer nofollow"]]
    assert page.evaluate("window.hacked") is None
    assert page.locator(".shell img").count() == 0
    assert errors(open_page) == []


def test_two_agents_at_one_ticket_see_each_other_and_what_has_changed(open_page: OpenPage, desk: DeskOnMoto) -> None:
    sophie = open_page("sophie", hash_="#/inbox/all")
    open_ticket(sophie, "Client 1")
    sophie.locator(".ticket-actions button", has_text="Claim").click()
    marc = open_page("marc", hash_="#/inbox/all")
    open_ticket(marc, "Client 1")
    marc.get_by_role("button", name=re.compile("Take over")).wait_for()
    marc.locator(".presence", has_text="Sophie Bernard").wait_for(timeout=25_000)
    sophie.locator(".answer textarea").fill("Bonjour, je regarde votre commande.")
    desk.comment("601", "Client 1", "C'est réglé, j'ai reçu ma commande 1 entre-temps !", minutes_ago=0)
    sophie.locator(".message", has_text="entre-temps").wait_for(timeout=15_000)
    sophie.locator(".answer .primary").click()
    asks = sophie.get_by_role("dialog", name="This ticket has changed")
    asks.get_by_text("entre-temps").wait_for()
    asks.get_by_role("button", name="Go on writing").click()
    assert sophie.locator(".answer textarea").input_value() == "Bonjour, je regarde votre commande."


def test_a_note_and_an_assignment_by_keyboard(open_page: OpenPage) -> None:
    open_page("marc").close()  # has signed in once, so tickets can be given to him
    page = open_page("sophie", hash_="#/inbox/all")
    open_ticket(page, "Client 2")
    page.keyboard.press("n")
    page.keyboard.type("@Marc Okafor vois-tu la commande ?")
    page.keyboard.press("Control+Enter")
    page.locator(".notes li", has_text="vois-tu la commande").wait_for()
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    page.get_by_role("dialog", name="Assign").wait_for()
    page.keyboard.type("marc")
    page.keyboard.press("Enter")
    page.locator(".details dd", has_text="Marc Okafor").wait_for()


def test_an_expired_session_asks_to_sign_in_again_and_keeps_what_was_typed(
    open_page: OpenPage, desk: DeskOnMoto
) -> None:
    page = open_page("sophie", hash_="#/inbox/all")
    open_ticket(page, "Client 0")
    page.locator(".answer textarea").fill("Bonjour, voici la réponse que")
    desk.issuer.refuses = True
    refused = {"status": 401, "detail": "This sign-in has expired."}
    page.route(re.compile(r"/tickets"), lambda route: route.fulfill(status=401, json=refused))
    page.get_by_role("dialog", name="Your session has ended").wait_for()
    desk.issuer.refuses = False
    page.unroute_all()
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_selector(".row")
    open_ticket(page, "Client 0")
    wait_until(lambda: page.locator(".answer textarea").input_value() == "Bonjour, voici la réponse que")


def test_while_the_api_is_down_nothing_typed_is_lost_and_the_answer_goes_out_afterwards(
    open_page: OpenPage, desk: DeskOnMoto
) -> None:
    page = open_page("sophie", hash_="#/inbox/all")
    open_ticket(page, "Client 5")
    desk.down = True
    try:
        page.get_by_text("The desk does not answer").first.wait_for(timeout=15_000)
        page.locator(".answer textarea").fill("Bonjour, c'est réglé.")
        page.locator(".answer .primary").click()
        let_undo_pass(page)
        page.wait_for_timeout(500)  # the first attempt fails
    finally:
        desk.down = False
    page.locator(".outcome.good").wait_for(timeout=30_000)
    page.locator(".message.outbound", has_text="c'est réglé").wait_for()
    assert page.locator(".banner.bad", has_text="does not answer").count() == 0


def test_what_is_new_is_announced_within_five_seconds_and_nothing_jumps(open_page: OpenPage, desk: DeskOnMoto) -> None:
    page = open_page("sophie", hash_="#/inbox/all")
    page.wait_for_selector(".row")
    first = page.locator(".row").first.inner_text()
    desk.comment("990", "Zoé Nouvelle", "URGENT plus d'internet, aidez-moi !", minutes_ago=0)
    began = time.monotonic()
    page.locator(".fresh").wait_for()
    assert time.monotonic() - began < 5
    assert page.locator(".row").first.inner_text().splitlines()[0] == first.splitlines()[0]
    assert "1 new ticket" in page.locator("[role=status].unseen").inner_text()
    page.keyboard.press(".")
    page.locator(".row", has_text="Zoé Nouvelle").wait_for()


def test_a_supervisor_opens_an_incident_and_ends_it(open_page: OpenPage) -> None:
    page = open_page("marc", hash_="#/board")
    page.locator(".incident-new input").fill("Panne à Lyon")
    page.locator(".incident-new button").click()
    page.locator(".banner", has_text="Panne à Lyon").wait_for()
    page.get_by_role("button", name="It is over").click()
    page.locator(".banner", has_text="Panne à Lyon").wait_for(state="detached", timeout=25_000)


def test_signing_out_forgets_drafts_and_ends_the_session_at_the_issuer(open_page: OpenPage) -> None:
    page = open_page("sophie", hash_="#/inbox/all")
    open_ticket(page, "Jean Martin")
    page.locator(".answer textarea").fill("Bonjour")
    page.locator(".me").click()
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.locator(".sign-in .primary").wait_for()
    assert page.evaluate("Object.keys(localStorage).filter(name => name.includes('draft'))") == []
    page.locator(".sign-in .primary").click()
    page.wait_for_selector("input[name=username]")
    sign_in(page, "sophie@desk.example")
