"""What people do at the page, and how a test waits for what follows."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.browser.conftest import OpenPage

UNDO = 5_100  # milliseconds, a little more than there is to take something back


def wait_until(holds: Callable[[], Any], seconds: float = 10) -> None:
    ends = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < ends, "it did not come true"
        time.sleep(0.05)


def errors(open_page: "OpenPage") -> list[str]:
    """What the console holds of faults, beside requests that a test lets fail."""
    return [line for line in open_page.console if line.startswith("error") and "Failed to load resource" not in line]


def open_ticket(page: Any, who: str) -> None:
    page.locator(".row", has_text=who).locator("a").click()
    page.wait_for_selector(".bubble")


def let_undo_pass(page: Any) -> None:
    """The page's clock is moved on: nobody has to wait for five seconds."""
    page.locator(".toast button", has_text="Undo").last.wait_for()
    page.clock.fast_forward(UNDO)
