"""Puts the files of a reply where the API wants them: one form for each, posted without our token."""

from pathlib import Path
from typing import Any

import httpx

from cli import api_client
from cli.output import fail
from shared.adapters.sendable_types import mime_type_of
from shared.domain.channels.attachments import CSV, MAX_FILE_SIZE, MB, SENDABLE, TEXT

UPLOAD_TIMEOUT = httpx.Timeout(120, connect=5)  # 25 MB on a slow line


def upload(client: httpx.Client, brand: str, path: Path) -> str:
    """The id of the upload. Ends the command when the file cannot be read, may not be sent, or is not taken."""
    try:
        content = path.read_bytes()
    except OSError as error:
        fail(f"{path} cannot be read ({error.strerror}).")
    mime_type = mime_type_of(content[:8_192])
    if mime_type == TEXT and path.suffix.lower() == ".csv":
        mime_type = CSV
    if mime_type not in SENDABLE or mime_type is None:
        fail(f"{path.name} is of no type that may be sent, by its content.")
    if len(content) > MAX_FILE_SIZE:
        fail(f"{path.name} has {len(content) / MB:.1f} MB; {MAX_FILE_SIZE // MB} MB can be sent.")
    asked = {"brand": brand, "file_name": path.name, "mime_type": mime_type, "size": len(content)}
    form: dict[str, Any] = api_client.request(client, "POST", "/uploads", json=asked).json()
    answer = post_form(form["url"], form["fields"], path.name, content, mime_type)
    if answer is None or not answer.is_success:
        told = "does not answer" if answer is None else f"answered {answer.status_code}"
        fail(f"{path.name} was not uploaded: the bucket {told}.", code=1)
    return str(form["id"])


def post_form(url: str, fields: dict[str, str], name: str, content: bytes, mime_type: str) -> httpx.Response | None:
    """The bucket's answer; ``None`` when there is none. The file comes last, as S3 wants it."""
    try:
        return httpx.post(url, data=fields, files={"file": (name, content, mime_type)}, timeout=UPLOAD_TIMEOUT)
    except httpx.HTTPError:
        return None
