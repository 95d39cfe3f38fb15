"""``nightdesk incident``: crisis mode, from the suspicion to the report."""

import secrets
from collections.abc import Callable, Sequence
from typing import Annotated, Any, TypeVar

import typer

from cli.deployment import Deployment, StackOption, StageOption, find
from cli.output import ByOption, JsonOption, errors_in_words, fail, show_json, show_table
from functions.api.incidents.evidence import ReadEvidence
from functions.api.incidents.models import AccountPostView, EvidenceView, IncidentReport, NotToldView, UpdateView
from functions.api.incidents.updates import IncidentUpdatesAtWork, ShownUpdate
from functions.api.incidents.use_cases import OpenIncident, ResolveIncident, StopContacts
from shared.adapters.dynamodb.brands import DynamoDBBrands
from shared.adapters.dynamodb.incidents import DynamoDBIncidents
from shared.adapters.dynamodb.public_posts import DynamoDBPublicPosts
from shared.adapters.dynamodb.table import DynamoDBTable
from shared.adapters.dynamodb.tickets import DynamoDBTickets
from shared.adapters.system_clock import SystemClock
from shared.channels import CHANNELS, load_policy
from shared.domain.errors import NotFoundError, RefusedError
from shared.domain.incidents.last_word import NotTold
from shared.domain.incidents.model import FollowUpState, Incident
from shared.domain.incidents.updates import UpdateKind

app = typer.Typer(help="Crisis mode: while one is open no automatic answer is sent.", no_args_is_help=True)

MAX_TITLE_LENGTH = 100

T = TypeVar("T")

IncidentArgument = Annotated[str, typer.Argument(metavar="ID")]
BrandOption = Annotated[str | None, typer.Option("--brand", help="Needed when there are several.")]


@app.command("open")
def open_incident(
    *,
    title: Annotated[str, typer.Argument(help="What is wrong, in a few words.")],
    brand: BrandOption = None,
    channel: Annotated[list[str] | None, typer.Option(help="Only these channels; may be repeated.")] = None,
    suspicion: Annotated[
        str | None, typer.Option(metavar="ID", help="What is suspected is this one: its tickets are taken over.")
    ] = None,
    another: Annotated[bool, typer.Option("--another", help="What is suspected is another outage.")] = False,
    by: ByOption = "operator",
    as_json: JsonOption = False,
    stack: StackOption = None,
    stage: StageOption = None,
) -> None:
    """Begin crisis mode: automatic answers of the brand stop."""
    unknown = sorted(set(channel or ()) - set(CHANNELS))
    if unknown:
        fail(f"{', '.join(unknown)} is not a channel; the channels are {', '.join(CHANNELS)}.")
    title = title.strip()
    if not 1 <= len(title) <= MAX_TITLE_LENGTH or not title.isprintable():
        fail(f"A title has 1 to {MAX_TITLE_LENGTH} printable characters.")
    place = find(stack, stage)
    with errors_in_words():
        wanted = _brand(place, brand)
        known = [] if suspicion or another else suspicions(place, wanted)
        if known:
            named = ", ".join(f"{each.id} ({each.ticket_count} tickets)" for each in known)
            fail(f"An outage is suspected: {named}. Say --suspicion ID if it is this one, --another if not.")
        opened = begin(place, wanted, title, channels=tuple(channel or ()), by=by, suspicion_id=suspicion)
    if as_json:
        show_json(_incident(opened))
    else:
        typer.echo(f"{opened.id} is open: on {_where(opened)} no automatic answer is sent.")


def suspicions(place: Deployment, brand: str) -> list[Incident]:
    """What is suspected now."""
    now = SystemClock().now()
    known = incident_store(place).of_brand(brand, open_only=True, limit=50).items
    return [each for each in known if each.suspected and not each.is_stale(now)]


