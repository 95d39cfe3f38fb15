"""Looked at after everything else: what the whole suite has left in the logs."""

import json

from tests.e2e.deployed import DeployedStack, parsed, until


def test_no_function_was_refused_anything_it_needs(deployed: DeployedStack) -> None:
    assert [line for line in deployed.logs() if "AccessDenied" in line or "AuthorizationError" in line] == []


def test_no_log_above_debug_holds_what_customers_wrote_or_who_they_are(by_day: DeployedStack) -> None:
    comment = by_day.comment(
        "Ma colonne vertébrale vibre et ma box ne marche plus, que faire ?", name="Anatole Xylophone"
    )
    by_day.deliver("facebook", comment.body())
    by_day.ticket_of(comment.conversation)
    until(lambda: by_day.waiting() == 0)

    written = "\n".join(by_day.logs())
    tokens = [value for secret in by_day.stack.secrets.values() for values in secret.values() for value in values]
    for private in ("colonne vert", "Xylophone", "Marie Dupont", by_day.stack.api_token, *tokens):
        assert private not in written
        assert json.dumps(private)[1:-1] not in written


def test_nothing_unforeseen_was_logged_as_an_error(deployed: DeployedStack) -> None:
    errors = [line for line in parsed(deployed.logs()) if line.get("level") in ("ERROR", "CRITICAL")]
    assert {line["message"] for line in errors} <= {"message parked"}
