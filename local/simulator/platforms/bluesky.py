"""Bluesky's XRPC interface, as far as our gateway and our sources use it: sessions, lists, posts."""

import base64
import json
import time
from collections.abc import Mapping
from typing import Any

from local.simulator.exchange import Answer, Request, refused
from local.simulator.world import Published, World

MAX_LENGTH = 300
LIMIT = 3000


def answer(request: Request, world: World) -> Answer:
    method = request.path.removeprefix("/xrpc/")
    match request.method, method:
        case "POST", "com.atproto.server.createSession":
            return _session(request.text("password"))
        case "POST", "com.atproto.server.refreshSession":
            return _session(request.token.removeprefix("refresh-"))
    if refused(request.token.removeprefix("access-")) or not request.token.startswith("access-"):
        return _error(401, "AuthMissing", "Authentication Required")
    match request.method, method:
        case "GET", "com.atproto.server.getSession":
            return _ok({"did": "did:plc:acme", "handle": "acmeshop.example", "active": True})
        case "GET", "app.bsky.notification.listNotifications":
            return _listed(request, world, "notifications")
        case "GET", "app.bsky.feed.getAuthorFeed":
            return _listed(request, world, "feed")
        case "GET", "app.bsky.feed.searchPosts":
            return _listed(request, world, "posts")
        case "GET", "app.bsky.feed.getPosts":
            return _ok({"posts": [_post(request.query.get("uris", ""), world)]})
        case "POST", "com.atproto.repo.createRecord":
            return _create(request, world)
        case "GET", "com.atproto.repo.listRecords":
            own = world.by("bluesky", request.query.get("repo", ""))
            return _ok({"records": [_record(one) for one in own]})
        case "POST", "com.atproto.repo.putRecord":
            return _ok({"uri": f"at://did:plc:acme/{request.text('collection')}/{request.text('rkey')}", "cid": "bafy"})
        case "POST", "com.atproto.repo.deleteRecord":
            name = "/".join(request.text(part) for part in ("repo", "collection", "rkey"))
            world.withdraw("bluesky", f"at://{name}")
            return _ok({})
    return _error(501, "MethodNotImplemented", "Method Not Implemented")


def _session(password: str) -> Answer:
    if refused(password):
        return _error(401, "AuthenticationRequired", "Invalid identifier or password")
    return _ok({"accessJwt": f"access-{password}", "refreshJwt": f"refresh-{password}", "did": "did:plc:acme"})


def _listed(request: Request, world: World, key: str) -> Answer:
    """What was put there, the newest first; a cursor is the number of entries shown before."""
    entries = world.entries("bluesky", key)
    first, limit = int(request.query.get("cursor") or 0), int(request.query.get("limit") or 50)
    shown = entries[first : first + limit]
    more = {"cursor": str(first + limit)} if first + limit < len(entries) else {}
    return _ok({key: shown, **more})


def _create(request: Request, world: World) -> Answer:
    record = request.fields.get("record")
    if not isinstance(record, Mapping) or not record.get("text"):
        return _error(400, "InvalidRequest", "Invalid app.bsky.feed.post record")
    if len(str(record["text"])) > MAX_LENGTH:
        return _error(400, "InvalidRequest", "Invalid app.bsky.feed.post record: text must not be longer than 300")
    repo = request.text("repo")
    uri = f"at://{repo}/app.bsky.feed.post/{world.new_id()}"
    parent = record.get("reply", {}).get("parent", {}).get("uri")
    world.publish(Published(channel="bluesky", id=uri, account_id=repo, text=str(record["text"]), under=parent))
    return _ok({"uri": uri, "cid": _content_id(uri)})


def _post(uri: str, world: World) -> dict[str, Any]:
    """Whatever is asked for is there: customers' posts are known from what was put into the lists, or made up."""
    known = next((each for each in world.entries("bluesky", "notifications") if each.get("uri") == uri), None)
    if known is not None:
        return {**known, "cid": _content_id(uri)}
    own = world.find("bluesky", uri)
    if own is not None:
        return _shown(own)
    author = {"did": "did:plc:mia", "handle": "mia.example.com"}
    return {"uri": uri, "cid": _content_id(uri), "author": author, "record": {"text": "?"}, "indexedAt": _now()}


def _shown(one: Published) -> dict[str, Any]:
    author = {"did": one.account_id, "handle": "acmeshop.example"}
    record = {"text": one.text, "createdAt": one.at, "reply": {"parent": {"uri": one.under}}}
    return {"uri": one.id, "cid": _content_id(one.id), "author": author, "record": record, "indexedAt": one.at}


def _record(one: Published) -> dict[str, Any]:
    reply = {"reply": {"parent": {"uri": one.under}}} if one.under else {}
    return {"uri": one.id, "cid": _content_id(one.id), "value": {"text": one.text, "createdAt": one.at, **reply}}


def _content_id(uri: str) -> str:
    return "bafy" + base64.b32encode(uri.encode()).decode().lower().rstrip("=")[-24:]


def _now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime())


def _ok(content: Any) -> Answer:
    headers = {
        "RateLimit-Limit": str(LIMIT),
        "RateLimit-Remaining": str(LIMIT - 1),
        "RateLimit-Reset": str(int(time.time()) + 300),
    }
    return Answer(body=json.loads(json.dumps(content)), headers=headers)


def _error(status: int, name: str, message: str) -> Answer:
    return Answer(status=status, body={"error": name, "message": message})
