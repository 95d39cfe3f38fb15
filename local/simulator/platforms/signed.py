"""Whoever is behind the open channel: it takes signed answers and says under which id."""

from local.simulator.exchange import Answer, Request
from local.simulator.files import fetched
from local.simulator.world import Published, World

SIGNED = ("webhook-id", "webhook-timestamp", "webhook-signature")


def answer(request: Request, world: World) -> Answer:
    if any(not request.headers.get(name) for name in SIGNED):
        return Answer(status=401, body={"error": "not signed"})
    data = request.fields.get("data")
    linked = data.get("attachments", ()) if isinstance(data, dict) else ()
    text = request.text("data", "text")
    if request.method != "POST" or not (text or linked):
        return Answer(status=400, body={"error": "no text"})
    files = tuple(file for each in linked if (file := fetched(str(each.get("url")))) is not None)
    source, target = request.text("data", "source"), request.text("data", "in_reply_to")
    message_id = request.headers["webhook-id"]
    world.publish(Published(channel="webhook", id=message_id, account_id=source, text=text, under=target, files=files))
    return Answer(body={"message_id": message_id})
