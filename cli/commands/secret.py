"""``nightdesk secret``: what platforms and webhooks prove themselves with. Values are put in, never shown."""

import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Annotated
from uuid import uuid4

import typer

from cli.deployment import Deployment, StackOption, StageOption, find
from cli.output import JsonOption, errors_in_words, fail, show_json, show_table
from local.credentials import KEYS, TARGET_KEYS
from shared.adapters.dynamodb.account_health import DynamoDBSecretLeases
from shared.adapters.dynamodb.brands import DynamoDBBrands
from shared.adapters.dynamodb.table import DynamoDBTable
from shared.adapters.secrets_manager.store import SecretsManagerSecrets
from shared.adapters.system_clock import SystemClock
from shared.domain.brand.model import Brand
from shared.domain.channels.webhook import Secrets
from shared.domain.errors import NotFoundError

app = typer.Typer(help="Secret records: put a value, end the previous one, see what is missing.", no_args_is_help=True)

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")
_KEY = re.compile(r"[a-z][a-z_]{0,49}(?::[A-Za-z0-9_.:/@-]{1,200})?")
FREE_TEXT = frozenset({"sender_name", "private_key", "verify_token"})
"""Keys whose values may hold any character. All others are sent in headers and addresses."""
LEASE = timedelta(minutes=1)
KEPT = 2  # the current value and the one before it
INSTEAD = {"client_secret": "consumer_secret", "consumer_secret": "client_secret"}
"""X signs with either: an app needs one of them."""
READ = frozenset({"signing_secret", "url", "api_token"}.union(*KEYS.values(), *TARGET_KEYS.values()))
"""Every key that something reads; ``url`` stands in the records of webhooks and notification targets."""

NameArgument = Annotated[str, typer.Argument(help="The record, as brand files name it, such as acme-meta.")]
KeyArgument = Annotated[str, typer.Argument(help="The key in it, such as app_secret, or access_token:<account id>.")]


@app.command("put")
def put_value(
    name: NameArgument,
    key: KeyArgument,
    stack: StackOption = None,
    stage: StageOption = None,
) -> None:
    """Make a value the current one; the one before it goes on being accepted.

    The value is asked for, or read from standard input when that is no terminal.
    """
    if not _NAME.fullmatch(name) or not _KEY.fullmatch(key):
        fail("A record is named like acme-meta, a key like app_secret or access_token:<account id>.")
    place = find(stack, stage)
    store = secret_store(place)
    value = _value(key)
    with errors_in_words(), _alone(place, name):
        record = dict(_record(store, name))
        before = tuple(record.get(key, ()))
        if before[:1] == (value,):
            typer.echo(f"{name} {key}: that is the current value already.")
            return
        after = (value, *(known for known in before if known != value))[:KEPT]
        store.put(name, {**record, key: after})
    kept = "the one before it is accepted beside it" if len(after) > 1 else "there was none before"
    typer.echo(f"{name} {key}: a new current value; {kept}.")
    plain, _, account = key.partition(":")
    own = sorted(known for known in record if known.startswith(f"{plain}:"))
    if own and not account:
        typer.echo(f"These accounts have a value of their own, which goes first: {', '.join(own)}.", err=True)
    if plain not in READ:
        typer.echo(f"Nothing reads a key {plain}; what is read: {', '.join(sorted(READ))}.", err=True)


@app.command("retire")
def retire_value(
    name: NameArgument,
    key: KeyArgument,
    stack: StackOption = None,
    stage: StageOption = None,
) -> None:
    """End the previous value of a key: only the current one is accepted from now on."""
    place = find(stack, stage)
    store = secret_store(place)
    with errors_in_words(), _alone(place, name):
        record = dict(_record(store, name))
        if key not in record:
            fail(f"{name} has no {key}.", code=1)
        if len(record[key]) < KEPT:
            typer.echo(f"{name} {key}: there is no previous value.")
            return
        store.put(name, {**record, key: tuple(record[key])[:1]})
    typer.echo(f"{name} {key}: only the current value is accepted.")


