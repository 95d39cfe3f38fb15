"""``python -m local.pictures``: takes the pictures of the desk's page for ``docs/images``.

Run ``make demo`` first: the pictures show the tickets of the running stack, while an incident is open and two people
are at work. What this changes stays in the local stack; the incident is resolved in the end. ``python -m local.pictures
FOLDER`` uses the stack whose ``stack.json`` is in the folder.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx

from local import browser
from local.state import FOLDER, ROOT, NoStackError, Stack, load

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

IMAGES = ROOT / "docs" / "images"
BRAND = "acme"
WIDE, PHONE = (1440, 900), (390, 844)
SETTLED = 1_500  # milliseconds, until pictures and figures have come
SUBJECT = "voyant rouge"  # what the note and the answer are about
NOTE = "A known fault of this series: another box leaves our depot today."
ANSWER = "Bonjour, ce défaut est connu. Nous vous envoyons une autre box : elle arrive demain avant 13 h."


class Pictures:
    """One run. Raises ``httpx.HTTPError`` when the stack does not answer."""

    def __init__(self, stack: Stack, chromium: "Browser") -> None:
        self.stack, self.chromium = stack, chromium
        self.http = httpx.Client(
            base_url=stack.api_url, headers={"authorization": f"Bearer {stack.api_token}"}, timeout=30, trust_env=False
        )

    def take(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        with self._incident(), self._person("agent") as agent, self._person("supervisor") as supervisor:
            chosen = self._people_at_work([each["id"] for each in self._get("/agents")["items"] if each["id"]])
            self._ticket(agent, chosen)
            agent.screenshot(path=folder / "desk-ticket.png")
            self._shown(supervisor, "#/board", ".figure-card")
            supervisor.screenshot(path=folder / "desk-board.png")
            self._shown(supervisor, "#/reports/service", ".figure-card")
            supervisor.screenshot(path=folder / "desk-reports.png")
            self._shown(supervisor, "#/reports/listening", ".figure-card")
            supervisor.screenshot(path=folder / "desk-listening.png")
        with self._person("agent", size=PHONE) as phone:
            self._shown(phone, "#/inbox/all", ".row")
            phone.screenshot(path=folder / "desk-phone.png")

    # --- what people do ----------------------------------------------------------------------------------------------

    def _people_at_work(self, agents: list[str]) -> str:
        """Those who signed in hold some tickets, one has a note. The id of the ticket with most to see."""
        tickets = self._get("/tickets", limit=60)["items"]
        for number, ticket in enumerate(tickets[:9]):
            if number % 3 and not ticket["assignee"]:
                self._post(f"/tickets/{ticket['id']}/assign", {"assignee": agents[number % len(agents)]})
        calm = [ticket for ticket in tickets if ticket["danger"] == "none"] or tickets
        chosen = max(calm, key=lambda ticket: (SUBJECT in ticket["excerpt"], ticket["message_count"]))
        self._post(f"/tickets/{chosen['id']}/notes", {"text": NOTE}, key=f"picture-{chosen['id']}")
        return str(chosen["id"])

    def _ticket(self, page: "Page", ticket: str) -> None:
        """A conversation, an answer that is being written, and the list beside it."""
        self._shown(page, f"#/inbox/all/{ticket}", ".bubble")
        text = page.locator(".answer textarea")
        if text.count():
            text.fill(ANSWER)
        page.locator(".notes li").first.wait_for()
        page.locator(".side .number").first.wait_for()
        page.locator(".banner").first.wait_for()
        page.wait_for_timeout(SETTLED)

    @contextmanager
    def _incident(self) -> Iterator[None]:
        body = {"brand": BRAND, "title": "Checkout fails in the app", "channels": ["facebook", "x"]}
        opened = self._post("/incidents", body)
        try:
            yield
        finally:
            self._post(f"/incidents/{opened['id']}/resolve", {"publish": False, "follow_up": False})

    # --- the page and the API ----------------------------------------------------------------------------------------

    @contextmanager
    def _person(self, role: str, size: tuple[int, int] = WIDE) -> Iterator["Page"]:
        person = next(each for each in self.stack.people if each.role == role)
        context = self.chromium.new_context(viewport={"width": size[0], "height": size[1]}, locale="en-GB")
        page = context.new_page()
        page.goto(self.stack.desk_url)
        page.locator(".sign-in .primary").click()
        page.locator("input[name=username]").fill(person.email)
        page.locator("input[name=password]").fill(person.password)
        page.get_by_role("button", name="Sign in").click()
        page.locator(".shell").wait_for()
        yield page
        context.close()

    def _shown(self, page: "Page", place: str, what: str) -> None:
        page.goto(self.stack.desk_url + place)
        page.locator(what).first.wait_for()
        page.wait_for_timeout(SETTLED)

    def _get(self, path: str, **query: Any) -> Any:
        return self.http.get(path, params={"brand": BRAND, **query}).raise_for_status().json()

    def _post(self, path: str, body: dict[str, Any], *, key: str = "") -> Any:
        headers = {"idempotency-key": key} if key else {}
        return self.http.post(path, json=body, headers=headers).raise_for_status().json()


def main(folder: Path = FOLDER) -> None:
    if (reason := browser.missing()) is not None:
        sys.exit(reason)
    try:
        stack = load(folder)
    except NoStackError:
        sys.exit("No local stack is running: `make demo` starts one.")
    with browser.launched() as chromium:
        Pictures(stack, chromium).take(IMAGES)
    sys.stdout.write(f"Written to {IMAGES.relative_to(ROOT)}.\n")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
