"""YouTube's Data API, as far as our gateway and our sources use it: tokens, threads of comments, comments."""

from typing import Any

from local.simulator.exchange import Answer, Request
from local.simulator.platforms.google import access_token, is_refused
from local.simulator.world import Published, World

_V3 = "/youtube/v3/"
MAX_LENGTH = 10_000


def answer(request: Request, world: World) -> Answer:
    if (request.method, request.path) == ("POST", "/token"):
        return access_token(request)
    if is_refused(request):
        return _error(401, "authError", "Invalid Credentials")
    match request.method, request.path.removeprefix(_V3):
        case "GET", "channels":
            return _ok([{"id": "UCacme"}])
        case "GET", "commentThreads":
            return _threads(request, world)
        case "POST", "comments":
            return _insert(request, world)
        case "POST", "comments/setModerationStatus":
            return _moderate(request, world)
        case "GET", "comments" if request.query.get("parentId"):
            return _ok([_shown(one) for one in world.under("youtube", request.query["parentId"])])
        case "GET", "comments":
            found = world.find("youtube", request.query.get("id", ""))
            return _ok([_shown(found)] if found else [])
        case "DELETE", "comments":
            gone = world.withdraw("youtube", request.query.get("id", ""))
            return Answer(status=204) if gone else _error(404, "commentNotFound", "The comment could not be found.")
    return _error(404, "notFound", "Not Found")


def _moderate(request: Request, world: World) -> Answer:
    """Held back from the public, or published."""
    comment, status = request.query.get("id", ""), request.query.get("moderationStatus", "")
    if status not in ("heldForReview", "published"):
        return _error(400, "invalidParameter", "Invalid value for moderationStatus.")
    world.hide("youtube", comment, hidden=status != "published")
    return Answer(status=204)


def _threads(request: Request, world: World) -> Answer:
    entries = world.entries("youtube", request.query.get("moderationStatus", "published"))
    first, limit = int(request.query.get("pageToken") or 0), int(request.query.get("maxResults") or 20)
    more = {"nextPageToken": str(first + limit)} if first + limit < len(entries) else {}
    return _ok(entries[first : first + limit], more)


def _insert(request: Request, world: World) -> Answer:
    text, parent = request.text("snippet", "textOriginal"), request.text("snippet", "parentId")
    if not text:
        return _error(400, "commentTextRequired", "The comment text is required.")
    if len(text) > MAX_LENGTH:
        return _error(400, "commentTextTooLong", "The comment text is too long.")
    if not parent or "." in parent:
        return _error(400, "operationNotSupported", "Replies can be added to top-level comments only.")
    name = f"{parent}.{world.new_id()}"
    made = Published(channel="youtube", id=name, account_id="UCacme", text=text, under=parent)
    world.publish(made)
    return Answer(body=_shown(made))


def _shown(one: Published) -> dict[str, Any]:
    snippet = {
        "parentId": one.under,
        "textDisplay": one.text,
        "textOriginal": one.text,
        "authorChannelId": {"value": one.account_id},
        "authorDisplayName": "@acmeshop",
        "publishedAt": one.at,
        "updatedAt": one.at,
    }
    return {"kind": "youtube#comment", "id": one.id, "snippet": snippet}


def _ok(items: list[Any], more: dict[str, Any] | None = None) -> Answer:
    return Answer(body={"items": items, "pageInfo": {"totalResults": len(items)}, **(more or {})})


def _error(status: int, reason: str, message: str) -> Answer:
    errors = [{"domain": "youtube.comment", "reason": reason, "message": message}]
    return Answer(status=status, body={"error": {"code": status, "message": message, "errors": errors}})
