"""Hands a file to X in pieces (X API, "Chunked media upload"): initialize, append, finalize, wait for its processing.

Nobody sees the file before a post or a message names its id, so whatever fails here may be done again from the start.
"""

import time
from collections.abc import Callable, Mapping
from typing import Any

from shared.channels.sending import FormFile, PlatformApi, before_sending, body, content_of, permanent, versioned_path
from shared.channels.x.policy import POLICY
from shared.domain.channels.attachments import GIF, VIDEO
from shared.domain.channels.sending import OutboundAttachment, SendResult
from shared.domain.vocabulary import SendClass, Visibility

SEGMENT = 4_000_000
"""Bytes of one piece; X takes five megabytes."""

MAX_LOOKS = 4
MAX_PAUSE = 2.0
"""Seconds. X names how long to wait between two looks at a video; respond has twenty seconds for everything."""

Sleep = Callable[[float], None]


def upload(
    api: PlatformApi, file: OutboundAttachment, visibility: Visibility, sleep: Sleep = time.sleep
) -> str | SendResult:
    """The id under which X has the file, ready to be named; or what went wrong."""
    content = content_of(file)
    if isinstance(content, SendResult):
        return content
    begun = api.prepare(
        "POST",
        versioned_path(POLICY, "media", "upload", "initialize"),
        json={
            "media_type": file.mime_type,
            "total_bytes": len(content),
            "media_category": _category(file, visibility),
        },
    )
    if isinstance(begun, SendResult):
        return begun
    media_id = str(_data(body(begun)).get("id") or "")
    if not media_id:
        return _NO_ID
    for number, start in enumerate(range(0, len(content), SEGMENT)):
        piece = FormFile(
            field="media",
            name="media",
            content=content[start : start + SEGMENT],
            mime_type="application/octet-stream",
        )
        added = api.prepare(
            "POST",
            versioned_path(POLICY, "media", "upload", media_id, "append"),
            form={"segment_index": str(number)},
            file=piece,
        )
        if isinstance(added, SendResult):
            return added
    ended = api.prepare("POST", versioned_path(POLICY, "media", "upload", media_id, "finalize"))
    if isinstance(ended, SendResult):
        return ended
    return _processed(api, media_id, _data(body(ended)), sleep)


def _processed(api: PlatformApi, media_id: str, told: Mapping[str, Any], sleep: Sleep) -> str | SendResult:
    """X converts videos and animated GIFs for a while; naming one earlier is refused."""
    for _ in range(MAX_LOOKS):
        processing = told.get("processing_info")
        if not isinstance(processing, dict) or processing.get("state") == "succeeded":
            return media_id
        if processing.get("state") == "failed":
            return permanent("upload_x_processing_failed")
        pause = processing.get("check_after_secs")
        sleep(min(float(pause) if isinstance(pause, int | float) else 1.0, MAX_PAUSE))
        query = {"command": "STATUS", "media_id": media_id}
        answer = api.prepare("GET", versioned_path(POLICY, "media", "upload"), query=query)
        if isinstance(answer, SendResult):
            return answer
        told = _data(body(answer))
    return _STILL_PROCESSING


def _category(file: OutboundAttachment, visibility: Visibility) -> str:
    where = "tweet" if visibility is Visibility.PUBLIC else "dm"
    if file.mime_type == GIF:
        return f"{where}_gif"
    return f"{where}_video" if file.type == VIDEO else f"{where}_image"


def _data(content: Mapping[str, Any]) -> Mapping[str, Any]:
    data = content.get("data")
    return data if isinstance(data, dict) else {}


_NO_ID = before_sending(SendResult(outcome=SendClass.UNKNOWN, error="answer_without_id"))
_STILL_PROCESSING = before_sending(SendResult(outcome=SendClass.RETRY_BACKOFF, error="still_processing"))
