"""LINE's Messaging API, as far as our gateway uses it: replies, push messages, profiles, files."""

from local.simulator.exchange import Answer, Request, refused
from local.simulator.platforms import media
from local.simulator.world import Published, World

MAX_LENGTH = 5000
DELIVERED = "https://desk.example/webhooks/line/acme"


def answer(request: Request, world: World) -> Answer:
    if refused(request.token):
        return Answer(status=401, body={"message": "Authentication failed. Confirm that the access token is valid."})
    match request.method, request.path.strip("/").split("/"):
        case "POST", ["v2", "bot", "message", "reply"]:
            return _reply(request, world)
        case "POST", ["v2", "bot", "message", "push"]:
            return _push(request, world)
        case "GET", ["v2", "bot", "channel", "webhook", "endpoint"]:
            known = world.subscribed("line", "endpoint")
            return Answer(body={"endpoint": DELIVERED if known is None else known, "active": True})
        case "PUT", ["v2", "bot", "channel", "webhook", "endpoint"]:
            world.subscribe("line", "endpoint", request.text("endpoint"))
            return Answer(body={})
        case "GET", ["v2", "bot", "profile", user_id]:
            return Answer(body={"userId": user_id, "displayName": "Mia L.", "language": "en"})
        case "GET", ["v2", "bot", "message", message_id, "content"]:
            return media.file(message_id)
    return Answer(status=404, body={"message": "Not found"})


def _reply(request: Request, world: World) -> Answer:
    """A token is good once; one that calls itself over is too old."""
    token = request.text("replyToken")
    if not token or token.startswith("over") or world.find("line", f"token:{token}") is not None:
        return Answer(status=400, body={"message": "Invalid reply token"})
    answered = _publish(request, world, to=token)
    if answered.status == 200:
        world.publish(Published(channel="line", id=f"token:{token}", account_id="", text=""))
    return answered


def _push(request: Request, world: World) -> Answer:
    key = request.headers.get("x-line-retry-key", "")
    accepted = world.find("line", f"key:{key}") if key else None
    if accepted is not None:
        headers = {"x-line-accepted-request-id": key}
        told = {"message": "The retry key is already accepted", "sentMessages": [{"id": accepted.text}]}
        return Answer(status=409, headers=headers, body=told)
    answered = _publish(request, world, to=request.text("to"))
    if key and answered.status == 200:
        sent_id = answered.body["sentMessages"][0]["id"]
        world.publish(Published(channel="line", id=f"key:{key}", account_id="", text=sent_id))
    return answered


def _publish(request: Request, world: World, *, to: str) -> Answer:
    messages = request.fields.get("messages")
    first = messages[0] if isinstance(messages, list) and messages and isinstance(messages[0], dict) else {}
    text = first.get("text")
    if not to or not isinstance(text, str) or not text or len(text) > MAX_LENGTH:
        return Answer(status=400, body={"message": "The request body has 1 error(s)"})
    made = Published(channel="line", id=world.new_id(), account_id="line", text=text, to=to)
    world.publish(made)
    return Answer(body={"sentMessages": [{"id": made.id, "quoteToken": f"q{made.id}"}]})
