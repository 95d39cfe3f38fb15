"""``nightdesk replay``: send recorded bodies, rightly signed, and say what became of every item."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer
from rich.console import Console

from cli.deployment import StackOption
from cli.output import show_list
from cli.traffic import recordings
from cli.traffic.accounting import RecordedOutcome, settle, wait_for
from cli.traffic.delivered import Item, items
from cli.traffic.local_stack import LocalStack
from cli.traffic.posting import CannotSignError, Poster
from local.state import FOLDER, NoStackError
from shared.channels import CHANNELS
from shared.domain.brand.model import Brand
from shared.domain.errors import UnknownBrandError
from shared.domain.vocabulary import Outcome


@dataclass(frozen=True, slots=True)
class Sent:
    """One body that was delivered: what was answered, and what it held."""

    status: int
    items: tuple[Item, ...]

    @property
    def refused(self) -> bool:
        """For good. After a 5xx the platform sends again, so the desk still owes an outcome."""
        return 400 <= self.status < 500


def deliver(
    bodies: Iterable[recordings.Recorded], brands: Sequence[Brand], poster: Poster, now: Callable[[], datetime]
) -> list[Sent]:
    """Post them in order to the first of the brands. Raises ``CannotSignError``."""
    sent = []
    for recorded in bodies:
        channel = recorded.channel
        if channel is None:
            raise CannotSignError(f"{recorded.source} names no channel: give --channel")
        if channel not in CHANNELS:
            raise CannotSignError(f"{channel} is not a channel; the channels are {', '.join(CHANNELS)}")
        held = items(channel, brands, recorded.body, now())
        sent.append(Sent(poster.post(channel, brands[0], recorded.body), held))
    return sent


def rows(sent: Sequence[Sent], outcomes: Mapping[str, Sequence[RecordedOutcome]]) -> list[dict[str, Any]]:
    """One record per item and delivery. What was refused is ``rejected``, and leaves nothing else behind."""
    answer: list[dict[str, Any]] = []
    for delivery in sent:
        for item in delivery.items:
            found = () if delivery.refused else outcomes.get(item.id, ())
            first = found[0] if found else None
            answer.append(
                {
                    "event_id": item.id,
                    "kind": item.kind,
                    "channel": item.channel,
                    "outcome": str(first.outcome) if first else (str(Outcome.REJECTED) if delivery.refused else None),
                    "ticket_id": first.ticket_id if first else None,
                    "visibility": first.visibility if first else None,
                    "status": delivery.status,
                }
            )
    return answer


def replay(  # noqa: PLR0917 (the options of the command)
    path: Annotated[Path, typer.Argument(exists=True, help="A file of bodies, or a folder of such files.")],
    channel: Annotated[str | None, typer.Option(help="The channel, where the files do not name it.")] = None,
    brand: Annotated[str, typer.Option(help="The brand whose webhook is called.")] = "acme",
    expect: Annotated[bool, typer.Option("--expect", help="Wait for the outcome of every item.")] = False,
    timeout: Annotated[float, typer.Option(help="Seconds to wait for outcomes.")] = 60,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON array.")] = False,
    stack: StackOption = None,
) -> None:
    """Send recorded webhook bodies to the local stack, signed with its secrets.

    With --expect it ends with 0 only if every item has exactly one outcome.
    """
    errors = Console(stderr=True)
    try:
        running = LocalStack.running(stack.parent if stack else FOLDER)
        brands = running.brands(first=brand)
        sent = deliver(recordings.read(path, channel), brands, running.poster(), lambda: datetime.now(UTC))
    except UnknownBrandError:
        errors.print(f"there is no brand {brand}: push one with `nightdesk brand push`")
        raise typer.Exit(2) from None
    except (NoStackError, CannotSignError, recordings.NothingRecordedError) as error:
        errors.print(str(error))
        raise typer.Exit(2) from None
    except httpx.TransportError as error:
        errors.print(f"the local stack does not answer: {error}")
        raise typer.Exit(2) from None
    wanted = [item for delivery in sent if not delivery.refused for item in delivery.items]
    outcomes: Mapping[str, tuple[RecordedOutcome, ...]] = {}
    if expect:
        outcomes = wait_for(wanted, running.ledger(), timeout=timeout)
    show(rows(sent, outcomes), as_json=as_json, expected=expect)
    account = settle(outcomes)
    if expect and not account.settled:
        errors.print(f"no outcome: {len(account.missing)}, more than one: {len(account.doubled)}")
        raise typer.Exit(1)


def show(found: Sequence[Mapping[str, Any]], *, as_json: bool, expected: bool) -> None:
    if as_json:
        typer.echo(json.dumps(found, indent=2))
        return
    entries = []
    for row in found:
        became = (row["outcome"] or "no outcome yet", row["ticket_id"], row["visibility"]) if expected else ()
        facts = (row["channel"], row["kind"], f"answered {row['status']}", *became)
        entries.append((row["event_id"], [fact for fact in facts if fact]))
    show_list(f"{len(found)} {'item' if len(found) == 1 else 'items'} delivered", entries)
