"""What becomes of an answer, and of what is done to a ticket right after it."""

import re
from typing import TYPE_CHECKING

from shared.domain.vocabulary import Visibility
from tests.browser.conftest import OpenPage
from tests.browser.desk_on_moto import DeskOnMoto
from tests.browser.steps import ASKED_EVERY, errors, let_undo_pass, open_ticket, wait_until

if TYPE_CHECKING:
    from playwright.sync_api import Route

PASTE = """([text, name]) => {
    const held = new DataTransfer();
    held.setData('text/plain', text);
    held.items.add(new File([new Uint8Array([1])], name, {type: 'image/png'}));
    document.querySelector('.answer textarea').dispatchEvent(
        new ClipboardEvent('paste', {bubbles: true, cancelable: true, clipboardData: held}));
}"""


def test_send_and_resolve_sends_and_resolves(open_page: OpenPage, desk: DeskOnMoto) -> None:
    desk.comment("870", "Rosa Résolue", "Bonjour, où est mon colis ?", minutes_ago=90)
    page = open_page("sophie", hash_="#/inbox/all")
    open_ticket(page, "Rosa Résolue")
    ticket = page.url.rpartition("/")[2]
    page.locator(".answer textarea").fill("Bonjour, il arrive demain.")
    page.get_by_role("button", name="Send and resolve").click()
    let_undo_pass(page)
    wait_until(page, lambda: _status(desk, ticket) == "resolved")
    assert page.locator(".toast.bad").count() == 0
    assert errors(open_page) == []


def test_a_claim_a_note_and_an_answer_in_a_row_and_then_resolved(open_page: OpenPage, desk: DeskOnMoto) -> None:
    desk.comment("871", "Rémi Rapide", "Bonjour, ma box ne marche pas.", minutes_ago=90)
    page = open_page("sophie", hash_="#/inbox/all")
    open_ticket(page, "Rémi Rapide")
    ticket = page.url.rpartition("/")[2]
    press = page.keyboard.press
    press("c")
    press("n")
    page.keyboard.type("Vois avec Marc")
    press("Control+Enter")
    press("Escape")
    press("r")
    page.keyboard.type("Bonjour, nous regardons.")
    page.wait_for_selector(".answer .primary:not([disabled])")
    press("Control+Enter")
    press("e")
    let_undo_pass(page)
    wait_until(page, lambda: _status(desk, ticket) == "resolved")
    found = desk.stack.tickets.get(ticket)
    assert found is not None
    assert (found.first_response_at is not None, found.notes_count) == (True, 1)
    assert page.locator(".toast.bad").count() == 0


def test_three_short_messages_in_a_row_are_sent_without_a_question(open_page: OpenPage, desk: DeskOnMoto) -> None:
    desk.comment("872", "Tina Trois", "Bonjour, comment faire ?", minutes_ago=90)
    page = open_page("sophie", hash_="#/inbox/all")
    open_ticket(page, "Tina Trois")
    for number in range(3):
        page.locator(".answer textarea").fill(f"Étape {number} du guide")
        page.locator(".answer .primary:not([disabled])").click()
        let_undo_pass(page)
        page.locator(".message.outbound", has_text=f"Étape {number}").wait_for()
        page.locator(".outcome.good").wait_for()
    assert page.get_by_role("dialog").count() == 0


def test_a_page_reloaded_while_an_answer_is_sent_sends_it_once(open_page: OpenPage, desk: DeskOnMoto) -> None:
    desk.comment("873", "Ulla Unique", "Bonjour, et ma demande ?", minutes_ago=90)
    page = open_page("sophie", hash_="#/inbox/all")
    open_ticket(page, "Ulla Unique")
    ticket = page.url.rpartition("/")[2]
    keys: list[str] = []

    def slow(route: "Route") -> None:
        keys.append(route.request.headers["idempotency-key"])
        route.fetch()  # it is sent, and the page is gone before it hears of it

    page.route(re.compile(r"/replies$"), slow)
    page.locator(".answer textarea").fill("Bonjour, elle est acceptée.")
    page.locator(".answer .primary").click()
    let_undo_pass(page)
    wait_until(page, lambda: len(keys) == 1)
    page.on("dialog", lambda asks: asks.accept())  # the browser asks first
    page.reload()
    page.wait_for_selector(".bubble")
    page.get_by_text("may have been sent already").wait_for()
    page.unroute_all(behavior="ignoreErrors")
    page.locator(".answer .primary:not([disabled])").click()
    asks = page.get_by_role("dialog", name="This ticket has changed")
    asks.get_by_role("button", name="Send my answer all the same").click()
    let_undo_pass(page)
    page.locator(".outcome.good").wait_for()
    assert page.locator(".message.outbound", has_text="elle est acceptée").count() == 1
    sent = [path for method, path, _ in desk.served if method == "POST" and path == f"/tickets/{ticket}/replies"]
    assert len(sent) == 2


def test_what_the_customer_adds_meanwhile_is_a_reason_not_to_resolve(open_page: OpenPage, desk: DeskOnMoto) -> None:
    desk.comment("872a", "Aline Ajoutée", "Bonjour, où est mon colis ?", minutes_ago=4)
    page = open_page("sophie", hash_="#/inbox/all")
    open_ticket(page, "Aline Ajoutée")
    ticket = page.url.rpartition("/")[2]
    page.keyboard.press("e")
    desk.comment("872a", "Aline Ajoutée", "Et ma facture est fausse aussi.", minutes_ago=0)
    let_undo_pass(page)
    page.locator(".toast.bad", has_text="changed this ticket").wait_for()
    assert _status(desk, ticket) != "resolved"


