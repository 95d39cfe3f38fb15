"""LinkedIn's Comments and Posts APIs, as far as our gateway uses them."""

import re
import time
from datetime import datetime
from urllib.parse import unquote

from local.simulator.exchange import Answer, Request, refused
from local.simulator.platforms.tokens import YEAR, exchanged
from local.simulator.world import Published, World

_MAX_POST = 3000
_MONTHS = 60  # days that a subscription lasts
_VERSION = re.compile(r"20\d{4}")


def answer(request: Request, world: World) -> Answer:
    if request.path == "/oauth/v2/accessToken":
        token = exchanged(request, world, lasts=5_184_000, rotates=False)
        if token is None:
            return Answer(status=400, body={"error": "invalid_request", "error_description": "revoked"})
        return Answer(body={**token, "refresh_token_expires_in": YEAR})
    if refused(request.token):
        return _error(401, "Invalid access token", 65600)
    if not _VERSION.fullmatch(request.headers.get("linkedin-version", "")):
        return _error(426, "Requested version is not active", 0)
    match request.method, [unquote(segment) for segment in request.path.strip("/").split("/")]:
        case "GET", ["rest", "organizationAcls"]:
            return Answer(body={"elements": [_role(each) for each in ("5500001", "2414183")]})
        case "GET" | "PUT", ["rest", "eventSubscriptions", key]:
            return _subscription(request, world, key)
        case "POST", ["rest", "posts"]:
            return _post(request, world)
        case "GET", ["rest", "posts"] if request.query.get("q") == "author":
            posts = world.by("linkedin", request.query.get("author", ""))
            return Answer(body={"elements": [_post_shown(one) for one in posts if one.under is None]})
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


def _role(organization: str) -> dict[str, str]:
    named = f"urn:li:organization:{organization}"
    return {"role": "ADMINISTRATOR", "state": "APPROVED", "organization": named, "roleAssignee": "urn:li:person:Adm1n"}


def _subscription(request: Request, world: World, key: str) -> Answer:
    """It ends after two months, and is made anew by the same call."""
    if request.method == "PUT":
        world.subscribe("linkedin", key, f"{request.text('webhook')} {_MONTHS}")
        return Answer(status=204)
    known = world.subscribed("linkedin", key)
    if not known:
        return _error(404, "Not found", 0)
    webhook, days = known.split(" ")
    return Answer(body={"webhook": webhook, "expiresAt": int((time.time() + int(days) * 86_400) * 1000)})


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


def _post(request: Request, world: World) -> Answer:
    author, text = request.text("author"), request.text("commentary")
    distribution = request.fields.get("distribution")
    if not author.startswith("urn:li:organization:") or not isinstance(distribution, dict):
        return _error(400, "Required fields: author, commentary, distribution", 100)
    if request.text("visibility") != "PUBLIC" or request.text("lifecycleState") != "PUBLISHED":
        return _error(422, "visibility and lifecycleState must be given", 100)
    if not text or len(text) > _MAX_POST:
        return _error(422, "ShareCommentary text length is invalid", 100)
    if any(one.text == text for one in world.by("linkedin", author) if one.under is None):
        return _error(422, "Content is a duplicate", 100)
    new = f"urn:li:share:{world.new_id()}"
    world.publish(Published(channel="linkedin", id=new, account_id=author, text=text))
    return Answer(status=201, headers={"x-restli-id": new})


def _post_shown(one: Published) -> dict[str, object]:
    created = int(datetime.fromisoformat(one.at).timestamp() * 1000)
    return {"id": one.id, "author": one.account_id, "commentary": one.text, "createdAt": created}


def _shown(one: Published) -> dict[str, object]:
    return {"id": one.id, "actor": one.account_id, "message": {"text": one.text}, "object": one.under}


def _error(status: int, message: str, code: int) -> Answer:
    return Answer(status=status, body={"status": status, "message": message, "serviceErrorCode": code})
