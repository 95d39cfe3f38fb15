"""Viber's REST Bot API, as far as our gateway uses it. Every answer has the HTTP status 200."""

from typing import Any

from local.simulator.exchange import Answer, Request, refused
from local.simulator.world import Published, World

MAX_LENGTH = 7000


def answer(request: Request, world: World) -> Answer:
    if refused(request.headers.get("x-viber-auth-token", "")):
        return _answer(2, "invalidAuthToken")
    if (request.method, request.path) == ("POST", "/pa/get_account_info"):
        return _answer(0, "ok", id="pa:acme", name="Acme", webhook="https://desk.example/webhooks/viber/acme")
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
