"""An agent sends a file through the deployed desk: the form, the platform that fetches it, and looking at it."""

from hashlib import sha256
from pathlib import PurePosixPath
from urllib.parse import urlsplit

import httpx

from tests.e2e.deployed import DeployedStack, Json, fresh

PICTURE = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + b"a picture of a tracking label" * 400


def _upload(deployed: DeployedStack, content: bytes, *, size: int | None = None) -> tuple[str, httpx.Response]:
    asked = {
        "brand": "acme",
        "file_name": "étiquette.jpg",
        "mime_type": "image/jpeg",
        "size": len(content) if size is None else size,
    }
    form = deployed.api("POST", "/uploads", json=asked)
    assert form.status_code == 201, form.text
    told = form.json()
    posted = deployed.http.post(told["url"], data=told["fields"], files={"file": ("label.jpg", content, "image/jpeg")})
    return told["id"], posted


def _ticket(deployed: DeployedStack) -> tuple[Json, str]:
    comment = deployed.comment("Où est le numéro sur mon colis ? Je ne le trouve pas.")
    deployed.deliver("facebook", comment.body())
    return deployed.ticket_of(comment.conversation), comment.id


def _reply(deployed: DeployedStack, ticket: Json, upload_id: str, key: str) -> httpx.Response:
    body = {"visibility": "public", "text": "Ici, en bas.", "agent": "Sophie Bernard", "attachments": [upload_id]}
    return deployed.api("POST", f"/tickets/{ticket['id']}/replies", json=body, headers={"Idempotency-Key": key})


def test_a_picture_goes_through_the_form_to_the_platform_and_can_be_looked_at(by_day: DeployedStack) -> None:
    ticket, comment_id = _ticket(by_day)
    upload_id, posted = _upload(by_day, PICTURE)
    assert posted.status_code == 204, posted.text
    key = fresh()

    answered = _reply(by_day, ticket, upload_id, key)
    assert (answered.status_code, answered.json()["status"]) == (201, "sent"), answered.text
    assert _reply(by_day, ticket, upload_id, key).json() == answered.json()

    published = by_day.http.get(f"{by_day.stack.simulator_url}/published", params={"channel": "facebook"}).json()
    (ours,) = [one for one in published if one["under"] == comment_id]
    assert (ours["text"], ours["files"][0]["sha256"]) == ("Ici, en bas. ^SB", sha256(PICTURE).hexdigest())

    sent = next(message for message in by_day.messages(ticket) if message["direction"] == "outbound")
    (held,) = sent["attachments"]
    assert (held["type"], held["status"], held["title"]) == ("image", "stored", "étiquette.jpg")
    led = by_day.api("GET", held["href"])
    assert led.status_code == 302, (held["href"], led.text)
    opened = httpx.get(led.headers["location"])  # without a token: by whoever has the address, for five minutes
    assert (opened.status_code, opened.content, opened.headers["content-type"]) == (200, PICTURE, "image/jpeg")
    assert opened.headers["content-disposition"] == "inline; filename*=UTF-8''%C3%A9tiquette.jpg"
    kept = PurePosixPath(urlsplit(led.headers["location"]).path)
    assert "media" in kept.parts
    assert httpx.get(led.headers["location"].partition("?")[0]).status_code == 403  # nobody opens it without


def test_what_is_no_picture_is_refused_whatever_it_is_called(by_day: DeployedStack) -> None:
    ticket, comment_id = _ticket(by_day)
    upload_id, posted = _upload(by_day, b"<html><script>alert(document.domain)</script></html>")
    assert posted.status_code == 204

    answered = _reply(by_day, ticket, upload_id, fresh())

    assert (answered.status_code, answered.json()["reason"]) == (422, "attachment_type")
    published = by_day.http.get(f"{by_day.stack.simulator_url}/published", params={"channel": "facebook"}).json()
    assert [one for one in published if one["under"] == comment_id] == []


def test_the_form_takes_no_more_than_was_announced(by_day: DeployedStack) -> None:
    upload_id, posted = _upload(by_day, PICTURE, size=100)
    assert (posted.status_code, "EntityTooLarge" in posted.text) == (400, True)
    ticket, _ = _ticket(by_day)
    assert _reply(by_day, ticket, upload_id, fresh()).json()["reason"] == "attachment_not_found"
