"""``nightdesk token``: who may call the API."""

import secrets
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import typer

from cli.deployment import Deployment, StackOption, StageOption, find
from cli.output import JsonOption, errors_in_words, fail, show_json, show_table
from shared.adapters.dynamodb.brands import DynamoDBBrands
from shared.adapters.dynamodb.table import DynamoDBTable
from shared.adapters.dynamodb.tokens import DynamoDBTokens
from shared.adapters.system_clock import SystemClock
from shared.domain.access.tokens import TOKEN_PREFIX, Scope, Token, token_hash
from shared.domain.errors import NotFoundError

app = typer.Typer(help="Access tokens of the API.", no_args_is_help=True)

DAYS = 365
"""How long a token is valid if nothing else is said: one that is forgotten ends by itself."""


@app.command("create")
def create_token(
    *,
    name: Annotated[str, typer.Argument(help="Who it is for; stands in the history of tickets.")],
    scope: Annotated[list[Scope], typer.Option(help="May be repeated.", default_factory=lambda: [Scope.TICKETS_READ])],
    brand: Annotated[list[str] | None, typer.Option(help="A brand that it may see; may be repeated.")] = None,
    all_brands: Annotated[bool, typer.Option("--all-brands", help="It may see every brand, later ones too.")] = False,
    days: Annotated[int, typer.Option(min=1, max=3650, help="How long it is valid.")] = DAYS,
    no_end: Annotated[bool, typer.Option("--no-end", help="It is valid until it is revoked.")] = False,
    as_json: JsonOption = False,
    stack: StackOption = None,
    stage: StageOption = None,
) -> None:
    """Make a token. It is shown once and cannot be shown again: only its hash is kept."""
    if not name.strip() or len(name) > 100 or not name.isprintable():
        fail("A name has 1 to 100 printable characters.")
    place = find(stack, stage)
    with errors_in_words():
        known = brand_store(place).ids()
        if all_brands == bool(brand) and (all_brands or len(known) != 1):
            fail(f"Name its brands with --brand ({', '.join(known)}), or say --all-brands.")
        brand = [] if all_brands else list(brand or known)
        unknown = sorted(set(brand) - set(known))
        if unknown:
            fail(f"There is no brand {', '.join(unknown)}.")
        secret = TOKEN_PREFIX + secrets.token_urlsafe(32)
        now = datetime.now(UTC)
        made = Token(
            hash=token_hash(secret),
            name=name.strip(),
            scopes=frozenset(scope),
            brands=frozenset(brand),
            created_at=now,
            not_after=None if no_end else now + timedelta(days=days),
        )
        token_store(place).add(made)
    if as_json:
        show_json({**_token(made), "token": secret})
    else:
        typer.echo(f"{secret}\n\nKeep it now: it cannot be shown again. Its id is {made.id}.")


@app.command("list")
def list_tokens(*, as_json: JsonOption = False, stack: StackOption = None, stage: StageOption = None) -> None:
    """Every token ever made."""
    with errors_in_words():
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
        with errors_in_words():
            ended = token_store(place).revoke(token_id, datetime.now(UTC))
    except NotFoundError:
        fail(f"There is no token {token_id}.", code=1)
    if as_json:
        show_json(_token(ended))
    else:
        typer.echo(f"{ended.name} ({ended.id}) is revoked.")


def token_store(place: Deployment) -> DynamoDBTokens:
    return DynamoDBTokens(DynamoDBTable(place.table), cache_seconds=0, clock=SystemClock())


def brand_store(place: Deployment) -> DynamoDBBrands:
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
