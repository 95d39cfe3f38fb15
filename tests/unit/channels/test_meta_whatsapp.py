"""What becomes of the things that happen on a WhatsApp number."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.channels import reading
from shared.channels.meta.webhook import WEBHOOK
from shared.domain.channels.webhook import Arrival, OwnAccount, ParsedItem, Signals, Unreadable
from shared.domain.messages.event import InboundEvent
from shared.domain.vocabulary import EventKind, Surface, Visibility
from tests.fakes.inbound import FakeDirectory
from tests.unit.channels.samples.whatsapp import CUSTOMER, MESSAGE, NUMBER, SAMPLES, WABA, message, value, waba

ACCOUNT = OwnAccount(brand="acme", channel="whatsapp", id=NUMBER, handle="acmeshop")


def parse(payload: Any) -> list[ParsedItem]:
    directory = FakeDirectory({("whatsapp", NUMBER): ACCOUNT, ("whatsapp", WABA): ACCOUNT})
    return list(WEBHOOK.parse(payload, directory, Arrival(received_at=datetime(2026, 7, 31, tzinfo=UTC))))


def event(payload: Any) -> InboundEvent:
    (found,) = parse(payload)
    assert isinstance(found, InboundEvent)
    return found


def said(kind: str, **content: Any) -> InboundEvent:
    return event(waba(value(messages=[message(MESSAGE, kind, **content)])))


def test_a_message_is_in_the_conversation_of_the_business_scoped_user() -> None:
    found = event(SAMPLES.created(text="Où ?", message_id=MESSAGE, author_id=CUSTOMER, account_id=NUMBER))
    assert found.event_id == f"whatsapp:{NUMBER}:{MESSAGE}:created"
    assert (found.surface, found.visibility) == (Surface.DIRECT_MESSAGE, Visibility.PRIVATE)
    assert (found.conversation_id, found.text) == (CUSTOMER, "Où ?")
    assert found.author is not None
    assert (found.author.id, found.author.handle, found.author.name) == (CUSTOMER, "mia.l", "Mia Larsen")
    assert found.occurred_at == reading.instant("1785500000")
    assert found.reply_window_closes_at == found.occurred_at + timedelta(hours=24)


def test_without_a_user_id_the_phone_number_names_the_customer() -> None:
    plain = {**message(), "from": "4915112345678", "from_user_id": None}
    found = event(waba(value(messages=[plain], contacts=[{"profile": {"name": "Mia"}, "wa_id": "4915112345678"}])))
    assert (found.conversation_id, found.author.name if found.author else None) == ("4915112345678", "Mia")


def test_a_message_that_does_not_say_whom_it_is_from_is_from_the_only_contact() -> None:
    card = {
        "id": MESSAGE,
        "timestamp": "1785500000",
        "type": "contacts",
        "contacts": [{"phones": [{"phone": "49151"}]}],
    }
    contact = {"profile": {"name": "Mia", "username": "@mia.l"}, "user_id": CUSTOMER}
    found = event(waba(value(messages=[card], contacts=[contact])))
    assert (found.conversation_id, found.text) == (CUSTOMER, "49151")
    assert found.author is not None
    assert found.author.handle == "mia.l"


def test_each_message_finds_its_own_contact() -> None:
    contacts = [{"profile": {"name": name}, "wa_id": phone} for name, phone in (("A", "1"), ("B", "2"))]
    both = [{**message(f"wamid.{phone}"), "from": phone, "from_user_id": None} for phone in ("2", "1")]
    found = parse(waba(value(messages=both, contacts=contacts)))
    assert [each.author.name for each in found if isinstance(each, InboundEvent) and each.author] == ["B", "A"]


def form(filled: Any) -> dict[str, Any]:
    return {"type": "nfm_reply", "nfm_reply": {"name": "flow", "body": "Sent", "response_json": filled}}


@pytest.mark.parametrize(
    ("kind", "content", "text", "attachments"),
    [
        ("image", {"id": "1", "caption": "look"}, "look", ["image"]),
        ("video", {"id": "1", "url": "https://cdn.example/v"}, None, ["video"]),
        ("audio", {"id": "1", "voice": True}, None, ["audio"]),
        ("document", {"id": "1", "filename": "f.pdf"}, None, ["file"]),
        ("sticker", {"id": "1"}, None, ["sticker"]),
        ("location", {"latitude": 1, "name": "Shop", "address": "1 rue X"}, "Shop, 1 rue X", ["location"]),
        ("location", {"latitude": 12.25089, "longitude": 43.9}, "12.25089, 43.9", ["location"]),
        ("contacts", [{"name": {}}], None, ["contact"]),
        (
            "contacts",
            [{"name": {"formatted_name": "Otto Klein"}, "phones": [{"phone": "+49 1"}, {}]}, "broken"],
            "Otto Klein, +49 1",
            ["contact"],
        ),
        ("interactive", form('{"flow_token": "t", "date": "Monday", "n": 2}'), "date: Monday\nn: 2", []),
        ("interactive", form('["no", "object"]'), "Sent", []),
        ("interactive", form({"date": "Monday"}), "date: Monday", []),
        ("button", {"text": "Yes", "payload": "Y"}, "Yes", []),
        ("interactive", {"type": "button_reply", "button_reply": {"id": "human", "title": "A person"}}, "A person", []),
        ("interactive", {"type": "list_reply", "list_reply": {"id": "1", "title": "Refund"}}, "Refund", []),
        ("interactive", {"type": "nfm_reply", "nfm_reply": {"body": "Sent"}}, "Sent", []),
        ("order", {"text": "two please", "product_items": []}, "two please", ["product"]),
        (
            "order",
            {"text": "as a gift", "product_items": [{"product_retailer_id": "box-4", "quantity": 2}, {}, "broken"]},
            "as a gift\n2 × box-4",
            ["product"],
        ),
        ("order", {"product_items": [{"product_retailer_id": "box-4"}]}, "1 × box-4", ["product"]),
        ("interactive", form({"topics": ["bill", "box", ""], "empty": []}), "topics: bill, box", []),
        ("interactive", form({"values": {"city": "Lyon", "flat": {"no": 1}}}), "city: Lyon", []),
        ("location", {"name": "1 rue X", "address": "1 rue X, Lyon"}, "1 rue X, Lyon", ["location"]),
    ],
)  # fmt: skip
def test_every_type_of_message(kind: str, content: Any, text: str | None, attachments: list[str]) -> None:
    found = said(kind, **{kind: content})
    assert (found.kind, found.text) == (EventKind.CREATED, text)
    assert [each.type for each in found.attachments] == attachments


def test_an_answer_names_the_message_it_answers() -> None:
    assert said("text", text={"body": "yes"}, context={"from": "1", "id": "wamid.OUT1"}).parent_id == "wamid.OUT1"


def test_what_we_cannot_show_is_kept_with_its_author() -> None:
    found = said("unsupported", errors=[{"code": 131051}])
    assert (found.kind, found.conversation_id) == (EventKind.UNSUPPORTED, CUSTOMER)
    assert found.author is not None
    assert found.details == {"type": "unsupported", "error_code": "131051"}
    assert said("telepathy", telepathy={}).kind is EventKind.UNSUPPORTED


def test_a_notice_about_a_customer_that_does_not_say_what_changed_is_kept_and_nobodys_message() -> None:
    system = {"type": "user_changed_user_id", "body": "..."}
    found = event(waba(value(messages=[message(MESSAGE, "system", system=system)], contacts=[])))
    assert (found.kind, found.author, found.conversation_id) == (EventKind.UNSUPPORTED, None, CUSTOMER)
    assert found.details == {"type": "system", "system": system["type"]}


@pytest.mark.parametrize(
    ("message_fields", "system", "names"),
    [
        (
            {"from": None, "from_user_id": None},
            {"type": "user_changed_user_id", "previous_user_id": "CO.1", "user_id": "MX.2"},
            ("CO.1", "MX.2"),
        ),
        ({"from": "491", "from_user_id": None}, {"type": "user_changed_number", "wa_id": "492"}, ("491", "492")),
    ],
)
def test_a_change_of_the_customers_id_is_followed_and_nobodys_message(
    message_fields: dict[str, Any], system: dict[str, Any], names: tuple[str, str]
) -> None:
    notice = {**message(MESSAGE, "system", system=system), **message_fields}
    found = event(waba(value(messages=[notice], contacts=[])))
    assert (found.kind, found.author, found.conversation_id) == (EventKind.SIGNAL, None, names[0])
    assert (found.details["moved_from"], found.details["moved_to"]) == names


def test_a_message_that_does_not_tell_its_type_is_told_by_what_it_holds() -> None:
    assert said("", text={"body": "yes"}).text == "yes"


def test_a_message_in_a_group_is_not_a_private_pair() -> None:
    found = said("text", text={"body": "hello all"}, group_id="555")
    assert (found.kind, found.conversation_id, found.surface) == (
        EventKind.CREATED,
        f"555:{CUSTOMER}",
        Surface.MENTION,
    )
    assert found.details == {"group": "555"}


def test_a_permission_to_call_is_a_signal() -> None:
    answer = message(MESSAGE, "interactive", interactive={"type": "call_permission_reply"})
    (found,) = parse(waba(value(messages=[answer])))
    assert isinstance(found, Signals)
    assert found.name == "call_permission"


def test_a_thousand_messages_each_find_their_own_contact() -> None:
    contacts = [{"profile": {"name": f"N{n}"}, "wa_id": str(n)} for n in range(1000)]
    many = [{**message(f"wamid.{n}"), "from": str(n), "from_user_id": None} for n in range(1000)]
    found = parse(waba(value(messages=many, contacts=contacts)))
    names = [each.author.name for each in found if isinstance(each, InboundEvent) and each.author]
    assert names == [f"N{n}" for n in range(1000)]


def test_reactions_in_a_group_are_counted() -> None:
    reactions = [
        {**message("r", "reaction", reaction={"message_id": "m", "emoji": emoji}), "group_id": "g"}
        for emoji in ("❤", "")
    ]
    found = parse(waba(value(messages=reactions)))
    assert [each.name for each in found if isinstance(each, Signals)] == ["reaction", "reaction_removed"]


def status(name: str, **rest: Any) -> dict[str, Any]:
    return {"id": "wamid.OUT1", "status": name, "timestamp": "1785500100", "recipient_user_id": CUSTOMER, **rest}


def test_a_failed_delivery_travels_alone_with_its_reason() -> None:
    failed = status("failed", errors=[{"code": 131047}], biz_opaque_callback_data="ack:T-1")
    found = event(waba(value(statuses=[failed])))
    assert found.event_id == f"whatsapp:{NUMBER}:wamid.OUT1:failed:1785500100"
    assert (found.kind, found.message_id, found.conversation_id) == (EventKind.RECEIPT, "wamid.OUT1", CUSTOMER)
    assert found.details == {"status": "failed", "error_code": "131047", "reference": "ack:T-1"}


def test_the_other_statuses_are_signals() -> None:
    found = parse(waba(value(statuses=[status(name) for name in ("sent", "delivered", "read", "played")])))
    assert [each.name for each in found if isinstance(each, Signals)] == ["sent", "delivered", "read", "played"]


def test_what_the_brand_wrote_in_the_phones_app_is_an_echo() -> None:
    echo = {**message("wamid.OUT2"), "from": "15550783881", "to": "4915112345678"}
    found = event(waba(value(message_echoes=[echo]), field="smb_message_echoes"))
    assert (found.kind, found.conversation_id) == (EventKind.ECHO, "4915112345678")
    assert (found.text, found.reply_window_closes_at) == ("Where is my order?", None)
    contact = {"wa_id": "4915112345678", "user_id": CUSTOMER}
    found = event(waba(value(message_echoes=[echo], contacts=[contact]), field="smb_message_echoes"))
    assert found.conversation_id == CUSTOMER  # where what the customer writes is


def test_what_the_brand_withdraws_or_edits_in_the_phones_app_is_about_its_own_message() -> None:
    to = {"from": "15550783881", "to": "4915112345678"}
    gone = {**message("wamid.E2", "revoke", revoke={"original_message_id": "wamid.OUT2"}), **to}
    found = event(waba(value(message_echoes=[gone]), field="smb_message_echoes"))
    assert (found.kind, found.message_id, found.conversation_id) == (EventKind.DELETED, "wamid.OUT2", "4915112345678")
    changed = {"original_message_id": "wamid.OUT2", "message": {"type": "text", "text": {"body": "Thursday"}}}
    found = event(
        waba(value(message_echoes=[{**message("wamid.E3", "edit", edit=changed), **to}]), field="smb_message_echoes")
    )
    assert (found.kind, found.message_id, found.text) == (EventKind.EDITED, "wamid.OUT2", "Thursday")


def test_a_warning_about_a_business_account_in_no_brand_file_is_for_the_brand_that_was_called() -> None:
    directory = FakeDirectory({("whatsapp", NUMBER): ACCOUNT, ("whatsapp", ""): ACCOUNT})
    arrival = Arrival(received_at=datetime(2026, 7, 31, tzinfo=UTC))
    update = waba({"event": "PENDING_DELETION", "message_template_id": 1}, field="message_template_status_update")
    (found,) = WEBHOOK.parse(update, directory, arrival)
    assert isinstance(found, InboundEvent)
    assert (found.kind, found.account_id) == (EventKind.ACCOUNT_WARNING, NUMBER)
    nameless = waba({"messages": [message()]})
    (kept,) = WEBHOOK.parse(nameless, directory, arrival)
    assert isinstance(kept, Unreadable)


@pytest.mark.parametrize(
    ("field", "held", "reason"),
    [
        ("account_update", {"event": "ACCOUNT_VIOLATION", "phone_number": "1"}, "account_update: ACCOUNT_VIOLATION"),
        ("phone_number_quality_update", {"event": "FLAGGED"}, "phone_number_quality_update: FLAGGED"),
        ("account_review_update", {"decision": "REJECTED"}, "account_review_update: REJECTED"),
        ("security", {}, "security"),
        ("messages", value(errors=[{"code": 130429, "title": "Rate limit hit"}]), "error 130429"),
    ],
)
def test_what_concerns_the_account_is_a_warning(field: str, held: dict[str, Any], reason: str) -> None:
    found = event(waba(held, field=field))
    assert (found.kind, found.details) == (EventKind.ACCOUNT_WARNING, {"reason": reason})


def test_one_body_may_hold_messages_statuses_and_errors() -> None:
    held = value(messages=[message()], statuses=[status("failed"), status("sent")], errors=[{"code": 1}])
    kinds = [each.kind if isinstance(each, InboundEvent) else each.name for each in parse(waba(held))]
    assert kinds == [EventKind.CREATED, EventKind.RECEIPT, "sent", EventKind.ACCOUNT_WARNING]


def test_a_broken_message_is_kept_as_a_body_of_its_own() -> None:
    (_, broken, _) = parse(SAMPLES.broken_middle())
    assert isinstance(broken, Unreadable)
    assert broken.item == waba(value(messages=["broken"]))


@pytest.mark.parametrize("held", [message(None), {**message(), "from_user_id": None}, status(""), {"status": "failed"}])
def test_what_has_no_id_or_no_author_is_unreadable(held: dict[str, Any]) -> None:
    name = "statuses" if "status" in held else "messages"
    (found,) = parse(waba(value(contacts=[], **{name: [held]})))
    assert isinstance(found, Unreadable)


def test_another_number_of_the_same_business_is_not_ours() -> None:
    (found,) = parse(waba(value("999", messages=[message()])))
    assert isinstance(found, Unreadable)
    assert found.reason == "unknown_account"


@pytest.mark.parametrize(
    ("kind", "content"), [("text", {"body": ""}), ("interactive", {"type": "payment"}), ("button", {"payload": "Y"})]
)
def test_a_message_in_which_nothing_can_be_read_is_kept_and_says_so(kind: str, content: dict[str, Any]) -> None:
    found = said(kind, **{kind: content})
    assert (found.kind, found.conversation_id) == (EventKind.UNSUPPORTED, CUSTOMER)


@pytest.mark.parametrize(
    "field", ["account_settings_update", "partner_solutions", "message_template_components_update"]
)
def test_news_of_the_business_account_is_for_the_brand_that_was_called(field: str) -> None:
    directory = FakeDirectory({("whatsapp", NUMBER): ACCOUNT, ("whatsapp", ""): ACCOUNT})
    arrival = Arrival(received_at=datetime(2026, 7, 31, tzinfo=UTC))
    (found,) = WEBHOOK.parse(waba({"event": "X"}, field=field), directory, arrival)
    assert isinstance(found, InboundEvent)
    assert (found.kind, found.details) == (EventKind.UNSUPPORTED, {"field": field})


@pytest.mark.parametrize(
    ("system", "names"),
    [
        ({"type": "customer_changed_number", "customer": "491", "new_wa_id": "492"}, ("491", "492")),
        ({"type": "user_changed_user_id", "previous_user_id": "DE.1", "user_id": "DE.2"}, ("DE.1", "DE.2")),
    ],
)
def test_who_changes_their_number_is_followed(system: dict[str, str], names: tuple[str, str]) -> None:
    found = event(waba(value(messages=[message("wamid.S1", "system", system=system)])))
    assert found.kind is EventKind.SIGNAL
    assert (found.details["moved_from"], found.details["moved_to"]) == names
    assert (found.conversation_id, found.details["reason"]) == (names[0], system["type"])


def test_the_new_number_of_a_customer_who_is_known_by_an_id_moves_nothing() -> None:
    """The id changes with the number, and the notice of the new id is the move: one step, from id to id."""
    system = {"type": "user_changed_number", "body": "Mia changed", "wa_id": "4915187654321"}
    found = event(waba(value(messages=[message("wamid.S1", "system", system=system)])))
    assert (found.kind, found.conversation_id) == (EventKind.UNSUPPORTED, CUSTOMER)
    assert "moved_to" not in found.details
