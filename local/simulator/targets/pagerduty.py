"""PagerDuty's Events API v2 and what we read of its REST API.

A user's mail address is their id in small letters at acme.example.
"""

import json
from dataclasses import replace

from local.simulator.exchange import Answer, Request
from local.simulator.world import Published, World

REQUIRED = ("summary", "source", "severity")
SEVERITIES = ("critical", "error", "warning", "info")
ACTIONS = ("trigger", "acknowledge", "resolve")


def answer(request: Request, world: World) -> Answer:
    if request.method == "GET" and request.path.startswith("/users/"):
        if not request.headers.get("authorization", "").startswith("Token token="):
            return Answer(status=401, body={"error": {"message": "Unauthorized", "code": 2006}})
        user = request.path.removeprefix("/users/")
        return Answer(body={"user": {"id": user, "email": f"{user.lower()}@acme.example", "type": "user"}})
    if request.method != "POST" or request.path != "/v2/enqueue":
        return Answer(status=404, body={"status": "not found"})
    fields, payload = request.fields, request.fields.get("payload") or {}
    key, action = str(fields.get("dedup_key", "")), fields.get("event_action")
    errors = [
        *(["Invalid routing key"] if _is_refused(str(fields.get("routing_key", ""))) else []),
        *(["event_action must be trigger, acknowledge or resolve"] if action not in ACTIONS else []),
        *(["Length of 'dedup_key' must be at most 255"] if len(key) > 255 else []),
        *(["'dedup_key' is missing or blank"] if action != "trigger" and not key else []),
    ]
    if action == "trigger":
        errors += [
            f"'payload.{name}' is missing or blank"
            for name in ("summary", "source", "severity")
            if not payload.get(name)
        ]
        errors += ["'payload.summary' is too long"] if len(str(payload.get("summary", ""))) > 1024 else []
        errors += (
            ["'payload.severity' is invalid"]
            if payload.get("severity") not in ("critical", "error", "warning", "info")
            else []
        )
    if len(json.dumps(fields)) > 512_000:
        return Answer(status=413, body={"status": "too large"})
    if errors:
        return Answer(
            status=400, body={"status": "invalid event", "message": "Event object is invalid", "errors": errors}
        )
    key = key or world.new_id()
    before = world.find("pagerduty", key)
    if action == "trigger" and (before is None or before.content.get("status") == "resolved"):
        content = {"status": "triggered", "payload": payload, "links": fields.get("links", [])}
        text = str(payload["summary"])
        world.publish(Published(channel="pagerduty", id=key, account_id="service", text=text, content=content))
    elif before is not None and action != "trigger" and before.content.get("status") != "resolved":
        # What is acknowledged or resolved for a key that is not open is dropped, as there.
        world.publish(replace(before, content={**before.content, "status": f"{action}d"}))
    return Answer(status=202, body={"status": "success", "message": "Event processed", "dedup_key": key})


def _is_refused(routing_key: str) -> bool:
    return not routing_key or routing_key.startswith("revoked")
