"""What people do at the page, and how a test waits for what follows."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.browser.conftest import OpenPage

UNDO = 5_100  # milliseconds, a little more than there is to take something back
ASKED_EVERY = 4_100  # milliseconds, a little more than passes between two looks at what is new


PATIENCE = 120  # seconds; only a test that fails waits so long, however slow the machine is


def wait_until(page: Any, holds: Callable[[], Any], seen: Callable[[], Any] = lambda: "") -> None:
    """``page`` waits, not the process: only so are its requests answered by the test's own routes meanwhile.

    ``seen`` is said by the test that fails.
    """
    ends = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < ends, f"it did not come true {seen()}"
        page.wait_for_timeout(50)


def errors(open_page: "OpenPage") -> list[str]:
    """What the console holds of faults, beside requests that a test lets fail."""
    return [line for line in open_page.console if line.startswith("error") and "Failed to load resource" not in line]


def open_ticket(page: Any, who: str, *, within: str = "a") -> None:
    """As a person does: further down where the list is long. Ends when this ticket is shown, with what was said.

    ``who`` stands in the part ``within`` of its row: anywhere, or with ``.who`` in its name.
    """
    page.locator(".row").first.wait_for()
    row, more = page.locator(".row", has=page.locator(within, has_text=who)), page.locator(".more")
    wait_until(page, lambda: row.count() > 0 or more.count() > 0)
    while row.count() == 0 and more.count() > 0:
        shown = page.locator(".row").count()
        more.click()
        wait_until(page, lambda shown=shown: page.locator(".row").count() > shown or more.count() == 0)
    link = row.locator("a")
    ticket = (link.get_attribute("href") or "").partition("?")[0].rpartition("/")[2]
    link.click()
    shows_ticket(page, ticket)


def shows_ticket(page: Any, ticket: str) -> None:
    """Waits for a ticket and what was said in it. The one before may still be on the screen."""
    page.locator(".ticket-head .id", has_text=ticket).wait_for()
    page.locator(".bubble").first.wait_for()


def go_to(page: Any, hash_: str) -> None:
    """Another part of the page, by its address. What was there before is gone when this returns."""
    page.goto(page.url.partition("#")[0] + hash_)
    page.locator(f'a[href="{hash_}"][aria-current]').first.wait_for(state="attached")


def let_undo_pass(page: Any) -> None:
    """The page's clock is moved on: nobody has to wait for five seconds."""
    page.locator(".toast button", has_text="Undo").last.wait_for()
    page.clock.fast_forward(UNDO)
