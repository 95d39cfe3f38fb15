"""``nightdesk listen``: the saved searches of a brand, and what a search would find now."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Annotated, Any

import typer

from cli.deployment import Deployment, StackOption, StageOption, find
from cli.output import JsonOption, errors_in_words, fail, show_fields, show_json, show_table
from shared import channels
from shared.adapters.dynamodb.brands import DynamoDBBrands
from shared.adapters.dynamodb.cursors import DynamoDBCursors
from shared.adapters.dynamodb.table import DynamoDBTable
from shared.adapters.http.gateways import ChannelGateways
from shared.adapters.http.sources import ChannelSources
from shared.adapters.secrets_manager.store import SecretsManagerSecrets
from shared.adapters.system_clock import SystemClock
from shared.brand.listening import authors, country_codes, language_codes, people_problems
from shared.brand.reading import Part
from shared.channels.searching import Searches, queries_of
from shared.domain.brand.model import Account, Brand
from shared.domain.channels.sending import SendResult
from shared.domain.channels.webhook import Arrival, OwnAccount
from shared.domain.listening.query import parse
from shared.domain.listening.search import SavedSearch, refusal
from shared.domain.messages.event import InboundEvent
from shared.domain.polling.page import Query
from shared.domain.polling.terms import SourceTerms
from shared.ports.polling import Source

app = typer.Typer(help="What a brand listens for where nobody addresses it.", no_args_is_help=True)

MAX_PAGES = 10
LOOK_BACK = timedelta(days=6)
"""X finds nothing that is older than a week."""

BrandOption = Annotated[str | None, typer.Option("--brand", help="Needed when there are several.")]


@app.command("list")
def list_searches(
    *, brand: BrandOption = None, as_json: JsonOption = False, stack: StackOption = None, stage: StageOption = None
) -> None:
    """The saved searches of a brand, how many posts each found today, and which the platform refuses."""
    place = find(stack, stage)
    now = SystemClock().now()
    with errors_in_words():
        found = _brand(place, brand)
        cursors = [each for each in DynamoDBCursors(DynamoDBTable(place.table)).known() if each.brand == found.id]
    rows = [
        {
            "name": each.name,
            "stage": each.stage,
            "found_today": sum(cursor.spent_by(each.name, now) for cursor in cursors),
            "per_day": each.per_day,
            "refused": ", ".join(
                sorted({cursor.refused[each.name] for cursor in cursors if each.name in cursor.refused})
            ),
        }
        for each in found.searches
    ]
    if as_json:
        show_json(rows)
        return
    columns = ("name", "stage", "found today", "a day, for each account", "refused by the platform")
    show_table("Saved searches", columns, [tuple(row.values()) for row in rows], empty="The brand file has none.")


@app.command("try")
def try_search(
    query: Annotated[str, typer.Argument(help='A saved search, or: acme "no line" -comics fr|en box~5~red (a|(b -c))')],
    channel: Annotated[str, typer.Option("--channel", help="Where to search.")],
    *,
    brand: BrandOption = None,
    account: Annotated[str | None, typer.Option(help="The account that searches, if there are several.")] = None,
    source: Annotated[str | None, typer.Option(help="The list that is searched, if the channel has several.")] = None,
    language: Annotated[list[str] | None, typer.Option(help="In this language; may be repeated.")] = None,
    country: Annotated[list[str] | None, typer.Option(help="From this country, on X; may be repeated.")] = None,
    exclude: Annotated[list[str] | None, typer.Option(help="Not by this author (x/name); may be repeated.")] = None,
    pages: Annotated[int, typer.Option("--pages", min=1, max=MAX_PAGES, help="So many pages at most.")] = 1,
    as_json: JsonOption = False,
    stack: StackOption = None,
    stage: StageOption = None,
) -> None:
    """What a search finds there now. Nothing is stored, nobody is answered. X charges for each post that is read: the
    answer says how much, and what a saved search reads counts in its budget.
    """
    place = find(stack, stage)
    with errors_in_words():
        known = _brand(place, brand)
        ours = _account(known, channel, account)
        search = narrowed(_search(known, query), language or (), country or (), exclude or (), known)
        with _source(place, ours, source) as (terms, searched):
            asked = queries_of(searched, search)
            is_paid = terms.dollars_per_thousand > 0
            left = _left(place, ours, search, known) if is_paid else None
            budget = {} if left is None else {search.name: left}
            events, read = _found(ours, known, Searches(searched, (search,), budget), pages)
            if left is not None:
                _spend(place, (ours.channel, ours.id, terms.name), search.name, read)
    dollars = read * terms.dollars_per_thousand / 1000
    own = [(each.channel, name) for each in known.accounts for name in (each.id, each.handle, *each.aliases)]
    rows = [_row(event, refusal(search, event, own)) for event in events]
    if as_json:
        show_json({"queries": asked, "found": rows, "read": read, "dollars": round(dollars, 2)})
        return
    facts = {"asked": "  |  ".join(asked), "found": len(rows)}
    if terms.dollars_per_thousand:
        facts["paid for"] = f"{read} posts, about {dollars:.2f} dollars"
    show_fields(f"{search.name} on {channel}", facts)
    columns = ("at", "author", "text", "taken")
    show_table("", columns, [tuple(row[column] for column in columns) for row in rows], empty="Nothing was found.")


def _brand(place: Deployment, wanted: str | None) -> Brand:
    brands = DynamoDBBrands(DynamoDBTable(place.table), cache_seconds=0, clock=SystemClock())
    ids = brands.ids()
    if wanted is None and len(ids) == 1:
        return brands.current(ids[0])
    if wanted not in ids:
        fail(f"Which brand? There are: {', '.join(ids) or 'none'}.")
    return brands.current(wanted)


def _account(brand: Brand, channel: str, wanted: str | None) -> Account:
    found = [each for each in brand.accounts if each.channel == channel and wanted in (None, each.id)]
    if not found:
        fail(f"{brand.id} has no such account on {channel}.", code=1)
    return found[0]


@contextmanager
def _source(place: Deployment, account: Account, wanted: str | None) -> Iterator[tuple[SourceTerms, Source]]:
    """The source of that name, or the first one of the channel that can be searched."""
    secrets = SecretsManagerSecrets(place.secret_prefix, cache_seconds=0)
    urls = {account.channel: f"{place.simulator_url}/{account.channel}"} if place.simulator_url else {}
    gateways = ChannelGateways(secrets=secrets, base_urls=urls)
    sources = ChannelSources(gateways)
    with gateways.http:
        for terms in channels.load_policy(account.channel).sources:
            source = sources(account, terms.name) if wanted in (None, terms.name) else None
            if source is not None and terms.searches and not terms.needs_place:
                yield terms, source
                return
    what = "Nothing" if wanted is None else f"No list {wanted!r}"
    fail(f"{what} can be searched on {account.channel}, or its secret record holds no token.", code=1)


def _search(brand: Brand, query: str) -> SavedSearch:
    saved = next((each for each in brand.searches if each.name == query), None)
    try:
        return saved or parse(query)
    except ValueError as error:
        fail(f"{error}.")


def narrowed(
    search: SavedSearch, languages: Sequence[str], countries: Sequence[str], people: Sequence[str], brand: Brand
) -> SavedSearch:
    """The search with the options of the command, and without the people whose posts no search takes."""
    problems: list[str] = []
    options = Part(
        {"--language": list(languages), "--country": list(countries), "--exclude": list(people)}, "", problems
    )
    given = options.entries()
    excluded = frozenset(authors(given["--exclude"]))
    narrower = replace(
        search,
        languages=frozenset(language_codes(given["--language"])) or search.languages,
        countries=tuple(country_codes(given["--country"])) or search.countries,
        excluded=search.excluded | excluded | brand.not_customers,
    )
    policies = {channel: channels.load_policy(channel) for channel in channels.CHANNELS}
    problems += [f"--exclude: {what}" for what in people_problems(excluded, policies)]
    if problems:
        fail(". ".join(re.sub(r"\[\d+\]", "", problem) for problem in problems) + ".")
    return narrower


def _left(place: Deployment, account: Account, search: SavedSearch, brand: Brand) -> int | None:
    """What a saved search may read today where it is paid for; ``None``: it is not one of the brand file."""
    if search.name not in {each.name for each in brand.searches}:
        return None
    now = SystemClock().now()
    cursors = DynamoDBCursors(DynamoDBTable(place.table)).known()
    spent = sum(each.spent_by(search.name, now) for each in cursors if each.key[:2] == (account.channel, account.id))
    if spent >= search.per_day:
        fail(f"{search.name} has found today what it may ({search.per_day}); `per_day` in the brand file.", code=1)
    return search.per_day - spent


def _spend(place: Deployment, key: tuple[str, str, str], name: str, read: int) -> None:
    """As if a poll had read it. While one does, or before the first one, it is not counted."""
    cursors = DynamoDBCursors(DynamoDBTable(place.table))
    cursor = next((each for each in cursors.known() if each.key == key), None)
    if cursor is not None:
        cursors.claim(cursor, cursor.spending({name: read}, SystemClock().now()))


def _found(account: Account, brand: Brand, source: Searches, pages: int) -> tuple[list[InboundEvent], int]:
    """The posts, the newest first, and how many entries were read for them."""
    now = SystemClock().now()
    query = Query(account_id=account.id, handle=account.handle, since=now - LOOK_BACK, places=account.places)
    own = OwnAccount(brand=brand.id, channel=account.channel, id=account.id, handle=account.handle)
    events: dict[str, InboundEvent] = {}
    read = 0
    for _ in range(pages):
        page = source.fetch(query)
        if isinstance(page, SendResult):
            fail(f"{account.channel} did not answer: {page.error}.", code=1)
        read += len(page.found) + len(page.unread)
        for item in channels.load_reader(account.channel).parse(
            source.body(account.id, list(page.found)), lambda *_: own, Arrival(received_at=now)
        ):
            if isinstance(item, InboundEvent):
                events.setdefault(item.event_id, item)
        if page.next is None:
            break
        query = replace(query, page=page.next)
    return sorted(events.values(), key=lambda event: event.occurred_at, reverse=True), read


def _row(event: InboundEvent, refused: str | None) -> Mapping[str, Any]:
    return {
        "at": event.occurred_at,
        "author": (event.author and (event.author.handle or event.author.name)) or None,
        "text": event.text,
        "taken": "yes" if refused is None else f"no: {refused}",
    }
