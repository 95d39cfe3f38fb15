"""The tables at the end of the demo, for people."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from cli.demo.evidence import Acknowledged, Escalation
from cli.demo.public import Thanked
from cli.demo.sending import Delivered
from cli.traffic.accounting import Account, RecordedOutcome, percentile
from cli.traffic.delivered import Item
from local.state import Person
from shared.domain.tickets.excerpt import in_words
from shared.domain.tickets.model import Ticket
from shared.domain.tickets.reasons_in_words import shown as reasons_in_words
from shared.domain.vocabulary import Outcome, Priority

SHOWN = 8  # acknowledgements
COLOUR = {Priority.URGENT: "bold red", Priority.HIGH: "yellow", Priority.NORMAL: "default", Priority.LOW: "dim"}


def _table(title: str, *columns: str, right: Iterable[str] = ()) -> Table:
    table = Table(title=title, box=box.SIMPLE_HEAD)
    numeric = set(right)
    for column in columns:
        table.add_column(column, justify="right" if column in numeric else "left", overflow="fold")
    return table


def what_came_in(
    made: Sequence[Delivered], items: Sequence[Item], outcomes: Mapping[str, Sequence[RecordedOutcome]]
) -> Table:
    """A line for each channel: how often its address was called, and what became of its items. A delivery may hold
    items of a sister channel; a platform that is asked delivers none."""
    posts = Counter(delivered.delivery.channel for delivered in made)
    again = Counter(d.delivery.channel for d in made if d.delivery.repeats is not None)
    became: dict[str, Counter[str]] = {}
    for item in items:
        for found in outcomes.get(item.id, ()):
            became.setdefault(item.channel, Counter())[found.outcome] += 1
    columns = ("deliveries", "made twice", "items")
    table = _table("Deliveries and items, by outcome", "", *columns, "what became of them", right=columns)

    def row(name: str, deliveries: int, twice: int, counts: Counter[str], style: str | None = None) -> None:
        numbers = (str(number) if number else "·" for number in (deliveries, twice, counts.total()))
        told = ", ".join(f"{outcome} {counts[outcome]}" for outcome in Outcome if counts[outcome])
        table.add_row(name, *numbers, told, style=style)

    for channel in sorted({*posts, *became}):
        row(channel, posts[channel], again[channel], became.get(channel, Counter()))
    table.add_section()
    row("all", posts.total(), again.total(), sum(became.values(), Counter()), "bold")
    return table


def urgent_tickets(tickets: Sequence[Ticket], language: str) -> Table:
    """``language`` is the brand's: in it the reasons are told."""
    table = _table(f"The {len(tickets)} most urgent tickets", "priority", "channel", "customer wrote", "because")
    for ticket in tickets:
        priority = f"[{COLOUR[ticket.priority]}]{ticket.priority}[/]"
        where = f"{ticket.channel}\n[dim]{ticket.category}[/]"
        because = " · ".join(reasons_in_words(ticket.reasons, language))
        table.add_row(priority, where, escape(in_words(ticket.shown_excerpt, "en")), escape(because))
        table.add_section()
    return table


def acknowledgements(sent: Sequence[Acknowledged]) -> Table:
    by_channel = Counter(one.channel for one in sent)
    said = ", ".join(f"{channel} {count}" for channel, count in sorted(by_channel.items())) or "none"
    table = _table(
        f"{len(sent)} acknowledgements reached the platforms ({said})", "channel", "the customer wrote", "was answered"
    )
    for one in _varied(sent, SHOWN):
        table.add_row(one.channel, escape(one.customer), escape(one.answer))
        table.add_section()
    return table


def _varied(sent: Sequence[Acknowledged], count: int) -> list[Acknowledged]:
    """Some of each channel in turn."""
    by_channel: dict[str, list[Acknowledged]] = {}
    for one in sent:
        by_channel.setdefault(one.channel, []).append(one)
    chosen: list[Acknowledged] = []
    turn = 0
    while len(chosen) < min(count, len(sent)):
        for channel in sorted(by_channel):
            if turn < len(by_channel[channel]):
                chosen.append(by_channel[channel][turn])
        turn += 1
    return chosen[:count]


def unacknowledged(reasons: Mapping[str, int]) -> Table:
    table = _table("Tickets without an acknowledgement, and why", "reason", "tickets", right=["tickets"])
    for reason, count in sorted(reasons.items(), key=lambda pair: -pair[1]):
        table.add_row(reason, str(count))
    return table


def escalated(rounds: Sequence[Escalation], notified: int) -> Table:
    table = _table(
        f"{len(rounds)} escalations, {notified} signed notifications taken by the on-call webhook",
        "because", "people told, tier by tier", "ended", "tickets", right=["tickets"],
    )  # fmt: skip
    groups = Counter((one.reason, " → ".join(one.tiers) or "nobody yet", one.end or "goes on") for one in rounds)
    for (reason, tiers, end), count in sorted(groups.items(), key=lambda pair: -pair[1]):
        table.add_row(reason, tiers, end, str(count))
    return table


