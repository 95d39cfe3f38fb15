"""An agent at the page, in a real browser: signing in, working by keyboard, answering, and what gets in the way."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from shared.adapters.dynamodb.outbox import DynamoDBAccountStates
from tests.browser.conftest import HOSTILE_NAME, OpenPage, sign_in
from tests.browser.desk_on_moto import DeskOnMoto
from tests.browser.steps import errors, let_undo_pass, open_ticket, shows_ticket, wait_until
from tests.integration.acme_at_night import PAGE


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
    page.get_by_role("heading", name="Unassigned").wait_for()
    page.wait_for_selector(".row")
    answered: list[str] = []
    press("j")
    press("Enter")
    wait_until(page, lambda: "/T-" in page.url)
    for number in range(3):
        ticket = page.url.rpartition("/")[2]
        shows_ticket(page, ticket)
        answered.append(ticket)
        press("c")
        page.locator(".details dd", has_text="Sophie Bernard").wait_for()
        press("r")
        page.keyboard.type(f"Bonjour, nous regardons cela tout de suite ({number}).")
        page.wait_for_selector(".answer .primary:not([disabled])")
        press("Control+Enter")
        page.get_by_text("Answer is sent in five seconds").last.wait_for()
        let_undo_pass(page)
        press("j")  # keys work again as soon as the answer is on its way
        wait_until(page, lambda before=ticket: not page.url.endswith(before))
    assert len(set(answered)) == 3
    wait_until(page, lambda: sum(_answered(desk, each) for each in answered) == 3)
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
    page.locator(".answer textarea").fill("Hello, we changed it.")
    page.locator(".answer .primary").click()
    page.locator(".toast button", has_text="Undo").click()
    wait_until(page, lambda: page.locator(".answer textarea").input_value() == "Hello, we changed it.")
    with page.expect_response(lambda response: "/presence" in response.url):  # far more than five seconds later
        page.clock.fast_forward(20_000)
    ticket = page.url.rpartition("/")[2]
    assert ("POST", f"/tickets/{ticket}/replies") not in [each[:2] for each in desk.served]


def test_a_draft_survives_a_reload_and_belongs_to_its_ticket(open_page: OpenPage) -> None:
    page = open_page("sophie", hash_="#/inbox/all")
    open_ticket(page, "Client 4")
    page.locator(".answer textarea").fill("Bonjour, je commence à")
    open_ticket(page, "Client 5")
    assert page.locator(".answer textarea").input_value() == ""
    page.reload()
    page.wait_for_selector(".row")
    open_ticket(page, "Client 4")
    wait_until(page, lambda: page.locator(".answer textarea").input_value() == "Bonjour, je commence à")


def test_personal_data_in_a_public_answer_is_marked_where_it_stands_before_it_is_sent(
    open_page: OpenPage, desk: DeskOnMoto
) -> None:
    page = open_page("sophie", hash_="#/inbox/all")
    open_ticket(page, "Client 3")
    text = "Écrivez à mia.exemple@mail.example s'il vous plaît"
    posts = len([each for each in desk.served if each[1].endswith("/replies")])
    page.locator(".answer textarea").fill(text)
    page.locator(".marked mark").wait_for(state="attached")
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
    marc.locator(".presence", has_text="Sophie Bernard").wait_for()
    sophie.locator(".answer textarea").fill("Bonjour, je regarde votre commande.")
    desk.comment("601", "Client 1", "C'est réglé, j'ai reçu ma commande 1 entre-temps !", minutes_ago=0)
    sophie.locator(".message", has_text="entre-temps").wait_for()
    sophie.locator(".answer .primary").click()
    asks = sophie.get_by_role("dialog", name="This ticket has changed")
    asks.get_by_text("entre-temps").wait_for()
    asks.get_by_role("button", name="Go on writing").click()
    assert sophie.locator(".answer textarea").input_value() == "Bonjour, je regarde votre commande."


def test_of_two_agents_who_answer_the_second_is_asked_while_the_platform_keeps_the_first_waiting(
    open_page: OpenPage, desk: DeskOnMoto
) -> None:
    desk.comment("640", "Dora Double", "Bonjour, où est ma commande ?", minutes_ago=4)
    pages = [open_page(who, hash_="#/inbox/all") for who in ("sophie", "marc")]
    for page in pages:
        open_ticket(page, "Dora Double")
        page.locator(".answer textarea").fill("Bonjour Dora, nous regardons.")
    sophie, marc = pages
    states = DynamoDBAccountStates(desk.stack.workflows.table)
    states.pause("facebook", PAGE, datetime.now(UTC) + timedelta(minutes=15))
    try:
        sophie.locator(".answer .primary").click()
        let_undo_pass(sophie)
        sophie.locator(".waiting", has_text="Bonjour Dora").wait_for()
        assert sophie.locator(".answer textarea").input_value() == ""
        marc.locator(".answer", has_text="An answer of Sophie Bernard is on its way").wait_for()
        marc.locator(".answer .primary").click()
        asks = marc.get_by_role("dialog", name="This ticket has changed")
        asks.get_by_text("An answer of Sophie Bernard").wait_for()
        asks.get_by_role("button", name="Go on writing").click()
        assert marc.locator(".answer textarea").input_value() == "Bonjour Dora, nous regardons."
    finally:
        states.resume("facebook", PAGE)


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
    page.get_by_role("dialog").get_by_text("Marc Okafor").first.wait_for()
    page.keyboard.press("Enter")
    page.locator(".details dd", has_text="Marc Okafor").wait_for()


def test_an_expired_session_asks_to_sign_in_again_and_keeps_what_was_typed(
    open_page: OpenPage, desk: DeskOnMoto
) -> None:
    page = open_page("sophie", hash_="#/inbox/all")
    open_ticket(page, "Client 0")
    page.locator(".answer textarea").fill("Bonjour, voici la réponse que")
    page.locator(".notes textarea").fill("Vois avec Marc")
    desk.issuer.refuses = True
    refused = {"status": 401, "detail": "This sign-in has expired."}
    page.route(re.compile(r"/tickets"), lambda route: route.fulfill(status=401, json=refused))
    try:
        page.get_by_role("dialog", name="Your session has ended").wait_for()
    finally:
        desk.issuer.refuses = False
    page.unroute_all(behavior="wait")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_selector(".row")
    open_ticket(page, "Client 0")
    wait_until(page, lambda: page.locator(".answer textarea").input_value() == "Bonjour, voici la réponse que")
    wait_until(page, lambda: page.locator(".notes textarea").input_value() == "Vois avec Marc")


def test_while_the_api_is_down_nothing_typed_is_lost_and_the_answer_goes_out_afterwards(
    open_page: OpenPage, desk: DeskOnMoto
) -> None:
    desk.comment("876", "Ophélie Panne", "Bonjour, où en est mon dossier ?", minutes_ago=4)
    page = open_page("sophie", hash_="#/inbox/all")
    open_ticket(page, "Ophélie Panne")
    ticket = page.url.rpartition("/")[2]
    desk.down = True
    try:
        page.get_by_text("The desk does not answer").first.wait_for()
        page.locator(".answer textarea").fill("Bonjour, c'est réglé.")
        page.locator(".answer .primary").click()
        let_undo_pass(page)
        wait_until(page, lambda: ("POST", f"/tickets/{ticket}/replies", 503) in desk.served)  # the first attempt fails
    finally:
        desk.down = False
    page.locator(".outcome.good").wait_for()
    page.locator(".message.outbound", has_text="c'est réglé").wait_for()
    page.locator(".banner.bad", has_text="does not answer").wait_for(state="detached")


def test_an_answer_of_which_nobody_knows_what_became_is_sent_again_and_arrives_once(
    open_page: OpenPage, desk: DeskOnMoto
) -> None:
    desk.comment("877", "Perrine Perdue", "Bonjour, où en est ma demande ?", minutes_ago=4)
    page = open_page("sophie", hash_="#/inbox/all")
    open_ticket(page, "Perrine Perdue")

    def lost(route: Any) -> None:
        route.fetch()  # it arrives, and is sent; what the API says of it gets lost
        route.fulfill(status=504, body="")

    page.route(re.compile(r"/replies$"), lost)
    page.locator(".answer textarea").fill("Bonjour, elle est traitée.")
    page.locator(".answer .primary").click()
    let_undo_pass(page)

    def given_up() -> bool:
        page.clock.fast_forward(5_000)
        return page.locator(".outcome.bad").count() > 0

    wait_until(page, given_up)
    wait_until(page, lambda: page.locator(".answer textarea").input_value() == "Bonjour, elle est traitée.")
    page.unroute_all(behavior="ignoreErrors")
    page.reload()
    page.wait_for_selector(".bubble")
    wait_until(page, lambda: page.locator(".answer textarea").input_value() == "Bonjour, elle est traitée.")
    page.locator(".answer .primary:not([disabled])").click()
    asks = page.get_by_role("dialog", name="This ticket has changed")  # by that very answer, as the page shows
    asks.get_by_text("elle est traitée").wait_for()
    asks.get_by_role("button", name="Send my answer all the same").click()
    let_undo_pass(page)
    page.locator(".outcome.good").wait_for()
    page.locator(".message.outbound", has_text="elle est traitée").wait_for()
    ticket = page.url.rpartition("/")[2]
    answers = [path for method, path, _ in desk.served if method == "POST" and path == f"/tickets/{ticket}/replies"]
    assert len(answers) > 1
    assert page.locator(".message.outbound", has_text="elle est traitée").count() == 1


def test_what_is_new_is_announced_within_five_seconds_and_nothing_jumps(open_page: OpenPage, desk: DeskOnMoto) -> None:
    # A list of one page: what is new further down a longer one is found by the log of changes, some seconds later.
    desk.comment("989", "Marc Encore", "URGENT ma ligne est coupée, aidez-moi !", minutes_ago=30)
    page = open_page("sophie", hash_="#/inbox/all?priority=urgent&channel=facebook")
    page.wait_for_selector(".row")
    first = page.locator(".row").first.inner_text()
    desk.comment("990", "Zoé Nouvelle", "URGENT plus d'internet, aidez-moi !", minutes_ago=0)
    page.clock.fast_forward(4_000)  # at most as long lies between two questions; the answer is there in the fifth
    page.locator(".fresh").wait_for()
    assert page.locator(".row").first.inner_text().splitlines()[0] == first.splitlines()[0]
    wait_until(page, lambda: "1 new ticket" in page.locator("[role=status].unseen").inner_text())
    page.keyboard.press(".")
    page.locator(".row", has_text="Zoé Nouvelle").wait_for()


def test_a_supervisor_opens_an_incident_and_ends_it(open_page: OpenPage) -> None:
    page = open_page("marc", hash_="#/board")
    page.get_by_role("button", name="Open an incident").click()
    page.get_by_label("What has happened").fill("Panne à Lyon")
    page.get_by_role("checkbox", name="Messenger").check()
    page.keyboard.press("Enter")
    page.locator(".banner", has_text="Panne à Lyon").wait_for()
    page.locator(".incidents li", has_text="Panne à Lyon").get_by_text("Messenger").wait_for()
    page.get_by_role("button", name="It is over").click()
    let_undo_pass(page)
    page.locator(".banner", has_text="Panne à Lyon").wait_for(state="detached")


def test_signing_out_forgets_drafts_and_ends_the_session_at_the_issuer(open_page: OpenPage, desk: DeskOnMoto) -> None:
    page = open_page("sophie", hash_="#/inbox/all")
    known, given_back = set(desk.issuer.refreshes), len(desk.issuer.revoked)
    open_ticket(page, "Jean Martin")
    page.locator(".answer textarea").fill("Bonjour")
    page.locator(".me").click()
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.locator(".sign-in .primary").wait_for()
    assert page.evaluate("Object.keys(localStorage).filter(name => name.includes('draft'))") == []
    wait_until(page, lambda: len(desk.issuer.revoked) > given_back)
    assert desk.issuer.revoked[-1] in known
    page.locator(".sign-in .primary").click()
    page.wait_for_selector("input[name=username]")
    sign_in(page, "sophie@desk.example")
