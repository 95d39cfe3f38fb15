"""The API, put together from its ports."""

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver

from functions.api.about.routes import AboutUseCases
from functions.api.about.use_cases import CheckHealth, ReadVisibleBrands
from functions.api.http.access import Authenticate
from functions.api.http.resolver import resolver_of
from functions.api.routes import OPERATIONS
from functions.api.wiring import (
    brands,
    collaboration,
    customers,
    incidents,
    lists,
    messages,
    proposals,
    replies,
    reports,
    tickets,
)
from functions.api.wiring.ports import ApiPorts


def build_app(ports: ApiPorts) -> APIGatewayHttpResolver:
    of_tickets = tickets.tickets(ports)
    use_cases = (
        of_tickets,
        tickets.bulk(ports, of_tickets),
        collaboration.notes(ports),
        collaboration.presence(ports),
        replies.replies(ports),
        replies.saved_replies(ports),
        proposals.proposals(ports),
        messages.attachments(ports),
        messages.messages(ports),
        messages.uploads(ports),
        lists.board(ports),
        lists.counts(ports),
        lists.views(ports),
        customers.customers(ports),
        incidents.incidents(ports),
        reports.reports(ports),
        brands.brands(ports),
        brands.agents(ports),
        brands.accounts(ports),
        brands.automatic_answers(ports),
        brands.on_call(ports),
        brands.webhooks(ports),
        AboutUseCases(
            check_health=CheckHealth(read_table=ports.read_table, stage=ports.stage),
            read_visible_brands=ReadVisibleBrands(brands=ports.brands),
        ),
    )
    authenticate = Authenticate(
        tokens=ports.tokens, agents=ports.agents, identities=ports.identities, clock=ports.clock
    )
    return resolver_of(OPERATIONS, use_cases, authenticate)
