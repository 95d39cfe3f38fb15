"""Lists of one's own, several tickets at once, search, saved replies and the live board, in a real browser."""

import re

from tests.browser.conftest import OpenPage
from tests.browser.desk_on_moto import DeskOnMoto
from tests.browser.steps import ASKED_EVERY, errors, go_to, let_undo_pass, open_ticket, wait_until

PAGE = 25  # tickets that the page asks for at once


def _of_five(url: str) -> str:
    """The same request to an API whose pages hold five tickets: a list need not be long to have several."""
    return re.sub(r"limit=(\d+)", lambda limit: f"limit={int(limit[1]) // PAGE * 5}", url)


def test_several_tickets_are_tagged_in_one_request(open_page: OpenPage, desk: DeskOnMoto) -> None:
    for number in (1, 2):
        desk.comment(f"86{number}", f"Tania {number}", f"Bonjour, mon colis {number} est perdu.", minutes_ago=9)
    page = open_page("sophie", hash_="#/inbox/all?q=tania")
    for who in ("Tania 1", "Tania 2"):
        page.locator(".row", has_text=who).locator("input").check(force=True)
    before = len(desk.served)
    page.locator(".bulk input").fill("lost-parcel")
    page.keyboard.press("Enter")
    let_undo_pass(page)
    wait_until(page, lambda: [each for each in desk.served[before:] if each[:2] == ("POST", "/tickets/bulk")])
    assert not [each for each in desk.served[before:] if each[0] == "PATCH"]
    open_ticket(page, "Tania 1")
    page.get_by_role("button", name="Remove the tag lost-parcel").wait_for()


def test_a_list_of_ones_own_is_kept_by_the_api_and_forgotten(open_page: OpenPage) -> None:
    page = open_page("nora", hash_="#/inbox/unassigned?channel=messenger")
    page.get_by_role("button", name="Keep this list").click()
    page.get_by_label("Name").fill("Mes messages privés")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Mes messages privés").wait_for()
    assert "unassigned=true" in page.url
    assert "channel=messenger" in page.url
    page.reload()
    page.locator(".side a[aria-current]", has_text="Mes messages privés").wait_for()
    page.get_by_role("button", name="Forget this list").click()
    page.locator(".side a", has_text="Mes messages privés").wait_for(state="detached")
    assert errors(open_page) == []


def test_a_new_ticket_further_down_a_long_list_is_announced_and_shown(open_page: OpenPage, desk: DeskOnMoto) -> None:
    page = open_page("sophie", hash_="#/proposals")
    page.route(re.compile(r"/tickets\?.*limit="), lambda route: route.continue_(url=_of_five(route.request.url)))
    with page.expect_response(lambda response: "shown=" in response.url):  # what is there already
        page.goto(f"{desk.page}#/inbox/all")
    page.locator(".row").nth(4).wait_for()
    desk.comment("991", "Lina Lointaine", "Bonjour, quels sont vos horaires demain ?", minutes_ago=0)
    page.clock.fast_forward(ASKED_EVERY)
    page.locator(".fresh", has_text="1 new ticket").wait_for()
    assert page.locator(".row").count() == 5
    page.keyboard.press(".")
    page.locator(".row", has_text="Lina Lointaine").wait_for()
    page.locator(".fresh").wait_for(state="detached")
    page.locator(".row:has(:focus)", has_text="Lina Lointaine").wait_for()
    assert errors(open_page) == []


def test_what_was_decided_is_listed_with_who_and_when_and_can_be_shown_again(
    open_page: OpenPage, desk: DeskOnMoto
) -> None:
    desk.hidden_by_rule()
    page = open_page("sophie", hash_="#/proposals")
    page.get_by_label("State").select_option("Done")
    hidden = page.locator("#proposal-PR-hidden")
    hidden.get_by_text("Done: nightdesk, ").wait_for()
    page.keyboard.press("j")
    page.keyboard.press("x")  # keys decide nothing that was decided
    with page.expect_response(lambda response: response.url.endswith("/PR-hidden/revert")) as answered:
        hidden.get_by_role("button", name="Show again").click()
    assert answered.value.ok
    assert answered.value.json()["reverted_by"]
    page.get_by_label("State").select_option("Dismissed")
    page.get_by_text("Nothing like that is kept.").wait_for()
    assert errors(open_page) == []