def outage(report: Mapping[str, Any] | None) -> list[Table | str]:
    """What was said about the outage: once on each account, and once to each customer."""
    if report is None:
        return ["The outage was not ended."]
    table = _table("The outage, told once in public", "update", "account", "state", "text")
    for update in report["updates"]:
        said = None
        for post in update["accounts"]:
            if post["published_at"] or post["error"]:
                text = "the same" if post["text"] == said else escape(post["text"] or "")
                table.add_row(update["kind"], post["account"], post["error"] or post["state"], text)
                said = post["text"]
        table.add_section()
    others = report["tickets"] - report["pointers_sent"]
    without = f" ({others} needed none, could not get it, or heard first that it is over)" if others else ""
    counts = (
        f"[bold]{report['tickets']}[/] tickets of [bold]{report['customers']}[/] customers: "
        f"[bold]{report['pointers_sent']}[/] got one line that leads to the update{without}. "
        f"[bold]{report['follow_ups_sent']}[/] were told that it is over, "
        f"{report['follow_ups_skipped']} needed no word, {report['follow_ups_failed']} could not be told."
    )
    return [table, counts]


def thank_yous(thanked: Sequence[Thanked]) -> Table:
    title = f"{len(thanked)} thank-yous in public, after an answer in private"
    table = _table(title, "channel", "the customer wrote", "was thanked with")
    for one in thanked:
        table.add_row(one.channel, escape(one.customer), escape(one.text))
        table.add_section()
    return table


ANSWERS = (
    ("written in frustration", ("frustrated",)),
    ("technical, or about an account", ("account_or_technical",)),
    ("feedback: good / bad", ("feedback_good", "feedback_bad")),
    ("could be answered by a page that exists", ("answered_by_a_page",)),
    ("deserved an answer at all", ("deserved_an_answer",)),
    ("written while the desk was closed", ("desk_closed",)),
)


def listening(figures: Mapping[str, int]) -> Table:
    messages = figures.get("messages", 0)
    table = _table(
        f"Listening: {messages} messages of customers", "how many were", "messages", "share", right=["share"]
    )
    for question, names in ANSWERS:
        counts = [figures.get(name, 0) for name in names]
        shares = [f"{count / messages:.0%}" if messages else "–" for count in counts]
        table.add_row(question, " / ".join(map(str, counts)), " / ".join(shares))
    return table


def hours(figures: Mapping[str, int]) -> Table:
    """When customers write, beside the hours the desk is open; in the brand's time zone."""
    table = _table("When customers write", "hour", "messages", "", "of them, desk closed", right=["messages"])
    written, closed = _by_hour(figures, "messages"), _by_hour(figures, "desk_closed")
    most = max(written.values(), default=0)
    for hour, messages in sorted(written.items()):
        if messages > 0:
            bar = "█" * max(1, round(30 * messages / most))
            table.add_row(f"{hour}:00", str(messages), bar, str(closed[hour]) if closed[hour] else "·")
    return table


def _by_hour(figures: Mapping[str, int], name: str) -> Counter[str]:
    """``22`` → how many messages came between 22 and 23 h, on whatever weekday."""
    found: Counter[str] = Counter()
    for each, count in figures.items():
        if each.startswith(f"{name}|slot="):
            found[each.rpartition("T")[2]] += count
    return found


def speed(delays: Sequence[float]) -> str:
    median, late = percentile(delays, 0.5), percentile(delays, 0.95)
    if median is None or late is None:
        return "No message was stored."
    return (
        f"Webhook to stored ticket: median [bold]{median:.2f} s[/], p95 [bold]{late:.2f} s[/] over {len(delays)} "
        "messages of customers, on an emulator on this machine."
    )


def verdict(account: Account) -> str:
    if account.settled:
        return f"[bold green]Every one of {account.items} delivered items has exactly one outcome.[/]"
    lines = [f"[bold red]Of {account.items} delivered items {len(account.missing)} have no outcome[/] and "
             f"[bold red]{len(account.doubled)} have more than one:[/]"]  # fmt: skip
    lines += [f"  no outcome: {escape(item)}" for item in account.missing[:20]]
    lines += [f"  more than one: {escape(item)}" for item in account.doubled[:20]]
    return "\n".join(lines)


def desk(address: str, people: Iterable[Person]) -> str:
    """Where the page is, and who may sign in: everything is made up, and gone with the stack."""
    lines = [f"  {person.role:<10}  {person.email:<22}  {person.password}" for person in people]
    return "\n".join(["[bold]The desk[/]", f"  {escape(address)}", *map(escape, lines)])


def where_next(api_url: str, ticket: str | None, *, command: str = "nightdesk") -> str:
    """Commands that can be copied as they are. The token is read from where the stack left it."""
    reader = 'import json; print(json.load(open(".local/stack.json"))["api_token"])'
    header = f"authorization: Bearer $(python3 -c '{reader}')"
    said = [
        ("the figures, as they change", f"{command} status --watch"),
        ("open tickets, most urgent first", f"{command} tickets --priority urgent"),
        ("one of them, with its messages", f"{command} ticket {ticket}" if ticket else ""),
        ("events that could not be handled", f"{command} dlq list"),
        ("deliveries that could not be read", f"{command} quarantine list"),
        # the address holds a dollar sign
        ("the API itself", f"curl -s -H \"{header}\" '{api_url}/tickets?brand=acme&priority=urgent&limit=5'"),
        ("stop the stack", "make down"),
    ]
    lines = [f"  [dim]# {escape(what)}[/]\n  {escape(line)}" for what, line in said if line]
    return "\n".join(["[bold]Where to go next[/]", *lines])


def show(console: Console, parts: Iterable[Table | str]) -> None:
    for part in parts:
        if isinstance(part, Table) and part.title:
            # printed by itself: above a narrow table a title would be folded
            console.print(f"[bold]{part.title}[/]", soft_wrap=True)
            part.title = None
        console.print(part, soft_wrap=isinstance(part, str))
        console.print()
