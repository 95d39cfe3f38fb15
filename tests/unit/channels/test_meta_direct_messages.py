"""What becomes of private messages of Messenger and Instagram."""

from datetime import timedelta
from typing import Any

import pytest

from shared.channels import reading
from shared.domain.channels.webhook import Signals, Unreadable
from shared.domain.messages.event import Author, InboundEvent
from shared.domain.vocabulary import EventKind, Surface, Visibility
from tests.unit.channels.parsed import one, parse
from tests.unit.channels.samples import instagram
from tests.unit.channels.samples.messenger import CUSTOMER, PAGE, element, message, page


def event(*elements: Any, section: str = "messaging") -> InboundEvent:
    found = one("messenger", PAGE, page(*elements, section=section))
    assert isinstance(found, InboundEvent)
    return found


def direct(*elements: Any) -> InboundEvent:
    found = one("instagram", instagram.ACCOUNT, instagram.direct(*elements))
    assert isinstance(found, InboundEvent)
    return found


def test_a_private_pair_is_one_conversation_with_a_window_of_a_day() -> None:
    found = event(message("m_1"))
    assert found.event_id == f"messenger:{PAGE}:m_1:created"
    assert (found.surface, found.visibility) == (Surface.DIRECT_MESSAGE, Visibility.PRIVATE)
    assert found.conversation_id == CUSTOMER
    assert found.author == Author(id=CUSTOMER)
    assert found.occurred_at == reading.instant(1785500600001)
    assert found.reply_window_closes_at == found.occurred_at + timedelta(hours=24)


def test_attachments_are_kept_and_their_addresses_where_they_are_some() -> None:
    found = event(
        element(
            message={
                "mid": "m_1",
                "attachments": [
                    {"type": "image", "payload": {"url": "https://cdn.example/x.jpg"}},
                    {"type": "fallback", "title": "a link", "url": "https://acme.example", "payload": None},
                    {"type": "template", "url": None, "payload": {"template_type": "receipt"}},
                    {"type": "ig_reel", "payload": {"url": "/reel/123/", "reel_video_id": 123}},
                    "nonsense",
                    None,
                ],
            }
        )
    )
    assert found.text is None
    assert [(each.type, each.source_type, each.source_url) for each in found.attachments] == [
        ("image", None, "https://cdn.example/x.jpg"), ("link", "fallback", "https://acme.example"),
        ("other", "template", None), ("reel", "ig_reel", None),
    ]  # fmt: skip


def test_quick_replies_and_answers_carry_what_they_refer_to() -> None:
    found = event(
        element(message={"mid": "m_2", "text": "Yes", "quick_reply": {"payload": "Y"}, "reply_to": {"mid": "m_1"}})
    )
    assert (found.text, found.parent_id, found.details) == ("Yes", "m_1", {"quick_reply": "Y"})


def test_a_press_on_a_button_says_what_the_button_says() -> None:
    found = event(element(postback={"mid": "m_Pb1", "title": "Talk to a human", "payload": "HUMAN"}))
    assert (found.kind, found.message_id, found.text) == (EventKind.CREATED, "m_Pb1", "Talk to a human")
    without_id = element(postback={"title": "Talk to a human", "payload": "HUMAN"})
    assert event(without_id).event_id == event(without_id).event_id


def test_an_echo_is_in_the_customers_conversation_and_says_who_sent_it() -> None:
    found = event(
        element(
            sender=PAGE,
            recipient=CUSTOMER,
            message={"mid": "m_Out1", "is_echo": True, "app_id": 123456789, "metadata": "ack:T-1", "text": "Thanks"},
        )
    )
    assert found.event_id == f"messenger:{PAGE}:m_Out1:echo"
    assert (found.kind, found.conversation_id) == (EventKind.ECHO, CUSTOMER)
    assert found.details == {"app_id": "123456789", "reference": "ack:T-1"}
    assert found.reply_window_closes_at is None


def test_what_our_account_sent_is_an_echo_even_when_nobody_says_so() -> None:
    found = event(element(sender=PAGE, recipient=CUSTOMER, message={"mid": "m_Out2", "text": "Hi"}))
    assert (found.kind, found.conversation_id) == (EventKind.ECHO, CUSTOMER)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ({"delivery": {"watermark": 1}}, "delivered"),
        ({"read": {"watermark": 1}}, "read"),
        ({"reaction": {"action": "react", "emoji": "❤"}}, "reaction"),
        ({"reaction": {"action": "unreact"}}, "reaction_removed"),
        ({"referral": {"ref": "ad"}}, "referral"),
        ({"optin": {"ref": "x"}}, "optin"),
    ],
)
def test_receipts_and_reactions_to_nothing_are_counted(content: dict[str, Any], name: str) -> None:
    found = one("messenger", PAGE, page(element(**content)))
    assert isinstance(found, Signals)
    assert found.name == name


