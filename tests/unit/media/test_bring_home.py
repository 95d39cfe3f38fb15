"""A file is brought home once, or its attachment says why not; nothing is kept that its message no longer has."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest

from functions.media.marking import MarkAttachment
from functions.media.service import BringHome
from shared.domain.errors import ConflictError, UnknownBrandError, UpstreamError
from shared.domain.media.fetching import MAX_ATTEMPTS, FetchClass, FetchFailure, MediaLocation, MediaRequest
from shared.domain.media.limits import MediaPolicy
from shared.domain.messages.attachments import Attachment
from shared.domain.vocabulary import AttachmentStatus, AttachmentType, EventKind
from tests.fakes.media import JPEG, FakeMediaFunction, FakeMediaGateway
from tests.fakes.samples import a_classification, an_event
from tests.fakes.stored import START

PHOTO = Attachment(type="image", source_url="https://cdn.example/a.jpg")
OTHER = Attachment(type="image", source_url="https://cdn.example/b.jpg")
BACKOFF = FetchFailure(outcome=FetchClass.BACKOFF, error="http_503")


def after(*attachments: Attachment) -> FakeMediaFunction:
    """A message with these attachments was stored."""
    fakes = FakeMediaFunction()
    fakes.store.store(an_event("m1", attachments=attachments or (PHOTO,)), a_classification())
    return fakes


def statuses(fakes: FakeMediaFunction) -> list[AttachmentStatus | None]:
    return [held.status for held in fakes.message.attachments]


def delete(fakes: FakeMediaFunction) -> None:
    gone = an_event("m1", event_id="gone", kind=EventKind.DELETED, text=None, occurred_at=START + timedelta(minutes=9))
    fakes.store.store(gone, None)


def test_a_photo_ends_in_the_bucket_with_the_type_and_size_of_its_content():
    fakes = after(replace(PHOTO, mime_type="image/png", size=1))
    (result,) = fakes.bring_home()
    (held,) = fakes.message.attachments
    assert result.status is AttachmentStatus.STORED
    assert (held.status, held.mime_type, held.size) == (AttachmentStatus.STORED, "image/jpeg", len(JPEG))
    assert fakes.media.stored == {held.key: (JPEG, "image/jpeg")}
    assert fakes.media.messages[held.key] == ("facebook", fakes.message.account_id, "m1")


def test_every_file_of_a_message_has_an_entry_of_its_own():
    fakes = after(PHOTO, OTHER, Attachment(type="location", latitude=1.0, longitude=2.0))
    assert len(fakes.store.media_queue.queued) == 2
    fakes.bring_home()
    assert statuses(fakes) == [AttachmentStatus.STORED, AttachmentStatus.STORED, None]
    assert len(fakes.media.stored) == 2


def test_a_message_without_files_queues_nothing_and_is_not_read_again():
    fakes = FakeMediaFunction()
    reads: list[str] = []
    get = fakes.messages.get
    fakes.messages.get = lambda *place, **how: reads.append(place[2]) or get(*place, **how)
    fakes.store.store(an_event("m1"), a_classification())
    assert (fakes.store.media_queue.queued, reads) == ([], ["m1"])


def test_an_event_that_comes_again_queues_what_still_waits():
    fakes = after()
    fakes.store.media_queue.queued.clear()  # the first run ended before it came to that
    fakes.store.store(an_event("m1", attachments=(PHOTO,)), a_classification())
    assert len(fakes.store.media_queue.queued) == 1
    fakes.bring_home()
    fakes.store.media_queue.queued.clear()
    fakes.store.store(an_event("m1", attachments=(PHOTO,)), a_classification())
    assert fakes.store.media_queue.queued == []


def test_an_entry_that_comes_twice_fetches_once():
    fakes = after()
    fakes.bring_home()
    fakes.bring_home()
    assert len(fakes.gateways.gateway.asked) == 1


@pytest.mark.parametrize(
    ("failure", "status"),
    [
        (FetchClass.GONE, AttachmentStatus.GONE),
        (FetchClass.TOO_LARGE, AttachmentStatus.TOO_LARGE),
        (FetchClass.REFUSED, AttachmentStatus.REFUSED),
    ],
)
def test_what_trying_again_cannot_help_is_final(failure: FetchClass, status: AttachmentStatus):
    fakes = after()
    fakes.downloads.content = FetchFailure(outcome=failure, error="x")
    (result,) = fakes.bring_home()
    assert (result.status, result.retry_in, statuses(fakes)) == (status, None, [status])
    assert fakes.media.stored == {}


def test_a_passing_failure_is_tried_again_later_and_later_and_given_up_after_a_day():
    fakes = after()
    fakes.downloads.content = BACKOFF
    waits = [fakes.bring_home(attempt)[0].retry_in for attempt in range(1, MAX_ATTEMPTS)]
    assert None not in waits
    assert waits == sorted(waits)
    assert sum(waits, timedelta()) >= timedelta(hours=20)
    assert max(waits) <= timedelta(hours=12)  # no queue hides a message for longer
    assert statuses(fakes) == [AttachmentStatus.PENDING]
    (last,) = fakes.bring_home(MAX_ATTEMPTS)
    assert (last.status, statuses(fakes)) == (AttachmentStatus.UNAVAILABLE, [AttachmentStatus.UNAVAILABLE])


def test_a_platform_that_throttles_is_left_alone_until_it_says():
    fakes = after()
    until = fakes.clock.now() + timedelta(minutes=7)
    fakes.downloads.content = FetchFailure(outcome=FetchClass.LATER, error="http_429", retry_at=until)
    assert fakes.bring_home()[0].retry_in == timedelta(minutes=7)


def test_an_entry_that_was_received_too_often_is_given_up_without_another_attempt():
    """The function was killed each time."""
    fakes = after()
    (result,) = fakes.bring_home(MAX_ATTEMPTS + 1)
    assert (result.status, fakes.gateways.gateway.asked) == (AttachmentStatus.UNAVAILABLE, [])


def test_what_the_platform_no_longer_gives_away_is_not_asked_for():
    fakes = after(replace(PHOTO, expires_at=START - timedelta(minutes=1)))
    assert fakes.bring_home()[0].status is AttachmentStatus.GONE
    assert fakes.gateways.gateway.asked == []


def test_the_largest_file_is_the_brands_choice_by_type():
    brand = replace(FakeMediaFunction().store.brands.current("acme"), media=MediaPolicy(max_sizes={"image": 1_000}))
    fakes = after(PHOTO, Attachment(type="video", source_url="https://cdn.example/v"))
    fakes.store.brands.stored["acme"] = brand
    fakes.bring_home()
    assert fakes.downloads.max_sizes == [1_000, 100_000_000]


def test_a_file_that_its_platform_says_is_too_large_is_not_fetched():
    fakes = after(replace(PHOTO, size=25_000_001))
    assert fakes.bring_home()[0].status is AttachmentStatus.TOO_LARGE
    assert fakes.downloads.max_sizes == []


def test_a_page_that_says_it_is_a_photo_is_refused():
    fakes = after(replace(PHOTO, mime_type="image/jpeg"))
    fakes.downloads.content = b"<!doctype html><script>alert(1)</script>"
    assert fakes.bring_home()[0].status is AttachmentStatus.REFUSED
    assert fakes.media.stored == {}


def test_a_token_that_was_replaced_is_read_again():
    fakes = after()
    fakes.gateways.gateway = FakeMediaGateway(located=FetchFailure(outcome=FetchClass.BACKOFF, error="meta_190"))
    fakes.gateways.renewed = FakeMediaGateway()
    assert fakes.bring_home()[0].status is AttachmentStatus.STORED


def test_without_a_token_it_waits():
    fakes = after()
    fakes.gateways.gateway = None
    (result,) = fakes.bring_home()
    assert (result.error, result.retry_in) == ("no_token", timedelta(seconds=10))


def test_a_message_that_is_deleted_while_its_photo_is_on_the_way_keeps_nothing():
    fakes = after()
    fakes.downloads.meanwhile = lambda: delete(fakes)
    fakes.bring_home()
    assert (fakes.message.attachments, fakes.media.stored) == ((), {})


def test_nor_does_one_whose_edit_shows_another_photo():
    fakes = after()

    def edit() -> None:
        at = START + timedelta(minutes=5)
        shown = {"text": "sorry, this one", "attachments": (OTHER,), "occurred_at": at}
        fakes.store.store(an_event("m1", event_id="edit", kind=EventKind.EDITED, **shown), a_classification())

    fakes.downloads.meanwhile = edit
    (request,) = fakes.store.media_queue.queued
    BringHome(fakes.ports)(request, 1)
    assert fakes.media.stored == {}
    assert statuses(fakes) == [AttachmentStatus.PENDING]


def test_a_message_that_was_written_meanwhile_is_read_again_and_marked():
    fakes = after()

    def edit() -> None:
        at = START + timedelta(minutes=5)
        event = an_event("m1", event_id="edit", kind=EventKind.EDITED, text="more words", occurred_at=at)
        fakes.store.store(event, a_classification())

    fakes.downloads.meanwhile = edit
    fakes.bring_home()
    assert (fakes.message.text, statuses(fakes)) == ("more words", [AttachmentStatus.STORED])


def test_a_file_of_a_brand_that_was_removed_waits_for_it_and_is_then_given_up():
    fakes = after()
    fakes.store.brands.stored.clear()
    with pytest.raises(UnknownBrandError):
        fakes.bring_home()
    assert statuses(fakes) == [AttachmentStatus.PENDING]
    fakes.bring_home(MAX_ATTEMPTS + 1)
    assert statuses(fakes) == [AttachmentStatus.UNAVAILABLE]


def test_an_entry_whose_message_is_not_there_is_done():
    fakes = FakeMediaFunction()
    request = MediaRequest(brand="acme", channel="x", account_id="1", message_id="m", attachment_id="A-1")
    assert BringHome(fakes.ports)(request, 1).retry_in is None
    assert fakes.media.stored == {}


class Fragile:
    """A port of which one call fails, before or after it is done."""

    def __init__(self, port: object, walk: list[int], when: str) -> None:
        self._port, self._walk, self._when = port, walk, when

    def __getattr__(self, name: str) -> object:
        def call(*args: object, **how: object) -> object:
            self._walk[0] -= 1
            fails = self._walk[0] == 0
            if fails and self._when == "before":
                raise UpstreamError("before")
            result = getattr(self._port, name)(*args, **how)
            if fails:
                raise UpstreamError("after")
            return result

        return call


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_a_call_that_fails_is_made_good_by_trying_again(number: int, when: str):
    fakes = after()
    (request,) = fakes.store.media_queue.queued
    walk = [number]
    ports = replace(fakes.ports, messages=Fragile(fakes.messages, walk, when), media=Fragile(fakes.media, walk, when))
    with pytest.raises(UpstreamError):
        BringHome(ports)(request, 1)
    assert walk == [0]
    BringHome(fakes.ports)(request, 2)
    (held,) = fakes.message.attachments
    assert (held.status, set(fakes.media.stored)) == (AttachmentStatus.STORED, {held.key})


def test_a_message_that_never_rests_is_left_to_the_queue():
    fakes = after()

    class Busy:
        def __getattr__(self, name: str) -> object:
            return getattr(fakes.messages, name)

        def save(self, message: object) -> None:
            raise ConflictError("message")

    (request,) = fakes.store.media_queue.queued
    mark = MarkAttachment(messages=Busy(), media=fakes.media)
    (held,) = fakes.message.attachments
    with pytest.raises(ConflictError):
        mark(request, replace(held, status=AttachmentStatus.STORED))


def test_types_of_files_have_limits():
    policy = MediaPolicy()
    sizes = {kind: policy.max_size(kind) for kind in ("image", "audio", "file", "video")}
    assert sizes == {"image": 25_000_000, "audio": 25_000_000, "file": 25_000_000, "video": 100_000_000}
    assert AttachmentType.VIDEO in sizes


def test_a_location_shows_neither_address_nor_token():
    shown = repr(MediaLocation(url="https://api.example/file/botTOKEN/a", headers={"Authorization": "Bearer TOKEN"}))
    assert "TOKEN" not in shown


def the_other_run(fakes: FakeMediaFunction, status: AttachmentStatus) -> None:
    """The queue delivered the entry twice, and the other run came to its end first."""
    message = fakes.message
    (held,) = message.attachments
    if status is AttachmentStatus.STORED:
        fakes.media.put(held.key or "", BytesIO(JPEG), mime_type="image/jpeg", message=("facebook", "1", "m1"))
    fakes.messages.save(replace(message, attachments=(replace(held, status=status),)))


@pytest.mark.parametrize("failure", [FetchClass.GONE, FetchClass.TOO_LARGE, FetchClass.REFUSED, FetchClass.BACKOFF])
def test_a_second_run_that_fails_takes_nothing_away_from_the_first(failure: FetchClass):
    fakes = after()
    fakes.downloads.content = FetchFailure(outcome=failure, error="late")
    fakes.downloads.meanwhile = lambda: the_other_run(fakes, AttachmentStatus.STORED)
    fakes.bring_home(MAX_ATTEMPTS)
    (held,) = fakes.message.attachments
    assert held.status is AttachmentStatus.STORED
    assert list(fakes.media.stored) == [held.key]


def test_a_second_run_that_succeeds_makes_good_what_the_first_gave_up():
    fakes = after()
    fakes.downloads.meanwhile = lambda: the_other_run(fakes, AttachmentStatus.UNAVAILABLE)
    fakes.bring_home()
    assert statuses(fakes) == [AttachmentStatus.STORED]


def test_a_second_run_does_not_bring_back_what_was_found_to_be_harmful():
    fakes = after()
    fakes.downloads.meanwhile = lambda: the_other_run(fakes, AttachmentStatus.REFUSED)
    fakes.bring_home()
    assert statuses(fakes) == [AttachmentStatus.REFUSED]
    assert fakes.media.stored == {}
