"""An excerpt is never empty: a message without words is shown by what it is, in the reader's language."""

from datetime import timedelta

import pytest

from shared.domain.messages.attachments import Attachment
from shared.domain.tickets.excerpt import MAX_TITLE_LENGTH, Excerpt, excerpt_of, in_words
from shared.domain.vocabulary import AttachmentType, EventKind, ExcerptKind, Visibility
from tests.fakes.samples import a_classification, an_event
from tests.fakes.store import FakeStore
from tests.fakes.stored import START

PHOTO = Attachment(type="image", source_id="1")
VOICE = Attachment(type="audio", source_type="voice", source_id="2", duration=14)
REEL = Attachment(type="reel", source_type="ig_reel", title="Look at this crack")
PRIVATE = {"surface": "direct_message", "visibility": Visibility.PRIVATE}


def test_words_are_shown_as_they_are_whatever_comes_with_them():
    assert excerpt_of("  Where is\n my parcel? ", (PHOTO,)) == Excerpt(text="Where is my parcel?")


@pytest.mark.parametrize(
    ("attachments", "english", "french"),
    [
        ((PHOTO,), "[photo]", "[photo]"),
        ((PHOTO, VOICE), "[photo]", "[photo]"),
        ((VOICE,), "[voice message, 0:14]", "[message vocal, 0:14]"),
        ((Attachment(type="audio", duration=75),), "[audio, 1:15]", "[son, 1:15]"),
        ((REEL,), "[shared reel: Look at this crack]", "[reel partagé : Look at this crack]"),
        ((Attachment(type="file", title="invoice.pdf"),), "[document: invoice.pdf]", "[document : invoice.pdf]"),
        ((Attachment(type="other", source_type="poll"),), "[attachment]", "[pièce jointe]"),
        ((), "[not shown by the platform]", "[non montré par la plateforme]"),
    ],
)
def test_a_message_without_words_is_shown_by_what_it_is(
    attachments: tuple[Attachment, ...], english: str, french: str
) -> None:
    for text in (None, "", " \n"):
        excerpt = excerpt_of(text, attachments)
        assert (in_words(excerpt, "en"), in_words(excerpt, "fr")) == (english, french)


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("kind", [kind for kind in ExcerptKind if kind is not ExcerptKind.TEXT])
def test_every_kind_has_words_in_both_languages(kind: ExcerptKind, language: str):
    assert len(in_words(Excerpt(kind=kind), language)) > len("[]")


def test_every_type_of_attachment_is_a_kind():
    assert {AttachmentType(kind) for kind in AttachmentType} <= {kind.value for kind in ExcerptKind}


def test_a_title_is_masked_and_short():
    excerpt = excerpt_of(None, (Attachment(type="file", title="mia@example.com " + "x" * 200),))
    assert "mia@example.com" not in (excerpt.title or "")
    assert len(excerpt.title or "") <= MAX_TITLE_LENGTH


def opened(**fields: object) -> FakeStore:
    fakes = FakeStore()
    fakes.store(an_event("m1", **{**PRIVATE, "text": None, **fields}), a_classification())
    return fakes


def shown(fakes: FakeStore) -> str:
    (ticket,) = fakes.tickets.stored.values()
    return in_words(ticket.shown_excerpt, "en")


def test_a_ticket_that_opens_with_a_photo_says_so():
    assert shown(opened(attachments=(PHOTO,))) == "[photo]"
    assert shown(opened(kind=EventKind.UNSUPPORTED)) == "[not shown by the platform]"


def test_a_ticket_with_words_stores_nothing_more():
    (ticket,) = opened(text="Where?").tickets.stored.values()
    assert (ticket.excerpt_kind, ticket.excerpt_title, ticket.excerpt_duration) == (None, None, None)
    assert ticket.shown_excerpt.kind is ExcerptKind.TEXT


def test_words_that_come_with_an_edit_take_the_place_of_the_photo_and_a_deletion_that_of_both():
    fakes = opened(attachments=(PHOTO,))
    at = START + timedelta(minutes=5)
    edit = an_event("m1", event_id="edit", kind=EventKind.EDITED, text="It is broken", occurred_at=at, **PRIVATE)
    fakes.store(edit, a_classification())
    assert shown(fakes) == "It is broken"
    fakes.store(an_event("m1", event_id="gone", kind=EventKind.DELETED, text=None, occurred_at=at), None)
    assert shown(fakes) == "[deleted]"


def test_what_a_platform_lets_nobody_keep_is_said_to_be_that():
    fakes = FakeStore()
    linkedin = {"channel": "linkedin", "account_id": "5500001", "text": "Where is my parcel?"}
    fakes.store(an_event("m1", **linkedin), a_classification())
    (ticket,) = fakes.tickets.stored.values()
    assert (ticket.excerpt, in_words(ticket.shown_excerpt, "fr")) == ("", "[texte non conservé ici]")
