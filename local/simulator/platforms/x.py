"""The X API v2, as far as our gateway uses it."""

import time
from typing import Any
from urllib.parse import unquote

from local.simulator.exchange import Answer, Request, refused
from local.simulator.platforms import x_media
from local.simulator.platforms.tokens import exchanged
from local.simulator.world import Published, World
from shared.domain.channels.text_length import x_weighted_length

_MAX_SUBSCRIPTIONS = 1_500
_EVENTS = frozenset({
    "post.create", "post.delete", "post.mention.create", "post.reply.create", "post.quote.create",
    "dm.received", "dm.sent",
})  # fmt: skip
_PROBLEMS = "https://api.x.com/2/problems"


def answer(request: Request, world: World) -> Answer:
    version, *segments = [unquote(segment) for segment in request.path.strip("/").split("/")]
    if version != "2":
        return _problem(404, "Not Found", "resource-not-found", f"Unknown path {request.path}")
    if (request.method, segments) == ("POST", ["oauth2", "token"]):
        token = exchanged(request, world, lasts=7200, rotates=True)
        problem = {"error": "invalid_request", "error_description": "Value passed for the token was invalid."}
        return _ok(token) if token else Answer(status=400, body=problem)
    if refused(request.token):
        return _problem(401, "Unauthorized", None, "Unauthorized")
    match request.method, segments:
        case "POST", ["media", "upload", "initialize"]:
            return _uploaded(x_media.initialize(request, world))
        case "POST", ["media", "upload", media_id, "append"]:
            return _uploaded(x_media.append(request, world, media_id))
        case "POST", ["media", "upload", media_id, "finalize"]:
            return _uploaded(x_media.finalize(world, media_id))
        case "GET", ["media", "upload"] if request.query.get("command") == "STATUS":
            return _uploaded(x_media.status(world, request.query.get("media_id", "")))
        case "POST", ["tweets"]:
            return _post(request, world)
        case "POST", ["dm_conversations", "with", person, "messages"]:
            return _direct_message(request, world, person)
        case "GET", ["dm_conversations", "with", person, "dm_events"]:
            return _ok({"data": [_event(one) for one in world.to("x", person)]})
        case "GET", ["tweets", "search", "recent"]:
            return _found(request, world, "search", "next_token")
        case "GET", ["users", _, "mentions"]:
            return _found(request, world, "mentions", "pagination_token")
        case "GET", ["users", _, "tweets"]:
            return _ok({"data": [_tweet(one) for one in world.by("x", "")]})
        case (("GET" | "POST"), ["activity", "subscriptions"]):
            return _activity(request, world)
        case (("GET" | "POST"), ["account_activity", "webhooks", webhook, "subscriptions", "all"]):
            return _account_activity(request, world, webhook)
        case "GET", ["users", "me"]:
            return _ok({"data": {"id": "3000000001", "name": "Acme", "username": "acmeshop"}})
        case "GET", ["users", person]:
            return _ok({"data": {"id": person, "name": "Mia Larsen", "username": "mia"}})
        case "GET", ["tweets", found]:
            one = world.find("x", found)
            return _ok({"data": _tweet(one)}) if one else _missing(found)
        case "DELETE", ["tweets", gone]:
            return _ok({"data": {"deleted": True}}) if world.withdraw("x", gone) else _missing(gone)
        case "PUT", ["tweets", _, "hidden"]:
            return _ok({"data": {"hidden": True}})
    return _problem(404, "Not Found", "resource-not-found", f"Unknown path {request.path}")


def _activity(request: Request, world: World) -> Answer:
    """Subscriptions to single events: what is kept under ``activity`` is ``<webhook>:<user>:<event>``, one a word."""
    known = (world.subscribed("x", "activity") or "").split()
    if request.method == "GET":
        parts = [each.split(":") for each in known]
        listed = [
            {"subscription_id": str(number), "event_type": event, "filter": {"user_id": user}, "webhook_id": webhook}
            for number, (webhook, user, event) in enumerate(parts, start=1)
        ]
        return _ok({"data": listed, "meta": {"total_subscriptions": len(listed)}})
    webhook, event = request.text("webhook_id"), request.text("event_type")
    new = f"{webhook}:{request.text('filter', 'user_id')}:{event}"
    if not webhook.isdecimal() or event not in _EVENTS:
        return _problem(400, "Invalid Request", "invalid-request", "webhook_id or event_type is invalid")
    if new in known:
        return _problem(400, "Invalid Request", "invalid-request", "DuplicateSubscriptionFailed")
    if len(known) >= _MAX_SUBSCRIPTIONS:
        return _problem(403, "Forbidden", None, "SubscriptionLimitExceeded")
    world.subscribe("x", "activity", " ".join([*known, new]))
    return _ok({"data": {"subscription": {"event_type": event, "webhook_id": webhook}}})


