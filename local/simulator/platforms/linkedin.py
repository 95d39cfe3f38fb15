"""LinkedIn's Comments API, as far as our gateway uses it."""

import re
from urllib.parse import unquote

from local.simulator.exchange import Answer, Request, refused
from local.simulator.world import Published, World

_VERSION = re.compile(r"20\d{4}")


def answer(request: Request, world: World) -> Answer:
    if refused(request.token):
        return _error(401, "Invalid access token", 65600)
    if not _VERSION.fullmatch(request.headers.get("linkedin-version", "")):
        return _error(426, "Requested version is not active", 0)
    match request.method, [unquote(segment) for segment in request.path.strip("/").split("/")]:
        case "POST", ["rest", "socialActions", target, "comments"]:
            return _comment(request, world, target)
        case "GET", ["rest", "socialActions", target, "comments"]:
            return Answer(body={"elements": [_shown(one) for one in world.under("linkedin", target)]})
        case "GET", ["rest", "socialActions", _, "comments", found]:
            one = world.find("linkedin", found)
            return Answer(body=_shown(one)) if one else _error(404, "Not found", 0)
        case "DELETE", ["rest", "socialActions", _, "comments", gone]:
            return Answer(status=204) if world.withdraw("linkedin", gone) else _error(404, "Not found", 0)
    return _error(404, "No virtual resource found", 0)


def _comment(request: Request, world: World, target: str) -> Answer:
    text, actor = request.text("message", "text"), request.text("actor")
    if not text or not actor.startswith("urn:li:") or not request.text("object"):
        return _error(400, "Required fields: actor, object, message", 100)
    if len(text) > 1250:
        return _error(422, "Comment is too long", 100)
    if any(one.text == text for one in world.under("linkedin", target)):
        return _error(409, "Comment is a duplicate", 100)
    new = world.new_id()
    world.publish(Published(channel="linkedin", id=new, account_id=actor, text=text, under=target))
    return Answer(status=201, headers={"x-restli-id": new})


def _shown(one: Published) -> dict[str, object]:
    return {"id": one.id, "actor": one.account_id, "message": {"text": one.text}, "object": one.under}


def _error(status: int, message: str, code: int) -> Answer:
    return Answer(status=status, body={"status": status, "message": message, "serviceErrorCode": code})
