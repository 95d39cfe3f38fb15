"""A real browser, where there is one. `.ci/run` installs it; elsewhere the suite is skipped, and says what to do."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from local.browser import launched, missing
from tests.browser.desk_on_moto import DeskOnMoto, desk_on_moto
from tests.browser.issuer import PASSWORD
from tests.browser.steps import PATIENCE

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

HOSTILE_NAME = '"><img src=x onerror="window.hacked=1">'
HOSTILE_TEXT = (
    "Your site https://example.com/aide?a=1#b is down?? javascript:window.hacked=1 "
    "<script>window.hacked=1</script> <a href='javascript:window.hacked=1'>x</a>"
)
TIMEOUT = 1000 * PATIENCE  # milliseconds, of one step


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = [item for item in items if Path(__file__).parent in item.path.parents]
    reason = missing() if here else None
    if reason is not None and os.environ.get("BROWSER_REQUIRED"):
        raise pytest.UsageError(f"The browser suite has to run, and cannot: {reason}")
    for item in here:
        item.add_marker(pytest.mark.browser)
        if reason is not None:
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="package")
def browser() -> Iterator["Browser"]:
    with launched() as found:
        yield found


@pytest.fixture(scope="package")
def desk() -> Iterator[DeskOnMoto]:
    """One for all tests, with a backlog. Each test has a ticket of its own where it changes one."""
    with pytest.MonkeyPatch.context() as monkeypatch, desk_on_moto(monkeypatch) as running:
        backlog(running)
        yield running


def backlog(desk: DeskOnMoto) -> None:
    desk.comment(
        "501", "Mia Exemple", "URGENT ma box est en panne, je n'ai plus internet, aidez-moi vite", minutes_ago=50
    )
    desk.comment("502", "Jean Martin", "Bonjour, où est mon colis ? J'attends depuis deux semaines.", minutes_ago=30)
    desk.direct("503", "Hello, how can I change my address? https://example.com/help", minutes_ago=12)
    desk.comment("505", HOSTILE_NAME, HOSTILE_TEXT, minutes_ago=3)
    for number in range(6):
        desk.comment(
            f"60{number}",
            f"Client {number}",
            f"Bonjour, ma commande {number} n'est pas arrivée.",
            minutes_ago=9 - number,
        )


@pytest.fixture
def open_page(browser: "Browser", desk: DeskOnMoto) -> Iterator["OpenPage"]:
    opener = OpenPage(browser, desk)
    yield opener
    opener.close()


class OpenPage:
    """Opens the page for a person, each in a browser context of their own. What the console says is kept."""

    def __init__(self, browser: "Browser", desk: DeskOnMoto) -> None:
        self.browser, self.desk = browser, desk
        self.contexts: list[BrowserContext] = []
        self.console: list[str] = []

    def __call__(
        self,
        person: str | None = "sophie",
        *,
        hash_: str = "",
        size: tuple[int, int] = (1440, 900),
        language: str = "en-GB",
        dark: bool = False,
    ) -> "Page":
        context = self.browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale=language,
            color_scheme="dark" if dark else "light",
        )
        context.set_default_timeout(TIMEOUT)
        self.contexts.append(context)
        page = context.new_page()
        page.clock.install()  # it goes on by itself, and can be moved on
        page.on("console", lambda message: self.console.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: self.console.append(f"error: {error}"))
        page.goto(self.desk.page + hash_)
        if person is not None:
            page.locator(".sign-in .primary").click()
            sign_in(page, f"{person}@desk.example")
        return page

    def close(self) -> None:
        for context in self.contexts:
            context.close()


def sign_in(page: "Page", email: str) -> None:
    page.fill("input[name=username]", email)
    page.fill("input[name=password]", PASSWORD)
    page.click("button")
    page.wait_for_selector(".shell")
