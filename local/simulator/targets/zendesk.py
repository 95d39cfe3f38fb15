"""Zendesk's Tickets API, as far as our target uses it: create once for a key, find by ``external_id``, safe updates."""

import base64
from dataclasses import replace
from typing import Any

from local.simulator.exchange import Answer, Request
from local.simulator.world import Published, World, now

PRIORITIES = ("urgent", "high", "normal", "low")


def answer(request: Request, world: World) -> Answer:
    if not _is_known(request.headers.get("authorization", "")):
        return Answer(status=401, body={"error": "Couldn't authenticate you"})
    match request.method, request.path.strip("/").split("/"):
        case "GET", ["api", "v2", "tickets"]:
            wanted = request.query.get("external_id")
            found = [one for one in world.by("zendesk", "tickets") if one.content["external_id"] == wanted]
            return Answer(body={"tickets": [_shown(one) for one in found], "count": len(found)})
        case "POST", ["api", "v2", "tickets"]:
            return _create(request, world)
        case "PUT", ["api", "v2", "tickets", number]:
            return _update(request, world, number)
    return Answer(status=404, body={"error": "RecordNotFound", "description": "Not found"})


def _create(request: Request, world: World) -> Answer:
    key = request.headers.get("idempotency-key", "")
    if len(key) > 255:
        return Answer(status=400, body={"error": "IdempotentRequestError"})
    earlier = next((one for one in world.by("zendesk", "tickets") if key and one.content["key"] == key), None)
    if earlier is not None:
        return Answer(status=201, body={"ticket": _shown(earlier)}, headers={"x-idempotency-lookup": "hit"})
    fields = _ticket(request)
    if not isinstance(fields.get("comment"), dict) or not fields["comment"].get("body"):
        return _invalid("Description: cannot be blank")
    if len(str(fields["comment"]["body"]).encode()) > 65_535 * 4 or fields.get("priority", "low") not in PRIORITIES:
        return _invalid("Priority or comment is invalid")
    number = world.new_id()
    content = {
        "external_id": fields.get("external_id"),
        "key": key,
        "tags": fields.get("tags", []),
        "status": fields.get("status", "new"),
        "comments": [fields["comment"]],
    }
    text = str(fields.get("subject", ""))
    made = Published(channel="zendesk", id=number, account_id="tickets", text=text, content=content)
    world.publish(made)
    return Answer(status=201, body={"ticket": _shown(made)}, headers={"x-idempotency-lookup": "miss"})


def _update(request: Request, world: World, number: str) -> Answer:
    before = world.find("zendesk", number)
    if before is None:
        return Answer(status=404, body={"error": "RecordNotFound"})
    fields = _ticket(request)
    if before.content["status"] == "closed":
        return _invalid("Status: closed prevents ticket update")
    if fields.get("safe_update") and fields.get("updated_stamp") != _shown(before)["updated_at"]:
        return Answer(status=409, body={"error": "UpdateConflict", "description": "Safe Update prevented the update"})
    content = {
        **before.content,
        "tags": fields.get("tags", before.content["tags"]),
        "status": fields.get("status", before.content["status"]),
        "comments": [*before.content["comments"], *([fields["comment"]] if "comment" in fields else [])],
        "updates": int(before.content.get("updates", 0)) + 1,
    }
    after = replace(before, content=content, at=now())
    world.publish(after)
    return Answer(body={"ticket": _shown(after)})


def _shown(one: Published) -> dict[str, Any]:
    updated_at = f"{one.at}#{one.content.get('updates', 0)}"
    return {
        "id": int(one.id),
        "external_id": one.content["external_id"],
        "status": one.content["status"],
        "tags": one.content["tags"],
        "updated_at": updated_at,
    }


def _ticket(request: Request) -> dict[str, Any]:
    found = request.fields.get("ticket")
    return found if isinstance(found, dict) else {}


def _is_known(authorization: str) -> bool:
    scheme, _, credentials = authorization.partition(" ")
    try:
        user, _, token = base64.b64decode(credentials).decode().partition(":")
    except ValueError:
        return False
    return scheme == "Basic" and user.endswith("/token") and bool(token) and not token.startswith("revoked")


def _invalid(description: str) -> Answer:
    return Answer(status=422, body={"error": "RecordInvalid", "description": description})
