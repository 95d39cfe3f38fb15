"""Google's interface for business profiles, as far as our gateway and our sources use it: reviews and their answers."""

import re
from typing import Any

from local.google_tokens import key_set
from local.simulator.exchange import Answer, Request
from local.simulator.platforms.google import access_token, is_refused, problem
from local.simulator.world import Published, World

MAX_BYTES = 4096
_REVIEW = re.compile(r"/v4/(?P<name>accounts/[^/]+/locations/[^/]+/reviews/[^/]+)(?P<reply>/reply)?")
_SETTING = re.compile(r"/v1/accounts/[^/]+/notificationSetting")
_LIST = re.compile(r"/v4/accounts/[^/]+/locations/[^/]+/reviews")


def answer(request: Request, world: World) -> Answer:
    if request.path == "/oauth2/v3/certs":
        return Answer(body=key_set(), headers={"Cache-Control": "public, max-age=20000"})
    if (request.method, request.path) == ("POST", "/token"):
        return access_token(request)
    if is_refused(request):
        return problem(401, "UNAUTHENTICATED", "Request had invalid authentication credentials.")
    if _SETTING.fullmatch(request.path):
        return _setting(request, world)
    if request.method == "GET" and _LIST.fullmatch(request.path):
        return _listed(request, world)
    named = _REVIEW.fullmatch(request.path)
    if named is None:
        return problem(404, "NOT_FOUND", "Requested entity was not found.")
    name = named["name"]
    match request.method, bool(named["reply"]):
        case "GET", False:
            return Answer(body=_shown(name, world))
        case "PUT", True:
            return _write(request, world, name)
        case "DELETE", True:
            world.withdraw("google_business", f"{name}/reply")
            return Answer(body={})
    return problem(405, "UNIMPLEMENTED", "Method not allowed.")


def _setting(request: Request, world: World) -> Answer:
    """What is announced, and where; changed by the whole list."""
    account = request.path.split("/")[3]
    given = request.fields.get("notificationTypes")
    if request.method == "PATCH" and isinstance(given, list):
        world.subscribe("google_business", account, ",".join(given))
    known = world.subscribed("google_business", account)
    types = ["NEW_REVIEW", "UPDATED_REVIEW"] if known is None else [each for each in known.split(",") if each]
    name = f"accounts/{account}/notificationSetting"
    return Answer(body={"name": name, "pubsubTopic": "projects/acme/topics/reviews", "notificationTypes": types})


def _listed(request: Request, world: World) -> Answer:
    entries = world.entries("google_business", "reviews")
    first, size = int(request.query.get("pageToken") or 0), int(request.query.get("pageSize") or 50)
    more = {"nextPageToken": str(first + size)} if first + size < len(entries) else {}
    shown = [_shown(str(entry["name"]), world) for entry in entries[first : first + size]]
    return Answer(body={"reviews": shown, "totalReviewCount": len(entries), **more})


def _write(request: Request, world: World, name: str) -> Answer:
    """One answer for each review: what is written again replaces what was there."""
    text = request.text("comment")
    if not text or len(text.encode()) > MAX_BYTES:
        return problem(400, "INVALID_ARGUMENT", "Request contains an invalid argument.")
    made = Published(channel="google_business", id=f"{name}/reply", account_id=_location(name), text=text, under=name)
    world.publish(made)
    return Answer(body={"comment": text, "updateTime": made.at})


def _shown(name: str, world: World) -> dict[str, Any]:
    entries = world.entries("google_business", "reviews")
    written = next((entry for entry in entries if entry["name"] == name), _made_up(name))
    reply = world.find("google_business", f"{name}/reply")
    return written if reply is None else {**written, "reviewReply": {"comment": reply.text, "updateTime": reply.at}}


def _made_up(name: str) -> dict[str, Any]:
    """A review that nobody has written before it was asked for."""
    return {
        "name": name,
        "reviewId": name.rpartition("/")[2],
        "reviewer": {"displayName": "Mia L.", "isAnonymous": False},
        "starRating": "TWO",
        "comment": "We waited for an hour, and nobody could tell us why.",
        "createTime": "2026-07-31T12:10:00Z",
        "updateTime": "2026-07-31T12:10:00Z",
    }


def _location(name: str) -> str:
    return name.partition("/reviews/")[0]
