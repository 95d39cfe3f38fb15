"""The webhook of a Teams workflow: takes a message with Adaptive Cards, and answers 202 without a body."""

import json
from typing import Any

from local.simulator.exchange import Answer, Request
from local.simulator.world import Published, World

MAX_BYTES = 28 * 1024
_CARD = "application/vnd.microsoft.card.adaptive"


def answer(request: Request, world: World) -> Answer:
    if request.method != "POST":
        return _error(405, "MethodNotAllowed")
    fields = request.fields
    attachments = fields.get("attachments")
    if fields.get("type") != "message" or not isinstance(attachments, list) or not attachments:
        return _error(400, "TriggerInputSchemaMismatch")
    if len(json.dumps(fields, ensure_ascii=False).encode()) > MAX_BYTES:
        return _error(413, "RequestEntityTooLarge")
    if not all(each.get("contentType") == _CARD and _is_card(each.get("content")) for each in attachments):
        return _error(400, "InvalidAdaptiveCard")
    text = str(attachments[0]["content"]["body"][0].get("text", ""))
    new = Published(channel="teams", id=world.new_id(), account_id=request.path, text=text, content=fields)
    world.publish(new)
    return Answer(status=202)


def _is_card(card: Any) -> bool:
    return (
        isinstance(card, dict)
        and card.get("type") == "AdaptiveCard"
        and card.get("version") in ("1.2", "1.3", "1.4", "1.5")
        and bool(card.get("body"))
        and all(action.get("type") == "Action.OpenUrl" and action.get("url") for action in card.get("actions", []))
    )


def _error(status: int, code: str) -> Answer:
    return Answer(status=status, body={"error": {"code": code, "message": code}})
