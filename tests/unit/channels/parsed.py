"""What a channel makes of a payload, for one account of ours."""

from datetime import UTC, datetime
from typing import Any

from shared import channels
from shared.domain.channels.webhook import Arrival, OwnAccount, ParsedItem
from tests.fakes.inbound import FakeDirectory

RECEIVED = datetime(2026, 7, 31, 12, 30, tzinfo=UTC)


def parse(
    channel: str,
    account_id: str,
    payload: Any,
    *,
    aliases: tuple[str, ...] = (),
    opening_payloads: tuple[str, ...] = (),
) -> list[ParsedItem]:
    account = OwnAccount(
        brand="acme",
        channel=channel,
        id=account_id,
        handle="acmeshop",
        aliases=aliases,
        opening_payloads=opening_payloads,
    )
    directory = FakeDirectory.of(account)
    directory.accounts[channel, ""] = account  # what a body that names no account is for
    for alias in aliases:
        directory.accounts[channel, alias] = account
    return list(channels.load_reader(channel).parse(payload, directory, Arrival(received_at=RECEIVED, trace_id="t-1")))


def one(channel: str, account_id: str, payload: Any) -> ParsedItem:
    (found,) = parse(channel, account_id, payload)
    return found
