"""An instance of Mastodon, as far as our gateway and our sources use it: notifications, timelines, statuses."""

import time
from typing import Any

from local.simulator.exchange import Answer, Request, refused
from local.simulator.world import Published, World

MAX_LENGTH = 500
MAX_ANCESTORS = 40


def answer(request: Request, world: World) -> Answer:
    if refused(request.token):
        return _error(401, "The access token is invalid")
    if (request.method, request.path) == ("GET", "/api/v2/search"):
        return _searched(request, world)
    match request.method, request.path.removeprefix("/api/v1/").split("/"):
        case "GET", ["notifications"]:
            return _listed(request, world, "notifications")
        case "GET", ["accounts", _, "statuses"]:
            return _own_posts(request, world)
        case "GET", ["timelines", "tag", tag]:
            return _listed(request, world, f"tag/{tag}")
        case "GET", ["accounts", "verify_credentials"]:
            return _ok({"id": "109501", "acct": "acmeshop"})
        case "GET", ["accounts", account]:
            return _ok({"id": account, "acct": "mia@social.example", "display_name": "Mia"})
        case "POST", ["statuses"]:
            return _publish(request, world)
        case "GET", ["statuses", status]:
            return _ok(_status(status, world))
        case "GET", ["statuses", status, "context"]:
            below = [_shown(one) for one in world.under("mastodon", status)]
            return _ok({"ancestors": _ancestors(status, world), "descendants": below})
        case "POST", ["statuses", status, "favourite" | "pin" | "unpin"]:
            return _ok(_status(status, world))
        case "DELETE", ["statuses", status]:
            gone = world.withdraw("mastodon", status)
            return _ok({"id": status}) if gone else _error(404, "Record not found")
    return _error(404, "Record not found")


def _own_posts(request: Request, world: World) -> Answer:
    """What was put there, and what was published with us before."""
    if "exclude_reblogs" in request.query:
        return _listed(request, world, "own_posts")
    return _ok([_shown(one) for one in world.by("mastodon", "109501")])


def _searched(request: Request, world: World) -> Answer:
    """With ``resolve`` the status of that address, else those that the search finds; the newest first."""
    if request.query.get("resolve"):
        found = [each for each in world.entries("mastodon", "resolved") if each.get("uri") == request.query.get("q")]
        return _ok({"statuses": found[:1]})
    first, limit = int(request.query.get("offset") or 0), int(request.query.get("limit") or 20)
    return _ok({"statuses": world.entries("mastodon", "search")[first : first + limit]})


def _listed(request: Request, world: World, name: str) -> Answer:
    """The newest first; ``max_id`` is the id of the last one that was shown."""
    entries = world.entries("mastodon", name)
    ids = [str(entry.get("id")) for entry in entries]
    last = request.query.get("max_id")
    first, limit = ids.index(last) + 1 if last in ids else 0, int(request.query.get("limit") or 20)
    shown = entries[first : first + limit]
    headers = {}
    if first + limit < len(entries):
        link = f"https://social.example{request.path}?max_id={ids[first + limit - 1]}"
        headers["Link"] = f'<{link}>; rel="next"'
    return _ok(shown, headers)


def _publish(request: Request, world: World) -> Answer:
    text, under = request.text("status"), request.text("in_reply_to_id")
    if not text:
        return _error(422, "Validation failed: Text can't be blank")
    if len(text) > MAX_LENGTH:
        return _error(422, "Validation failed: Text character limit of 500 exceeded")
    key = request.headers.get("idempotency-key")
    known = world.find("mastodon", f"key/{key}") if key else None
    if known is not None:
        return _ok(_shown(known))
    private = request.text("visibility") == "direct"
    made = Published(
        channel="mastodon",
        id=world.new_id(),
        account_id="109501",
        text=text,
        under=under or None,
        to=text.partition(" ")[0].removeprefix("@") if private else None,
    )
    world.publish(made)
    return _ok(_shown(made))


def _ancestors(name: str, world: World) -> list[dict[str, Any]]:
    """What the status answers, the first one first; the instance knows what was written to us and what we wrote."""
    found: list[dict[str, Any]] = []
    status = _known(name, world)
    while status is not None and (parent := status.get("in_reply_to_id")) is not None and len(found) < MAX_ANCESTORS:
        status = _known(str(parent), world)
        if status is not None:
            found.insert(0, status)
    return found


def _known(name: str, world: World) -> dict[str, Any] | None:
    for listed in ("notifications", "own_posts", "search"):
        for entry in world.entries("mastodon", listed):
            status = entry.get("status") if isinstance(entry.get("status"), dict) else entry
            if isinstance(status, dict) and str(status.get("id")) == name:
                return status
    own = world.find("mastodon", name)
    return None if own is None else _shown(own)


def _status(name: str, world: World) -> dict[str, Any]:
    known = _known(name, world)
    if known is not None:
        return known
    account = {"id": "700", "acct": "mia@social.example"}
    return {"id": name, "visibility": "public", "content": "<p>?</p>", "created_at": _now(), "account": account}


def _shown(one: Published) -> dict[str, Any]:
    return {
        "id": one.id,
        "created_at": one.at,
        "content": f"<p>{one.text}</p>",
        "in_reply_to_id": one.under,
        "visibility": "direct" if one.to else "unlisted",
        "account": {"id": one.account_id, "acct": "acmeshop"},
    }


def _now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime())


def _ok(content: Any, headers: dict[str, str] | None = None) -> Answer:
    reset = time.strftime("%Y-%m-%dT%H:%M:%S.000000Z", time.gmtime(time.time() + 300))
    limits = {"X-RateLimit-Limit": "300", "X-RateLimit-Remaining": "299", "X-RateLimit-Reset": reset}
    return Answer(body=content, headers={**limits, **(headers or {})})


def _error(status: int, message: str) -> Answer:
    return Answer(status=status, body={"error": message})
