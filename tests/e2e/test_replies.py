"""An agent answers, through the deployed API: the function that asks and the one that sends are two."""

import httpx

from tests.e2e.deployed import DeployedStack, Json, fresh, until


def _reply(deployed: DeployedStack, ticket: Json, key: str, **body: object) -> httpx.Response:
    asked = {"visibility": "public", "text": "Bonjour, nous regardons cela.", "agent": "Sophie Bernard", **body}
    return deployed.api("POST", f"/tickets/{ticket['id']}/replies", json=asked, headers={"Idempotency-Key": key})


def _posts(deployed: DeployedStack, message_id: str) -> list[str]:
    """What the platform was asked to put under the comment."""
    called = [
        call for call in deployed.calls("facebook") if call["method"] == "POST" and f"/{message_id}/" in call["path"]
    ]
    return [call["body"]["message"] for call in called]


def test_an_answer_reaches_the_customer_once_and_the_ticket_waits_for_them(by_day: DeployedStack) -> None:
    comment = by_day.comment("Ma box est en panne depuis ce matin, que faire ?")
    by_day.deliver("facebook", comment.body())
    ticket = by_day.ticket_of(comment.conversation)
    key = fresh()

    options = by_day.api("GET", f"/tickets/{ticket['id']}/reply-options").json()
    assert (options["public"]["possible"], options["private"]["channel"]) == (True, "messenger")
    first = _reply(by_day, ticket, key)
    again = _reply(by_day, ticket, key)

    assert (first.status_code, first.json()["status"]) == (201, "sent")
    assert again.json() == first.json()
    opening = by_day.messages(ticket)[0]["id"]
    assert _posts(by_day, opening) == ["Bonjour, nous regardons cela. ^SB"]
    answered = by_day.api("GET", f"/tickets/{ticket['id']}").json()
    assert (answered["status"], answered["first_response_at"] is not None) == ("pending", True)


def test_personal_data_does_not_get_out_in_public(by_day: DeployedStack) -> None:
    comment = by_day.comment("Où en est ma commande ?")
    by_day.deliver("facebook", comment.body())
    ticket = by_day.ticket_of(comment.conversation)

    refused = _reply(by_day, ticket, fresh(), text="Votre commande n° 45678912 part demain, appelez le 06 12 34 56 78.")

    assert refused.status_code == 422
    assert {found["kind"] for found in refused.json()["findings"]} == {"order_ref", "phone"}
    assert _posts(by_day, by_day.messages(ticket)[0]["id"]) == []


def test_a_person_is_erased_over_http(by_day: DeployedStack) -> None:
    comment = by_day.comment("Effacez-moi s'il vous plaît, que faut-il faire ?")
    by_day.deliver("facebook", comment.body())
    ticket = by_day.ticket_of(comment.conversation)
    path = f"/customers/{ticket['customer']['id']}"

    proof = until(lambda: by_day.api("DELETE", path).json(), seconds=30)

    assert (proof["complete"], proof["tickets"], proof["messages"]) == (True, 1, 1)
    left = by_day.api("GET", f"/tickets/{ticket['id']}").json()
    assert (left["excerpt"], left["customer"]["name"], left["status"]) == ("", None, "closed")
    assert by_day.messages(ticket) == []
