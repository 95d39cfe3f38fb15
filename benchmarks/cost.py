"""What one inbound message costs: billable units counted on the emulator, priced with ``prices.json``.

Kinds of messages, each sent as a signed webhook of its own, or ten in one, to a stack of its own. Functions are warm.
What the emulator cannot tell is stated: its queue polls differently from AWS, so a receive and a delete are counted for
each batch that dispatch or media handled; the stream is gathered as AWS would (``gathered.py``); duration is this
machine's, with a whole core instead of a share of one.
One invocation in a hundred starts a new container (``COLD_SHARE``, assumed). What a message leaves in the table is
priced until it expires, beside the rest: it is billed month by month. The clock's own work is left out: it costs the
same however many messages come (``idle.py``).
"""

import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import yaml

from benchmarks import cold_start
from benchmarks.counting_proxy import CountingProxy
from benchmarks.deliveries import TOGETHER, Deliveries, Handled
from benchmarks.gathered import GATHERED, GatheredStream
from benchmarks.outcomes import Outcomes
from local import deploy, stack
from local.signing import headers
from local.state import ROOT, Stack
from shared.adapters.date_time_formatter import BabelDateTimeFormatter
from shared.adapters.dynamodb.brands import DynamoDBBrands
from shared.adapters.dynamodb.table import DynamoDBTable
from shared.adapters.holiday_calendar import LibraryHolidays
from shared.adapters.system_clock import SystemClock
from shared.brand.push import prepare
from shared.channels import CHANNELS, load_policy

_TABLE = json.loads((Path(__file__).parent / "prices.json").read_text(encoding="utf-8"))
PRICES = _TABLE["per_unit"]
PRICE_OF_A_GIGABYTE = sum(price["dollars"] for price in _TABLE["kept"].values())
EACH = 30  # messages of each kind
ESCALATED = 10  # messages for which people are called
COLD_SHARE = 0.01
FUNCTIONS = ("ingest", "dispatch", "classify", "store", "respond", "escalate", "media", "publish", "deliver")
PATIENCE = 60.0  # seconds
LINE_BYTES = 26  # that CloudWatch adds to each event of a log

_REPORT = re.compile(r"Billed Duration: (\d+) ms.*Memory Size: (\d+) MB")
_PLATFORM = ("START ", "END ", "REPORT ")  # not written on AWS: the functions log at system level WARN


@dataclass(frozen=True, slots=True)
class Cost:
    """Units per message, and dollars per million messages. ``invocations`` and ``gb_seconds`` by function."""

    units: dict[str, float]
    gb_seconds: dict[str, float] = field(default_factory=dict)
    gigabyte_months: float = 0.0  # of what one message leaves in the table, until it expires

    @property
    def kept_dollars_per_million(self) -> float:
        """To keep what they leave in the table until it expires; DynamoDB bills it month by month."""
        return round(self.gigabyte_months * PRICE_OF_A_GIGABYTE * 1_000_000, 2)

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
    write_brand(brands, closed=False)
    running = stack.up(brands, folder=own)
    try:
        with CountingProxy(running.aws_endpoint_url) as proxy:
            count_functions(running, proxy)
            stop_clocks(running)
            bench = Bench(running, proxy)
            made = bench.deliveries
            bench.send(made.openings("warm", 12))
            found = {
                "signal": bench.cost(made.signals()),
                "opens": bench.cost(made.openings("open", EACH)),
                "joins": bench.cost(made.joining("join")),
                "opens, ten together": bench.cost(made.together("many", made.opening), each=TOGETHER),
                "joins, ten together": bench.cost(made.together("more", made.opening_again), each=TOGETHER),
            }
            bench.send(made.photos("look", 3), channel="whatsapp")
            found["photo"] = bench.cost(made.photos("photo", EACH), channel="whatsapp")
            bench.escalate(made.urgent("siren", 2), 2)
            found["escalated"] = bench.cost_of_escalations(made.urgent("call", ESCALATED), ESCALATED)
            write_brand(brands, closed=True)
            _push(running, brands)
            count_functions(running, proxy)  # started anew: they would keep the open brand for a minute
            bench.send(made.openings("night", 6))
            found["acknowledged"] = bench.cost(made.openings("ack", EACH))
            return found
    finally:
        stack.down(own)