def begin(
    place: Deployment,
    brand: str,
    title: str,
    *,
    channels: tuple[str, ...] = (),
    by: str,
    suspicion_id: str | None = None,
) -> Incident:
    """Open an incident; automatic answers of the brand stop, and a public update is prepared."""
    opening = OpenIncident(
        incidents=incident_store(place),
        updates=updates_of(place),
        clock=SystemClock(),
        salt=lambda: secrets.token_hex(2),
    )
    return opening(brand=brand, title=title, channels=channels, by=by, suspicion_id=suspicion_id)


def end(
    place: Deployment, incident: Incident, *, by: str, publish: bool | None = None, follow_up: bool | None = None
) -> Incident:
    """Resolve it. Raises ``RefusedError``."""
    resolve = ResolveIncident(
        incidents=incident_store(place), updates=updates_of(place), brands=brand_store(place), clock=SystemClock()
    )
    return resolve(incident, by=by, publish=publish, follow_up=follow_up)


def updates_of(place: Deployment) -> IncidentUpdatesAtWork:
    """What is asked for here is done by the sweep, within a minute."""
    return IncidentUpdatesAtWork(
        incidents=incident_store(place),
        posts=DynamoDBPublicPosts(DynamoDBTable(place.table)),
        brands=brand_store(place),
        worker=None,
        policies=load_policy,
        clock=SystemClock(),
    )


@app.command("show")
def show_incident(
    *,
    incident_ref: IncidentArgument,
    as_json: JsonOption = False,
    stack: StackOption = None,
    stage: StageOption = None,
) -> None:
    """Why an outage is suspected, and what was said in public."""
    place = find(stack, stage)
    incident = _known(place, incident_ref)
    with errors_in_words():
        reader = ReadEvidence(tickets=DynamoDBTickets(DynamoDBTable(place.table)))
        evidence, excerpts = reader(incident)
        updates = updates_of(place).list(incident)
    view = EvidenceView.of(evidence, excerpts)
    if as_json:
        shown = [UpdateView.of(each).model_dump(mode="json") for each in updates]
        show_json({**_incident(incident), "evidence": view.model_dump(mode="json"), "updates": shown})
        return
    typer.echo(f"{incident.id}  {incident.title}  ({_where(incident)}, {incident.ticket_count} tickets)")
    if incident.suspected and incident.seen_by is not None:
        typer.echo(f"{incident.seen_by} is looking into it: nobody more is called. It stays a suspicion.")
    if view.at is not None:
        usual = "unknown" if view.usual_per_hour is None else str(view.usual_per_hour)
        typer.echo(f"Reports each {view.step_minutes} minutes: {' '.join(map(str, view.curve))}")
        typer.echo(f"Usual in this hour: {usual}. Common words: {', '.join(view.words) or 'none'}.")
        rows = [(each.ticket_id, each.channel, each.excerpt) for each in view.excerpts]
        show_table("What customers write", ("ticket", "channel", "excerpt"), rows, empty="No excerpt.")
    _show_updates(updates)


@app.command("write")
def write_update(
    *,
    incident_ref: IncidentArgument,
    text: Annotated[list[str], typer.Option(help="fr=…, en=…: the text in one language; may be repeated.")],
    kind: Annotated[UpdateKind, typer.Option(help="What it tells.")] = UpdateKind.UPDATED,
    by: ByOption = "operator",
    stack: StackOption = None,
    stage: StageOption = None,
) -> None:
    """Write the draft of a public update: the one that is not published yet, or the next."""
    place = find(stack, stage)
    incident = _known(place, incident_ref)
    texts = dict(each.split("=", 1) for each in text if "=" in each)
    if len(texts) != len(text):
        fail("Write each text as language=text, such as --text fr=…")
    at_work = updates_of(place)
    with errors_in_words():
        known = at_work.list(incident)
        number = known[-1].update.number if known and known[-1].update.is_draft else len(known) + 1
        _refusing(lambda: at_work.edit(incident, number, texts, kind=kind, by=by))
        _show_updates(at_work.list(incident))