def test_a_reaction_of_our_own_is_counted() -> None:
    found = one("messenger", PAGE, page(element(sender=PAGE, recipient=CUSTOMER, reaction={"mid": "m", "emoji": "❤"})))
    assert isinstance(found, Signals)
    assert found.name == "reaction"


@pytest.mark.parametrize(
    ("reaction", "shown"),
    [({"reaction": "angry"}, "😠"), ({"reaction": "other", "emoji": "🐸"}, "🐸"), ({"reaction": "other"}, "")],
)
def test_a_reaction_is_the_emoji_or_what_its_name_stands_for(reaction: dict[str, Any], shown: str) -> None:
    found = event(element(reaction={"mid": "m_Out1", "action": "react", **reaction}))
    assert found.details == {"reaction": shown}
    assert found.occurred_at == reading.instant(1785500600001)


def test_an_edit_is_named_by_its_number() -> None:
    found = event(element(message_edit={"mid": "m_1", "text": "now?", "num_edit": 2}))
    assert (found.kind, found.text) == (EventKind.EDITED, "now?")
    assert found.event_id == f"messenger:{PAGE}:m_1:edited:2"
    assert found.reply_window_closes_at is None


def test_an_edit_that_does_not_say_what_it_says_now_replaces_nothing() -> None:
    assert event(element(message_edit={"mid": "m_1", "num_edit": 0})).kind is EventKind.UNSUPPORTED


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ({"sticker_id": 369239263222822}, "👍"),
        ({"attachments": [{"type": "image", "payload": {"sticker_id": 369239343222814}}]}, "👍"),
        ({"attachments": [{"type": "like_heart"}]}, "❤️"),
        (
            {"attachments": [{"type": "location", "payload": {"coordinates": {"lat": 52.3765533, "long": -9.7}}}]},
            "52.37655, -9.7",
        ),
        ({"text": "here", "attachments": [{"type": "like_heart"}]}, "here"),
        ({"attachments": {"type": "like_heart"}}, "❤️"),
        ({"attachments": [{"type": "image", "payload": {"coordinates": {"lat": "x"}}}]}, None),
    ],
)
def test_a_message_without_a_text_says_what_it_shows(message: dict[str, Any], text: str | None) -> None:
    assert event(element(message={"mid": "m_1", **message})).text == text


def test_an_echo_is_one_even_when_it_names_the_parties_the_wrong_way_round() -> None:
    found = event(element(message={"mid": "qT7ywaK", "is_echo": True}))
    assert (found.kind, found.conversation_id) == (EventKind.ECHO, CUSTOMER)
    assert found.author == Author(id=PAGE)


def test_an_account_under_an_id_we_do_not_know_is_told_by_the_entry() -> None:
    assert event(message("m_1", recipient="1235")).account_id == PAGE
    echo = event(element(sender="998", recipient=CUSTOMER, message={"mid": "m_2", "is_echo": True}))
    assert (echo.kind, echo.conversation_id) == (EventKind.ECHO, CUSTOMER)


def test_while_another_app_has_the_thread_messages_are_taken_all_the_same() -> None:
    found = event(message("m_1"), section="standby")
    assert (found.kind, found.details) == (EventKind.CREATED, {"standby": "true"})
    edit = event(element(message_edit={"mid": "m_1", "text": "urgent", "num_edit": 1}), section="standby")
    assert (edit.kind, edit.details) == (EventKind.EDITED, {"standby": "true"})
    filled = event(answers({"payload": "slow"}), section="standby")
    assert (filled.kind, filled.details) == (EventKind.CREATED, {"standby": "true"})


@pytest.mark.parametrize("spelling", ["policy_enforcement", "policy-enforcement"])
def test_a_restriction_of_the_account_is_a_warning(spelling: str) -> None:
    found = event({"recipient": {"id": PAGE}, "timestamp": 1, spelling: {"action": "block", "reason": "spam"}})
    assert found.kind is EventKind.ACCOUNT_WARNING
    assert found.details == {"action": "block", "reason": "spam"}


