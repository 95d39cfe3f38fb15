"""TikTok's API for Business, as far as our gateway uses it: replies to comments and their list, private messages."""

from typing import Any

from local.simulator.exchange import Answer, Request, refused
from local.simulator.platforms.tokens import YEAR, exchanged
from local.simulator.world import Published, World

MAX_LENGTH = 1200
_ROOT = "/open_api/v1.3/business/comment/"
_SEND = "/open_api/v1.3/business/message/send"


def answer(request: Request, world: World) -> Answer:
    if request.path == "/open_api/v1.3/tt_user/oauth2/refresh_token/":
        token = exchanged(request, world, lasts=86_400, rotates=True)
        return _answer(0, "OK", {**token, "refresh_token_expires_in": YEAR}) if token else _answer(40110, "Invalid")
    if refused(request.token):
        return _answer(40105, "Access token is incorrect or has been revoked.")
    if request.path == "/open_api/v1.3/business/get/":
        return _answer(0, "OK", {"username": "acmeshop"})
    if request.path.rstrip("/") == _SEND:
        return _send(request, world)
    match request.method, request.path.removeprefix(_ROOT).strip("/"):
        case "POST", "reply/create":
            return _reply(request, world)
        case "GET", "reply/list":
            listed = world.under("tiktok", request.query.get("comment_id", ""))
            return _answer(0, "OK", {"comments": [_shown(one) for one in listed], "has_more": False})
        case "GET", "list":
            return _answer(0, "OK", {"comments": [], "has_more": False})
    return _answer(40006, "The path is not valid.")


def _reply(request: Request, world: World) -> Answer:
    text, target = request.text("text"), request.text("comment_id")
    missing = next((n for n in ("business_id", "video_id", "comment_id", "text") if not request.text(n)), None)
    if missing is not None:
        return _answer(40002, f"{missing}: Missing data for required field.")
    if len(text) > MAX_LENGTH:
        return _answer(40002, "text: Longer than maximum length 1200.")
    made = Published(
        channel="tiktok", id=world.new_id(), account_id=request.text("business_id"), text=text, under=target
    )
    world.publish(made)
    return _answer(0, "OK", _shown(made))


def _send(request: Request, world: World) -> Answer:
    text, conversation = request.text("text", "body"), request.text("recipient")
    if not text or not conversation or request.text("recipient_type") != "CONVERSATION":
        return _answer(40002, "text: Missing data for required field.")
    made = Published(
        channel="tiktok", id=world.new_id(), account_id=request.text("business_id"), text=text, to=conversation
    )
    world.publish(made)
    return _answer(0, "OK", {"message": {"message_id": made.id}})


def _shown(one: Published) -> dict[str, Any]:
    return {"comment_id": one.id, "parent_comment_id": one.under, "text": one.text, "owner": True}


def _answer(code: int, message: str, data: Any = None) -> Answer:
    return Answer(body={"code": code, "message": message, "request_id": "simulated", "data": data or {}})
