"""Merging, handing on and incidents in a real browser: what a supervisor does at the page, and what it keeps safe."""

from tests.browser.conftest import OpenPage, sign_in
from tests.browser.desk_on_moto import DeskOnMoto
from tests.browser.steps import errors, go_to, let_undo_pass, open_ticket, wait_until


def test_two_tickets_of_one_customer_become_one_and_the_old_address_leads_to_it(
    open_page: OpenPage, desk: DeskOnMoto
) -> None:
    desk.comment("830", "Odile Double", "Bonjour, ma commande n'est pas arrivée.", minutes_ago=20, post="2")
    desk.comment("830", "Odile Double", "Je répète ici : où est ma commande ?", minutes_ago=6, post="3")
    page = open_page("marc", hash_="#/inbox/all")
    open_ticket(page, "Je répète ici")
    old = page.url
    page.keyboard.press("m")
    page.get_by_role("button", name="Merge into another ticket").click()
    dialog = page.get_by_role("dialog", name="Merge into another ticket")
    dialog.locator(".other-ticket", has_text="n'est pas arrivée").click()
    dialog.get_by_role("button", name="Merge", exact=True).click()
    page.wait_for_function("old => location.href !== old", arg=old)
    page.locator(".message", has_text="Je répète ici").wait_for()
    page.locator(".message", has_text="n'est pas arrivée").wait_for()
    kept = page.url.rpartition("/")[2]
    page.goto(old)
    page.wait_for_function("kept => location.href.endsWith(kept)", arg=kept)
    assert errors(open_page) == []


def test_what_is_written_in_a_ticket_with_two_merged_ones_is_the_last_on_the_screen(
    open_page: OpenPage, desk: DeskOnMoto
) -> None:
    for post, text in ((5, "première demande"), (6, "deuxième demande"), (7, "troisième demande")):
        said = f"Bonjour, {text} : où est ma commande ?"
        desk.comment("831", "Odile Triple", said, minutes_ago=40 - post, post=str(post))
    page = open_page("marc", hash_="#/inbox/all?q=odile")
    for text in ("deuxième demande", "troisième demande"):
        page.evaluate("location.hash = '#/inbox/all?q=odile'")
        open_ticket(page, text)
        page.keyboard.press("m")
        page.get_by_role("button", name="Merge into another ticket").click()
        dialog = page.get_by_role("dialog", name="Merge into another ticket")
        dialog.locator(".other-ticket", has_text="première demande").click()
        old = page.url
        dialog.get_by_role("button", name="Merge", exact=True).click()
        page.wait_for_function("old => location.href !== old", arg=old)
        page.locator(".message", has_text=text).wait_for()
    desk.comment("831", "Odile Triple", "Et maintenant, une nouvelle question !", minutes_ago=0, post="5")
    page.locator(".message", has_text="une nouvelle question").wait_for()
    assert "une nouvelle question" in page.locator(".message .text").all_text_contents()[-1]


def test_a_list_of_priorities_is_walked_by_arrows_without_a_change(open_page: OpenPage, desk: DeskOnMoto) -> None:
    desk.comment("832", "Flavie Flèche", "Bonjour, une question sur ma commande.", minutes_ago=3)
    page = open_page("marc", hash_="#/inbox/all")
    open_ticket(page, "Flavie Flèche")
    changes: list[str] = []
    page.on("request", lambda request: request.method == "PATCH" and changes.append(request.post_data or ""))
    field = page.get_by_label("Priority", exact=True)
    was = field.input_value()
    field.focus()
    for key in ("Home", "ArrowDown", "ArrowDown", "ArrowUp"):
        page.keyboard.press(key)
    page.get_by_text("Enter to set").wait_for()
    page.keyboard.press("Escape")
    assert (field.input_value(), changes) == (was, [])
    page.keyboard.press("Home")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    let_undo_pass(page)
    wait_until(page, lambda: changes)
    assert changes == ['{"priority":"high"}']