def test_of_two_devices_neither_takes_the_kept_lists_of_the_other_away(open_page: OpenPage) -> None:
    first, second = (open_page("nora", hash_=f"#/inbox/all?priority={each}") for each in ("p1", "p2"))
    for page, name in ((first, "Urgents"), (second, "Pressés")):
        page.get_by_role("button", name="Keep this list").click()
        page.get_by_label("Name").fill(name)
        page.keyboard.press("Enter")
        page.locator(".side a", has_text=name).wait_for()
    assert second.locator(".side a", has_text="Urgents").count() == 1
    for name in ("Urgents", "Pressés"):
        second.locator(".side a", has_text=name).click()
        second.get_by_role("button", name="Forget this list").click()
        second.locator(".side a", has_text=name).wait_for(state="detached")


def test_a_text_that_is_pasted_with_a_picture_of_itself_is_a_text(open_page: OpenPage) -> None:
    page = open_page("sophie", hash_="#/inbox/all")
    open_ticket(page, "Jean Martin")
    page.evaluate(PASTE, ["Bonjour", "text.png"])
    assert page.locator(".answer-files li").count() == 0


def test_tickets_of_colleagues_are_not_claimed_with_the_others(open_page: OpenPage, desk: DeskOnMoto) -> None:
    for number in (1, 2):
        desk.comment(f"87{number}b", f"Gilda {number}", f"Bonjour, ma facture {number} est fausse.", minutes_ago=9)
    sophie = open_page("sophie", hash_="#/inbox/all?q=gilda")
    open_ticket(sophie, "Gilda 1")
    sophie.keyboard.press("c")
    sophie.locator(".details dd", has_text="Sophie Bernard").wait_for()
    page = open_page("marc", hash_="#/inbox/all?q=gilda")
    page.locator(".row", has_text="Gilda 1").get_by_text("Sophie Bernard has it").wait_for(state="attached")
    page.locator(".row a").first.focus()
    page.keyboard.press("X")
    page.get_by_text("2 selected").wait_for()
    page.keyboard.press("c")
    page.get_by_text("1 ticket is a colleague’s").first.wait_for()
    let_undo_pass(page)
    page.locator(".row", has_text="Gilda 2").get_by_text("Marc Okafor has it").wait_for(state="attached")
    page.locator(".row", has_text="Gilda 1").get_by_text("Sophie Bernard has it").wait_for(state="attached")
    open_ticket(page, "Gilda 1")
    page.keyboard.press("C")  # on the ticket itself it can be taken over
    page.locator(".details dd", has_text="Marc Okafor").wait_for()


def _status(desk: DeskOnMoto, ticket_id: str) -> str:
    ticket = desk.stack.tickets.get(ticket_id)
    return "" if ticket is None else ticket.status.value


def test_a_colleague_is_told_of_a_note_that_names_them(open_page: OpenPage, desk: DeskOnMoto) -> None:
    desk.comment("874", "Nina Nommée", "Bonjour, un avis d'expert ?", minutes_ago=90)
    marc = open_page("marc", hash_="#/inbox/mine")
    marc.locator(".side li", has_text="All").locator(".number").wait_for()  # the counts are there, and no mention is
    sophie = open_page("sophie", hash_="#/inbox/all")
    open_ticket(sophie, "Nina Nommée")
    sophie.keyboard.press("n")
    sophie.keyboard.type("@Marc Okafor vois-tu ?")
    sophie.keyboard.press("Control+Enter")
    sophie.locator(".notes li", has_text="vois-tu").wait_for()
    told = marc.locator(".toast", has_text="Nina Nommée names you")
    told.wait_for()
    marc.keyboard.press("g")
    marc.keyboard.press("n")
    marc.locator(".row", has_text="Nina Nommée").locator("a").click()
    marc.locator(".notes .chip", has_text="to you").wait_for()
    marc.locator(".notes textarea").fill("Oui, je réponds.")
    marc.keyboard.press("Control+Enter")
    marc.locator(".side li", has_text="Notes to me").locator(".number").wait_for(state="detached")


def test_a_public_conversation_is_moved_to_private_and_what_the_customer_writes_there_joins_it(
    open_page: OpenPage, desk: DeskOnMoto
) -> None:
    desk.comment("931", "Prune Privée", "Bonjour, où est ma commande ?", minutes_ago=4)
    page = open_page("sophie", hash_="#/inbox/all")
    open_ticket(page, "Prune Privée")
    page.get_by_label("Move to private").check(force=True)
    page.get_by_label("Public invitation").fill("Bonjour Prune, nous vous écrivons en privé.")
    page.get_by_label("What follows in private").fill("Quel est votre numéro de commande ?")
    page.locator(".answer .primary:not([disabled])").click()
    let_undo_pass(page)
    page.locator(".message.outbound.public", has_text="nous vous écrivons en privé").wait_for()
    page.locator(".message.outbound.private", has_text="Quel est votre numéro").wait_for()
    ticket = desk.stack.tickets.get(page.url.rpartition("/")[2])
    assert ticket is not None
    assert (ticket.visibility, ticket.private_channel) == (Visibility.PUBLIC, "messenger")
    desk.direct(ticket.private_conversation_id or "", "Ma commande est la 48213377.", minutes_ago=0)
    page.clock.fast_forward(ASKED_EVERY)
    page.locator(".message.inbound.private", has_text="48213377").wait_for()
    page.wait_for_function(
        "document.querySelector('.modes input:checked')?.parentElement.textContent.includes('Private')"
    )
    assert errors(open_page) == []