class Bench:
    """``functions``: those whose invocations are counted."""

    def __init__(self, running: Stack, proxy: CountingProxy, functions: Sequence[str] = FUNCTIONS) -> None:
        self.stack, self.proxy, self.functions = running, proxy, functions
        stack.use(running)
        self.outcomes = Outcomes(DynamoDBTable(running.table))
        self.deliveries = Deliveries(f"{int(time.time())}", self.outcomes, EACH)
        self.stream = GatheredStream(running)
        self.logs = deploy.client("logs", running.aws_endpoint_url)
        self.workflows = deploy.client("stepfunctions", running.aws_endpoint_url)
        self.http = httpx.Client(timeout=30)
        self.cold = {name: cold_start.seconds(name) for name in functions}

    def cost(self, bodies: Iterator[tuple[bytes, Handled]], *, channel: str = "facebook", each: int = 1) -> Cost:
        """Send them one after the other, each when the one before it was handled. ``each``: messages of a delivery."""
        return self._counted(lambda: self.send(bodies, channel=channel), each=each)

    def cost_of_escalations(self, bodies: Iterator[tuple[bytes, Handled]], count: int) -> Cost:
        """People are told of each, and claim it while the first tier is waited for."""
        before = self._transitions()
        found = self._counted(lambda: self.escalate(bodies, count))
        found.units["standard_transitions"] = (self._transitions() - before) / count
        return found

    def _counted(self, work: Callable[[], int], *, each: int = 1) -> Cost:
        """What it costs to do ``work``, which says how many deliveries it sent."""
        self.settle()
        self.proxy.reset()
        before = self.logged()
        count = work() * each
        self.settle()
        units: Counter[str] = Counter({name: amount / count for name, amount in self.proxy.counted.items()})
        found = {name: amount / count for name, amount in (self.logged() - before).items()}
        seconds = {name: found.pop(f"seconds {name}", 0) for name in FUNCTIONS}
        cold = {name: found.pop(f"cold {name}", 0) for name in FUNCTIONS}
        units.update(found)
        units["lambda_gb_seconds"] = sum(seconds.values())
        units["cold_gb_seconds"] = sum(cold.values()) * COLD_SHARE
        units["http_requests"] = 1 / each
        # The emulator's own poller is not AWS's: one receive and one delete for each batch that was handled.
        units["sqs_requests"] += 2 * units.pop("batches", 0)
        return Cost(
            {name: round(amount, 6) for name, amount in sorted(units.items()) if name in PRICES},
            gb_seconds={name: round(amount, 6) for name, amount in seconds.items() if amount},
            gigabyte_months=sum(self.proxy.kept.values()) / count,
        )

    def send(self, bodies: Iterator[tuple[bytes, Handled]], *, channel: str = "facebook") -> int:
        count = 0
        for body, handled in bodies:
            self.deliver(body, channel=channel)
            _wait_for(handled)
            count += 1
            if count % GATHERED == 0:
                self.stream.give()
        self.stream.give()
        return count

    def deliver(self, body: bytes, *, channel: str = "facebook") -> None:
        """As the platform does it, rightly signed."""
        signed = headers(channel, body, self.stack.secrets["acme-meta"])
        address = f"{self.stack.webhook_url}/{channel}/acme"
        self.http.post(address, content=body, headers=signed).raise_for_status()

    def escalate(self, bodies: Iterator[tuple[bytes, Handled]], count: int) -> int:
        self.send(bodies)
        self.outcomes.claim_what_was_told()
        _wait_for(lambda: not self._executions("RUNNING"), patience=2 * PATIENCE)
        self.stream.give()
        return count

    def _transitions(self) -> int:
        """State transitions of all escalations that have ended."""
        found = 0
        for arn in self._executions("SUCCEEDED"):
            history = self.workflows.get_execution_history(executionArn=arn, maxResults=1000)["events"]
            found += sum(event["type"].endswith("StateEntered") for event in history)
        return found

    def _executions(self, status: str) -> list[str]:
        (machine,) = (
            each["stateMachineArn"]
            for each in self.workflows.list_state_machines()["stateMachines"]
            if each["name"].endswith("-escalation")
        )
        answer = self.workflows.list_executions(stateMachineArn=machine, statusFilter=status, maxResults=1000)
        return [execution["executionArn"] for execution in answer["executions"]]

    def settle(self) -> None:
        """Until the logs have been written and nothing runs any more."""
        seen = None
        while (now := self.logged()) != seen:
            seen = now
            time.sleep(1.5)

    def logged(self) -> Counter[str]:
        """Invocations, duration and bytes, as the functions' logs tell them."""
        found: Counter[str] = Counter()
        for name in self.functions:
            for message in self._lines(f"/aws/lambda/nightdesk-{name}"):
                report = _REPORT.search(message)
                if report:
                    found["lambda_invocations"] += 1
                    gigabytes = int(report[2]) / 1024
                    found[f"seconds {name}"] += int(report[1]) / 1000 * gigabytes
                    found[f"cold {name}"] += self.cold[name] * gigabytes
                    found["batches"] += name in ("dispatch", "media")
                elif not message.startswith(_PLATFORM):
                    found["log_bytes"] += len(message.encode()) + LINE_BYTES
        return found

    def _lines(self, group: str) -> Iterator[str]:
        token: dict[str, str] = {}
        while True:
            page = self.logs.filter_log_events(logGroupName=group, **token)
            yield from (event["message"] for event in page["events"])
            if "nextToken" not in page:
                return
            token = {"nextToken": page["nextToken"]}


