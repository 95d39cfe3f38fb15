"""A supervisor takes the content of one message away. The person, the ticket and its clocks stay."""

from dataclasses import replace

import pytest

from functions.api.message_names import message_name
from shared.domain.access.agents import Role
from shared.domain.errors import UpstreamError
from shared.domain.messages.model import Edition
from shared.domain.outbox.record import OutboxStatus
from shared.domain.replies.record import Reply
from shared.domain.vocabulary import Direction, ExcerptKind, Visibility
from tests.fakes.stored import START
from tests.unit.api.fake_api import Answered, FakeApi, a_message, a_photo, a_ticket

WAMID = "wamid.HBgLMzM2MTIzNDU2NzgVAgASGBQzQTdBNkQ0RkY3QkM5RTM3RjI0RQA=="


def an_api(message_id: str = "m1", **message: object) -> FakeApi:
    api = FakeApi()
    api.store(a_ticket(opening_message_id=message_id))
    api.texts.stored.update({"text/1/e": "Ma carte…", "text/1/t": "Ma carte 4970…"})
    api.media.stored["media/364d/acme/d/a1"] = (b"jpeg", "image/jpeg")
    editions = (Edition(text="Ma carte est 4970…", since=START), Edition(text=None, since=START, text_key="text/1/e"))
    fields = {"attachments": (a_photo(),), "editions": editions, "text": None, "text_key": "text/1/t", "waits": True}
    api.messages.save(a_message(message_id, **{**fields, **message}))
    return api


def remove(api: FakeApi, message_id: str = "m1", **more: object) -> Answered:
    return api.call("DELETE", f"/messages/{message_name(message_id)}/content", query="ticket=T1", **more)


def test_text_earlier_texts_and_files_are_gone_and_a_mark_stays() -> None:
    api = an_api()

    answered = remove(api, token=api.agent("sub-1", Role.SUPERVISOR, name="Sophie"))

    assert answered.status == 200
    assert answered.json == {
        "id": "m1", "ticket_id": "T1", "deleted_at": "2026-03-02T09:00:00.000Z", "removed_by": "Sophie",
    }  # fmt: skip
    (shown,) = api.call("GET", "/tickets/T1/messages").json["items"]
    assert (shown["text"], shown["editions"], shown["attachments"]) == (None, [], [])
    assert (shown["removed_by"], shown["author"]["name"]) == ("Sophie", "Luc Martin")
    assert (api.texts.stored, api.media.stored) == ({}, {})


def test_the_list_no_longer_quotes_it_and_the_customer_still_waits() -> None:
    api = an_api()
    before = api.tickets.stored["T1"]

    remove(api)

    after = api.tickets.stored["T1"]
    assert (after.excerpt, after.excerpt_kind) == ("", ExcerptKind.DELETED)
    assert (after.waiting_since, after.first_response_due_at) == (before.waiting_since, before.first_response_due_at)
    assert api.messages.get("facebook", "100100100100100", "m1").waits


@pytest.mark.parametrize("how", ["earlier", "merged"])
def test_seen_through_another_ticket_it_is_gone_from_its_own_one_which_keeps_the_entry(how: str) -> None:
    api = an_api()
    if how == "earlier":  # of the same conversation
        api.store(a_ticket("T2", conversation_id="c-T1"))
    else:
        api.tickets.save(replace(api.tickets.stored["T1"], customer_id="C1"))
        api.store(a_ticket("T2", customer_id="C1"))
        assert api.call("POST", "/tickets/T1/merge", body={"into": "T2"}).status == 200
    api.history.stored.clear()

    assert api.call("DELETE", "/messages/m1/content", query="ticket=T2").status == 200

    assert (api.tickets.stored["T1"].excerpt, api.tickets.stored["T1"].excerpt_kind) == ("", ExcerptKind.DELETED)
    assert api.tickets.stored["T2"].excerpt_kind is not ExcerptKind.DELETED
    assert [(each.ticket_id, each.what) for each in api.history.stored.values()] == [("T1", "content_removed")]


def test_when_its_own_ticket_has_expired_the_ticket_that_shows_it_keeps_the_entry() -> None:
    api = an_api(ticket_id="T0")

    assert remove(api).status == 200
    assert [each.ticket_id for each in api.history.stored.values()] == ["T1"]


def test_the_history_says_once_who_did_it_and_quotes_nothing() -> None:
    api = an_api()

    remove(api, token=api.agent("sub-1", Role.SUPERVISOR, name="Sophie"))
    again = remove(api, token=api.agent("sub-2", Role.SUPERVISOR, name="Marc"))

    assert again.json["removed_by"] == "Sophie"
    (entry,) = api.history.stored.values()
    assert (entry.what, entry.actor, entry.details) == ("content_removed", "Sophie", {"message_id": "m1"})


def test_a_request_that_failed_half_way_is_finished_by_the_next() -> None:
    api = an_api()
    add, api.history.add = api.history.add, _failing
    assert remove(api).status == 503

    api.history.add = add

    assert remove(api).status == 200
    assert [entry.what for entry in api.history.stored.values()] == ["content_removed"]


def _failing(*_: object) -> None:
    raise UpstreamError("dynamodb")


def test_an_id_that_a_path_cannot_hold_is_taken_in_base64url() -> None:
    api = an_api(WAMID)

    answered = remove(api, WAMID)

    assert (answered.status, answered.json["id"]) == (200, WAMID)
    assert api.messages.get("facebook", "100100100100100", WAMID).text_key is None


def test_what_the_customer_deleted_before_stays_theirs_and_is_no_entry() -> None:
    api = an_api(deleted_at=START, attachments=(), editions=(), text_key=None)

    answered = remove(api)

    assert (answered.status, answered.json["removed_by"]) == (200, None)
    assert not api.history.stored


def test_an_answer_of_ours_loses_its_words_in_the_outbox_too() -> None:
    api = an_api("m1")
    api.messages.save(a_message("ours", direction=Direction.OUTBOUND, text="Votre IBAN est FR76…"))
    api.replies.save(
        Reply(
            ticket_id="T1",
            key="k",
            intent_digest="digest",
            period_start=START,
            agent="marc",
            actor="everything",
            home="facebook",
            channel="facebook",
            account_id="100100100100100",
            conversation_id="c-T1",
            visibility=Visibility.PUBLIC,
            recipient_id="9",
            in_reply_to="m1",
            text="Votre IBAN est FR76…",
            status=OutboxStatus.SENT,
            message_id="ours",
            claimed_at=START,
            created_at=START,
        )
    )

    assert remove(api, "ours").status == 200

    (left,) = api.replies.of_ticket("T1")
    assert (left.text, left.message_id) == ("", "ours")


@pytest.mark.parametrize("message_id", ["unknown", "elsewhere"])
def test_a_message_of_another_ticket_does_not_exist_for_this_one(message_id: str) -> None:
    api = an_api()
    api.messages.save(a_message("elsewhere", conversation_id="c-T9", ticket_id="T9"))

    assert remove(api, message_id).status == 404


def test_the_ticket_has_to_be_named() -> None:
    answered = an_api().call("DELETE", "/messages/m1/content")

    assert (answered.status, answered.json["errors"][0]["parameter"]) == (400, "ticket")
