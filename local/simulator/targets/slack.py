"""Slack's Web API, as far as our target uses it: errors come with status 200 and ``ok: false``.

A member's mail address is their id in small letters at acme.example: ``U000LEA`` is ``u000lea@acme.example``.
"""

import json
from collections.abc import Mapping
from typing import Any

from local.simulator.exchange import Answer, Request, refused
from local.simulator.world import Published, World

MAX_BLOCKS, MAX_TEXT = 50, 40_000


def answer(request: Request, world: World) -> Answer:
    if refused(request.token):
        return _error("invalid_auth")
    match request.method, request.path.strip("/"):
        case "POST", "chat.postMessage":
            return _post(request, world)
        case "POST", "chat.update":
            return _update(request, world)
        case "POST", "chat.postEphemeral":
            if not request.text("text") or not request.text("user"):
                return _error("no_text")
            return Answer(body={"ok": True, "message_ts": _ts(world)})
        case "POST", "conversations.open":
            member = request.text("users")
            known = member.startswith(("U", "W"))
            return Answer(body={"ok": True, "channel": {"id": _direct(member)}}) if known else _error("user_not_found")
        case "POST" | "GET", "conversations.history" | "conversations.replies":
            if not request.text("channel").startswith(("C", "G", "D")):
                return _error("channel_not_found")  # the id of a member names no conversation
            return _listed(request, world)
        case "POST" | "GET", "users.info":
            user = request.text("user")
            if not user.startswith(("U", "W")):
                return _error("user_not_found")
            return Answer(body={"ok": True, "user": {"id": user, "profile": {"email": f"{user.lower()}@acme.example"}}})
    return _error("unknown_method")


def _post(request: Request, world: World) -> Answer:
    channel, thread = request.text("channel"), request.text("thread_ts")
    problem = _problem(request.fields)
    if problem is not None:
        return _error(problem)
    if channel.startswith("U"):
        channel = _direct(channel)  # a message to a member opens a conversation
    if thread and world.find("slack", f"{channel}/{thread}") is None:
        return _error("thread_not_found")
    ts = _ts(world)
    world.publish(
        Published(
            channel="slack",
            id=f"{channel}/{ts}",
            account_id=channel,
            text=request.text("text"),
            under=f"{channel}/{thread}" if thread else None,
            content=request.fields,
        )
    )
    return Answer(body={"ok": True, "channel": channel, "ts": ts, "message": {"ts": ts}})


def _update(request: Request, world: World) -> Answer:
    place = f"{request.text('channel')}/{request.text('ts')}"
    before = world.find("slack", place)
    if before is None:
        return _error("message_not_found")
    problem = _problem(request.fields)
    if problem is not None:
        return _error(problem)
    text, content = request.text("text"), {**request.fields, "metadata": before.content.get("metadata")}
    changed = Published(
        channel="slack", id=place, account_id=before.account_id, text=text, under=before.under, content=content
    )
    world.publish(changed)
    return Answer(body={"ok": True, "channel": before.account_id, "ts": request.text("ts"), "text": text})


def _listed(request: Request, world: World) -> Answer:
    channel, thread, oldest = request.text("channel"), request.text("ts"), float(request.text("oldest") or 0)
    found = world.by("slack", channel)
    if thread:
        first = world.find("slack", f"{channel}/{thread}")  # it stands before its replies (conversations.replies)
        found = [*([] if first is None else [first]), *world.under("slack", f"{channel}/{thread}")]
    messages = [
        {"ts": one.id.partition("/")[2], "text": one.text, "metadata": one.content.get("metadata") or {}}
        for one in found
        if float(one.id.partition("/")[2]) >= oldest and (thread or one.under is None)
    ]
    return Answer(body={"ok": True, "messages": messages, "has_more": False})


def _problem(fields: Mapping[str, Any]) -> str | None:
    """What Slack would refuse."""
    if not str(fields.get("channel", "")).startswith(("C", "G", "D", "U")):
        return "channel_not_found"
    if not fields.get("text"):
        return "no_text"
    if len(str(fields["text"])) > MAX_TEXT:
        return "msg_too_long"
    blocks = fields.get("blocks", [])
    if len(blocks) > MAX_BLOCKS or not all(_fits(block) for block in blocks):
        return "invalid_blocks"
    return "msg_blocks_too_long" if len(json.dumps(blocks, ensure_ascii=False)) > 13_000 else None


def _fits(block: Mapping[str, Any]) -> bool:
    match block.get("type"):
        case "header":
            return 0 < len(block["text"]["text"]) <= 150 and block["text"]["type"] == "plain_text"
        case "section":
            fields = block.get("fields", [])
            text = block.get("text", {}).get("text", "")
            listed = all(0 < len(field["text"]) <= 2000 for field in fields)
            return len(fields) <= 10 and listed and len(text) <= 3000 and bool(fields or text)
        case "actions":
            return 0 < len(block["elements"]) <= 25 and all(
                len(each["text"]["text"]) <= 75 and len(each.get("value", "")) <= 2000 and len(each["action_id"]) <= 255
                for each in block["elements"]
            )
    return False


def _direct(member: str) -> str:
    return f"D{member[1:]}"


def _ts(world: World) -> str:
    new = world.new_id()
    return f"{new[:-3]}.{new[-3:]}000"


def _error(code: str) -> Answer:
    return Answer(body={"ok": False, "error": code})