def test_tickets_of_somebody_who_went_home_are_handed_on_and_what_changed_meanwhile_is_left_alone(
    open_page: OpenPage, desk: DeskOnMoto
) -> None:
    sophie = open_page("sophie", hash_="#/inbox/all")  # who has signed in can hold tickets
    sophie.wait_for_selector(".row")
    for number in (1, 2):
        desk.comment(f"84{number}", f"Gaston {number}", f"Bonjour, ma facture {number} est fausse.", minutes_ago=9)
    page = open_page("marc", hash_="#/inbox/all?q=gaston")
    page.locator(".row").nth(1).wait_for()
    page.locator(".row a").first.focus()
    page.keyboard.press("X")
    page.get_by_text("2 selected").wait_for()
    desk.comment("842", "Gaston 2", "Voici le numéro : 77.", minutes_ago=0)
    page.keyboard.press("a")
    page.get_by_role("dialog", name="Assign").wait_for()
    page.keyboard.type("sophie")
    page.get_by_role("dialog").get_by_text("Sophie Bernard").first.wait_for()
    page.keyboard.press("Enter")
    let_undo_pass(page)
    page.locator(".row", has_text="Gaston 1").get_by_text("Sophie Bernard has it").wait_for(state="attached")
    page.locator(".toast.bad", has_text="1 ticket was not changed").wait_for()
    assert page.locator(".row", has_text="Gaston 2").get_by_text("Sophie Bernard has it").count() == 0


def test_the_board_leads_to_the_tickets_behind_a_figure(open_page: OpenPage) -> None:
    page = open_page("marc", hash_="#/board")
    page.locator(".panel", has_text="By channel").get_by_role("link", name="Messenger").click()
    page.wait_for_selector(".row")
    assert "channel=messenger" in page.url
    wait_until(page, lambda: page.locator(".row .channel:not(.messenger)").count() == 0)


def test_people_are_called_for_a_ticket_and_an_incident_is_open_on_one_channel_only(
    open_page: OpenPage, desk: DeskOnMoto
) -> None:
    desk.comment("850", "Prosper Urgent", "Bonjour, j'attends toujours une réponse.", minutes_ago=3)
    page = open_page("marc", hash_="#/inbox/all")
    open_ticket(page, "Prosper Urgent")
    page.keyboard.press("m")
    page.get_by_role("button", name="Call people").click()
    page.get_by_text("People are called within a minute").first.wait_for()
    go_to(page, "#/board")
    page.get_by_role("button", name="Open an incident").click()
    page.get_by_label("What has happened").fill("Panne de WhatsApp")
    page.get_by_role("checkbox", name="WhatsApp").check()
    page.keyboard.press("Enter")
    row = page.locator(".incidents li", has_text="Panne de WhatsApp")
    row.get_by_text("WhatsApp", exact=False).first.wait_for()
    row.get_by_role("button", name="It is over").click()
    page.locator(".toast button", has_text="Undo").last.click()
    page.clock.fast_forward(6_000)
    assert row.count() == 1
    row.get_by_role("button", name="It is over").click()
    let_undo_pass(page)
    row.get_by_role("button", name="It is over").wait_for(state="detached")  # it is among those that have ended


def test_the_classification_is_corrected_and_the_lists_are_counted_in_one_request(
    open_page: OpenPage, desk: DeskOnMoto
) -> None:
    page = open_page(None, hash_="#/inbox/all")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.locator(".sign-in .primary").click()
    sign_in(page, "sophie@desk.example")
    open_ticket(page, "Client 4")
    page.locator(".side a", has_text="All").locator(".number").wait_for()
    assert [url for url in asked if "/counts?" in url]
    assert not [url for url in asked if "count=true" in url]
    page.get_by_label("Category", exact=True).select_option("complaint")
    let_undo_pass(page)
    ticket = page.url.rpartition("/")[2]

    def label() -> bool:
        stored = desk.stack.tickets.get(ticket)
        return stored is not None and stored.category == "complaint"

    wait_until(page, label)


def test_two_customers_are_linked_and_unlinked_and_an_admin_takes_along_what_is_stored(
    open_page: OpenPage, desk: DeskOnMoto
) -> None:
    desk.comment("895", "Sabine Publique", "Bonjour, j'ai une question sur ma facture.", minutes_ago=8)
    desk.comment("896", "Sabine Privée", "Bonjour, toujours ma facture.", minutes_ago=7)
    page = open_page("nora", hash_="#/inbox/all?q=sabine")
    open_ticket(page, "Sabine Publique")
    page.get_by_role("button", name="Link to another customer").click()
    page.get_by_label("Name, handle or ticket of the other").fill("sabine p")
    page.locator(".other-ticket", has_text="Sabine Privée").click()
    page.get_by_text("Linked: Sabine Privée").first.wait_for()
    page.locator(".details .earlier", has_text="toujours ma facture").wait_for()
    with page.expect_download() as taken:
        page.get_by_role("button", name="Take along what is stored").click()
    kept = taken.value.path().read_text(encoding="utf-8")
    assert "une question sur ma facture" in kept
    assert "toujours ma facture" in kept
    page.get_by_role("button", name="Unlink").click()
    let_undo_pass(page)
    page.locator(".details .earlier", has_text="toujours ma facture").wait_for(state="detached")
    assert errors(open_page) == []
