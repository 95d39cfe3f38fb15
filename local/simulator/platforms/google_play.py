"""The interface of Google Play, as far as our gateway and our sources use it: reviews and their answers."""

import re
from datetime import datetime
from typing import Any

from local.simulator.exchange import Answer, Request
from local.simulator.platforms.google import access_token, is_refused, problem
from local.simulator.world import Published, World

MAX_LENGTH = 350
_PATH = re.compile(r"/androidpublisher/v3/applications/[^/]+/reviews(?:/(?P<review>[^/]+?)(?P<reply>:reply)?)?")


def answer(request: Request, world: World) -> Answer:
    if (request.method, request.path) == ("POST", "/token"):
        return access_token(request)
    if is_refused(request):
        return problem(401, "UNAUTHENTICATED", "Request had invalid authentication credentials.")
    named = _PATH.fullmatch(request.path)
    match request.method, named and named["review"], bool(named and named["reply"]):
        case "GET", None, False if named:
            return _listed(request, world)
        case "GET", str(review), False:
            return Answer(body=_shown(review, world))
        case "POST", str(review), True:
            return _write(request, world, review)
    return problem(404, "NOT_FOUND", "Requested entity was not found.")


def _listed(request: Request, world: World) -> Answer:
    entries = world.entries("google_play", "reviews")
    first, size = int(request.query.get("token") or 0), int(request.query.get("maxResults") or 10)
    more = {"tokenPagination": {"nextPageToken": str(first + size)}} if first + size < len(entries) else {}
    shown = [_shown(str(entry["reviewId"]), world) for entry in entries[first : first + size]]
    return Answer(body={"reviews": shown, **more})


def _write(request: Request, world: World, review: str) -> Answer:
    text = request.text("replyText")
    if not text or len(text) > MAX_LENGTH:
        return problem(400, "INVALID_ARGUMENT", "The reply is too long, or empty.")
    made = Published(channel="google_play", id=f"{review}/reply", account_id="acme", text=text, under=review)
    world.publish(made)
    return Answer(body={"result": {"replyText": text, "lastEdited": _timestamp(made.at)}})


def _shown(review: str, world: World) -> dict[str, Any]:
    entries = world.entries("google_play", "reviews")
    said = {"userComment": {"text": "\tIt crashes", "starRating": 1, "lastModified": {"seconds": "1785500000"}}}
    made_up = {"reviewId": review, "authorName": "Mia L.", "comments": [said]}
    written = next((entry for entry in entries if entry["reviewId"] == review), made_up)
    reply = world.find("google_play", f"{review}/reply")
    if reply is None:
        return written
    answered = {"developerComment": {"text": reply.text, "lastModified": _timestamp(reply.at)}}
    return {**written, "comments": [*written["comments"], answered]}


def _timestamp(at: str) -> dict[str, Any]:
    return {"seconds": str(int(datetime.fromisoformat(at).timestamp())), "nanos": 0}
