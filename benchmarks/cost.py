"""What one inbound message costs: billable units counted on the emulator, priced with ``prices.json``.

Five kinds of messages, each sent as a signed webhook of its own to a stack of its own. Functions are warm. What the
emulator cannot tell is stated: its queue polls differently from AWS, so a receive and a delete are counted for each
batch that dispatch or media handled; duration is this machine's, with a whole core instead of a share of one.
"""

import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import yaml

from benchmarks.counting_proxy import CountingProxy
from local import deploy, stack
from local.signing import headers
from local.state import ROOT, Stack
from shared.adapters.date_time_formatter import BabelDateTimeFormatter
from shared.adapters.dynamodb.brands import DynamoDBBrands
from shared.adapters.dynamodb.messages import DynamoDBMessages
from shared.adapters.dynamodb.outcomes import DynamoDBOutcomes
from shared.adapters.dynamodb.table import DynamoDBTable
from shared.adapters.holiday_calendar import LibraryHolidays
from shared.adapters.system_clock import SystemClock
from shared.brand.push import prepare
from shared.channels import CHANNELS, load_policy
from shared.domain.vocabulary import AttachmentStatus

PRICES = json.loads((Path(__file__).parent / "prices.json").read_text(encoding="utf-8"))["per_unit"]
EACH = 30  # messages of each kind
PAGE = "100100100100100"
NUMBER = "106540352242922"
FUNCTIONS = ("ingest", "dispatch", "classify", "store", "respond", "escalate", "media")
PATIENCE = 60.0  # seconds

_REPORT = re.compile(r"Billed Duration: (\d+) ms.*Memory Size: (\d+) MB")
_PLATFORM = ("START ", "END ", "REPORT ")  # not written on AWS: the functions log at system level WARN


@dataclass(frozen=True, slots=True)
class Cost:
    """Units per message, and dollars per million messages."""

    units: dict[str, float]

    @property
    def dollars_per_million(self) -> float:
        return round(sum(self.parts.values()), 2)

    @property
    def parts(self) -> dict[str, float]:
        """Where each dollar goes."""
        return {
            name: amount * PRICES[name]["dollars"] / PRICES[name]["per"] * 1_000_000
            for name, amount in self.units.items()
        }


def measure(folder: Path) -> dict[str, Cost]:
    """Start a stack, send every kind of message, and end it again."""
    brands = folder / "brands"
    brands.mkdir(parents=True, exist_ok=True)
    own = folder / "stack"
    _write_brand(brands, closed=False)
    running = stack.up(brands, folder=own)
    try:
        with CountingProxy(running.aws_endpoint_url) as proxy:
            _count_functions(running, proxy)
            bench = Bench(running, proxy)
            bench.send(bench.openings("warm", 12))
            found = {
                "signal": bench.cost(bench.signals()),
                "opens": bench.cost(bench.openings("open", EACH)),
                "joins": bench.cost(bench.joining()),
            }
            bench.send(bench.photos("look", 3), channel="whatsapp")
            found["photo"] = bench.cost(bench.photos("photo", EACH), channel="whatsapp")
            _write_brand(brands, closed=True)
            _push(running, brands)
            _count_functions(running, proxy)  # started anew: they would keep the open brand for a minute
            bench.send(bench.openings("night", 6))
            found["acknowledged"] = bench.cost(bench.openings("ack", EACH))
            return found
    finally:
        stack.down(own)


