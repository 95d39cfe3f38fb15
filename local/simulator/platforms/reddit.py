"""Reddit's interface, as far as our gateway and our sources use it: tokens, listings, comments, messages."""

import time
from datetime import datetime
from typing import Any

from local.simulator.exchange import Answer, Request, refused
from local.simulator.world import Published, World

MAX_LENGTH = 10_000


def answer(request: Request, world: World) -> Answer:
    if (request.method, request.path) == ("POST", "/api/v1/access_token"):
        return _token(request.text("refresh_token"))
    if refused(request.token.removeprefix("access-")) or not request.token.startswith("access-"):
        return Answer(status=401, body={"message": "Unauthorized", "error": 401})
    if not request.headers.get("user-agent", "").startswith("aws:"):
        return Answer(status=429, body={"message": "Too Many Requests", "error": 429})
    match request.method, request.path.strip("/").split("/"):
        case "POST", ["api", "comment"]:
            return _write(request, world, request.text("thing_id"))
        case "POST", ["api", "compose"]:
            return _write(request, world, "")
        case "POST", ["api", "del"]:
            world.withdraw("reddit", request.text("id"))
            return _ok({})
        case "GET", ["api", "v1", "me"]:
            return _ok({"name": "acme_help"})
        case "GET", ["message", "inbox" | "unread" as kind]:
            return _listed(request, world.entries("reddit", kind))
        case "GET", ["r", names, "new" | "comments" as kind]:
            wanted = [world.entries("reddit", f"r/{name}/{kind}") for name in names.split("+")]
            every = sorted((each for one in wanted for each in one), key=_written, reverse=True)
            return _listed(request, every)
        case "GET", ["search"]:
            return _listed(request, world.entries("reddit", "search"))
        case "GET", ["message", "sent"]:
            return _listed(request, [_shown(one) for one in world.in_private("reddit")])
        case "GET", ["user", account, "comments"]:
            return _listed(request, [_shown(one) for one in world.by("reddit", account)])
        case "GET", ["api", "info"]:
            found = world.find("reddit", request.query.get("id", ""))
            return _listed(request, [_shown(found)] if found else [])
    return Answer(status=404, body={"message": "Not Found", "error": 404})


def _token(refresh_token: str) -> Answer:
    if refused(refresh_token):
        return Answer(status=400, body={"error": "invalid_grant"})
    token = {"access_token": f"access-{refresh_token}", "expires_in": 86400, "token_type": "bearer", "scope": "*"}
    return Answer(body=token)


def _listed(request: Request, entries: list[dict[str, Any]]) -> Answer:
    """The newest first; ``after`` is the full name of the last one that was shown."""
    names = [str(entry["data"].get("name")) for entry in entries]
    after = request.query.get("after")
    first, limit = names.index(after) + 1 if after in names else 0, int(request.query.get("limit") or 25)
    more = names[first + limit - 1] if first + limit < len(entries) else None
    return _ok({"kind": "Listing", "data": {"after": more, "children": entries[first : first + limit]}})


def _write(request: Request, world: World, target: str) -> Answer:
    text, to = request.text("text"), request.text("to")
    if not text:
        return _refused("NO_TEXT", "we need something here")
    if len(text) > MAX_LENGTH:
        return _refused("TOO_LONG", "this is too long (max: 10000)")
    if not target and not to:
        return _refused("NO_USER", "please enter a username")
    private = not target or target.startswith("t4_")
    name = f"{'t4' if private else 't1'}_{world.new_id()}"
    asked = next((each for each in world.entries("reddit", "inbox") if each["data"].get("name") == target), None)
    recipient = (to or (asked["data"].get("author") if asked else target)) if private else None
    made = Published(channel="reddit", id=name, account_id="acme_help", text=text, under=target or None, to=recipient)
    world.publish(made)
    if not target:
        return _ok({"json": {"errors": []}})
    return _ok({"json": {"errors": [], "data": {"things": [_shown(made)]}}})


def _written(entry: dict[str, Any]) -> float:
    return float(entry["data"].get("created_utc") or 0)


def _shown(one: Published) -> dict[str, Any]:
    at = datetime.fromisoformat(one.at).timestamp()
    data = {
        "name": one.id,
        "author": one.account_id,
        "body": one.text,
        "parent_id": one.under,
        "created_utc": at,
        "dest": one.to,
    }
    return {"kind": one.id.partition("_")[0], "data": {**data, "edited": False}}


def _refused(code: str, message: str) -> Answer:
    return _ok({"json": {"errors": [[code, message, "text"]]}})


def _ok(content: Any) -> Answer:
    reset = str(600 - int(time.time()) % 600)
    headers = {"X-Ratelimit-Used": "1", "X-Ratelimit-Remaining": "999.0", "X-Ratelimit-Reset": reset}
    return Answer(body=content, headers=headers)
