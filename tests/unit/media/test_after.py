"""Malware, and objects that belong to nothing."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO

from functions.media.orphans import SweepOrphans
from functions.media.refused import RefuseFile
from shared.contracts.media import ScanVerdict
from shared.domain.messages.attachments import Attachment
from shared.domain.vocabulary import AttachmentStatus
from tests.fakes.media import FakeMediaFunction
from tests.fakes.samples import a_classification, an_event

PHOTO = Attachment(type="image", source_url="https://cdn.example/a.jpg")


def at_home() -> FakeMediaFunction:
    fakes = FakeMediaFunction()
    fakes.store.store(an_event("m1", attachments=(PHOTO,)), a_classification())
    fakes.bring_home()
    return fakes


def refuse(fakes: FakeMediaFunction, key: str) -> bool:
    return RefuseFile(messages=fakes.messages, media=fakes.media)(key)


def sweep(fakes: FakeMediaFunction, seconds: float = 100):
    return SweepOrphans(messages=fakes.messages, media=fakes.media, clock=fakes.clock)(lambda: seconds)


def test_a_file_with_malware_goes_and_its_message_says_so():
    fakes = at_home()
    (held,) = fakes.message.attachments
    assert refuse(fakes, held.key)
    assert fakes.media.stored == {}
    assert fakes.message.attachments == (replace(held, status=AttachmentStatus.REFUSED),)
    assert not refuse(fakes, held.key)  # told twice


def test_malware_in_what_belongs_to_no_message_goes_too():
    fakes = at_home()
    fakes.media.put("media/1d/acme/x/A-1", BytesIO(b"x"), mime_type="image/png", message=("x", "1", "never"))
    assert not refuse(fakes, "media/1d/acme/x/A-1")
    assert len(fakes.media.stored) == 1


def test_only_a_threat_is_one():
    detail = {"s3ObjectDetails": {"bucketName": "b", "objectKey": "media/1d/a/b/c", "eTag": "e"}}
    found = {
        status: ScanVerdict.model_validate({**detail, "scanResultDetails": {"scanResultStatus": status}}).is_threat
        for status in ("THREATS_FOUND", "NO_THREATS_FOUND", "UNSUPPORTED", "ACCESS_DENIED", "FAILED")
    }
    assert [status for status, threat in found.items() if threat] == ["THREATS_FOUND"]


def test_the_sweep_deletes_what_has_no_message_and_nothing_else():
    fakes = at_home()
    (held,) = fakes.message.attachments
    fakes.media.put("media/1d/acme/x/A-1", BytesIO(b"x"), mime_type="image/png", message=("x", "1", "never"))
    fakes.media.put("media/1d/acme/x/A-2", BytesIO(b"x"), mime_type="image/png", message=held_by(fakes))
    fakes.clock.pass_time(hours=2)
    result = sweep(fakes)
    assert (result.looked_at, result.deleted, set(fakes.media.stored)) == (3, 2, {held.key})


def test_the_sweep_leaves_alone_what_may_still_be_under_way():
    fakes = FakeMediaFunction()
    key = "media/1d/acme/x/A-1"
    fakes.media.put(key, BytesIO(b"x"), mime_type="image/png", message=("x", "1", "soon"))
    fakes.media.written_at[key] = fakes.clock.now() - timedelta(minutes=59)
    assert (sweep(fakes).looked_at, set(fakes.media.stored)) == (0, {key})


def test_a_sweep_that_has_no_time_left_says_so():
    fakes = at_home()
    fakes.clock.pass_time(hours=2)
    assert not sweep(fakes, seconds=1).complete


def held_by(fakes: FakeMediaFunction) -> tuple[str, str, str]:
    return fakes.message.channel, fakes.message.account_id, fakes.message.message_id


def test_the_sweep_deletes_what_a_message_says_is_not_there():
    fakes = at_home()
    (held,) = fakes.message.attachments
    gone = replace(held, status=AttachmentStatus.GONE)  # a run died after it wrote the file, and the next ones failed
    fakes.messages.save(replace(fakes.message, attachments=(gone,)))
    fakes.clock.pass_time(hours=2)
    assert sweep(fakes).deleted == 1
    assert fakes.media.stored == {}
