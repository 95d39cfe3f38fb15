"""``nightdesk accounts``: whether our own accounts work and until when, what is read for them, and a pause of that."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Annotated, Any

import typer

from cli.deployment import StackOption, StageOption, find
from cli.output import ByOption, JsonOption, distance, errors_in_words, fail, show_json, show_list
from functions.api.accounts.models import AccountView
from functions.api.accounts.use_cases import ListAccounts
from shared.adapters.dynamodb.account_health import DynamoDBAccountHealth
from shared.adapters.dynamodb.brands import DynamoDBBrands
from shared.adapters.dynamodb.cursors import DynamoDBCursors, DynamoDBPolledSources
from shared.adapters.dynamodb.outbox import DynamoDBAccountStates
from shared.adapters.dynamodb.table import DynamoDBTable
from shared.adapters.system_clock import SystemClock
from shared.channels import CHANNELS, load_policy
from shared.domain.account_health.model import Check

NOT_CONNECTED = "no_token"

app = typer.Typer(
    help="Our own accounts: whether they work, and what is read for them.",
    invoke_without_command=True,
    pretty_exceptions_show_locals=False,
)

ChannelArgument = Annotated[str, typer.Argument(metavar="CHANNEL", help="Such as bluesky.")]
AccountArgument = Annotated[str, typer.Argument(metavar="ACCOUNT", help="The account's id on its channel.")]
SourceArgument = Annotated[str, typer.Argument(metavar="SOURCE", help="The list that is read, such as search.")]


@app.callback()
def accounts(
    context: typer.Context,
    *,
    brand: Annotated[str | None, typer.Option("--brand", help="Only this brand; without it, all.")] = None,
    as_json: JsonOption = False,
    stack: StackOption = None,
    stage: StageOption = None,
) -> None:
    """Every account of ours: its token and until when it works, permissions, subscription, webhook, silence; and of
    each list that is read how often, when last and when next.
    """
    if context.invoked_subcommand is not None:
        return
    table, now = DynamoDBTable(find(stack, stage).table), SystemClock().now()
    with errors_in_words():
        brands = DynamoDBBrands(table, cache_seconds=0, clock=SystemClock())
        list_accounts = ListAccounts(
            brands=brands,
            health=DynamoDBAccountHealth(table),
            states=DynamoDBAccountStates(table),
            cursors=DynamoDBCursors(table),
            polled=DynamoDBPolledSources(table),
            policies=load_policy,
        )
        wanted = [each for each in brands.ids() if brand in (None, each)]
        rows = [AccountView.of(known).model_dump() for known in list_accounts(*wanted)]
    if as_json:
        show_json(rows)
        return
    show_list("Accounts", [_entry(row, now) for row in rows], empty="No brand was ever pushed.")


@app.command()
def pause(
    channel: ChannelArgument,
    account: AccountArgument,
    source: SourceArgument,
    *,
    by: ByOption = "operator",
    stack: StackOption = None,
    stage: StageOption = None,
) -> None:
    """Stop reading one list of one account. Once it is resumed it is read on from where it was, a week back at most."""
    table = DynamoDBTable(find(stack, stage).table)
    with errors_in_words():
        key = _known(table, channel, account, source)
        DynamoDBPolledSources(table).pause(key, by=by, at=SystemClock().now())
    typer.echo(f"{channel} {account}: {source} is not read any more.")


@app.command()
def resume(
    channel: ChannelArgument,
    account: AccountArgument,
    source: SourceArgument,
    stack: StackOption = None,
    stage: StageOption = None,
) -> None:
    """Read a list again that was paused, from the next stroke of the clock."""
    table = DynamoDBTable(find(stack, stage).table)
    with errors_in_words():
        DynamoDBPolledSources(table).resume(_known(table, channel, account, source))
    typer.echo(f"{channel} {account}: {source} is read again.")


def _known(table: DynamoDBTable, channel: str, account: str, source: str) -> tuple[str, str, str]:
    """Also a list that the brand file does not name at the moment."""
    if channel not in CHANNELS:
        fail(f"{channel} is not a channel; the channels are {', '.join(CHANNELS)}.")
    brands = DynamoDBBrands(table, cache_seconds=0, clock=SystemClock())
    known = [each.id for b in brands.ids() for each in brands.current(b).accounts if each.channel == channel]
    if account not in known:
        fail(f"There is no {channel} account {account}; there are: {', '.join(known) or 'none'}.", code=1)
    names = [terms.name for terms in load_policy(channel).sources]
    if source not in names:
        fail(f"{channel} has no source {source}; there are: {', '.join(names) or 'none'}.")
    return channel, account, source


def _entry(row: Mapping[str, Any], now: datetime) -> tuple[str, list[str]]:
    """What is known of one account; of what no platform tells, nothing."""
    facts = [row["brand"]]
    if row["token"] is not Check.UNKNOWN:
        facts.append(f"token {row['token']}" + (", refreshed by us" if row["refreshed"] else ""))
    if row["works_until"] is not None:
        facts.append(f"works until {row['works_until']:%Y-%m-%d}, {distance(row['works_until'], now)}")
    facts += [f"{name} {row[name]}" for name in ("subscription", "webhook") if row[name] is not Check.UNKNOWN]
    return f"{row['channel']} {row['account']}", [
        *facts,
        *_wrong(row, now),
        *(_read(each, now) for each in row["sources"]),
    ]


def _read(source: Mapping[str, Any], now: datetime) -> str:
    """How often a list is read, when it was, and when it will be."""
    every = distance(now + timedelta(seconds=source["interval_seconds"]), now).removeprefix("in ")
    said = [f"{source['name']} every {every}"]
    last, following = source["last_poll_at"], source["next_poll_at"]
    said.append("never read" if last is None else f"last {distance(last, now)}")
    if source["paused_at"] is not None:
        said.append(f"paused by {source['paused_by']}, {distance(source['paused_at'], now)}")
    elif following is None or following <= now:
        said.append("next at once")
    else:
        said.append(f"next {distance(following, now)}")
    if source["error"] is not None:
        said.append(f"failing: {source['error']}")
    if source["behind_since"] is not None:
        said.append(f"behind since {source['behind_since']:%Y-%m-%d %H:%M}")
    return ", ".join(said)


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
