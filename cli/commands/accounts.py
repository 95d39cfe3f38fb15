"""``nightdesk accounts``: whether our own accounts work, and until when."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Annotated, Any

import typer

from cli.deployment import StackOption, StageOption, find
from cli.output import JsonOption, distance, errors_in_words, show_json, show_list
from functions.api.accounts.models import AccountView
from functions.api.accounts.use_cases import ListAccounts
from shared.adapters.dynamodb.account_health import DynamoDBAccountHealth
from shared.adapters.dynamodb.brands import DynamoDBBrands
from shared.adapters.dynamodb.outbox import DynamoDBAccountStates
from shared.adapters.dynamodb.table import DynamoDBTable
from shared.adapters.system_clock import SystemClock
from shared.domain.account_health.model import Check

NOT_CONNECTED = "no_token"


def accounts(
    *,
    brand: Annotated[str | None, typer.Option("--brand", help="Only this brand; without it, all.")] = None,
    as_json: JsonOption = False,
    stack: StackOption = None,
    stage: StageOption = None,
) -> None:
    """Every account of ours: its token and until when it works, permissions, subscription, webhook, silence."""
    table, now = DynamoDBTable(find(stack, stage).table), SystemClock().now()
    with errors_in_words():
        brands = DynamoDBBrands(table, cache_seconds=0, clock=SystemClock())
        list_accounts = ListAccounts(
            brands=brands, health=DynamoDBAccountHealth(table), states=DynamoDBAccountStates(table)
        )
        wanted = [each for each in brands.ids() if brand in (None, each)]
        rows = [AccountView.of(known).model_dump() for known in list_accounts(*wanted)]
    if as_json:
        show_json(rows)
        return
    show_list("Accounts", [_entry(row, now) for row in rows], empty="No brand was ever pushed.")


def _entry(row: Mapping[str, Any], now: datetime) -> tuple[str, list[str]]:
    """What is known of one account; of what no platform tells, nothing."""
    facts = [row["brand"]]
    if row["token"] is not Check.UNKNOWN:
        facts.append(f"token {row['token']}" + (", refreshed by us" if row["refreshed"] else ""))
    if row["works_until"] is not None:
        facts.append(f"works until {row['works_until']:%Y-%m-%d}, {distance(row['works_until'], now)}")
    facts += [f"{name} {row[name]}" for name in ("subscription", "webhook") if row[name] is not Check.UNKNOWN]
    return f"{row['channel']} {row['account']}", [*facts, *_wrong(row, now)]


def _wrong(row: Mapping[str, Any], now: datetime) -> Iterator[str]:
    if row["stopped_at"]:
        yield f"stopped: {row['stopped_because']}, {distance(row['stopped_at'], now)}"
    if row["sign_in_again"]:
        yield f"sign in again: {row['refresh_error']}"
    elif row["refresh_error"]:
        yield f"token not refreshed: {row['refresh_error']}"
    if row["missing_permissions"]:
        yield "permissions missing: " + ", ".join(row["missing_permissions"])
    if row["silent_since"]:
        yield f"silent, {distance(row['silent_since'], now)}"
    if row["probe_error"] == NOT_CONNECTED:
        yield "not connected: its secret record holds no token"
    elif row["probe_error"]:
        yield f"last look: {row['probe_error']}"
    if row["paused_until"] and row["paused_until"] > now:
        yield f"paused by the platform, {distance(row['paused_until'], now)}"
    if row["probed_at"] is None:
        yield "not looked at yet"
