"""An agent answers with files: what is taken, what is refused, and that every message of it is sent once."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest

from functions.respond.replies.contract import result_from
from functions.respond.replies.ports import ReplyOutcome
from shared.domain.channels.attachments import CSV, JPEG, MB, MP3, MP4, PDF, PNG
from shared.domain.channels.sending import SendResult
from shared.domain.errors import UpstreamError
from shared.domain.messages.attachments import PREFIX, Attachment
from shared.domain.messages.event import Author
from shared.domain.messages.model import Message
from shared.domain.outbox.record import OutboxStatus
from shared.domain.replies.model import Mode, RefusalReason
from shared.domain.vocabulary import AttachmentStatus, AttachmentType, EventKind, SendClass, Surface, Visibility
from tests.fakes.outbox import FakePlatform
from tests.unit.replies.day import PAGE, WITH_FILES, Day
from tests.unit.respond.test_faults import Accident, Beside, Died

ONE, TWO, THREE = "1" * 32, "2" * 32, "3" * 32
TEXT = "Comme ceci."
PRIVATE: dict[str, Any] = {"mode": Mode.PRIVATE, "attachments": (ONE,)}


def on_messenger(platform: FakePlatform | None = None) -> Day:
    """A customer has written in private, and the agent has uploaded two pictures."""
    day = Day(platform=platform or FakePlatform())
    day.writes_in_private("m1", 0)
    uploaded(day)
    return day


def uploaded(day: Day) -> None:
    day.uploads.put(ONE)
    day.uploads.put(TWO, PNG, title="étiquette.png")


def on_whatsapp() -> Day:
    day = Day()
    at = {"channel": "whatsapp", "account_id": "106540352242922", "conversation_id": "33612345678"}
    day.writes_in_private("wamid.1", 0, author=Author(id="33612345678"), **at)
    uploaded(day)
    return day


def sent(day: Day) -> list[tuple[str, list[str]]]:
    """What stands on the platform: the text and the files of each message."""
    return [(post.text, [file.title for file in post.attachments]) for post in day.platform.posts]


def stored(day: Day, message_id: str) -> Message:
    ticket = day.ticket
    found = day.store_side.messages.get(ticket.channel, ticket.account_id, message_id)
    assert found is not None
    return found


def refused(outcome: ReplyOutcome) -> tuple[RefusalReason, str, str]:
    assert outcome.refusal is not None
    return outcome.refusal.reason, outcome.refusal.field, outcome.refusal.message


# --- what is sent -----------------------------------------------------------------------------------------------------


def test_where_the_platform_has_a_caption_a_text_and_its_picture_are_one_message() -> None:
    day = on_whatsapp()
    answered = day.answers(TEXT, **PRIVATE)
    assert sent(day) == [(TEXT, ["photo.jpg"])]
    assert [(reply.number, reply.status) for reply in answered.replies] == [(1, OutboxStatus.SENT)]
    assert result_from(answered).parts_left == 0


def test_where_it_has_none_the_text_is_sent_first_and_each_file_after_it_each_with_a_record() -> None:
    day = on_messenger()
    answered = day.answers(TEXT, mode=Mode.PRIVATE, attachments=(ONE, TWO))
    assert sent(day) == [(TEXT, []), ("", ["photo.jpg"]), ("", ["étiquette.png"])]
    assert [(reply.number, reply.status, reply.message_id) for reply in answered.replies] == [
        (1, OutboxStatus.SENT, "post-1"),
        (2, OutboxStatus.SENT, "post-2"),
        (3, OutboxStatus.SENT, "post-3"),
    ]
    assert [reply.sent_before for reply in answered.replies] == [(), ("post-1",), ("post-1", "post-2")]
    assert day.trail().count("replied") == 3
    assert day.ticket.reply_at is None


def test_a_private_answer_may_be_a_file_alone() -> None:
    day = on_messenger()
    day.answers("", **PRIVATE)
    assert sent(day) == [("", ["photo.jpg"])]


def test_what_was_sent_is_shown_with_its_files_which_lie_beside_their_message_from_then_on() -> None:
    day = on_messenger()
    day.answers(TEXT, **PRIVATE)
    (held,) = stored(day, "post-2").attachments
    (key,) = day.uploads.kept
    assert held == Attachment(
        type=AttachmentType.IMAGE,
        id=f"{PREFIX}{ONE}",
        mime_type=JPEG,
        size=held.size,
        title="photo.jpg",
        status=AttachmentStatus.STORED,
        key=key,
    )
    assert stored(day, "post-2").media_keys == {key}
    assert stored(day, "post-1").attachments == ()
    assert f"uploads/acme/{ONE}" not in day.uploads.objects
    assert f"uploads/acme/{TWO}" in day.uploads.objects  # was not sent: the bucket's rule deletes it


def test_a_gateway_is_given_an_address_and_the_bytes() -> None:
    day = on_messenger()
    day.answers("", **PRIVATE)
    (file,) = day.platform.posts[0].attachments
    assert file.url.startswith(f"https://bucket.example/uploads/acme/{ONE}?")
    assert (file.type, file.mime_type) == ("image", JPEG)


def test_a_public_answer_on_facebook_has_one_picture_and_is_signed() -> None:
    day = Day()
    day.writes()
    uploaded(day)
    day.answers(TEXT, attachments=(ONE,))
    assert sent(day) == [("Comme ceci. ^SB", ["photo.jpg"])]


def test_a_file_of_the_open_channel_stays_where_its_receiver_fetches_it() -> None:
    day = Day()
    day.writes(channel="webhook", account_id="forum", conversation_id="t:7", parent_id=None, surface=Surface.POST)
    uploaded(day)
    day.answers(TEXT, attachments=(ONE,))
    assert sent(day) == [("Comme ceci. ^SB", ["photo.jpg"])]
    assert f"uploads/acme/{ONE}" in day.uploads.objects


# --- what is refused --------------------------------------------------------------------------------------------------


def test_what_is_refused_calls_nobody_and_writes_nothing() -> None:
    day = on_messenger()
    reason, field, message = refused(day.answers(TEXT, mode=Mode.PRIVATE, attachments=(THREE,)))
    assert (reason, field) == (RefusalReason.ATTACHMENT_NOT_FOUND, "attachments")
    assert THREE in message
    assert (day.platform.calls, day.store_side.replies.stored) == (0, {})


def test_an_upload_of_another_brand_does_not_exist() -> None:
    day = on_messenger()
    day.uploads.put(THREE, brand="other")
    reason, _, _ = refused(day.answers(TEXT, mode=Mode.PRIVATE, attachments=(THREE,)))
    assert reason is RefusalReason.ATTACHMENT_NOT_FOUND


@pytest.mark.parametrize(
    ("mime_type", "size", "reason", "words"),
    [
        (None, None, RefusalReason.ATTACHMENT_TYPE, "no type that may be sent"),
        ("text/html", None, RefusalReason.ATTACHMENT_TYPE, "no type that may be sent"),
        ("image/svg+xml", None, RefusalReason.ATTACHMENT_TYPE, "no type that may be sent"),
        (CSV, None, RefusalReason.ATTACHMENT_TYPE, "is text/csv"),
        (JPEG, 5 * MB + 1, RefusalReason.ATTACHMENT_TOO_LARGE, "WhatsApp takes 5 MB"),
        (MP4, 17 * MB, RefusalReason.ATTACHMENT_TOO_LARGE, "has 17.0 MB"),
    ],
)
def test_a_file_that_the_channel_does_not_take_is_refused_in_words(
    mime_type: str | None, size: int | None, reason: RefusalReason, words: str
) -> None:
    day = on_whatsapp()
    day.uploads.put(THREE, mime_type, size=size)
    found, field, message = refused(day.answers(TEXT, mode=Mode.PRIVATE, attachments=(THREE,)))
    assert (found, field) == (reason, "attachments")
    assert words in message


def test_too_many_files_are_refused_before_any_is_read() -> None:
    day = Day()
    day.writes()
    reason, _, message = refused(day.answers(TEXT, attachments=(ONE, TWO)))
    assert (reason, message) == (
        RefusalReason.TOO_MANY_ATTACHMENTS,
        "Facebook Page takes one file in an answer of this kind.",
    )


def test_a_post_on_x_that_would_need_two_is_refused() -> None:
    day = Day()
    day.mentions()
    uploaded(day)
    day.uploads.put(THREE, MP4)
    assert refused(day.answers(TEXT, attachments=(ONE, THREE)))[0] is RefusalReason.TOO_MANY_ATTACHMENTS
    day.answers(TEXT, key="k2", attachments=(ONE, TWO))
    assert sent(day) == [("Comme ceci. ^SB", ["photo.jpg", "étiquette.png"])]


@pytest.mark.parametrize("channel", ["instagram", "linkedin"])
def test_a_comment_that_takes_no_files_says_so(channel: str) -> None:
    day = Day()
    account = {"instagram": "17841400000000001", "linkedin": "5500001"}[channel]
    day.writes(channel=channel, account_id=account)
    uploaded(day)
    reason, _, message = refused(day.answers(TEXT, attachments=(ONE,)))
    assert reason is RefusalReason.ATTACHMENTS_NOT_SUPPORTED
    assert "takes no files" in message


@pytest.mark.parametrize("mode", [Mode.PRIVATE, Mode.MOVE_TO_PRIVATE])
def test_the_one_private_reply_to_a_comment_and_an_invitation_are_texts(mode: Mode) -> None:
    day = Day()
    day.writes()
    uploaded(day)
    reason, _, _ = refused(day.answers(TEXT, mode=mode, attachments=(ONE,)))
    assert reason is RefusalReason.ATTACHMENTS_NOT_SUPPORTED


def test_a_public_answer_needs_words_beside_its_file() -> None:
    day = Day()
    day.writes()
    uploaded(day)
    assert refused(day.answers("", attachments=(ONE,)))[0] is RefusalReason.EMPTY


def test_the_same_key_with_other_files_is_another_answer_and_refused() -> None:
    day = on_messenger()
    day.answers(TEXT, **PRIVATE)
    assert refused(day.answers(TEXT, mode=Mode.PRIVATE))[0] is RefusalReason.KEY_REUSED
    assert refused(day.answers(TEXT, mode=Mode.PRIVATE, attachments=(TWO,)))[0] is RefusalReason.KEY_REUSED


def test_the_same_key_is_answered_although_the_upload_is_gone() -> None:
    day = on_messenger()
    first = day.answers(TEXT, **PRIVATE)
    again = day.answers(TEXT, **PRIVATE)
    assert [reply.message_id for reply in again.replies] == [reply.message_id for reply in first.replies]
    assert day.platform.calls == 2


# --- what goes wrong on the way ---------------------------------------------------------------------------------------


def test_a_text_that_could_not_be_sent_takes_its_files_with_it() -> None:
    day = on_messenger(FakePlatform(answers=[SendResult(outcome=SendClass.PERMANENT, error="meta_551")]))
    answered = day.answers(TEXT, **PRIVATE)
    assert answered.failed is not None
    assert (sent(day), answered.left) == ([], 0)


def test_a_file_that_the_platform_refuses_after_its_text_is_told_in_the_history() -> None:
    refusal = SendResult(outcome=SendClass.PERMANENT, error="meta_100_2018047")
    day = on_messenger(FakePlatform(answers=[SendResult(outcome=SendClass.SENT), refusal]))
    answered = day.answers(TEXT, **PRIVATE)
    assert [reply.status for reply in answered.replies] == [OutboxStatus.SENT, OutboxStatus.GIVEN_UP]
    assert day.trail()[-2:] == ["replied", "reply_failed"]
    assert (sent(day), day.ticket.reply_at) == ([(TEXT, [])], None)
    assert f"uploads/acme/{ONE}" in day.uploads.objects  # may be sent again with another key


def test_a_file_waits_when_its_upload_to_the_platform_fails_and_is_sent_without_reading() -> None:
    lost = SendResult(outcome=SendClass.RETRY_BACKOFF, error="upload_timeout")
    day = on_messenger(FakePlatform(answers=[SendResult(outcome=SendClass.SENT), lost]))
    answered = day.answers(TEXT, **PRIVATE)
    assert answered.replies[-1].status is OutboxStatus.WAITING
    day.sweep(minutes=5)
    assert (sent(day), day.platform.reads) == ([(TEXT, []), ("", ["photo.jpg"])], 0)
    assert day.ticket.reply_at is None


def test_how_much_is_left_is_told_while_a_part_waits() -> None:
    throttled = SendResult(outcome=SendClass.UNKNOWN, error="lost")
    day = on_messenger(FakePlatform(answers=[throttled]))
    answered = day.answers(TEXT, mode=Mode.PRIVATE, attachments=(ONE, TWO))
    assert (len(answered.replies), result_from(answered).parts_left) == (1, 2)
    day.sweep(minutes=10)
    assert sent(day) == [(TEXT, []), ("", ["photo.jpg"]), ("", ["étiquette.png"])]
    assert result_from(day.answers(TEXT, mode=Mode.PRIVATE, attachments=(ONE, TWO))).parts_left == 0


def test_a_window_that_closes_between_the_parts_is_told() -> None:
    unknown = SendResult(outcome=SendClass.UNKNOWN, error="timeout")
    day = on_messenger(FakePlatform(answers=[unknown]))
    day.answers(TEXT, **PRIVATE)
    day.store_side.clock.pass_time(minutes=60 * 24 * 8)
    day.sweep(minutes=3)
    assert sent(day) == [(TEXT, [])]
    assert day.trail()[-2:] == ["replied", "reply_failed"]
    assert day.ticket.reply_at is None


def test_an_echo_of_a_file_without_words_is_the_answer_that_may_have_been_sent() -> None:
    day = on_messenger(FakePlatform(answers=[SendResult(outcome=SendClass.UNKNOWN, error="timeout")]))
    day.answers("", **PRIVATE)
    picture = Attachment(type=AttachmentType.IMAGE, source_url="https://cdn.example/1.jpg")
    day.echo(
        "m_echo",
        None,
        channel="messenger",
        surface=Surface.DIRECT_MESSAGE,
        visibility=Visibility.PRIVATE,
        conversation_id="psid",
        parent_id=None,
        attachments=(picture,),
    )
    assert day.statuses == [OutboxStatus.SENT]
    day.sweep(minutes=5)
    (held,) = stored(day, "m_echo").attachments
    assert (held.id, held.status, held.source_url) == (f"{PREFIX}{ONE}", AttachmentStatus.STORED, None)
    assert (day.platform.calls, day.trail().count("replied")) == (1, 1)


def test_a_message_that_was_deleted_meanwhile_keeps_no_file() -> None:
    day = on_messenger(FakePlatform(answers=[SendResult(outcome=SendClass.UNKNOWN, error="timeout")]))
    day.answers("", **PRIVATE)
    day.store_side.store(
        day.event(
            "post-1",
            20,
            kind=EventKind.DELETED,
            channel="messenger",
            surface=Surface.DIRECT_MESSAGE,
            visibility=Visibility.PRIVATE,
            conversation_id="psid",
            parent_id=None,
            author=Author(id=PAGE),
        ),
        None,
    )
    day.sweep(minutes=5)
    assert stored(day, "post-1").attachments == ()


def test_an_upload_that_expired_before_it_could_be_kept_is_shown_as_gone() -> None:
    day = on_messenger(FakePlatform(answers=[SendResult(outcome=SendClass.UNKNOWN, error="timeout")]))
    day.answers("", **PRIVATE)
    day.uploads.objects.clear()
    day.sweep(minutes=5)
    (held,) = stored(day, "post-1").attachments
    assert (held.status, held.key, held.title) == (AttachmentStatus.GONE, None, "photo.jpg")


# --- a day of accidents -----------------------------------------------------------------------------------------------

BOTH = [(TEXT, []), ("", ["photo.jpg"])]


def _calls() -> list[str]:
    day, accident = on_messenger(), Accident(0, "never", Died)
    day.service(accident.through)(day.intent(TEXT, **PRIVATE))
    return accident.calls


CALLS = _calls()


def _accidents() -> Iterator[Any]:
    for number, name in enumerate(CALLS, start=1):
        for moment in ("before", "after"):
            for kind in (Died, UpstreamError):
                if name.startswith("platform") and kind is UpstreamError:
                    continue  # a gateway never raises for what the platform answers
                yield pytest.param(number, moment, kind, id=f"{kind.__name__} {moment} {number} {name}")


def test_the_walk_covers_every_port() -> None:
    assert {name.split(".")[0] for name in CALLS} == {*WITH_FILES, "platform"}
    assert CALLS.count("platform.send") == 2


@pytest.mark.parametrize(("number", "moment", "kind"), list(_accidents()))
@pytest.mark.parametrize("recovery", ["same key", "sweep", "both"])
def test_whatever_happens_text_and_file_are_sent_once_each(
    number: int, moment: str, kind: type[Exception], recovery: str
) -> None:
    day = on_messenger()
    with pytest.raises(kind):
        day.service(Accident(number, moment, kind).through)(day.intent(TEXT, **PRIVATE))
    for _ in range(12):
        if recovery != "sweep":
            day.answers(TEXT, **PRIVATE)
        day.store_side.clock.pass_time(seconds=50)
        if recovery != "same key":
            day.sweep(minutes=1)
    nothing_begun = not day.store_side.replies.stored
    assert recovery == "sweep" or not nothing_begun
    assert sent(day) == ([] if nothing_begun else BOTH)
    assert day.ticket.reply_at is None
    if nothing_begun:
        return
    assert day.statuses == [OutboxStatus.SENT] * 2
    assert day.trail().count("replied") == 2
    (held,) = stored(day, "post-2").attachments
    assert (held.status, day.uploads.kept) == (AttachmentStatus.STORED, [held.key])
    assert f"uploads/acme/{ONE}" not in day.uploads.objects


@pytest.mark.parametrize(("number", "moment", "kind"), list(_accidents()))
def test_whatever_happens_where_nothing_can_be_read_no_part_is_sent_twice(
    number: int, moment: str, kind: type[Exception]
) -> None:
    day = on_messenger(FakePlatform(readable=False))
    with pytest.raises(kind):
        day.service(Accident(number, moment, kind).through)(day.intent(TEXT, **PRIVATE))
    day.sweep(minutes=60)
    day.answers(TEXT, **PRIVATE)
    day.sweep(minutes=60)
    assert sent(day) in ([], BOTH[:1], BOTH)
    assert day.ticket.reply_at is None


@pytest.mark.parametrize(("number", "moment", "kind"), list(_accidents()))
def test_whatever_happens_while_finding_out_each_part_is_sent_once(
    number: int, moment: str, kind: type[Exception]
) -> None:
    """The answer to each part is lost after the platform took it; the accident happens to whoever finds out."""
    lost = SendResult(outcome=SendClass.UNKNOWN, error="timeout")
    day = on_messenger(FakePlatform(answers=[lost, lost]))
    day.answers(TEXT, **PRIVATE)
    day.store_side.clock.pass_time(minutes=2)
    with suppress(Died, UpstreamError):
        day.service(Accident(number, moment, kind).through).finish(day.ticket.id)
    day.sweep(minutes=30)
    assert (sent(day), day.platform.calls) == (BOTH, 2)
    assert day.trail().count("replied") == 2


@pytest.mark.parametrize("call", sorted(set(CALLS)))
def test_a_second_worker_that_overtakes_at_any_call_changes_nothing(call: str) -> None:
    day = on_messenger()
    beside = Beside(call, lambda: day.answers(TEXT, **PRIVATE))
    day.service(beside.through)(day.intent(TEXT, **PRIVATE))
    assert beside.happened
    day.sweep(minutes=5)
    assert (sent(day), day.trail().count("replied")) == (BOTH, 2)
    assert day.ticket.reply_at is None


def test_two_pictures_without_words_whose_answers_are_lost_are_told_apart() -> None:
    lost = SendResult(outcome=SendClass.UNKNOWN, error="timeout")
    day = on_messenger(FakePlatform(answers=[lost, lost]))
    day.answers("", mode=Mode.PRIVATE, attachments=(ONE, TWO))
    day.sweep(minutes=10)
    assert sent(day) == [("", ["photo.jpg"]), ("", ["étiquette.png"])]
    assert [reply.message_id for reply in day.store_side.replies.of_ticket(day.ticket.id)] == ["post-1", "post-2"]


def test_a_sound_goes_after_its_text_on_whatsapp_and_a_document_with_it() -> None:
    day = on_whatsapp()
    day.uploads.put(THREE, MP3, title="message.mp3")
    day.answers(TEXT, mode=Mode.PRIVATE, attachments=(THREE,))
    assert sent(day) == [(TEXT, []), ("", ["message.mp3"])]
    day.uploads.put(THREE, PDF, title="formulaire.pdf")
    day.store_side.clock.at += timedelta(minutes=1)
    day.answers("Le voici.", key="k2", mode=Mode.PRIVATE, attachments=(THREE,))
    assert sent(day)[2:] == [("Le voici.", ["formulaire.pdf"])]