class Bench:
    def __init__(self, running: Stack, proxy: CountingProxy) -> None:
        self.stack, self.proxy = running, proxy
        table = DynamoDBTable(running.table)
        stack.use(running)
        self.messages = DynamoDBMessages(table, SystemClock())
        self.outcomes = DynamoDBOutcomes(table)
        self.logs = deploy.client("logs", running.aws_endpoint_url)
        self.http = httpx.Client(timeout=30)
        self.run = f"{int(time.time())}"

    # --- what is sent: (body, how to see that it was handled) ------------------------------------------------------

    def openings(self, name: str, count: int) -> Iterator[tuple[bytes, Callable[[], bool]]]:
        """Comments of people who never wrote before."""
        for number in range(count):
            yield self._comment(f"{name}{number}", author=f"{self.run}-{name}-{number}")

    def joining(self) -> Iterator[tuple[bytes, Callable[[], bool]]]:
        """A second comment of each of those who opened a ticket."""
        for number in range(EACH):
            yield self._comment(f"join{number}", author=f"{self.run}-open-{number}")

    def photos(self, name: str, count: int) -> Iterator[tuple[bytes, Callable[[], bool]]]:
        """A photo without words of people who never wrote before. It is handled once the file is in the bucket."""
        for number in range(count):
            message_id, person = f"wamid.{self.run}{name}{number}", f"49{self.run}{name.encode().hex()}{number}"
            message = {
                "from": person, "id": message_id, "timestamp": str(int(time.time())), "type": "image",
                "image": {"id": f"{self.run}{number}-photo", "mime_type": "image/jpeg"},
            }  # fmt: skip
            value = {
                "messaging_product": "whatsapp", "metadata": {"phone_number_id": NUMBER},
                "contacts": [{"wa_id": person, "profile": {"name": "Mia Larsen"}}], "messages": [message],
            }  # fmt: skip
            entry = {"id": "102290129340398", "changes": [{"field": "messages", "value": value}]}
            body = json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()
            yield body, lambda message_id=message_id: self._is_home(message_id)

    def _is_home(self, message_id: str) -> bool:
        message = self.messages.get("whatsapp", NUMBER, message_id)
        return message is not None and [held.status for held in message.attachments] == [AttachmentStatus.STORED]

    def signals(self) -> Iterator[tuple[bytes, Callable[[], bool]]]:
        for number in range(EACH):
            value = {"item": "reaction", "verb": "add", "reaction_type": "like", "post_id": f"{PAGE}_5",
                     "from": {"id": f"{number}", "name": "A"}, "created_time": int(time.time())}  # fmt: skip
            body = self._body(value)
            event_id = f"facebook:{PAGE}:signals:{sha256(body).hexdigest()[:32]}"
            yield body, lambda event_id=event_id: self.outcomes.get(event_id) is not None

    def _comment(self, name: str, *, author: str) -> tuple[bytes, Callable[[], bool]]:
        comment, post = f"5_{self.run}{name}", f"{PAGE}_{author}"  # one post each: answers per post are capped
        value = {
            "from": {"id": author, "name": "Mia Larsen"}, "item": "comment", "verb": "add", "post_id": post,
            "comment_id": comment, "parent_id": post, "created_time": int(time.time()),
            "message": "Bonjour, ma commande n'est toujours pas arrivée, pouvez-vous me dire où elle est ?",
        }  # fmt: skip
        return self._body(value), lambda: self._stored(comment)

    def _stored(self, comment: str) -> bool:
        message = self.messages.get("facebook", PAGE, comment)
        return message is not None and message.complete

    def _body(self, value: dict[str, Any]) -> bytes:
        entry = {"id": PAGE, "time": int(time.time()), "changes": [{"field": "feed", "value": value}]}
        return json.dumps({"object": "page", "entry": [entry]}).encode()

    # --- counting --------------------------------------------------------------------------------------------------

    def cost(self, bodies: Iterator[tuple[bytes, Callable[[], bool]]], *, channel: str = "facebook") -> Cost:
        """Send them one after the other, each when the one before it was handled."""
        self._settle()
        self.proxy.reset()
        before = self._logged()
        count = self.send(bodies, channel=channel)
        self._settle()
        units: Counter[str] = Counter({name: amount / count for name, amount in self.proxy.counted.items()})
        after = self._logged()
        for name, amount in (after - before).items():
            units[name] += amount / count
        units["http_requests"] = 1
        # The emulator's own poller is not AWS's: one receive and one delete for each batch that was handled.
        units["sqs_requests"] += 2 * units.pop("batches", 0)
        return Cost({name: round(amount, 6) for name, amount in sorted(units.items()) if name in PRICES})

    def send(self, bodies: Iterator[tuple[bytes, Callable[[], bool]]], *, channel: str = "facebook") -> int:
        count = 0
        for body, handled in bodies:
            signed = headers(channel, body, self.stack.secrets["acme-meta"])
            address = f"{self.stack.webhook_url}/{channel}/acme"
            self.http.post(address, content=body, headers=signed).raise_for_status()
            _wait_for(handled)
            count += 1
        return count

    def _settle(self) -> None:
        """Until the logs have been written and nothing runs any more."""
        seen = None
        while (now := self._logged()) != seen:
            seen = now
            time.sleep(1.5)

    def _logged(self) -> Counter[str]:
        """Invocations, duration and bytes, as the functions' logs tell them. The minute's sweep is not counted."""
        found: Counter[str] = Counter()
        for name in FUNCTIONS:
            if name == "escalate":
                continue
            for message in self._lines(f"/aws/lambda/nightdesk-{name}"):
                report = _REPORT.search(message)
                if report:
                    found["lambda_invocations"] += 1
                    found["lambda_gb_seconds"] += int(report[1]) / 1000 * int(report[2]) / 1024
                    found["batches"] += name in ("dispatch", "media")
                elif not message.startswith(_PLATFORM):
                    found["log_bytes"] += len(message.encode())
        return found

    def _lines(self, group: str) -> Iterator[str]:
        token: dict[str, str] = {}
        while True:
            page = self.logs.filter_log_events(logGroupName=group, **token)
            yield from (event["message"] for event in page["events"])
            if "nextToken" not in page:
                return
            token = {"nextToken": page["nextToken"]}


