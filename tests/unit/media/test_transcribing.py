"""A voice message is written down once it is in the bucket; whatever fails, it stays as it was."""

from dataclasses import replace
from datetime import timedelta

import pytest

from functions.media.transcribing import NOTHING_TO_DO, TranscribeVoice, TranscriptionResult
from shared.domain.errors import RejectedError, UpstreamError
from shared.domain.media.transcription import MAX_ATTEMPTS, MAX_LENGTH, TranscriptState
from shared.domain.messages.attachments import Attachment
from shared.domain.vocabulary import AttachmentType, Category, EventKind, Outcome
from tests.fakes.inbound import FakeQueue
from tests.fakes.media import FakeMediaFunction
from tests.fakes.samples import a_classification, an_event
from tests.fakes.stored import START
from tests.fakes.transcriber import FakeTranscriber

OGG = b"OggS\x00\x02" + bytes(22) + b"\x01\x13OpusHead" + bytes(300)
VOICE = Attachment(type=AttachmentType.AUDIO, source_type="voice", source_url="https://cdn.example/a.ogg", duration=14)
SILENT = a_classification(category=Category.QUESTION)


class Scene:
    def __init__(self, attachment: Attachment = VOICE, content: bytes = OGG, **event: object) -> None:
        self.fakes = FakeMediaFunction()
        self.fakes.downloads.content = content
        self.fakes.store.store(an_event("m1", **{"text": None, "attachments": (attachment,), **event}), SILENT)
        (self.request,) = self.fakes.store.media_queue.queued
        self.fakes.bring_home()
        self.transcriber, self.queue = FakeTranscriber(), FakeQueue()

    def transcribe(self, attempt: int = 1) -> TranscriptionResult:
        return TranscribeVoice(
            messages=self.fakes.messages,
            transcriber=self.transcriber,
            queue=self.queue,
            clock=self.fakes.clock,
        )(self.request, attempt)

    def delete(self) -> None:
        at = START + timedelta(minutes=9)
        self.fakes.store.store(an_event("m1", event_id="gone", kind=EventKind.DELETED, text=None, occurred_at=at), None)


def test_the_words_come_in_as_an_edit_that_changes_text_and_ticket_and_is_no_edit_of_the_customer() -> None:
    scene = Scene()
    assert scene.transcribe().retry_in == timedelta(seconds=15)
    assert scene.transcribe(2).state is TranscriptState.DONE
    (words,) = scene.queue.all
    assert (words.kind, words.text, words.language_hint) == (EventKind.EDITED, "Mon colis n'est pas arrivé", "fr")
    complaint = a_classification(category=Category.COMPLAINT)
    assert scene.fakes.store.store(words, complaint).outcome is Outcome.EDITED
    message = scene.fakes.message
    assert (message.text, message.transcribed, message.category) == (words.text, True, Category.COMPLAINT)
    assert (message.edited_at, message.editions) == (None, ())
    assert [held.status for held in message.attachments] == ["stored"]
    (ticket,) = scene.fakes.store.tickets.stored.values()
    assert (ticket.category, ticket.excerpt) == (Category.COMPLAINT, words.text)
    assert len(scene.transcriber.forgotten) == 1


def test_an_entry_that_comes_again_tells_the_same_event() -> None:
    scene = Scene()
    scene.transcriber.looks = 0
    scene.transcribe()
    scene.transcribe(2)
    assert (scene.queue.puts, len(scene.queue.events)) == (2, 1)
    scene.fakes.store.store(scene.queue.all[0], SILENT)
    assert scene.transcribe(3) == NOTHING_TO_DO


@pytest.mark.parametrize(
    ("attachment", "content", "text"),
    [
        (VOICE, OGG, "with words"),
        (replace(VOICE, duration=301), OGG, None),
        (replace(VOICE, type=AttachmentType.VIDEO), OGG, None),
        (VOICE, OGG + bytes(5_000_000), None),
        (VOICE, b"MThd\x00\x00\x00\x06" + bytes(300), None),
    ],
)
def test_what_is_not_short_speech_without_words_is_left_alone(
    attachment: Attachment, content: bytes, text: str | None
) -> None:
    scene = Scene(attachment, content, text=text)
    assert scene.fakes.message.attachments[0].status == "stored"
    assert scene.transcribe() == NOTHING_TO_DO
    assert scene.transcriber.begun == {}


def test_silence_has_no_words() -> None:
    scene = Scene()
    scene.transcriber.looks, scene.transcriber.text = 0, "  "
    assert scene.transcribe().state is TranscriptState.DONE
    assert scene.queue.events == {}


def test_a_very_long_text_is_cut() -> None:
    scene = Scene()
    scene.transcriber.looks, scene.transcriber.text = 0, "bla " * 10_000
    scene.transcribe()
    assert len(scene.queue.all[0].text or "") == MAX_LENGTH


@pytest.mark.parametrize("error", [None, UpstreamError("transcribe: throttled")])
def test_what_does_not_come_to_an_end_is_given_up(error: UpstreamError | None) -> None:
    scene = Scene()
    scene.transcriber.looks, scene.transcriber.error = 99, error
    for attempt in range(1, MAX_ATTEMPTS):
        assert scene.transcribe(attempt).retry_in is not None
    last = scene.transcribe(MAX_ATTEMPTS)
    assert (last.state, last.retry_in) == (TranscriptState.FAILED, None)
    assert (scene.queue.events, scene.fakes.message.text) == ({}, None)
    assert len(scene.transcriber.forgotten) == 1


@pytest.mark.parametrize(
    ("state", "error"), [(TranscriptState.FAILED, None), (TranscriptState.DONE, RejectedError("transcribe: bad"))]
)
def test_what_is_refused_is_not_tried_again(state: TranscriptState, error: RejectedError | None) -> None:
    scene = Scene()
    scene.transcriber.looks, scene.transcriber.state, scene.transcriber.error = 0, state, error
    result = scene.transcribe()
    assert (result.state, result.retry_in, scene.queue.events) == (TranscriptState.FAILED, None, {})


def test_of_a_message_that_is_deleted_meanwhile_nothing_is_kept() -> None:
    scene = Scene()
    scene.transcribe()
    scene.delete()
    assert scene.transcribe(2) == NOTHING_TO_DO
    assert len(scene.transcriber.forgotten) == 1
    assert scene.queue.events == {}


def test_words_that_arrive_after_the_deletion_do_not_bring_it_back() -> None:
    scene = Scene()
    scene.transcriber.looks = 0
    scene.transcribe()
    scene.delete()
    scene.fakes.store.store(scene.queue.all[0], SILENT)
    assert (scene.fakes.message.text, scene.fakes.message.transcribed) == (None, False)


def test_words_of_the_customer_are_not_replaced_by_those_of_a_machine() -> None:
    scene = Scene()
    scene.transcriber.looks = 0
    scene.transcribe()
    at = START + timedelta(minutes=1)
    own = an_event("m1", event_id="own", kind=EventKind.EDITED, text="Ma livraison", occurred_at=at)
    scene.fakes.store.store(own, SILENT)
    scene.fakes.store.store(scene.queue.all[0], SILENT)
    assert (scene.fakes.message.text, scene.fakes.message.transcribed) == ("Ma livraison", False)


def test_a_queue_that_refuses_the_words_is_asked_again() -> None:
    scene = Scene()
    scene.transcriber.looks, scene.queue.down = 0, True
    assert scene.transcribe().retry_in is not None
    assert scene.transcriber.forgotten == []
