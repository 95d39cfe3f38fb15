"""``nightdesk erasure``: who was erased, and erasing them again in a table that was restored."""

import time
from datetime import UTC, datetime
from typing import Annotated, Any
from urllib.parse import quote

import httpx
import typer

from cli import api_client
from cli.deployment import Deployment, StackOption, StageOption, find
from cli.output import JsonOption, errors_in_words, fail, show_json, show_table
from shared.adapters.s3.erasures import S3Erasures

app = typer.Typer(help="Erasures of persons.", no_args_is_help=True)

PAUSE_SECONDS = 1.0
SinceOption = Annotated[str, typer.Option(help="An instant with its zone, such as 2026-03-02T21:00:00Z.")]


@app.command("list")
def list_erasures(
    *, since: SinceOption, as_json: JsonOption = False, stack: StackOption = None, stage: StageOption = None
) -> None:
    """Who was to be erased since an instant: ids only."""
    found = _noted(find(stack, stage), since)
    if as_json:
        show_json(found)
    else:
        rows = [tuple(entry.values()) for entry in found]
        show_table("Erasures", ("id", "brand", "by", "asked at"), rows, empty="Nobody was erased.")


@app.command("replay")
def replay_erasures(
    *, since: SinceOption, as_json: JsonOption = False, stack: StackOption = None, stage: StageOption = None
) -> None:
    """Erase everybody again who was erased since an instant. For a restored table; needs a token of scope admin."""
    place = find(stack, stage)
    results = []
    with api_client.open_client(place) as client:
        for entry in _noted(place, since):
            results.append({"customer_id": entry["customer_id"], "result": _erased(client, entry["customer_id"])})
    if as_json:
        show_json(results)
    else:
        rows = [tuple(result.values()) for result in results]
        show_table("Erased again", ("id", "result"), rows, empty="Nobody was erased since then.")


def _erased(client: httpx.Client, customer_id: str) -> str:
    """``erased``, or ``unknown`` for a person whom the restored table does not hold."""
    while True:
        try:
            answer = client.delete(f"/customers/{quote(customer_id, safe='')}")
        except httpx.HTTPError as error:
            fail(f"The API at {client.base_url} does not answer ({type(error).__name__}).", code=1)
        if answer.status_code == httpx.codes.NOT_FOUND:
            return "unknown"
        if answer.status_code == httpx.codes.OK:
            return "erased"
        if answer.status_code not in (httpx.codes.ACCEPTED, httpx.codes.SERVICE_UNAVAILABLE):
            fail(f"{customer_id}: {api_client.problem_of(answer)}", code=1)
        time.sleep(PAUSE_SECONDS)


def _noted(place: Deployment, since: str) -> list[dict[str, Any]]:
    try:
        instant = datetime.fromisoformat(since)
    except ValueError:
        fail(f"{since} is no instant: write it as 2026-03-02T21:00:00Z.")
    if instant.tzinfo is None:
        fail(f"{since} has no time zone: write it as {since}Z for UTC.")
    with errors_in_words():
        entries = list(S3Erasures(place.bucket).since(instant.astimezone(UTC)))
    return [
        {"customer_id": e.customer_id, "brand": e.brand, "by": e.by, "asked_at": e.asked_at}
        for e in sorted(entries, key=lambda e: e.asked_at)
    ]
