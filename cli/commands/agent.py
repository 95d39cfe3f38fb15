"""``nightdesk agent``: the people who sign in to the desk."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from cli.commands.token import brand_store
from cli.deployment import Deployment, StackOption, StageOption, find
from cli.output import ByOption, JsonOption, errors_in_words, fail, show_json, show_table
from functions.api.ticket_resource import ReadTicket
from functions.api.tickets.use_cases import ReleaseTicket
from shared.adapters.dynamodb.agents import DynamoDBAgents
from shared.adapters.dynamodb.table import DynamoDBTable
from shared.adapters.dynamodb.tickets import DynamoDBTickets
from shared.adapters.system_clock import SystemClock
from shared.domain.access.agents import MAX_INITIALS, Agent, Role, folded_email, initials_of
from shared.domain.access.callers import ActingAgent, Caller
from shared.domain.errors import ConflictError, NotFoundError, RefusedError
from shared.ports.pages import TicketFilter
from shared.ports.repositories import TicketRepository

app = typer.Typer(help="Agents: the people who sign in to the desk.", no_args_is_help=True)

MAX_NAME = 100


@app.command("add")
def add_agent(
    *,
    email: Annotated[str, typer.Argument(help="The address that the issuer has verified.")],
    name: Annotated[str, typer.Option(help="What colleagues read.")],
    initials: Annotated[str | None, typer.Option(help="Sign public replies; made of the name if left out.")] = None,
    role: Annotated[Role, typer.Option(help="What they may do.")] = Role.AGENT,
    brand: Annotated[list[str] | None, typer.Option(help="A brand that they work for; may be repeated.")] = None,
    all_brands: Annotated[bool, typer.Option("--all-brands", help="Every brand, later ones too.")] = False,
    team: Annotated[list[str] | None, typer.Option(help="A team that they belong to; may be repeated.")] = None,
    as_json: JsonOption = False,
    stack: StackOption = None,
    stage: StageOption = None,
) -> None:
    """Add an agent, or change the one of that address. The first sign-in with it makes the person this agent."""
    if not name.strip() or len(name) > MAX_NAME or not name.isprintable():
        fail(f"A name has 1 to {MAX_NAME} printable characters.")
    try:
        address = folded_email(email)
    except ValueError:
        fail(f"{email} is no e-mail address.")
    given = initials.strip() if initials is not None else _initials(name)
    if not given.isalpha() or len(given) > MAX_INITIALS:
        fail(f"Initials are 1 to {MAX_INITIALS} letters.")
    place = find(stack, stage)
    with errors_in_words():
        brands = _brands(place, brand, all_brands=all_brands)
        _check_teams(place, brands, team or [])
        added = agent_store(place).put(
            Agent(
                email=address,
                name=name.strip(),
                initials=given,
                brands=frozenset(brands),
                teams=tuple(dict.fromkeys(team or [])),
                role=role,
                added_at=datetime.now(UTC),
            )
        )
    if as_json:
        show_json(_agent(added))
    else:
        state = "knows them" if added.id is not None else "will know them after their first sign-in"
        typer.echo(f"{added.name} ({added.email}) is {added.role} for {_names(added.brands)}; the desk {state}.")


@app.command("list")
def list_agents(*, as_json: JsonOption = False, stack: StackOption = None, stage: StageOption = None) -> None:
    """Every agent; those who were removed for 90 days."""
    with errors_in_words():
        found = agent_store(find(stack, stage)).all()
    if as_json:
        show_json([_agent(each) for each in found])
        return
    rows = [
        (a.name, a.initials, a.email, a.role, _names(a.brands), ", ".join(a.teams), a.first_signed_in_at, _state(a))
        for a in found
    ]
    show_table("Agents", ("name", "initials", "e-mail", "role", "brands", "teams", "first sign-in", "state"), rows)


@app.command("remove")
def remove_agent(
    *,
    email: Annotated[str, typer.Argument(help="As `agent list` shows it.")],
    by: ByOption = "operator",
    as_json: JsonOption = False,
    stack: StackOption = None,
    stage: StageOption = None,
) -> None:
    """End an agent's access, within a minute. Open tickets that they hold are nobody's again."""
    place = find(stack, stage)
    try:
        with errors_in_words():
            removed = agent_store(place).remove(email, datetime.now(UTC))
            given_back, left = _give_back(place, removed, by)
    except NotFoundError:
        fail(f"There is no agent {email}.", code=1)
    if as_json:
        show_json({**_agent(removed), "released": given_back, "not_released": left})
        return
    typer.echo(f"{removed.name} ({removed.email}) is removed. Tickets that are nobody's again: {len(given_back)}.")
    if left:
        typer.echo(f"Still theirs, since others write them now: {', '.join(left)}. Repeat the command.")


def _give_back(place: Deployment, agent: Agent, by: str) -> tuple[list[str], list[str]]:
    """The ids of the agent's open tickets: those that were released, and those that could not be.

    People are called again for one that is late or urgent, as when somebody releases it at the desk.
    """
    if agent.id is None:
        return [], []
    tickets, held = ticket_store(place), TicketFilter(claimed_by=frozenset({agent.id}))
    release = ReleaseTicket(read_ticket=ReadTicket(tickets=tickets), tickets=tickets, clock=SystemClock())
    caller, person = Caller(id=by, name=by, scopes=frozenset()), ActingAgent.named(by)
    given_back, left = [], []
    for ticket_id in _held(tickets, brand_store(place).ids(), held):
        try:
            release(caller, ticket_id, agent=person)
            given_back.append(ticket_id)
        except (NotFoundError, RefusedError):
            continue  # it is done, or gone, meanwhile
        except ConflictError:
            left.append(ticket_id)
    return given_back, left


def _held(tickets: TicketRepository, brands: Iterable[str], wanted: TicketFilter) -> list[str]:
    """All of them before one changes, so that none is missed."""
    found: list[str] = []
    for brand in brands:
        cursor = None
        while True:
            page = tickets.open_page(brand, wanted, limit=100, cursor=cursor)
            found += [ticket.id for ticket in page.items]
            cursor = page.cursor
            if cursor is None:
                break
    return found


def agent_store(place: Deployment) -> DynamoDBAgents:
    return DynamoDBAgents(DynamoDBTable(place.table), cache_seconds=0, clock=SystemClock())


def ticket_store(place: Deployment) -> TicketRepository:
    return DynamoDBTickets(DynamoDBTable(place.table))


def _initials(name: str) -> str:
    try:
        return initials_of(name)
    except ValueError:
        fail("The name has no letters: give --initials.")


def _brands(place: Deployment, given: list[str] | None, *, all_brands: bool) -> list[str]:
    known = brand_store(place).ids()
    if all_brands == bool(given) and (all_brands or len(known) != 1):
        fail(f"Name their brands with --brand ({', '.join(known)}), or say --all-brands.")
    brands = [] if all_brands else list(given or known)
    unknown = sorted(set(brands) - set(known))
    if unknown:
        fail(f"There is no brand {', '.join(unknown)}.")
    return brands


def _check_teams(place: Deployment, brands: list[str], teams: list[str]) -> None:
    store = brand_store(place)
    known = {name for brand in brands or store.ids() for name in store.current(brand).teams}
    unknown = sorted(set(teams) - known)
    if unknown:
        fail(f"There is no team {', '.join(unknown)}; known: {', '.join(sorted(known))}.")


def _names(brands: frozenset[str]) -> str:
    return ", ".join(sorted(brands)) or "all brands"


def _agent(agent: Agent) -> dict[str, Any]:
    return {
        "id": agent.id,
        "email": agent.email,
        "name": agent.name,
        "initials": agent.initials,
        "role": agent.role,
        "brands": sorted(agent.brands),
        "teams": list(agent.teams),
        "added_at": agent.added_at,
        "first_signed_in_at": agent.first_signed_in_at,
        "removed_at": agent.removed_at,
    }


def _state(agent: Agent) -> str:
    if not agent.is_active:
        return "removed"
    return "active" if agent.id is not None else "never signed in"