def stop_clocks(running: Stack) -> None:
    """What comes each minute costs the same however many messages come: ``idle.py`` has it."""
    events = deploy.client("events", running.aws_endpoint_url)
    for rule in events.list_rules()["Rules"]:
        if rule.get("ScheduleExpression"):
            events.disable_rule(Name=rule["Name"])


def _wait_for(handled: Callable[[], bool], *, patience: float = PATIENCE) -> None:
    until = time.monotonic() + patience
    while not handled():
        if time.monotonic() > until:
            raise TimeoutError(f"a message was not handled within {patience:.0f} seconds")
        time.sleep(0.1)


def count_functions(running: Stack, proxy: CountingProxy, names: Sequence[str] = FUNCTIONS) -> None:
    """These functions speak to AWS through the proxy from now on."""
    functions = deploy.client("lambda", running.aws_endpoint_url)
    own = {"AWS_ENDPOINT_URL": proxy.url, "CACHE_SECONDS": "60"}  # a minute, as on AWS
    for name in names:
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


def write_brand(folder: Path, *, closed: bool) -> None:
    """The example brand, always open, or closed all week but for an hour that is not now."""
    document = yaml.safe_load((ROOT / "brands" / "acme.yaml").read_text(encoding="utf-8"))
    document["business_hours"] = "24/7"
    document["escalation"]["tiers"] = [{"name": "on call", "wait": "1m", "targets": ["oncall"]}]
    document["acknowledgement"]["rate_limits"] = {"per_post_and_hour": 1000, "per_account_and_minute": 1000}
    for name in ("half_days", "closures", "openings", "holidays"):
        document.pop(name, None)
    if closed:
        now = datetime.now(UTC)
        document["time_zone"] = "UTC"
        document["closures"] = [{"from": f"{now - timedelta(hours=2):%Y-%m-%d %H:%M}",
                                 "to": f"{now + timedelta(hours=6):%Y-%m-%d %H:%M}", "reason": "bench"}]  # fmt: skip
    (folder / "acme.yaml").write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
