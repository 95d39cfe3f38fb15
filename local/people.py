"""Three made-up people who can sign in to the desk's page of the local stack."""

import secrets
from collections.abc import Iterable
from contextlib import closing

from local import deploy
from local.state import Person
from shared.adapters.dynamodb.agents import DynamoDBAgents
from shared.adapters.dynamodb.table import DynamoDBTable
from shared.adapters.system_clock import SystemClock
from shared.domain.access.agents import Agent, Role


def made_up() -> tuple[Person, ...]:
    """One of each role, each with a new password."""
    return tuple(
        Person(
            name=name,
            email=f"{name.split()[0].lower()}@desk.example",
            initials="".join(word[0] for word in name.split()),
            role=role.value,
            password=f"Night-{secrets.token_urlsafe(9)}-1",
        )
        for name, role in (
            ("Sophie Bernard", Role.AGENT),
            ("Marc Okafor", Role.SUPERVISOR),
            ("Nora Lindqvist", Role.ADMIN),
        )
    )


def register(
    people: Iterable[Person], *, endpoint: str, table: str, pool: str, client: str, page: str, teams: Iterable[str]
) -> None:
    """Let them sign in with the user pool of the stack, and make each an agent of every brand."""
    with closing(deploy.client("cognito-idp", endpoint)) as cognito:
        # The address of the page is known only now; on AWS the template knows it.
        known = cognito.describe_user_pool_client(UserPoolId=pool, ClientId=client)["UserPoolClient"]
        kept = {
            name: known[name]
            for name in (
                "ClientName",
                "AllowedOAuthFlows",
                "AllowedOAuthScopes",
                "AllowedOAuthFlowsUserPoolClient",
                "SupportedIdentityProviders",
                "ExplicitAuthFlows",
                "AccessTokenValidity",
                "IdTokenValidity",
                "RefreshTokenValidity",
                "TokenValidityUnits",
            )
            if name in known
        }
        cognito.update_user_pool_client(
            UserPoolId=pool, ClientId=client, CallbackURLs=[page], LogoutURLs=[page], **kept
        )
        for person in people:
            attributes = [{"Name": "email", "Value": person.email}, {"Name": "email_verified", "Value": "true"}]
            cognito.admin_create_user(
                UserPoolId=pool, Username=person.email, UserAttributes=attributes, MessageAction="SUPPRESS"
            )
            cognito.admin_set_user_password(
                UserPoolId=pool, Username=person.email, Password=person.password, Permanent=True
            )
    clock = SystemClock()
    agents = DynamoDBAgents(DynamoDBTable(table), cache_seconds=0, clock=clock)
    for person in people:
        agents.put(
            Agent(
                email=person.email,
                name=person.name,
                initials=person.initials,
                teams=tuple(teams) if person.role == Role.AGENT else (),
                role=Role(person.role),
                added_at=clock.now(),
            )
        )