def _wait_for(handled: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not handled():
        if time.monotonic() > until:
            raise TimeoutError("a message was not handled within a minute")
        time.sleep(0.1)


def _count_functions(running: Stack, proxy: CountingProxy) -> None:
    """Every function speaks to AWS through the proxy from now on."""
    functions = deploy.client("lambda", running.aws_endpoint_url)
    own = {"AWS_ENDPOINT_URL": proxy.url, "CACHE_SECONDS": "60"}  # a minute, as on AWS
    for name in FUNCTIONS:
        variables = functions.get_function_configuration(FunctionName=f"nightdesk-{name}")["Environment"]["Variables"]
        functions.update_function_configuration(
            FunctionName=f"nightdesk-{name}",
            Environment={"Variables": {**variables, **own, "MARK": str(time.time())}},
        )


def _push(running: Stack, folder: Path) -> None:
    clock = SystemClock()
    brands = DynamoDBBrands(DynamoDBTable(running.table), cache_seconds=0, clock=clock)
    for brand_id, document in stack.read_brands(folder).items():
        policies = {channel: load_policy(channel) for channel in CHANNELS}
        prepared, _ = prepare(
            document,
            brand_id,
            holidays=LibraryHolidays(),
            formatter=BabelDateTimeFormatter(),
            policies=policies,
            now=clock.now(),
        )
        brands.push(brand_id, prepared)


def _write_brand(folder: Path, *, closed: bool) -> None:
    """The example brand, always open, or closed all week but for an hour that is not now."""
    document = yaml.safe_load((ROOT / "brands" / "acme.yaml").read_text(encoding="utf-8"))
    document["business_hours"] = "24/7"
    document["acknowledgement"]["rate_limits"] = {"per_post_and_hour": 1000, "per_account_and_minute": 1000}
    for name in ("half_days", "closures", "openings", "holidays"):
        document.pop(name, None)
    if closed:
        now = datetime.now(UTC)
        document["time_zone"] = "UTC"
        document["closures"] = [{"from": f"{now - timedelta(hours=2):%Y-%m-%d %H:%M}",
                                 "to": f"{now + timedelta(hours=6):%Y-%m-%d %H:%M}", "reason": "bench"}]  # fmt: skip
    (folder / "acme.yaml").write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
