"""The Threads API, as far as our gateway uses it: containers, posts, replies, look-ups."""

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import unquote

from local.simulator.exchange import Answer, Request, refused
from local.simulator.platforms.graph import about_account, error, ok
from local.simulator.platforms.tokens import prolonged
from local.simulator.world import Published, World

MAX_LENGTH = 500
_PERMISSIONS = "threads_basic threads_manage_mentions threads_manage_replies threads_read_replies"


def answer(request: Request, world: World) -> Answer:
    if request.path == "/refresh_access_token":
        token = prolonged(request, world)
        return ok(token) if token else error(400, 190, "Error validating access token", 463)
    version, *segments = [unquote(segment) for segment in request.path.strip("/").split("/")]
    if version != "v1.0" or not segments or not all(segments):
        return error(400, 2500, "Unknown path components: " + request.path)
    if refused(request.token):
        return error(401, 190, "Error validating access token", 463)
    about = about_account(request, world, segments, _PERMISSIONS)
    if about is not None:
        return about
    match request.method, segments:
        case "POST", [account, "threads"]:
            return _container(request, world, account)
        case "POST", [account, "threads_publish"]:
            return _publish(request, world, account)
        case "GET", [account, "threads"]:
            return ok({"data": [_shown(one) for one in world.by("threads", account) if one.under is None]})
        case "GET", [target, "replies"]:
            return ok({"data": [_shown(one) for one in world.under("threads", target)]})
        case "POST", [target, "manage_reply"] if request.text("hide") in ("true", "false"):
            world.hide("threads", target, hidden=request.text("hide") == "true")
            return ok({"success": True})
        case "DELETE", [target]:
            return ok({"success": True}) if world.withdraw("threads", target) else _missing(target)
        case "GET", [target]:
            found = world.find("threads", target)
            return ok(_shown(found)) if found else _missing(target)
    return error(400, 2500, "Unknown path components: " + request.path)


def _container(request: Request, world: World, account: str) -> Answer:
    text, target = request.text("text"), request.text("reply_to_id")
    if request.text("media_type") != "TEXT" or not text:
        return error(400, 100, "The parameter text is required")
    if len(text) > MAX_LENGTH:
        return error(400, 100, "Param text must be at most 500 characters long.", 4279017)
    new = world.new_id()
    world.draft(Published(channel="threads", id=new, account_id=account, text=text, under=target or None))
    return ok({"id": new})


def _publish(request: Request, world: World, account: str) -> Answer:
    made = world.take_draft("threads", request.text("creation_id"))
    if made is None or made.account_id != account:
        return error(400, 24, "The requested resource does not exist", 4279009)
    published = replace(made, id=world.new_id())  # the post has another id than its container
    world.publish(published)
    return ok({"id": published.id})


def _shown(one: Published) -> Mapping[str, object]:
    return {
        "id": one.id,
        "text": one.text,
        "username": "acmeshop",
        "timestamp": one.at[:19] + "+0000",
        "permalink": f"https://www.threads.com/@acmeshop/post/{one.id}",
        "replied_to": {"id": one.under},
        "is_reply_owned_by_me": True,
    }


def _missing(target: str) -> Answer:
    return error(400, 100, f"Object with ID '{target}' does not exist", 33)
