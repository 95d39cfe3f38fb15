"""The API and its OpenAPI document agree: requests are generated, valid and invalid, in all phases."""

import pytest
import schemathesis

from functions.api.routes import OPERATIONS
from shared.domain.access.tokens import Scope
from tests.unit.api.fake_api import DOCUMENT, FakeApi, a_message, a_ticket
from tests.unit.api.generated_requests import config, findings, served

pytestmark = pytest.mark.integration


@pytest.mark.filterwarnings("ignore:Generating overly large repr")
def test_no_generated_request_meets_a_difference_between_the_document_and_the_api() -> None:
    api = FakeApi()
    api.token("ndk_generated", Scope.ADMIN, brands=("acme",))
    for number in range(5):
        api.store(a_ticket(f"T{number}"))
        api.messages.save(a_message(f"m{number}", conversation_id=f"c-T{number}", ticket_id=f"T{number}"))

    with served(api.app.resolve) as address:
        bounds = config(address=address, token="ndk_generated", examples=10)
        found, called = findings(schemathesis.openapi.from_dict(DOCUMENT, config=bounds))

    assert found == [], "\n\n".join(found)
    assert called == {operation.name for operation in OPERATIONS}