@app.command("publish")
def publish_update(
    *,
    incident_ref: IncidentArgument,
    number: Annotated[int, typer.Argument(min=1, help="Of the update.")],
    account: Annotated[
        list[str] | None, typer.Option(help="channel/id; may be repeated. All that can post, if left out.")
    ] = None,
    again: Annotated[
        list[str] | None, typer.Option(help="An account whose post is unconfirmed and does not stand there.")
    ] = None,
    by: ByOption = "operator",
    stack: StackOption = None,
    stage: StageOption = None,
) -> None:
    """Post an update, once on each account. It goes out within a minute."""
    place = find(stack, stage)
    incident = _known(place, incident_ref)
    with errors_in_words():
        shown = _refusing(
            lambda: updates_of(place).publish(
                incident, number, accounts=tuple(account or ()), again=tuple(again or ()), by=by
            )
        )
    _show_updates([shown])


@app.command("stop")
def stop_texts(
    *,
    incident_ref: IncidentArgument,
    by: ByOption = "operator",
    stack: StackOption = None,
    stage: StageOption = None,
) -> None:
    """Send no more pointers and follow-ups about it."""
    place = find(stack, stage)
    incident = _known(place, incident_ref)
    with errors_in_words():
        _stopping(place)(incident, by=by)
    typer.echo(f"No more automatic texts about {incident.id}.")


@app.command("resume")
def resume_texts(
    *,
    incident_ref: IncidentArgument,
    by: ByOption = "operator",
    stack: StackOption = None,
    stage: StageOption = None,
) -> None:
    """Take a stop back: the pointers and follow-ups that were left are sent."""
    place = find(stack, stage)
    incident = _known(place, incident_ref)
    with errors_in_words():
        _stopping(place).resume(incident, by=by)
    typer.echo(f"What was left of the automatic texts about {incident.id} is sent.")


@app.command("report")
def report_incident(
    *,
    incident_ref: IncidentArgument,
    as_json: JsonOption = False,
    stack: StackOption = None,
    stage: StageOption = None,
) -> None:
    """What it was: length, customers, answers spared, follow-ups and their progress."""
    place = find(stack, stage)
    incident = _known(place, incident_ref)
    with errors_in_words():
        at_work = updates_of(place)
        updates, not_told = at_work.list(incident), at_work.not_told(incident)
    report = IncidentReport.of(incident, updates, not_told)
    if as_json:
        show_json(report.model_dump(mode="json"))
        return
    names = [name for name in IncidentReport.model_fields if name not in ("incident", "updates", "not_told")]
    rows = [(name.replace("_", " "), getattr(report, name)) for name in names]
    show_table(f"{incident.id}: {incident.title}", ("", ""), rows)
    _show_not_told(not_told)
    _show_updates(updates)


def _show_updates(updates: Sequence[ShownUpdate]) -> None:
    for shown in updates:
        update = shown.update
        typer.echo(f"Update {update.number} ({update.kind.value}, {'draft' if update.is_draft else 'published'})")
        for language, text in update.texts.items():
            typer.echo(f"  {language}: {text}")
        views = [AccountPostView.of(each) for each in shown.accounts]
        rows = [(v.account, v.state, f"{v.length}/{v.limit}", v.link, v.error) for v in views]
        show_table("", ("account", "state", "length", "link", "error"), rows, empty="No account can post.")


def _stopping(place: Deployment) -> StopContacts:
    return StopContacts(incidents=incident_store(place), updates=updates_of(place), clock=SystemClock())


def _show_not_told(not_told: Sequence[NotTold]) -> None:
    """Nothing where the public was told everywhere."""
    views = [NotToldView.of(each) for each in not_told]
    rows = [(v.account, v.reason, v.error, v.length and f"{v.length}/{v.limit}") for v in views]
    if rows:
        show_table("Not told that it is over", ("account", "reason", "error", "length"), rows)


def _known(place: Deployment, incident_ref: str) -> Incident:
    with errors_in_words():
        found = incident_store(place).get(incident_ref)
    if found is None:
        fail(f"There is no incident {incident_ref}.", code=1)
    return found


