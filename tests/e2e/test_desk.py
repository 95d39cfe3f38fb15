"""The desk's page of the deployed stack in a browser: a person signs in at Cognito and works the night's backlog."""

import os
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from local.browser import launched, missing
from tests.e2e.deployed import Comment, DeployedStack, fresh, until

if TYPE_CHECKING:
    from playwright.sync_api import Page

ANSWER = "Bonjour, votre box est de nouveau en service."
PATIENCE = 30_000  # milliseconds for one step
JWT = re.compile(r"eyJ[\w-]+\.[\w-]+")


@pytest.fixture(scope="module")
def page(deployed: DeployedStack) -> Iterator["Page"]:
    """Somebody with the role of an agent is signed in."""
    reason = missing()
    if reason is not None:
        if os.environ.get("BROWSER_REQUIRED"):
            pytest.fail(f"The browser suite has to run, and cannot: {reason}")
        pytest.skip(reason)
    with launched() as browser:
        context = browser.new_context(locale="fr-FR", viewport={"width": 1440, "height": 900})
        context.set_default_timeout(PATIENCE)
        opened = context.new_page()
        _sign_in(opened, deployed)
        yield opened
        context.close()


def _sign_in(page: "Page", deployed: DeployedStack) -> None:
    """As a person does it: the desk's page, the issuer's, and back."""
    sophie = next(person for person in deployed.stack.people if person.role == "agent")
    page.goto(deployed.stack.desk_url)
    page.locator(".sign-in .primary").click()
    page.locator("input[name=username]").fill(sophie.email)
    assert page.url.startswith(deployed.stack.aws_endpoint_url), page.url
    assert "code_challenge_method=S256" in page.url
    page.locator("input[name=password]").fill(sophie.password)
    page.get_by_role("button", name="Sign in").click()
    page.locator(".shell").wait_for()


def _customers(deployed: DeployedStack, count: int) -> list[Comment]:
    """They write at night; platforms deliver it."""
    names = [f"Camille {fresh()[-8:]}" for _ in range(count)]
    comments = [deployed.comment("Ma box est en panne depuis hier soir, que faire ?", name=name) for name in names]
    for comment in comments:
        assert deployed.deliver("facebook", comment.body()) == 200
    for comment in comments:
        deployed.ticket_of(comment.conversation)
    return comments


def _selected(page: "Page") -> str:
    """The name in the row that has the keyboard."""
    return str(page.evaluate("document.activeElement.closest('.row')?.querySelector('.who')?.textContent ?? ''"))


def test_the_nights_backlog_is_worked_by_keyboard_and_a_customer_is_answered(
    by_night: DeployedStack, page: "Page"
) -> None:
    mine, other = _customers(by_night, 2)
    # A search is a list: tickets of earlier tests are open too.
    page.keyboard.press("/")
    page.keyboard.type(mine.name)
    page.keyboard.press("Enter")
    page.locator(".row .who", has_text=mine.name).wait_for()
    assert page.locator(".row .who", has_text=other.name).count() == 0

    page.keyboard.press("j")
    assert _selected(page) == mine.name
    page.keyboard.press("Enter")
    page.locator(".bubble", has_text="en panne depuis hier soir").wait_for()
    page.keyboard.press("c")
    _until_ticket(by_night, mine, lambda ticket: ticket["assignee_name"] == "Sophie Bernard")
    page.keyboard.press("r")
    page.keyboard.type(ANSWER)
    page.keyboard.press("Control+Enter")

    page.locator(".message.outbound", has_text=ANSWER).wait_for()
    sent = until(lambda: [call for call in _posts(by_night, mine) if ANSWER in str(call["body"])])
    assert len(sent) == 1
    assert "^SB" in str(sent[0]["body"])
    _until_ticket(by_night, mine, lambda ticket: ticket["status"] == "pending")
    assert not any(ANSWER in str(call["body"]) for call in _posts(by_night, other))


def test_what_comes_in_is_announced_also_where_the_list_is_long(by_night: DeployedStack, page: "Page") -> None:
    page.goto(by_night.stack.desk_url + "#/inbox/all")
    page.locator(".row").first.wait_for()
    (comment,) = _customers(by_night, 1)
    page.locator(".fresh").wait_for(timeout=2 * PATIENCE)
    page.keyboard.press(".")
    page.keyboard.press("/")
    page.keyboard.type(comment.name)
    page.keyboard.press("Enter")
    page.locator(".row .who", has_text=comment.name).wait_for()


def test_no_token_is_left_in_the_address_or_in_storage(page: "Page") -> None:
    assert "code=" not in page.url
    kept = str(page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])"))
    assert JWT.search(kept) is None


def _posts(deployed: DeployedStack, comment: Comment) -> list[dict[str, Any]]:
    return [call for call in deployed.calls("facebook") if call["method"] == "POST" and comment.id in call["path"]]


def _until_ticket(deployed: DeployedStack, comment: Comment, holds: Any) -> None:
    until(lambda: holds(deployed.ticket_of(comment.conversation)), seconds=30)
