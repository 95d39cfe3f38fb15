"""The way in: from a signed webhook to a ticket."""

import json
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

from tests.e2e.deployed import BRAND, DeployedStack, fresh, until


def test_a_signed_comment_becomes_a_ticket(by_day: DeployedStack) -> None:
    comment = by_day.comment("Ma box est en panne depuis ce matin, que faire ?")

    assert by_day.deliver("facebook", comment.body()) == 200

    ticket = by_day.ticket_of(comment.conversation)
    assert ticket["channel"] == "facebook"
    assert ticket["language"] == "fr"
    assert ticket["reasons"]
    assert [message["text"] for message in by_day.messages(ticket)] == [comment.text]


def test_an_unsigned_body_is_refused_and_leaves_nothing(by_day: DeployedStack) -> None:
    comment = by_day.comment("Bonjour, ma facture est fausse.")

    assert by_day.deliver("facebook", comment.body(), headers={"content-type": "application/json"}) == 401
    assert by_day.deliver("facebook", comment.body(), headers={"x-hub-signature-256": "sha256=" + "0" * 64}) == 401

    assert by_day.tickets_of(comment.conversation) == []


def test_a_body_delivered_many_times_at_once_is_one_message(by_day: DeployedStack) -> None:
    comment = by_day.comment("Where is my parcel? I have been waiting for two weeks.")
    with ThreadPoolExecutor(6) as platform:
        answers = list(platform.map(lambda _: by_day.deliver("facebook", comment.body()), range(6)))

    assert answers == [200] * 6
    ticket = by_day.ticket_of(comment.conversation)
    until(lambda: by_day.waiting() == 0)
    assert by_day.ticket_of(comment.conversation)["message_count"] == 1
    assert len(by_day.messages(ticket)) == 1


def test_messages_of_one_conversation_join_one_ticket_in_order(by_day: DeployedStack) -> None:
    first = by_day.comment("Ma box ne marche plus.")
    texts = [first.text, "Le voyant est rouge.", "Vous êtes là ?"]
    for text in texts:
        later = by_day.comment(text, author=first.author, post=first.post)
        assert by_day.deliver("facebook", later.body()) == 200

    ticket = until(lambda: [one for one in by_day.tickets_of(first.conversation) if one["message_count"] == 3])[0]
    assert [message["text"] for message in by_day.messages(ticket)] == texts


def test_an_edit_and_a_deletion_reach_the_stored_message(by_day: DeployedStack) -> None:
    comment = by_day.comment("Ma commande 12345 n'est pas arrivée, que se passe-t-il ?")
    by_day.deliver("facebook", comment.body())
    ticket = by_day.ticket_of(comment.conversation)

    by_day.deliver("facebook", comment.body(verb="edited", text="Ma commande n'est toujours pas là ?"))
    until(lambda: by_day.messages(ticket)[0]["text"] == "Ma commande n'est toujours pas là ?")

    by_day.deliver("facebook", comment.body(verb="remove"))
    until(lambda: by_day.messages(ticket)[0]["text"] is None)


def test_the_handshake_returns_the_challenge_to_who_knows_the_token(by_day: DeployedStack) -> None:
    address = f"{by_day.stack.webhook_url}/facebook/{BRAND}"
    asked = {"hub.mode": "subscribe", "hub.challenge": "1158201444"}
    token = by_day.stack.secrets["acme-meta"]["verify_token"][0]

    known = by_day.http.get(f"{address}?{urlencode({**asked, 'hub.verify_token': token})}")
    unknown = by_day.http.get(f"{address}?{urlencode({**asked, 'hub.verify_token': 'guessed'})}")

    assert (known.status_code, known.text) == (200, "1158201444")
    assert unknown.status_code == 403


def test_a_poison_message_is_parked_and_its_neighbours_are_handled(by_day: DeployedStack) -> None:
    before, after = by_day.comment("Bonjour, je n'ai plus internet."), by_day.comment("Toujours rien ?")
    after.author, after.post = before.author, before.post
    group = f"poisoned-{fresh()}"
    queue = by_day.aws("sqs")
    poison = json.dumps({"schema_version": 1, "event_id": f"poison:{group}", "kind": "created"})
    parked = len(by_day.dead_letters())

    by_day.deliver("facebook", before.body())
    queue.send_message(
        QueueUrl=by_day.stack.inbound_queue_url, MessageBody=poison, MessageGroupId=group, MessageDeduplicationId=group
    )
    by_day.deliver("facebook", after.body())

    until(lambda: len(by_day.dead_letters()) == parked + 1)
    letter = next(each for each in by_day.dead_letters() if each["Body"] == poison)
    assert letter["MessageAttributes"]["reason"]["StringValue"] == "UnreadableEventError"
    until(lambda: [one for one in by_day.tickets_of(before.conversation) if one["message_count"] == 2])


def test_the_api_refuses_who_has_no_token(by_day: DeployedStack) -> None:
    answer = by_day.http.get(f"{by_day.stack.api_url}/tickets", params={"brand": BRAND})

    assert answer.status_code == 401
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert by_day.http.get(f"{by_day.stack.api_url}/health").status_code == 200