@pytest.mark.parametrize("what", ["account_linking", "game_play"])
def test_what_concerns_other_apps_is_kept_and_counted(what: str) -> None:
    assert event(element(**{what: {"metadata": "x"}})).kind is EventKind.UNSUPPORTED


def test_a_message_in_which_nothing_can_be_read_is_kept_and_says_so() -> None:
    found = event(element(message={"mid": "m_1", "seq": 5}))
    assert (found.kind, found.conversation_id) == (EventKind.UNSUPPORTED, CUSTOMER)
    assert event(element(message={"mid": "m_1", "is_echo": True})).kind is EventKind.ECHO


def answers(*follow_ups: Any) -> dict[str, Any]:
    questions = {f"q{n}": {"type": "csat", "payload": "4", "follow_up": said} for n, said in enumerate(follow_ups)}
    return element(messaging_feedback={"feedback_screens": [{"screen_id": 0, "questions": questions}]})


def test_what_somebody_writes_into_our_form_is_a_message_and_stars_alone_are_a_signal() -> None:
    found = event(answers({"type": "free_form", "payload": "Too slow"}, {"payload": "Nice people"}, None))
    assert (found.kind, found.text) == (EventKind.CREATED, "Too slow\nNice people")
    assert found.conversation_id == CUSTOMER
    (stars,) = parse("messenger", PAGE, page(answers(None)))
    assert isinstance(stars, Signals)
    assert stars.name == "feedback"


def test_a_message_without_an_id_or_a_sender_is_unreadable() -> None:
    for broken in (message(None), message("m_1", sender=None), element(message=None), element(postback=None)):
        assert isinstance(one("messenger", PAGE, page(broken)), Unreadable)


def test_an_entry_under_another_id_is_found_by_its_recipient() -> None:
    (found,) = parse("messenger", PAGE, page(message("m_1"), account_id="0"))
    assert isinstance(found, InboundEvent)
    assert found.account_id == PAGE


def test_messaging_that_comes_as_changes_is_read_the_same_way() -> None:
    payload = {
        "object": "instagram",
        "entry": [
            {"id": instagram.ACCOUNT, "time": 1, "changes": [{"field": "messages", "value": instagram.message("mid1")}]}
        ],
    }
    found = one("instagram", instagram.ACCOUNT, payload)
    assert isinstance(found, InboundEvent)
    assert (found.surface, found.conversation_id) == (Surface.DIRECT_MESSAGE, instagram.CUSTOMER)


def test_an_answer_to_a_story_and_a_mention_in_one_are_surfaces_of_their_own() -> None:
    reply_to = {"story": {"id": "181", "url": "https://cdn.example/s.jpg"}}
    reply = direct(instagram.element(message={"mid": "a", "text": "in stock?", "reply_to": reply_to}))
    assert (reply.surface, reply.details) == (Surface.STORY_REPLY, {"story_id": "181"})
    assert [each.type for each in reply.attachments] == ["story"]
    story = {"type": "story_mention", "payload": {"url": "https://cdn.example/m.jpg"}}
    mention = direct(instagram.element(message={"mid": "b", "attachments": [story]}))
    assert (mention.surface, mention.text) == (Surface.STORY_MENTION, None)


def test_an_unsent_message_is_deleted_and_an_unreadable_medium_is_kept() -> None:
    deleted = direct(instagram.element(message={"mid": "a", "is_deleted": True}))
    assert (deleted.kind, deleted.conversation_id) == (EventKind.DELETED, instagram.CUSTOMER)
    unsupported = direct(instagram.element(message={"mid": "a", "is_unsupported": True}))
    assert (unsupported.kind, unsupported.message_id) == (EventKind.UNSUPPORTED, "a")


def test_a_note_to_self_is_a_signal() -> None:
    echo = instagram.element(sender=instagram.ACCOUNT, recipient=instagram.ACCOUNT, message={"mid": "a", "text": "x"})
    assert isinstance(one("instagram", instagram.ACCOUNT, instagram.direct(echo)), Signals)


@pytest.mark.parametrize("sender", [instagram.ACCOUNT, "555"])
def test_a_button_that_is_tried_out_by_ourselves_is_a_signal(sender: str) -> None:
    marked = {} if sender == instagram.ACCOUNT else {"is_self": True}
    tried = instagram.element(sender=sender, postback={"mid": "a", "title": "Start chatting"}, **marked)
    found = one("instagram", instagram.ACCOUNT, instagram.direct(tried))
    assert isinstance(found, Signals)
    assert found.name == "self_message"