def _account_activity(request: Request, world: World, webhook: str) -> Answer:
    """One subscription to everything. ``none`` stands for an app that has no access to this product."""
    known = world.subscribed("x", f"all:{webhook}")
    if known is None or known == "none":
        return _problem(403, "Forbidden", "client-forbidden", "This app has no access to the Account Activity API")
    if request.method == "POST":
        world.subscribe("x", f"all:{webhook}", "yes")
    return _ok({"data": {"subscribed": world.subscribed("x", f"all:{webhook}") == "yes"}})


def _found(request: Request, world: World, name: str, token: str) -> Answer:
    """What was put there, the newest first; a token is the number of posts shown before."""
    posts = world.entries("x", name)
    first, limit = int(request.query.get(token) or 0), int(request.query.get("max_results") or 10)
    more = {"next_token": str(first + limit)} if first + limit < len(posts) else {}
    shown = posts[first : first + limit]
    return _ok({**({"data": shown} if shown else {}), "meta": {"result_count": len(shown), **more}})


def _post(request: Request, world: World) -> Answer:
    text = request.text("text")
    target = request.text("reply", "in_reply_to_tweet_id") or None
    media = request.fields.get("media")
    ids = media.get("media_ids", []) if isinstance(media, dict) else []
    files = x_media.named(world, ids)
    if files is None or len(files) > 4 or (len(files) > 1 and any(file.name != "image" for file in files)):
        return _problem(400, "Invalid Request", "invalid-request", "Your media IDs are invalid.")
    if not text and not files:
        return _problem(400, "Invalid Request", "invalid-request", "Requires text")
    if x_weighted_length(text) > 280:
        return _problem(400, "Invalid Request", "invalid-request", "Text is too long")
    if text and any(one.text == text and one.under == target for one in world.by("x", "")):
        return _problem(403, "Forbidden", None, "You are not allowed to create a Tweet with duplicate content.")
    new = world.new_id()
    world.publish(Published(channel="x", id=new, account_id="", text=text, under=target, files=files))
    return _ok({"data": {"id": new, "text": text, "edit_history_tweet_ids": [new]}}, status=201)


def _direct_message(request: Request, world: World, person: str) -> Answer:
    text = request.text("text")
    attachments = request.fields.get("attachments") or []
    files = x_media.named(world, [str(each.get("media_id")) for each in attachments])
    if files is None or len(files) > 1:
        return _problem(400, "Invalid Request", "invalid-request", "attachments: one media_id that is ready")
    if not text and not files:
        return _problem(400, "Invalid Request", "invalid-request", "Requires text or attachments")
    if len(text) > 10_000:
        return _problem(400, "Invalid Request", "invalid-request", "Text is too long")
    new = world.new_id()
    world.publish(Published(channel="x", id=new, account_id="", text=text, to=person, files=files))
    return _ok({"data": {"dm_conversation_id": f"{person}-0", "dm_event_id": new}}, status=201)


def _tweet(one: Published) -> dict[str, Any]:
    references = [{"type": "replied_to", "id": one.under}] if one.under else []
    return {"id": one.id, "text": one.text, "created_at": one.at, "referenced_tweets": references}


def _event(one: Published) -> dict[str, Any]:
    shown = {"id": one.id, "text": one.text, "created_at": one.at, "event_type": "MessageCreate"}
    return {**shown, "attachments": {"media_keys": [f"3_{one.id}"]}} if one.files else shown


def _uploaded(told: x_media.Told) -> Answer:
    status, content = told
    if status >= 400:
        return _problem(status, "Invalid Request", "invalid-request", content)
    return _ok({"data": content} if content is not None else None, status)


def _ok(body: Any, status: int = 200) -> Answer:
    return Answer(status=status, body=body, headers=_limits())


def _missing(target: str) -> Answer:
    return _problem(404, "Not Found Error", "resource-not-found", f"Could not find {target}")


def _problem(status: int, title: str, kind: str | None, detail: str) -> Answer:
    body = {
        "title": title,
        "detail": detail,
        "status": status,
        "type": f"{_PROBLEMS}/{kind}" if kind else "about:blank",
    }
    return Answer(status=status, body=body, headers=_limits())


def _limits() -> dict[str, str]:
    """Fifteen minutes from now; the simulator itself throttles only when a fault says so."""
    return {
        "x-rate-limit-limit": "100",
        "x-rate-limit-remaining": "99",
        "x-rate-limit-reset": str(int(time.time()) + 900),
    }
