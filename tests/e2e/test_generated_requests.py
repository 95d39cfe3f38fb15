"""A few generated requests against the deployed API: gateway, function and permissions agree with the document too.

The long run, with every phase, is tests/integration/test_generated_requests.py; docs/decisions/0021 says why.
"""

import pytest
import schemathesis

from shared.adapters.dynamodb.tokens import DynamoDBTokens
from shared.adapters.system_clock import SystemClock
from shared.domain.access.tokens import Scope, Token, token_hash
from tests.e2e.deployed import BRAND, DeployedStack, now
from tests.unit.api.fake_api import DOCUMENT
from tests.unit.api.generated_requests import config, findings

READ_ONLY = "ndk_generated-requests"  # it cannot open an incident, which would silence the other tests


@pytest.mark.filterwarnings("ignore:Generating overly large repr")
def test_generated_requests_find_no_difference_between_the_document_and_the_deployed_api(by_day: DeployedStack) -> None:
    comment = by_day.comment("Bonjour, comment changer mon adresse ?")
    assert by_day.deliver("facebook", comment.body()) == 200
    by_day.ticket_of(comment.conversation)
    token = Token(
        hash=token_hash(READ_ONLY),
        name="generated",
        scopes=frozenset({Scope.TICKETS_READ}),
        brands=frozenset({BRAND}),
        created_at=now(),
    )
    clock = SystemClock()
    tokens = DynamoDBTokens(by_day.table, cache_seconds=0, clock=clock)
    if tokens.find(token.hash) is None:
        tokens.add(token)
    bounds = config(address=by_day.stack.api_url, token=READ_ONLY, examples=2, phases={"coverage": {"enabled": False}})

    found, called = findings(schemathesis.openapi.from_dict(DOCUMENT, config=bounds))

    assert found == [], "\n\n".join(found)
    assert "list_tickets" in called