def test_search_finds_a_customer_by_name_and_the_side_counts_what_waits(open_page: OpenPage) -> None:
    page = open_page("sophie")
    page.get_by_role("link", name=re.compile("^Waiting \\d")).locator(".number").wait_for()
    page.keyboard.press("/")
    page.keyboard.type("jean mar")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="“jean mar”").wait_for()
    wait_until(page, lambda: page.locator(".row").count() == 1)
    page.locator(".row", has_text="Jean Martin").wait_for()
    page.keyboard.press("/")
    page.keyboard.type("mia ex")  # the next search replaces the one before
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="“mia ex”").wait_for()


def test_who_waits_longest_stands_first_over_several_pages_and_the_list_says_its_order(
    open_page: OpenPage, desk: DeskOnMoto
) -> None:
    waits = [minutes for number in range(14) for minutes in (600 + 3 * number, 900 - 3 * number)]
    for minutes in waits:
        desk.comment(f"84{minutes}", f"Wanda {minutes}", f"Bonjour, mon colis {minutes} ?", minutes_ago=minutes)
    page = open_page("sophie", hash_="#/inbox/longest")
    page.locator(".row").first.wait_for()
    assert "the longest wait first" in page.locator(".list-head").inner_text()
    assert page.locator(".row").count() == 25
    page.locator(".more").click()
    wait_until(page, lambda: page.locator(".row").count() > len(waits))
    names = page.locator(".row .who", has_text="Wanda").all_inner_texts()
    assert names == [f"Wanda {minutes}" for minutes in sorted(waits, reverse=True)]
    assert page.locator(".row", has_text="Wanda 900").locator("time").inner_text() == "waits 15 h 00"
    assert errors(open_page) == []


def test_the_number_beside_resolved_today_is_that_of_its_rows(open_page: OpenPage, desk: DeskOnMoto) -> None:
    desk.publish()
    for number in (1, 2):
        desk.comment(f"85{number}", f"Rosa {number}", f"Bonjour, mon colis {number} ?", minutes_ago=9)
    page = open_page("sophie", hash_="#/inbox/all?q=rosa")
    for who in ("Rosa 1", "Rosa 2"):
        page.locator(".row", has_text=who).locator("input").check(force=True)
    page.locator(".bulk").get_by_role("button", name="Resolve").click()
    let_undo_pass(page)
    wait_until(page, lambda: [each for each in desk.served if each[:2] == ("POST", "/tickets/bulk")])
    desk.publish()
    page.clock.fast_forward(30_000)
    go_to(page, "#/inbox/resolved")
    page.locator(".row", has_text="Rosa 1").wait_for()
    number = page.locator(".side a", has_text="Resolved today").locator(".number")

    more, fresh, rows = page.locator(".more"), page.locator(".fresh"), page.locator(".row")
    seen: list[str] = []

    def are_alike() -> bool:  # the page looks for both again, in its own time: "today" must not end meanwhile
        if fresh.count() > 0:
            page.keyboard.press(".")
        if more.count() > 0:
            more.click()
        seen[:] = "".join(number.all_inner_texts()), str(rows.count())
        return seen[0] == seen[1]

    wait_until(page, are_alike, lambda: seen)
    assert "the last change first" in page.locator(".list-head").inner_text()


def test_a_note_on_a_resolved_ticket_reaches_whom_it_names_until_they_say_that_they_read_it(
    open_page: OpenPage, desk: DeskOnMoto
) -> None:
    desk.comment("867", "Nele Notiz", "Bonjour, mon colis est perdu.", minutes_ago=9)
    marc = open_page("marc", hash_="#/inbox/mentions")  # who has signed in can be named
    page = open_page("sophie", hash_="#/inbox/all?q=nele")
    open_ticket(page, "Nele Notiz")
    page.keyboard.press("e")
    let_undo_pass(page)
    page.locator(".details dd", has_text="Resolved").first.wait_for()
    page.locator(".notes textarea").fill("@Marc Okafor please look")
    page.locator(".notes form button").click()
    marc.clock.fast_forward(16_000)
    open_ticket(marc, "Nele Notiz")
    marc.get_by_role("button", name="I have read it").click()
    marc.get_by_role("button", name="I have read it").wait_for(state="detached")
    marc.clock.fast_forward(16_000)
    wait_until(page, lambda: marc.locator(".side a", has_text="Notes to me").locator(".number").count() == 0)
    assert errors(open_page) == []


