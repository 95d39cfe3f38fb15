"""App Store Connect, as far as our gateway and our sources use it: reviews and their answers.

Every token that is signed with ES256 is taken, unless its key calls itself revoked.
"""

from typing import Any

import jwt

from local.simulator.exchange import Answer, Request
from local.simulator.world import Published, World

MAX_LENGTH = 5970


def answer(request: Request, world: World) -> Answer:
    if not _is_let_in(request.token):
        return _problem(401, "NOT_AUTHORIZED")
    match request.method, request.path.strip("/").split("/"):
        case "GET", ["v1", "apps", _, "customerReviews"]:
            return _listed(request, world)
        case "GET", ["v1", "customerReviews", review]:
            shown, reply = _review(review, world), _reply(review, world)
            return Answer(body={"data": shown, "included": [] if reply is None else [reply]})
        case "POST", ["v1", "customerReviewResponses"]:
            return _write(request, world)
        case "DELETE", ["v1", "customerReviewResponses", reply_id]:
            world.withdraw("app_store", reply_id.removeprefix("r-") + "/reply")
            return Answer(status=204)
    return _problem(404, "NOT_FOUND")


def _is_let_in(token: str) -> bool:
    try:
        header = jwt.get_unverified_header(token)
    except jwt.PyJWTError:
        return False
    return header.get("alg") == "ES256" and not str(header.get("kid", "")).startswith("revoked")


def _listed(request: Request, world: World) -> Answer:
    entries, size = world.entries("app_store", "reviews"), int(request.query.get("limit") or 50)
    first = int(request.query.get("cursor") or 0)
    names = [str(entry["id"]) for entry in entries[first : first + size]]
    replies = [reply for name in names if (reply := _reply(name, world)) is not None]
    links = {"next": f"https://simulated/?cursor={first + size}"} if first + size < len(entries) else {}
    body = {"data": [_review(name, world) for name in names], "included": replies, "links": links}
    return Answer(body=body, headers={"X-Rate-Limit": "user-hour-lim:3600;user-hour-rem:3599;"})


def _write(request: Request, world: World) -> Answer:
    text = request.text("data", "attributes", "responseBody")
    review = request.text("data", "relationships", "review", "data", "id")
    if not text or len(text) > MAX_LENGTH or not review:
        return _problem(409, "ENTITY_ERROR.ATTRIBUTE.INVALID")
    world.publish(Published(channel="app_store", id=f"{review}/reply", account_id="acme", text=text, under=review))
    return Answer(status=201, body={"data": _reply(review, world)})


def _review(review: str, world: World) -> dict[str, Any]:
    entries = world.entries("app_store", "reviews")
    told = {"rating": 1, "title": "Crashes", "body": "It closes itself.", "reviewerNickname": "mia"}
    made_up = {"id": review, "attributes": {**told, "createdDate": "2026-07-31T12:10:00-07:00"}}
    written = next((entry for entry in entries if entry["id"] == review), made_up)
    relation = {"response": {"data": {"type": "customerReviewResponses", "id": f"r-{review}"}}}
    answered = world.find("app_store", f"{review}/reply") is not None
    return {"type": "customerReviews", **written, **({"relationships": relation} if answered else {})}


def _reply(review: str, world: World) -> dict[str, Any] | None:
    found = world.find("app_store", f"{review}/reply")
    if found is None:
        return None
    told = {"responseBody": found.text, "lastModifiedDate": found.at, "state": "PENDING_PUBLISH"}
    return {"type": "customerReviewResponses", "id": f"r-{review}", "attributes": told}


def _problem(status: int, code: str) -> Answer:
    return Answer(status=status, body={"errors": [{"status": str(status), "code": code, "title": code}]})
