"""``nightdesk answers``: stop automatic answers, or only write what would have been sent; within seconds."""

from typing import Annotated

import typer

from cli.deployment import Deployment, StackOption, StageOption, find
from cli.output import ByOption, JsonOption, errors_in_words, fail, show_json, show_table
from shared.adapters.dynamodb.automatic_texts import DynamoDBAutomaticTexts
from shared.adapters.dynamodb.brands import DynamoDBBrands
from shared.adapters.dynamodb.customers import DynamoDBCustomers
from shared.adapters.dynamodb.history import DynamoDBHistory
from shared.adapters.dynamodb.outbox import DynamoDBAccountStates
from shared.adapters.dynamodb.switches import ANY, DynamoDBSwitches
from shared.adapters.dynamodb.table import DynamoDBTable
from shared.adapters.system_clock import SystemClock
from shared.channels import CHANNELS
from shared.domain.acknowledgement.opt_out import AutomaticTexts
from shared.domain.tickets.history import HistoryEntry

app = typer.Typer(help="Automatic answers: off, on, dry run.", no_args_is_help=True)

BrandOption = Annotated[str | None, typer.Option("--brand", help="Only this brand; without it, all.")]
ChannelOption = Annotated[str | None, typer.Option("--channel", help="Only this channel; without it, all.")]


@app.command()
def off(
    *,
    brand: BrandOption = None,
    channel: ChannelOption = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write what would have been sent, send nothing.")] = False,
    by: ByOption = "operator",
    stack: StackOption = None,
    stage: StageOption = None,
) -> None:
    """Stop automatic answers of a brand, a channel, or everything."""
    _set(find(stack, stage), brand, channel, "dry_run" if dry_run else "off", by)


@app.command()
def on(
    brand: BrandOption = None,
    channel: ChannelOption = None,
    by: ByOption = "operator",
    stack: StackOption = None,
    stage: StageOption = None,
) -> None:
    """Take back an ``off`` of the same brand and channel; a wider one stays."""
    _set(find(stack, stage), brand, channel, "on", by)


@app.command()
def resume(
    account: Annotated[str, typer.Argument(metavar="ACCOUNT", help="The account's id on its channel.")],
    channel: Annotated[str, typer.Option("--channel", help="Its channel.")],
    stack: StackOption = None,
    stage: StageOption = None,
) -> None:
    """Answer again on an account that was stopped because its token or the account itself was refused."""
    _known(channel)
    place = find(stack, stage)
    table = DynamoDBTable(place.table)
    with errors_in_words():
        brands = DynamoDBBrands(table, cache_seconds=0, clock=SystemClock())
        known = [a.id for b in brands.ids() for a in brands.current(b).accounts if a.channel == channel]
        states = DynamoDBAccountStates(table)
        if account not in known and not states.get(channel, account).stopped:  # a brand may have let go of it
            fail(f"There is no {channel} account {account}; there are: {', '.join(known) or 'none'}.", code=1)
        states.resume(channel, account)
    typer.echo(f"{channel} account {account} answers again.")


@app.command()
def status(as_json: JsonOption = False, stack: StackOption = None, stage: StageOption = None) -> None:
    """Show the switches, and the accounts that were paused or stopped."""
    place = find(stack, stage)
    table = DynamoDBTable(place.table)
    with errors_in_words():
        settings = DynamoDBSwitches(table, cache_seconds=0, clock=SystemClock()).settings()
        brands = DynamoDBBrands(table, cache_seconds=0, clock=SystemClock())
        states = DynamoDBAccountStates(table)
        accounts = [
            (brand_id, states.get(account.channel, account.id))
            for brand_id in brands.ids()
            for account in brands.current(brand_id).accounts
        ]
    now = SystemClock().now()
    halted = [
        {
            "brand": brand_id,
            "channel": state.channel,
            "account": state.account_id,
            "stopped_at": state.stopped_at,
            "because": state.stopped_because,
            "paused_until": state.paused_until,
        }
        for brand_id, state in accounts
        if state.stopped or (state.paused_until is not None and state.paused_until > now)
    ]
    switches = [
        {"brand": brand, "channel": channel, "answers": setting}
        for (brand, channel), setting in sorted(settings.items())
    ]
    if as_json:
        show_json({"switches": switches, "accounts": halted})
        return
    show_table("Switches", ("brand", "channel", "answers"), [tuple(row.values()) for row in switches], empty="all on")
    if halted:
        show_table("Accounts", tuple(halted[0]), [tuple(row.values()) for row in halted])


@app.command()
def customer(
    customer_id: Annotated[str, typer.Argument(metavar="CUSTOMER", help="The customer's id, as a ticket shows it.")],
    setting: Annotated[AutomaticTexts, typer.Argument(help="off: no automatic texts for them; on: again.")],
    by: ByOption = "operator",
    stack: StackOption = None,
    stage: StageOption = None,
) -> None:
    """Stop automatic texts to one customer, on every account of their channels, or allow them again."""
    table, now = DynamoDBTable(find(stack, stage).table), SystemClock().now()
    with errors_in_words():
        found = DynamoDBCustomers(table).get_with_links(customer_id)
        if found is None:
            fail(f"There is no customer {customer_id}.", code=1)
        accounts = DynamoDBBrands(table, cache_seconds=0, clock=SystemClock()).current(found.brand).accounts
        settings = DynamoDBAutomaticTexts(table, SystemClock())
        for account in accounts:
            author_id = found.identities.get(account.channel)
            if author_id is not None:
                settings.set(account.channel, account.id, author_id, setting, by=by, at=now)
        what = "automatic_texts_stopped" if setting is AutomaticTexts.OFF else "automatic_texts_resumed"
        for ticket_id in found.latest_tickets(1):
            key = f"automatic-texts#{now:%Y%m%dT%H%M%S}"
            entry = HistoryEntry(ticket_id=ticket_id, at=now, key=key, what=what, actor=by, details={"by": by})
            DynamoDBHistory(table).add(entry)
    typer.echo(f"Automatic texts to {customer_id} are {setting.value}.")


def _set(place: Deployment, brand: str | None, channel: str | None, setting: str, by: str) -> None:
    if channel is not None:
        _known(channel)
    table = DynamoDBTable(place.table)
    with errors_in_words():
        if brand is not None and brand not in DynamoDBBrands(table, cache_seconds=0, clock=SystemClock()).ids():
            fail(f"There is no brand {brand}.")
        DynamoDBSwitches(table, cache_seconds=0, clock=SystemClock()).set(brand, channel, setting, by=by)
    said = {"on": "on", "off": "off", "dry_run": "a dry run"}[setting]
    typer.echo(f"Automatic answers of {brand or 'every brand'} on {channel or 'every channel'}: {said}.")


def _known(channel: str) -> None:
    if channel != ANY and channel not in CHANNELS:
        fail(f"{channel} is not a channel; the channels are {', '.join(CHANNELS)}.")
