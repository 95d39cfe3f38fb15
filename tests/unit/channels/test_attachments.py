"""Nothing that a platform tells of an attachment is lost before the event is queued, or on the queue."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from shared.contracts.events import encode_event, load_event
from shared.domain.messages.attachments import Attachment
from shared.domain.messages.event import InboundEvent
from tests.unit.channels import parsed
from tests.unit.channels.samples import facebook, instagram, linkedin, messenger, telegram, webhook, whatsapp, x
from tests.unit.channels.samples._x import message as x_message
from tests.unit.channels.samples._x import older


def attachments(channel: str, account_id: str, payload: Any) -> tuple[Attachment, ...]:
    found = parsed.one(channel, account_id, payload)
    assert isinstance(found, InboundEvent), found
    again = load_event(encode_event(found))
    assert again == found
    return again.attachments


def on_whatsapp(kind: str, **content: Any) -> tuple[Attachment, ...]:
    said = whatsapp.message("wamid.1", kind, **{kind: content.pop("held", content)})
    return attachments("whatsapp", whatsapp.NUMBER, whatsapp.waba(whatsapp.value(messages=[said])))


def on_telegram(**fields: Any) -> tuple[Attachment, ...]:
    return attachments(
        "telegram", telegram.BOT, telegram.update("message", telegram.message(**{"text": None, **fields}))
    )


def on_messenger(*listed: Any) -> tuple[Attachment, ...]:
    said = messenger.element(message={"mid": "m_1", "attachments": list(listed)})
    return attachments("messenger", messenger.PAGE, messenger.page(said))


def on_instagram(*listed: Any, **message: Any) -> tuple[Attachment, ...]:
    said = instagram.element(message={"mid": "m_1", "attachments": list(listed), **message})
    return attachments("instagram", instagram.ACCOUNT, instagram.direct(said))


def test_a_place_keeps_its_coordinates_and_its_name():
    hanover = {"latitude": 52.37655, "longitude": 9.73891}
    expected = Attachment(type="location", latitude=52.37655, longitude=9.73891, title="Shop", label="Georgstr. 1")
    assert on_whatsapp("location", **hanover, name="Shop", address="Georgstr. 1") == (expected,)
    assert on_telegram(venue={"location": hanover, "title": "Shop", "address": "Georgstr. 1"}, location=hanover) == (
        replace(expected, source_type="venue"),
    )
    payload = {"coordinates": {"lat": 52.37655, "long": 9.73891}}
    assert on_messenger({"type": "location", "title": "Shop", "payload": payload}) == (
        Attachment(type="location", latitude=52.37655, longitude=9.73891, title="Shop"),
    )
    point = {"type": "Point", "coordinates": [9.73891, 52.37655]}
    location = {"type": "shared_coordinate", "shared_coordinate": {"coordinates": point}}
    told = older(x_message(text="", attachment={"type": "location", "location": location}))
    assert attachments("x", x.ACCOUNT, told) == (Attachment(type="location", latitude=52.37655, longitude=9.73891),)


def test_a_point_that_is_not_on_the_globe_is_none():
    assert on_telegram(location={"latitude": 91, "longitude": 0}) == (Attachment(type="location"),)
    assert on_telegram(location={"latitude": 0, "longitude": 0}) == (
        Attachment(type="location", latitude=0.0, longitude=0.0),
    )


def test_a_file_keeps_its_name_its_kind_its_size_and_the_id_it_is_fetched_by():
    assert on_whatsapp("document", id="778", mime_type="application/pdf", filename="invoice.pdf") == (
        Attachment(
            type="file",
            source_id="778",
            mime_type="application/pdf",
            title="invoice.pdf",
            expires_at=datetime(2026, 8, 30, 12, 13, 20, tzinfo=UTC),
        ),
    )
    document = {"file_id": "BQAC", "file_name": "invoice.pdf", "mime_type": "application/pdf", "file_size": 48213}
    assert on_telegram(document=document) == (
        Attachment(type="file", source_id="BQAC", mime_type="application/pdf", title="invoice.pdf", size=48213),
    )
    voice = {"file_id": "AwAC", "mime_type": "audio/ogg", "file_size": 900, "duration": 14}
    assert on_telegram(voice=voice) == (
        Attachment(type="audio", source_type="voice", source_id="AwAC", mime_type="audio/ogg", size=900, duration=14),
    )


def test_of_a_picture_in_several_sizes_the_largest_is_kept():
    sizes = [{"file_id": "small", "file_size": 900}, {"file_id": "large", "file_size": 90_000}]
    assert on_telegram(photo=sizes) == (Attachment(type="image", source_id="large", size=90_000),)


def test_several_pictures_of_one_kind_are_all_kept():
    listed = [{"type": "image", "payload": {"url": f"https://cdn.example/{number}.jpg"}} for number in range(3)]
    assert [found.source_url for found in on_messenger(*listed)] == [one["payload"]["url"] for one in listed]


def test_a_sticker_keeps_its_id():
    sticker = {"type": "image", "payload": {"url": "https://cdn.example/s.png", "sticker_id": 551}}
    assert on_messenger(sticker) == (
        Attachment(type="sticker", source_url="https://cdn.example/s.png", source_id="551"),
    )
    assert on_telegram(sticker={"file_id": "CAAC", "emoji": "👍"}) == (
        Attachment(type="sticker", source_id="CAAC", title="👍"),
    )


def test_what_is_shared_keeps_its_title():
    fallback = {"type": "fallback", "title": "Our returns", "url": "https://acme.example/returns", "payload": None}
    assert on_messenger(fallback) == (
        Attachment(type="link", source_type="fallback", source_url="https://acme.example/returns", title="Our returns"),
    )
    reel = {"type": "ig_reel", "payload": {"reel_video_id": "18", "title": "Unboxing", "url": "https://cdn.example/r"}}
    assert on_instagram(reel) == (
        Attachment(
            type="reel", source_type="ig_reel", source_url="https://cdn.example/r", source_id="18", title="Unboxing"
        ),
    )


def test_a_contact_keeps_name_and_number():
    card = {"name": {"formatted_name": "Jon Reyes"}, "phones": [{"phone": "+49 151 1"}]}
    assert on_whatsapp("contacts", held=[card]) == (Attachment(type="contact", title="Jon Reyes", label="+49 151 1"),)
    assert on_telegram(contact={"first_name": "Jon", "last_name": "Reyes", "phone_number": "+49 151 1"}) == (
        Attachment(type="contact", title="Jon Reyes", label="+49 151 1"),
    )


def test_a_medium_of_x_keeps_its_id():
    media = {"id_str": "1950", "type": "photo", "media_url_https": "https://ton.example/x.jpg"}
    told = older(x_message(text="look", attachment={"type": "media", "media": media}))
    assert attachments("x", x.ACCOUNT, told) == (
        Attachment(type="image", source_url="https://ton.example/x.jpg", source_id="1950"),
    )


def test_a_video_on_x_keeps_its_length_and_dimensions():
    media = {
        "id_str": "1951", "type": "video", "media_url_https": "https://ton.example/v.jpg",
        "original_info": {"width": 1280, "height": 720}, "video_info": {"duration_millis": 14_500},
    }  # fmt: skip
    told = older(x_message(text="look", attachment={"type": "media", "media": media}))
    (found,) = attachments("x", x.ACCOUNT, told)
    assert (found.type, found.width, found.height, found.duration) == ("video", 1280, 720, 14)


def test_the_lines_of_an_order_of_a_signed_sender_are_kept():
    order = {"type": "product", "title": "Order 7", "lines": ["2 × box", "", 3, "1 × lid"]}
    (found,) = attachments("webhook", webhook.SOURCE, webhook.event(attachments=[order]))
    assert found.lines == ("2 × box", "1 × lid")


def test_a_picture_under_a_facebook_post_keeps_its_id():
    told = facebook.page(facebook.change("5_9", photo="https://cdn.example/a.jpg", photo_id="77"))
    assert attachments("facebook", facebook.PAGE, told) == (
        Attachment(type="image", source_url="https://cdn.example/a.jpg", source_id="77"),
    )


def test_a_sender_of_our_own_schema_may_tell_all_of_it():
    whole = {
        "type": "file",
        "mime_type": "application/pdf",
        "size": 12,
        "title": "a.pdf",
        "width": 640,
        "height": 480,
        "duration": 3,
    }
    address = {"url": "https://forum.example/a.pdf", "id": "a-1"}
    place = {"type": "location", "latitude": 48.85, "longitude": 2.35, "label": "Paris"}
    told = webhook.event(attachments=[whole | address, place])
    assert attachments("webhook", webhook.SOURCE, told) == (
        Attachment(**whole, source_url="https://forum.example/a.pdf", source_id="a-1"),
        Attachment(type="location", latitude=48.85, longitude=2.35, label="Paris"),
    )


def test_a_picture_and_a_video_keep_their_dimensions():
    photo = {"file_id": "large", "file_size": 90_000, "width": 1280, "height": 960}
    assert on_telegram(photo=[photo]) == (
        Attachment(type="image", source_id="large", size=90_000, width=1280, height=960),
    )
    note = {"file_id": "DQAC", "length": 240, "duration": 9}
    assert on_telegram(video_note=note) == (
        Attachment(type="video", source_type="video_note", source_id="DQAC", duration=9, width=240, height=240),
    )


def test_a_voice_note_is_told_from_music():
    (note,) = on_whatsapp("audio", id="1", voice=True, mime_type="audio/ogg; codecs=opus")
    (music,) = on_whatsapp("audio", id="1", voice=False, mime_type="audio/mpeg")
    assert [(found.type, found.source_type) for found in (note, music)] == [("audio", "voice"), ("audio", None)]


def test_an_order_keeps_its_lines_with_their_prices():
    items = [
        {"product_retailer_id": "box-4", "quantity": 2, "item_price": 49.9, "currency": "EUR"},
        {"product_retailer_id": "lid", "quantity": 1},
    ]
    assert on_whatsapp("order", catalog_id="c-1", product_items=items) == (
        Attachment(type="product", source_type="order", source_id="c-1", lines=("2 × box-4, 49.9 EUR", "1 × lid")),
    )


def test_a_contact_keeps_what_else_is_on_the_card():
    card = {
        "name": {"formatted_name": "Jon Reyes"},
        "emails": [{"email": "jon@firm.example"}],
        "urls": [{"url": "https://firm.example"}],
        "org": {"company": "Firm", "title": "Plumber"},
        "addresses": [{"street": "Georgstr. 1", "city": "Hanover", "zip": "30159"}],
    }
    (found,) = on_whatsapp("contacts", held=[card])
    assert found.lines == ("jon@firm.example", "https://firm.example", "Firm, Plumber", "Georgstr. 1, 30159, Hanover")


def test_an_attachment_that_version_0_2_queued_is_still_read():
    event = parsed.one("webhook", webhook.SOURCE, webhook.event(attachments=[{"type": "image"}]))
    assert isinstance(event, InboundEvent)
    earlier = '{"type":"ig_reel","url":"https://cdn.example/r","id":"18"}'
    read = load_event(encode_event(event).replace('{"type":"image"}', earlier))
    assert read.attachments == (
        Attachment(type="reel", source_type="ig_reel", source_url="https://cdn.example/r", source_id="18"),
    )


def test_an_event_that_was_queued_before_is_still_read():
    event = parsed.one("webhook", webhook.SOURCE, webhook.event(attachments=[{"type": "image"}]))
    assert isinstance(event, InboundEvent)
    queued = encode_event(event).replace('{"type":"image"}', '{"type":"image","url":null}')
    assert '"url":null' in queued
    assert load_event(queued) == event


@pytest.mark.parametrize("field", ["size", "duration"])
@pytest.mark.parametrize("value", [-1, True, "many", 1e300, None, float("inf"), [], {}])
def test_a_number_that_is_none_is_left_out(field: str, value: Any):
    assert on_telegram(document={"file_id": "B", ("file_size" if field == "size" else field): value}) == (
        Attachment(type="file", source_id="B"),
    )


def test_an_album_names_the_group_of_its_pictures():
    photo = telegram.message(text=None, photo=[{"file_id": "large"}], media_group_id="13500000000000001")
    found = parsed.one("telegram", telegram.BOT, telegram.update("message", photo))
    assert isinstance(found, InboundEvent)
    assert load_event(encode_event(found)).group_id == "13500000000000001"


def test_a_poll_keeps_what_can_be_chosen():
    poll = {"id": "5", "question": "Which colour?", "options": [{"text": "Red", "voter_count": 2}, {"text": "Blue"}, 7]}
    (held,) = on_telegram(poll=poll)
    assert (held.title, held.lines) == ("Which colour?", ("Red", "Blue"))


@pytest.mark.parametrize(
    ("address", "ends"),
    [
        ("https://scontent.fhel3-1.fbcdn.net/v/a.jpg?oh=1&oe=6A6CA780", datetime(2026, 7, 31, 13, 47, 44, tzinfo=UTC)),
        ("https://scontent.cdninstagram.com/v/a.jpg?oe=6A6CA780&oh=1", datetime(2026, 7, 31, 13, 47, 44, tzinfo=UTC)),
        ("https://scontent.fhel3-1.fbcdn.net/v/a.jpg?oe=soon", None),
        ("https://scontent.fhel3-1.fbcdn.net/v/a.jpg", None),
        ("https://fbcdn.net.example/a.jpg?oe=6A6CA780", None),
        ("https://[fbcdn.net/a.jpg?oe=6A6CA780", None),
    ],
)
def test_an_address_of_meta_says_when_it_ends(address: str, ends: datetime | None):
    (held,) = on_messenger({"type": "image", "payload": {"url": address}})
    assert held.expires_at == ends


def test_a_comment_on_facebook_keeps_its_gif_and_its_sticker():
    def on_facebook(**attachment: Any) -> tuple[Attachment, ...]:
        said = facebook.change("1_2", message=None, attachment=attachment)
        return attachments("facebook", facebook.PAGE, facebook.page(said))

    sticker = {"media": {"image": {"src": "https://cdn.example/s.png"}}, "target": {"id": "551"}}
    assert on_facebook(type="sticker", **sticker) == (
        Attachment(type="sticker", source_url="https://cdn.example/s.png", source_id="551"),
    )
    gif = {"media": {"image": {"src": "https://cdn.example/g.gif"}}, "url": "https://giphy.example/1"}
    assert on_facebook(type="animated_image_share", **gif) == (
        Attachment(type="image", source_type="gif", source_url="https://cdn.example/g.gif"),
    )
    assert on_facebook(type="something_new", **gif) == ()


def test_a_comment_on_linkedin_keeps_its_picture():
    picture = {"type": "IMAGE", "entity": {"image": "urn:li:image:C4E"}, "url": "https://media.licdn.example/1"}
    told = linkedin.body(linkedin.notification(linkedin.COMMENT, text=None, content=[picture, "?"]))
    assert attachments("linkedin", linkedin.ORGANIZATION, told) == (
        Attachment(type="image", source_id="urn:li:image:C4E", source_url="https://media.licdn.example/1"),
    )
