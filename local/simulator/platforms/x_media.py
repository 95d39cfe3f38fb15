"""The media upload of the X API v2: initialize, append, finalize, status."""

from dataclasses import replace
from typing import Any

from local.simulator.exchange import Request
from local.simulator.files import ReceivedFile
from local.simulator.world import World

_MB = 1024 * 1024
_CATEGORIES = {"image": 5 * _MB, "gif": 15 * _MB, "video": 512 * _MB}
_MAX_SEGMENT = 5 * _MB
_READY = "ready:"

Told = tuple[int, Any]
"""A status and, of a success, what ``data`` holds; of a refusal the sentence that says why."""


def initialize(request: Request, world: World) -> Told:
    total, mime_type = request.fields.get("total_bytes"), request.text("media_type")
    where, _, kind = request.text("media_category").partition("_")
    if where not in ("tweet", "dm") or kind not in _CATEGORIES or not isinstance(total, int) or total < 1:
        return 400, "media_type, media_category and total_bytes are required"
    if mime_type.partition("/")[0] != ("video" if kind == "video" else "image"):
        return 400, "media type unrecognized."
    if total > _CATEGORIES[kind]:
        return 400, "File size exceeds the limit."
    media_id = world.new_id()
    world.keep("x", f"total:{media_id}", ReceivedFile(name=str(total), mime_type=mime_type, content=b""))
    world.keep("x", media_id, ReceivedFile(name=kind, mime_type=mime_type, content=b""))
    return 200, {"id": media_id, "media_key": f"3_{media_id}", "expires_after_secs": 86400}


def append(request: Request, world: World, media_id: str) -> Told:
    begun, piece = world.upload("x", media_id), request.fields.get("media")
    if begun is None or not isinstance(piece, ReceivedFile) or not request.text("segment_index").isdecimal():
        return 400, "media and segment_index are required"
    if piece.size > _MAX_SEGMENT:
        return 400, "Segment size exceeds the limit."
    world.keep("x", f"piece:{media_id}:{int(request.text('segment_index'))}", piece)
    return 204, None


def finalize(world: World, media_id: str) -> Told:
    begun, total = world.upload("x", media_id), world.upload("x", f"total:{media_id}")
    if begun is None or total is None:
        return 400, "Invalid media id"
    content, number = b"", 0
    while (piece := world.upload("x", f"piece:{media_id}:{number}")) is not None:
        content += piece.content
        number += 1
    if len(content) != int(total.name):
        return 400, "Segments do not add up to provided total file size."
    whole = replace(begun, content=content)
    if whole.kind != ("video" if begun.name == "video" else "image"):
        return 400, "Invalid or unsupported media, Reason: UnsupportedMedia."
    world.keep("x", media_id, whole)
    world.keep("x", f"{_READY}{media_id}", whole)
    told = {"id": media_id, "media_key": f"3_{media_id}", "size": len(content)}
    if begun.name == "image":
        return 200, told
    return 200, {**told, "processing_info": {"state": "pending", "check_after_secs": 0}}


def status(world: World, media_id: str) -> Told:
    if world.upload("x", f"{_READY}{media_id}") is None:
        return 400, "Invalid media id"
    return 200, {"id": media_id, "processing_info": {"state": "succeeded", "progress_percent": 100}}


def named(world: World, ids: list[str]) -> tuple[ReceivedFile, ...] | None:
    """The files that a post or message names; ``None`` when one of them is not there or not ready."""
    files = [world.upload("x", f"{_READY}{media_id}") for media_id in ids]
    return None if None in files else tuple(file for file in files if file is not None)