@app.command("status")
def status(*, as_json: JsonOption = False, stack: StackOption = None, stage: StageOption = None) -> None:
    """Which records the brands in force name, what each holds, and what is missing. No values."""
    place = find(stack, stage)
    store = secret_store(place)
    with errors_in_words():
        needs = _needed(brands_in_force(place))
        rows = []
        for name, (users, keys) in sorted(needs.items()):
            record = _record(store, name)
            rows.append(
                {
                    "record": name,
                    "used_by": sorted(users),
                    "holds": [f"{key} ({len(values)})" for key, values in sorted(record.items())],
                    "missing": [key for key in keys if not _has(record, key)],
                }
            )
    if as_json:
        show_json(rows)
        return
    columns = ("record", "used by", "holds (values)", "missing")
    show_table("Secret records", columns, [tuple(row.values()) for row in rows], empty="No brand was ever pushed.")


@contextmanager
def _alone(place: Deployment, name: str) -> Iterator[None]:
    """A record is written as a whole, and tokens are refreshed by the function `accounts`: one of both at a time."""
    leases, holder, now = DynamoDBSecretLeases(DynamoDBTable(place.table)), f"cli-{uuid4()}", SystemClock().now()
    if not leases.claim(name, holder, now=now, until=now + LEASE):
        fail(f"{name} is being written at this moment, perhaps to refresh a token. Try again in two minutes.", code=1)
    try:
        yield
    finally:
        leases.release(name, holder)


def secret_store(place: Deployment) -> SecretsManagerSecrets:
    return SecretsManagerSecrets(place.secret_prefix, cache_seconds=0)


def brands_in_force(place: Deployment) -> tuple[Brand, ...]:
    brands = DynamoDBBrands(DynamoDBTable(place.table), cache_seconds=0, clock=SystemClock())
    return tuple(brands.current(brand_id) for brand_id in brands.ids())


def _record(store: SecretsManagerSecrets, name: str) -> Secrets:
    try:
        return store.get(name)
    except NotFoundError:
        return {}


def _has(record: Secrets, key: str) -> bool:
    """A token may be there for single accounts only: ``access_token:<account id>``."""
    wanted = {key, INSTEAD.get(key, key)}
    return any(held.partition(":")[0] in wanted for held, values in record.items() if values)


def _needed(brands: Iterable[Brand]) -> dict[str, tuple[set[str], tuple[str, ...]]]:
    """Record → who uses it, and the keys that has to hold."""
    needs: dict[str, tuple[set[str], tuple[str, ...]]] = {}

    def need(name: str, user: str, keys: tuple[str, ...]) -> None:
        users, known = needs.get(name, (set(), ()))
        needs[name] = (users | {user}, (*known, *(key for key in keys if key not in known)))

    for brand in brands:
        for account in brand.accounts:
            need(account.secret, f"{brand.id}: {account.channel}", KEYS.get(account.channel, ()))
        for webhook in brand.webhooks:
            need(webhook.secret, f"{brand.id}: webhook {webhook.name}", ("signing_secret",))
        for target in brand.notification_targets:
            if target.secret:
                need(target.secret, f"{brand.id}: {target.type} {target.name}", TARGET_KEYS[target.type])
    return needs


def _value(key: str) -> str:
    """Never an argument: those stand in the shell's history and in the list of processes."""
    given = str(typer.prompt(key, hide_input=True)) if sys.stdin.isatty() else sys.stdin.read()
    value = given.strip()
    if not value:
        fail("An empty value is no secret.")
    odd = next((place for place, sign in enumerate(value, 1) if not " " <= sign <= "~"), None)
    if odd is not None and key.partition(":")[0] not in FREE_TEXT:
        # A dash or a space that a word processor or a page has put in: no HTTP header can hold it.
        sign = f"U+{ord(value[odd - 1]):04X}"
        fail(f"{key}: character {odd} is {sign}. A key or token holds letters, digits and plain signs.")
    return value
