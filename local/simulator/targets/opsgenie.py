"""Opsgenie's Alert API, as far as our target uses it. Requests are taken with 202."""

import json
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from local.simulator.exchange import Answer, Request
from local.simulator.world import Published, World

_DONE = {"acknowledge": "acknowledged", "close": "resolved"}


def answer(request: Request, world: World) -> Answer:
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    if scheme != "GenieKey" or not key or key.startswith("revoked"):
        return _error(403, "Key format is not valid!")
    match request.method, [unquote(part) for part in request.path.strip("/").split("/")]:
        case "POST", ["v2", "alerts"]:
            return _create(request, world)
        case "POST", ["v2", "alerts", alias, "acknowledge" | "close" as action]:
            if request.query.get("identifierType") != "alias":
                return _error(422, "Identifier type is not alias")
            before = world.find("opsgenie", alias)
            if before is not None:
                world.publish(replace(before, content={**before.content, "status": _DONE[action]}))
            return _taken(world)  # whether there is such an alert is found out later
    return _error(404, "Not found")


def _create(request: Request, world: World) -> Answer:
    fields = request.fields
    problem = _problem(fields)
    if problem is not None:
        return _error(422, problem)
    alias = str(fields.get("alias") or world.new_id())
    before = world.find("opsgenie", alias)
    if before is None or before.content.get("status") == "resolved":
        content = {**fields, "status": "open"}
        text = str(fields["message"])
        world.publish(Published(channel="opsgenie", id=alias, account_id="service", text=text, content=content))
    return _taken(world)


def _problem(fields: Any) -> str | None:
    limits = {"message": 130, "alias": 512, "description": 15_000, "source": 100, "entity": 512}
    if not fields.get("message"):
        return "Message cannot be empty."
    for name, limit in limits.items():
        if len(str(fields.get(name, ""))) > limit:
            return f"{name} is too long"
    if len(json.dumps(fields.get("details", {}), ensure_ascii=False)) > 8000:
        return "details are too long"
    if len(fields.get("tags", [])) > 20 or any(len(tag) > 50 for tag in fields.get("tags", [])):
        return "tags are too long"
    return None if fields.get("priority", "P3") in ("P1", "P2", "P3", "P4", "P5") else "Priority should be P1-P5"


def _taken(world: World) -> Answer:
    body = {"result": "Request will be processed", "took": 0.1, "requestId": world.new_id()}
    return Answer(status=202, body=body)


def _error(status: int, message: str) -> Answer:
    return Answer(status=status, body={"message": message, "took": 0.1, "requestId": "0"})
