"""The desk's page: how soon it can be used, how soon it shows what a platform delivered, what an open page costs.

A stack of its own on the emulator, ten open tickets, Debian's Chromium, and somebody who signs in at Cognito.
Counted is what AWS would bill for one agent who has a ticket open and the page in front, while nothing new comes in.
Durations are this machine's: the emulator runs a function with a whole core.
"""

import json
import statistics
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from benchmarks.cost import Bench, count_functions, write_brand
from benchmarks.counting_proxy import CountingProxy
from local import browser, stack
from local.state import Stack

if TYPE_CHECKING:
    from playwright.sync_api import Page, Request

_LIST = json.loads((Path(__file__).parent / "prices.json").read_text(encoding="utf-8"))
PRICES = _LIST["per_unit"] | _LIST["desk"]
AIMS = {"seconds until the first row": 1.0, "seconds from webhook to row": 5.0, "kilobytes of the page": 100.0}
BOUNDS = ("seconds from webhook to row", "kilobytes of the page")
"""Aims that a result must not miss. How soon a page can be used depends on what else the machine does."""
TICKETS = 10  # with those that come later still one page of the list, which is what the desk announces
ROUNDS = 7
WATCHED_SECONDS = 60
HOUR = 3600
NOT_MODIFIED = 304
ENDS: tuple[Literal["requestfinished"], Literal["requestfailed"]] = ("requestfinished", "requestfailed")
"""Chromium calls it failed when a page leaves the empty body of a 304 unread."""
PATIENCE = 30_000  # milliseconds of one step
PARTS = {
    "the page and its script": "page",
    "the issuer's token": "token",
    "answers of the API": "answers",
    "drawing": "drawing",
}
PART_OF_FIRST_ROW = """() => {
  const asked = performance.getEntriesByType('resource');
  const named = (sign) => asked.filter(each => sign.test(new URL(each.name).pathname));
  const last = (found) => Math.max(...found.map(each => each.responseEnd));
  const [scripts, tokens] = [named(/\\.(js|css)$/), named(/token$/)];
  const lists = named(/\\/(me|brands|tickets)$/).filter(each => each.responseEnd <= window.firstRowAt);
  const [page, token, answers] = [last(scripts), last(tokens), last(lists)];
  return {page, token: token - page, answers: answers - token, drawing: window.firstRowAt - answers};
}"""
"""Where the time until the first row goes, in milliseconds: each part begins when the one before has ended."""
FIRST_ROW = """
new MutationObserver((_, observer) => {
  if (!document.querySelector('.row')) return;
  observer.disconnect();
  window.firstRowAt = performance.now();
}).observe(document, {childList: true, subtree: true});
"""
"""When the first ticket can be opened: milliseconds since the browser began to load the page."""


def measure(folder: Path) -> dict[str, float]:
    """Start a stack and measure; it is ended again. Raises ``RuntimeError`` where there is no browser."""
    if (reason := browser.missing()) is not None:
        raise RuntimeError(reason)
    brands = folder / "brands"
    brands.mkdir(parents=True, exist_ok=True)
    write_brand(brands, closed=False)
    own = folder / "stack"
    running = stack.up(brands, folder=own)
    try:
        with CountingProxy(running.aws_endpoint_url) as proxy, browser.launched() as chromium:
            count_functions(running, proxy, ("api",))
            bench = Bench(running, proxy, ("api",))
            bench.send(bench.deliveries.openings("warm", TICKETS))
            context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB")
            context.set_default_timeout(PATIENCE)
            context.add_init_script(FIRST_ROW)
            page = context.new_page()
            with _watching(page) as first_load:
                starts = [_sign_in(page, running)]
            cold = starts.pop()
            size = sum(each.sizes()["responseBodySize"] for each in first_load if "/desk/" in each.url)
            starts += [_sign_in(page, running) for _ in range(ROUNDS)]
            found = {
                "seconds until the first row": statistics.median(each["row"] for each in starts),
                **{
                    f"seconds until the first row, {name}": statistics.median(each[part] for each in starts)
                    for name, part in PARTS.items()
                },
                "seconds until the first row, nothing cached": cold["row"],
                **{f"seconds until the first row, nothing cached, {name}": cold[part] for name, part in PARTS.items()},
                "kilobytes of the page": size / 1000,
                **_announced(page, bench),
                **_kept_open(page, bench),
            }
            context.close()
            return {name: round(value, 4) for name, value in found.items()}
    finally:
        stack.down(own)


