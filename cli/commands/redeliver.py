"""``nightdesk quarantine redeliver``: what could not be read is delivered again, once the reason is gone."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Annotated

import httpx
import typer

from cli.deployment import Deployment, StackOption, StageOption, find
from cli.output import JsonOption, errors_in_words, fail, show_json, show_list
from cli.traffic.delivered import directory, signer
from functions.poll.matches import taken
from local import signing
from shared import channels
from shared.adapters.dynamodb.brands import DynamoDBBrands
from shared.adapters.dynamodb.table import DynamoDBTable
from shared.adapters.s3.quarantine import QUARANTINE, Quarantined, S3Quarantine
from shared.adapters.s3.texts import S3Texts
from shared.adapters.secrets_manager.store import SecretsManagerSecrets
from shared.adapters.sqs.inbound_queue import SqsInboundQueue
from shared.adapters.system_clock import SystemClock
from shared.channels.body import split_body
from shared.channels.intake import Intake
from shared.domain.brand.model import Brand
from shared.domain.channels.webhook import Arrival
from shared.domain.errors import NotFoundError, UnknownBrandError, UpstreamError
from shared.domain.polling.late import marked
from shared.domain.polling.page import ANY_SEARCH
from shared.domain.vocabulary import EventKind
from shared.ports.configuration import BrandRepository, SecretStore
from shared.ports.time_and_language import Clock

TIMEOUT = httpx.Timeout(15, connect=5)
TAKEN = "accepted"  # what ingest says when every item is queued; "unreadable" when it is quarantined again
DELIVERED, STILL_UNREADABLE = "delivered", "still unreadable"
SIGNED_BY_OTHERS = frozenset({"google_business"})
"""Channels whose deliveries are signed with a key of the platform alone."""


@dataclass(frozen=True, slots=True)
class Redelivery:
    """Signs a body with the account's present secret and calls our own webhook, as the platform would. What nobody
    delivers, or we cannot sign, is read and queued here, as poll does.
    """

    webhook_url: str
    intake: Intake
    clock: Clock
    store: S3Quarantine
    brands: BrandRepository
    secrets: SecretStore
    http: httpx.Client

    def __call__(self, kept: Quarantined) -> str:
        """What became of it: ``delivered`` (and gone from the quarantine), or why not. Raises ``UpstreamError``."""
        body = self.store.read(kept.key)
        if kept.channel in SIGNED_BY_OTHERS or kept.channel not in channels.WEBHOOK_CHANNELS:
            return self._queued(kept, body)
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
            return STILL_UNREADABLE
        self.store.forget(kept.key)
        return DELIVERED

    def _queued(self, kept: Quarantined, body: bytes) -> str:
        if kept.channel not in channels.CHANNELS:
            return STILL_UNREADABLE
        try:
            brand: Brand = self.brands.current(kept.brand)
        except (NotFoundError, UnknownBrandError):
            return "no such brand"
        now = self.clock.now()
        arrival = Arrival(received_at=now)
        read = split_body(channels.load_reader(kept.channel), directory(kept.channel, [brand]), body, arrival)
        unknown = any(event.kind is EventKind.UNSUPPORTED for event in read.events)
        if read.rejected or unknown or not read.events:
            return STILL_UNREADABLE
        # A search that finds it no more was changed since: it stays what the platform called it.
        events = [each for event in read.events for each in (taken(ANY_SEARCH, [event], brand) or [event])]
        told = [marked(event, now) for event in events]
        if any(self.intake.put(told, kept_by_brand=brand.retention.messages)):
            return "the queue did not take it"
        self.store.forget(kept.key)
        return DELIVERED

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
    if any(row["result"] != DELIVERED for row in results):
        raise typer.Exit(1)


def redelivery(place: Deployment, store: S3Quarantine, http: httpx.Client) -> Redelivery:
    brands = DynamoDBBrands(DynamoDBTable(place.table), cache_seconds=60, clock=SystemClock())
    secrets = SecretsManagerSecrets(place.secret_prefix)
    intake = Intake(SqsInboundQueue(place.inbound_queue_url), store, S3Texts(place.bucket), channels.load_policy)
    return Redelivery(f"{place.api_url}/webhooks", intake, SystemClock(), store, brands, secrets, http)


def _kept(store: S3Quarantine, keys: list[str]) -> Iterator[Quarantined]:
    for key in keys:
        found = store.describe(key)
        if found is not None:
            yield found