def _refusing(act: Callable[[], T]) -> T:
    try:
        return act()
    except (RefusedError, NotFoundError) as error:
        fail(str(error), code=1)


@app.command("resolve")
def resolve_incident(
    *,
    incident_ref: IncidentArgument,
    publish: Annotated[
        bool | None, typer.Option("--publish/--no-publish", help="Post the last update; as before, if left out.")
    ] = None,
    follow_up: Annotated[
        bool | None, typer.Option("--follow-up/--no-follow-up", help="Tell customers who still wait.")
    ] = None,
    by: ByOption = "operator",
    as_json: JsonOption = False,
    stack: StackOption = None,
    stage: StageOption = None,
) -> None:
    """End crisis mode: the last public update is posted, and waiting customers are told. Again: what is missing."""
    place = find(stack, stage)
    incident = _known(place, incident_ref)
    with errors_in_words():
        ended = _refusing(lambda: end(place, incident, by=by, publish=publish, follow_up=follow_up))
        not_told = updates_of(place).not_told(ended)
    if as_json:
        show_json({**_incident(ended), "not_told": [NotToldView.of(each).model_dump() for each in not_told]})
        return
    told = ""
    if ended.follow_up is FollowUpState.STOPPED:
        told = " Customers who still wait are not told: their follow-ups wait until it is resumed."
    elif ended.follow_up is not None:
        told = " Customers who still wait are told."
    typer.echo(f"{ended.id} is resolved.{told}")
    _show_not_told(not_told)
    if not_told:
        typer.echo("Resolve it again to post what was refused. Write a shorter text with `nightdesk incident write`.")


@app.command("list")
def list_incidents(
    *,
    brand: BrandOption = None,
    open_only: Annotated[bool, typer.Option("--open", help="Only those that are not resolved.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 50,
    as_json: JsonOption = False,
    stack: StackOption = None,
    stage: StageOption = None,
) -> None:
    """Incidents of a brand, newest first."""
    place = find(stack, stage)
    with errors_in_words():
        found = incident_store(place).of_brand(_brand(place, brand), open_only=open_only, limit=limit).items
    if as_json:
        show_json([_incident(i) for i in found])
        return
    rows = [
        (i.id, i.title, _where(i), i.ticket_count, i.opened_at, i.opened_by, i.resolved_at, i.resolved_by)
        for i in found
    ]
    columns = ("id", "title", "where", "tickets", "opened", "by", "resolved", "by")
    show_table("Incidents", columns, rows, empty="No incident.")


def incident_store(place: Deployment) -> DynamoDBIncidents:
    return DynamoDBIncidents(DynamoDBTable(place.table), cache_seconds=0, clock=SystemClock())


def brand_store(place: Deployment) -> DynamoDBBrands:
    return DynamoDBBrands(DynamoDBTable(place.table), cache_seconds=0, clock=SystemClock())


def _brand(place: Deployment, asked: str | None) -> str:
    known = brand_store(place).ids()
    if asked is None:
        if len(known) != 1:
            fail(f"Name a brand with --brand: {', '.join(known) or 'none was ever pushed'}.")
        return known[0]
    if asked not in known:
        fail(f"There is no brand {asked}; there are: {', '.join(known) or 'none'}.")
    return asked


def _incident(known: Incident) -> dict[str, Any]:
    return {
        "id": known.id,
        "brand": known.brand,
        "title": known.title,
        "channels": list(known.channels),
        "opened_at": known.opened_at,
        "opened_by": known.opened_by,
        "resolved_at": known.resolved_at,
        "resolved_by": known.resolved_by,
        "ticket_count": known.ticket_count,
        "suspected": known.suspected,
        "seen_at": known.seen_at,
        "seen_by": known.seen_by,
    }


def _where(known: Incident) -> str:
    return ", ".join(known.channels) or f"every channel of {known.brand}"
