"""Viber's REST Bot API, as far as our gateway uses it. Every answer has the HTTP status 200."""

from typing import Any

from local.simulator.exchange import Answer, Request, refused
from local.simulator.world import Published, World

MAX_LENGTH = 7000
DELIVERED = "https://desk.example/webhooks/viber/acme"
"""Where a bot that nobody has changed delivers; behind it what it tells besides messages."""


def answer(request: Request, world: World) -> Answer:
    if refused(request.headers.get("x-viber-auth-token", "")):
        return _answer(2, "invalidAuthToken")
    if (request.method, request.path) == ("POST", "/pa/get_account_info"):
        known = world.subscribed("viber", "pa:acme")
        url, *kinds = (DELIVERED if known is None else known).split(" ")
        return _answer(0, "ok", id="pa:acme", name="Acme", event_types=kinds, **({"webhook": url} if url else {}))
    if (request.method, request.path) == ("POST", "/pa/set_webhook"):
        chosen = request.fields.get("event_types")
        kinds = chosen if isinstance(chosen, list) else []
        world.subscribe("viber", "pa:acme", " ".join([request.text("url"), *kinds]))
        return _answer(0, "ok", event_types=kinds)
    if (request.method, request.path) != ("POST", "/pa/send_message"):
        return _answer(3, "badData")
    text, receiver, sender = request.text("text"), request.text("receiver"), request.text("sender", "name")
    if not text or not receiver or not sender:
        return _answer(4, "missingData")
    if len(text) > MAX_LENGTH or len(sender) > 28:
        return _answer(3, "badData")
    made = Published(channel="viber", id=world.new_id(), account_id=sender, text=text, to=receiver)
    world.publish(made)
    return _answer(0, "ok", message_token=int(made.id))


def _answer(status: int, message: str, **more: Any) -> Answer:
    return Answer(body={"status": status, "status_message": message, "chat_hostname": "simulated", **more})
