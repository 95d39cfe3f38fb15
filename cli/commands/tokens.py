"""``nightdesk token``: who may call the API."""

import secrets
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import typer

from cli.output import JsonOption, fail, show_json, show_table, told
from cli.stack_file import Place, StackOption, StageOption, find
from shared.adapters.dynamodb.brands import DynamoDBBrands
from shared.adapters.dynamodb.table import DynamoDBTable
from shared.adapters.dynamodb.tokens import DynamoDBTokens
from shared.adapters.system_clock import SystemClock
from shared.domain.access.tokens import TOKEN_PREFIX, Scope, Token, token_hash
from shared.domain.errors import NotFoundError

app = typer.Typer(help="Tokens of the API.", no_args_is_help=True)


@app.command("create")
def create_token(
    *,
    name: Annotated[str, typer.Argument(help="Who it is for; stands in the history of tickets.")],
    scope: Annotated[list[Scope], typer.Option(help="May be repeated.", default_factory=lambda: [Scope.TICKETS_READ])],
    brand: Annotated[list[str] | None, typer.Option(help="Which it may see; all when left out.")] = None,
    days: Annotated[
        int | None, typer.Option(min=1, max=3650, help="How long it is valid; for ever if left out.")
    ] = None,
    as_json: JsonOption = False,
    stack: StackOption = None,
    stage: StageOption = None,
) -> None:
    """Make a token. It is shown once and cannot be shown again: only its hash is kept."""
    if not name.strip() or len(name) > 100 or not name.isprintable():
        fail("A name has 1 to 100 printable characters.")
    place = find(stack, stage)
    with told():
        unknown = sorted(set(brand or ()) - set(brand_store(place).ids()))
        if unknown:
            fail(f"There is no brand {', '.join(unknown)}.")
        secret = TOKEN_PREFIX + secrets.token_urlsafe(32)
        now = datetime.now(UTC)
        made = Token(
            hash=token_hash(secret),
            name=name.strip(),
            scopes=frozenset(scope),
            brands=frozenset(brand or ()),
            created_at=now,
            not_after=None if days is None else now + timedelta(days=days),
        )
        token_store(place).add(made)
    if as_json:
        show_json({**_token(made), "token": secret})
    else:
        typer.echo(f"{secret}\n\nKeep it now: it cannot be shown again. Its id is {made.id}.")


@app.command("list")
def list_tokens(*, as_json: JsonOption = False, stack: StackOption = None, stage: StageOption = None) -> None:
    """Every token ever made."""
    with told():
        found = token_store(find(stack, stage)).all()
    if as_json:
        show_json([_token(t) for t in found])
        return
    now = datetime.now(UTC)
    rows = [
        (t.id, t.name, sorted(t.scopes), sorted(t.brands) or "all", t.created_at, t.not_after, _state(t, now))
        for t in found
    ]
    show_table("Tokens", ("id", "name", "scopes", "brands", "made", "valid until", "state"), rows)


@app.command("revoke")
def revoke_token(
    *,
    token_id: Annotated[str, typer.Argument(metavar="ID", help="As `token list` shows it.")],
    as_json: JsonOption = False,
    stack: StackOption = None,
    stage: StageOption = None,
) -> None:
    """End a token. Functions that know it forget it within their cache, a minute on AWS."""
    place = find(stack, stage)
    try:
        with told():
            ended = token_store(place).revoke(token_id, datetime.now(UTC))
    except NotFoundError:
        fail(f"There is no token {token_id}.", code=1)
    if as_json:
        show_json(_token(ended))
    else:
        typer.echo(f"{ended.name} ({ended.id}) is revoked.")


def token_store(place: Place) -> DynamoDBTokens:
    return DynamoDBTokens(DynamoDBTable(place.table), cache_seconds=0, clock=SystemClock())


def brand_store(place: Place) -> DynamoDBBrands:
    return DynamoDBBrands(DynamoDBTable(place.table), cache_seconds=0, clock=SystemClock())


def _token(made: Token) -> dict[str, Any]:
    return {
        "id": made.id,
        "name": made.name,
        "scopes": sorted(made.scopes),
        "brands": sorted(made.brands),
        "created_at": made.created_at,
        "not_after": made.not_after,
        "revoked_at": made.revoked_at,
    }


def _state(made: Token, now: datetime) -> str:
    if made.revoked_at is not None:
        return "revoked"
    return "valid" if made.is_valid(now) else "expired"
