"""``nightdesk quarantine redeliver``: what could not be read is delivered again, once the reason is gone."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Annotated

import httpx
import typer

from cli.deployment import Deployment, StackOption, StageOption, find
from cli.output import JsonOption, errors_in_words, fail, show_json, show_list
from cli.traffic.delivered import signer
from local import signing
from shared.adapters.dynamodb.brands import DynamoDBBrands
from shared.adapters.dynamodb.table import DynamoDBTable
from shared.adapters.s3.quarantine import QUARANTINE, Quarantined, S3Quarantine
from shared.adapters.secrets_manager.store import SecretsManagerSecrets
from shared.adapters.system_clock import SystemClock
from shared.domain.brand.model import Brand
from shared.domain.errors import NotFoundError, UnknownBrandError, UpstreamError
from shared.ports.configuration import BrandRepository, SecretStore

TIMEOUT = httpx.Timeout(15, connect=5)
TAKEN = "accepted"  # what ingest says when every item is queued; "unreadable" when it is quarantined again


@dataclass(frozen=True, slots=True)
class Redelivery:
    """Signs a body with the account's present secret and calls our own webhook, as the platform would."""

    webhook_url: str
    store: S3Quarantine
    brands: BrandRepository
    secrets: SecretStore
    http: httpx.Client

    def __call__(self, kept: Quarantined) -> str:
        """What became of it: ``delivered`` (and gone from the quarantine), or why not. Raises ``UpstreamError``."""
        body = self.store.read(kept.key)
        headers = self._signed(kept, body)
        if headers is None:
            return "no secret to sign with"
        try:
            answer = self.http.post(f"{self.webhook_url}/{kept.channel}/{kept.brand}", content=body, headers=headers)
        except httpx.TransportError as error:
            raise UpstreamError(f"webhook: {type(error).__name__}") from error
        if answer.status_code != httpx.codes.OK:
            return f"answered {answer.status_code}"
        if answer.text != TAKEN:
            return "still unreadable"
        self.store.forget(kept.key)
        return "delivered"

    def _signed(self, kept: Quarantined, body: bytes) -> Mapping[str, str] | None:
        try:
            brand: Brand = self.brands.current(kept.brand)
            name = signer(kept.channel, brand)
            return None if name is None else signing.headers(kept.channel, body, self.secrets.get(name))
        except (KeyError, IndexError, NotFoundError, UnknownBrandError):
            return None


def redeliver(
    *,
    key: Annotated[
        str | None, typer.Argument(help="One object, as `quarantine list` shows it; --all for more.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Everything, or all of --brand and --channel.")] = False,
    brand: Annotated[str, typer.Option(help="Of one brand only.")] = "",
    channel: Annotated[str, typer.Option(help="Of one channel only; needs --brand.")] = "",
    limit: Annotated[int, typer.Option(min=1, help="How many at most.")] = 1000,
    as_json: JsonOption = False,
    stack: StackOption = None,
    stage: StageOption = None,
) -> None:
    """Deliver quarantined bodies again; what is read now leaves the quarantine."""
    if (key is None) == (not everything) or (channel and not brand) or (key is not None and brand):
        fail("Name one key, or say --all, with --brand and --channel to narrow it.")
    place = find(stack, stage)
    store = S3Quarantine(place.bucket)
    prefix = QUARANTINE + "".join(f"{part}/" for part in (brand, channel) if part)
    with errors_in_words(), httpx.Client(timeout=TIMEOUT, trust_env=False) as http:
        again = redelivery(place, store, http)
        keys = [key] if key is not None else list(islice(store.keys(prefix), limit))
        results = [{"key": kept.key, "reason": kept.reason, "result": again(kept)} for kept in _kept(store, keys)]
    if key is not None and not results:
        fail(f"{key} is not in the quarantine.", code=1)
    if as_json:
        show_json(results)
    else:
        entries = [(row["key"], (row["result"], row["reason"])) for row in results]
        show_list("Delivered again", entries, empty="Nothing is quarantined.")
    if any(row["result"] != "delivered" for row in results):
        raise typer.Exit(1)


def redelivery(place: Deployment, store: S3Quarantine, http: httpx.Client) -> Redelivery:
    brands = DynamoDBBrands(DynamoDBTable(place.table), cache_seconds=60, clock=SystemClock())
    secrets = SecretsManagerSecrets(place.secret_prefix)
    return Redelivery(f"{place.api_url}/webhooks", store, brands, secrets, http)


def _kept(store: S3Quarantine, keys: list[str]) -> Iterator[Quarantined]:
    for key in keys:
        found = store.describe(key)
        if found is not None:
            yield found
