"""The WhatsApp Cloud API, as far as our gateway uses it."""

from typing import Any

from local.simulator.exchange import Answer, Request
from local.simulator.platforms.graph import error, ok, opened
from local.simulator.world import Published, World


def answer(request: Request, world: World) -> Answer:
    segments = opened(request)
    if isinstance(segments, Answer):
        return segments
    match request.method, segments:
        case "POST", [number, "messages"]:
            return _message(request, world, number)
    return error(400, 2500, "Unknown path components: " + request.path)


def _message(request: Request, world: World, number: str) -> Answer:
    fields = request.fields
    if fields.get("messaging_product") != "whatsapp":
        return error(400, 100, "The parameter messaging_product is required.")
    if fields.get("status") == "read":
        return ok({"success": True})
    person = str(fields.get("to") or fields.get("recipient") or "")
    text = request.text("text", "body")
    if not person:
        return error(400, 100, "The parameter to is required.")
    if fields.get("type", "text") != "text":
        return error(400, 131051, "Unsupported message type")
    if not text or len(text) > 4096:
        return error(400, 100, "Param text['body'] must be at most 4096 characters long.")
    new = f"wamid.{world.new_id()}"
    world.publish(Published(channel="whatsapp", id=new, account_id=number, text=text, to=person))
    contact: dict[str, Any] = {"input": person, "wa_id": person if person.isdecimal() else ""}
    return ok({"messaging_product": "whatsapp", "contacts": [contact], "messages": [{"id": new}]})