def _sign_in(page: "Page", running: Stack) -> dict[str, float]:
    """Seconds from the way back from the issuer to the first row of somebody who has signed in, and its parts."""
    person = next(each for each in running.people if each.role == "agent")
    if page.url.startswith("http"):
        page.evaluate("sessionStorage.clear()")  # or the page would go to the issuer by itself
    page.goto("about:blank")
    page.goto(running.desk_url + "#/inbox/all")
    page.locator(".sign-in .primary").click()
    page.locator("input[name=username]").fill(person.email)
    page.locator("input[name=password]").fill(person.password)
    page.get_by_role("button", name="Sign in").click()
    page.locator(".row").first.wait_for()
    parts = page.evaluate(PART_OF_FIRST_ROW) | {"row": page.evaluate("window.firstRowAt")}
    return {name: float(milliseconds) / 1000 for name, milliseconds in parts.items()}


def _announced(page: "Page", bench: Bench) -> dict[str, float]:
    """From the platform's request to the line that announces the ticket; one key then shows the row."""
    times = []
    for number in range(ROUNDS):
        body, _ = next(bench.deliveries.openings(f"live{number}", 1))
        time.sleep(number * 0.55 % 4)  # the page asks every four seconds: meet it at different instants
        began = time.monotonic()
        bench.deliver(body)
        page.locator(".fresh").wait_for()
        times.append(time.monotonic() - began)
        page.keyboard.press(".")
        page.locator(".fresh").wait_for(state="detached")
    return {"seconds from webhook to row": statistics.median(times), "seconds from webhook to row, longest": max(times)}


def _kept_open(page: "Page", bench: Bench) -> dict[str, float]:
    """What an agent's open page asks in an hour, and what that costs."""
    page.locator(".row a").first.click()
    page.locator(".bubble").first.wait_for()
    bench.settle()
    bench.proxy.reset()
    before = bench.logged()
    with _watching(page) as requests:
        page.wait_for_timeout(WATCHED_SECONDS * 1000)
    bench.settle()
    units: Counter[str] = Counter(bench.proxy.counted)
    logged = bench.logged() - before
    units.update(logged)
    units["lambda_gb_seconds"] = logged["seconds api"]
    units["http_requests"] = len(requests)
    sizes = [_sizes(each) for each in requests]
    sent, received = (sum(column) for column in zip(*sizes, strict=True))
    units["transferred_bytes"] = received
    hourly = HOUR / WATCHED_SECONDS
    dollars = {
        name: amount * hourly * PRICES[name]["dollars"] / PRICES[name]["per"]
        for name, amount in units.items()
        if name in PRICES
    }
    return {
        "requests per agent and hour": len(requests) * hourly,
        "of these answered with 304": sum(_status(each) == NOT_MODIFIED for each in requests) * hourly,
        "kilobytes received per agent and hour": received * hourly / 1000,
        "kilobytes sent per agent and hour": sent * hourly / 1000,
        "dollars per agent and hour": sum(dollars.values()),
        **{f"dollars per agent and hour, {name}": amount for name, amount in sorted(dollars.items())},
    }


def _status(request: "Request") -> int:
    answer = request.response()
    return answer.status if answer else 0


def _sizes(request: "Request") -> tuple[int, int]:
    """Bytes sent and received. Of a 304 Chromium tells no sizes: its headers are counted as HTTP/1.1 writes them."""
    answer = request.response()
    if answer is None:  # nobody answered
        return 0, 0
    if answer.status != NOT_MODIFIED:
        sizes = request.sizes()
        return (
            sizes["requestHeadersSize"] + sizes["requestBodySize"],
            sizes["responseHeadersSize"] + sizes["responseBodySize"],
        )
    sent, received = request.headers_array(), answer.headers_array()
    return _written(request.url, sent), _written("HTTP/1.1 304 Not Modified", received)


def _written(first: str, headers: Iterable[Any]) -> int:
    return len(first) + 2 + sum(len(each["name"]) + len(each["value"]) + 4 for each in headers) + 2


@contextmanager
def _watching(page: "Page") -> Iterator[list[Any]]:
    """What the page asked for meanwhile, and got."""
    found: list[Any] = []

    def note(request: "Request") -> None:
        found.append(request)

    for event in ENDS:
        page.on(event, note)
    try:
        yield found
    finally:
        for event in ENDS:
            page.remove_listener(event, note)