def test_a_supervisor_writes_a_saved_reply_and_an_agent_inserts_it(open_page: OpenPage) -> None:
    page = open_page("marc", hash_="#/saved")
    page.get_by_role("button", name="New saved reply").click()
    page.get_by_label("Title").fill("Parcel on its way")
    page.locator("dialog textarea[lang=fr]").fill("Bonjour {customer}, votre colis est en route.")
    page.get_by_role("button", name="Keep", exact=True).click()
    page.locator(".panel", has_text="Parcel on its way").wait_for()
    agent = open_page("sophie", hash_="#/inbox/all")
    assert agent.locator(".side a", has_text="Saved replies").count() == 0
    open_ticket(agent, "Jean Martin")
    agent.locator(".answer textarea").fill("/parc")
    agent.get_by_role("option", name="Parcel on its way").wait_for()
    agent.keyboard.press("Enter")
    wait_until(
        agent,
        lambda: agent.locator(".answer textarea").input_value() == "Bonjour Jean Martin, votre colis est en route.",
    )
    agent.locator(".answer textarea").fill("")
    page.get_by_role("button", name="Remove “Parcel on its way”").click()
    let_undo_pass(page)
    page.get_by_text("There is no saved reply yet.").wait_for()
    assert errors(open_page) == []


def test_the_board_says_what_waits_who_holds_what_and_what_is_switched_on(
    open_page: OpenPage, desk: DeskOnMoto
) -> None:
    agent = open_page("sophie")  # who has signed in can hold tickets
    agent.wait_for_selector(".row")
    assert agent.locator(".side a", has_text="Live board").count() == 0
    page = open_page("marc", hash_="#/board")
    page.locator(".panel", has_text="By agent").get_by_text("Sophie Bernard").wait_for()
    duty = page.get_by_role("region", name="On duty").get_by_role("row", name="night")
    duty.locator(".duty").nth(1).wait_for()
    assert {"Léa Moreau", "Tom Weber"} == {each.splitlines()[0] for each in duty.locator(".duty").all_inner_texts()}
    assert int(page.locator(".figure-value").first.inner_text()) >= 5
    assert [each for each in desk.served if each[1] == "/board"]


def test_a_supervisor_takes_the_content_of_one_message_away_and_an_agent_cannot(
    open_page: OpenPage, desk: DeskOnMoto
) -> None:
    desk.comment("820", "Rémi Secret", "Bonjour, mon code est 4711, ma commande n'arrive pas.", minutes_ago=2)
    agent = open_page("sophie", hash_="#/inbox/all")
    open_ticket(agent, "Rémi Secret")
    assert agent.locator(".remove-content").count() == 0
    page = open_page("marc", hash_="#/inbox/all")
    open_ticket(page, "Rémi Secret")
    page.locator(".message", has_text="4711").get_by_role("button", name="Take the content away").click()
    page.get_by_role("dialog").get_by_role("button", name="Take the content away").click()
    page.locator(".bubble", has_text="Content taken away by Marc Okafor").wait_for()
    assert page.locator(".bubble", has_text="4711").count() == 0


def test_a_supervisor_tries_automatic_answers_out_on_one_channel_and_sees_who_switched_them(
    open_page: OpenPage, desk: DeskOnMoto
) -> None:
    page = open_page("marc", hash_="#/board")
    panel = page.get_by_role("region", name="Automatic answers")
    panel.get_by_text("By channel").click()
    messenger = panel.get_by_role("group", name="Automatic answers: Messenger")
    messenger.get_by_role("button", name="dry run").click()
    page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    assert messenger.get_by_role("button", name="on").get_attribute("aria-pressed") == "true"
    try:
        messenger.get_by_role("button", name="dry run").click()
        page.get_by_role("dialog").get_by_role("button", name="Dry run").dblclick()
        panel.get_by_text("Messenger: dry run, by Marc Okafor").wait_for()
        assert messenger.get_by_role("button", name="dry run").get_attribute("aria-pressed") == "true"
        asked = [each for each in desk.served if each[:2] == ("PUT", "/automatic-answers")]
        assert len(asked) == 1
    finally:
        messenger.get_by_role("button", name="on").click()
        page.get_by_role("dialog").get_by_role("button", name="Switch on").click()
    panel.get_by_text("Messenger: on, by Marc Okafor").wait_for()
    assert errors(open_page) == []
