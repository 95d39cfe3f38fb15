"""Trustpilot's interface, as far as our gateway and our sources use it: tokens, reviews, answers."""

from base64 import b64decode
from typing import Any

from local.simulator.exchange import Answer, Request, refused
from local.simulator.world import Published, World

SIGN_IN_PATH = "/v1/oauth/oauth-business-users-for-applications/accesstoken"


def answer(request: Request, world: World) -> Answer:
    if (request.method, request.path) == ("POST", SIGN_IN_PATH):
        return _token(request)
    if refused(request.token.removeprefix("access-")) or not request.token.startswith("access-"):
        return Answer(status=401, body={"message": "Invalid access token"})
    match request.method, request.path.strip("/").split("/"):
        case "GET", ["v1", "private", "business-units", _, "reviews"]:
            return _listed(request, world)
        case "GET", ["v1", "private", "reviews", review]:
            return Answer(body=_shown(review, world))
        case "POST", ["v1", "private", "reviews", review, "reply"]:
            return _write(request, world, review)
        case "DELETE", ["v1", "private", "reviews", review, "reply"]:
            world.withdraw("trustpilot", f"{review}/reply")
            return Answer(status=204)
    return Answer(status=404, body={"message": "Not found"})


def _token(request: Request) -> Answer:
    _, _, basic = request.headers.get("authorization", "").partition(" ")
    _, _, secret = b64decode(basic).decode().partition(":")
    if refused(secret):
        return Answer(status=401, body={"error": "invalid_client"})
    return Answer(body={"access_token": f"access-{secret}", "expires_in": "359999", "token_type": "bearer"})


def _listed(request: Request, world: World) -> Answer:
    entries, size = world.entries("trustpilot", "reviews"), int(request.query.get("perPage") or 20)
    first = (int(request.query.get("page") or 1) - 1) * size
    shown = [_shown(str(entry["id"]), world) for entry in entries[first : first + size]]
    return Answer(body={"links": [], "reviews": shown})


def _write(request: Request, world: World, review: str) -> Answer:
    text = request.text("message")
    if not text:
        return Answer(status=400, body={"message": "The message is required"})
    if world.find("trustpilot", f"{review}/reply") is not None:
        return Answer(status=409, body={"message": "The review has a reply already"})
    world.publish(Published(channel="trustpilot", id=f"{review}/reply", account_id="acme", text=text, under=review))
    return Answer(status=201)


def _shown(review: str, world: World) -> dict[str, Any]:
    entries = world.entries("trustpilot", "reviews")
    written = next(
        (entry for entry in entries if entry["id"] == review), {"id": review, "stars": 2, "text": "Too slow"}
    )
    reply = world.find("trustpilot", f"{review}/reply")
    shown = None if reply is None else {"text": reply.text, "createdAt": reply.at, "updatedAt": None}
    return {**written, "companyReply": shown}
