"""Files of webhook bodies, as ``nightdesk replay`` takes them.

A file holds one JSON body; or JSON lines of bodies; or a list (or lines) of records ``{"channel": ..., "body": ...}``,
whose ``body`` is the JSON itself or, as text, the very bytes. A file that is no JSON at all is one body.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local import signing
from local.traffic import meta, x

SUFFIXES = (".json", ".jsonl", ".ndjson")


class NothingRecordedError(Exception):
    """A folder holds no bodies: to deliver nothing and call it a success would hide a wrong name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """One body. ``channel`` is ``None`` where the file does not say it; ``source`` is for messages to people."""

    body: bytes
    channel: str | None = None
    source: str = ""


def read(path: Path, channel: str | None) -> Iterator[Recorded]:
    """The bodies of a file, or of every file of a folder in the order of their names.

    Raises ``NothingRecordedError`` for a folder without any.
    """
    if path.is_dir():
        files = [file for file in sorted(path.rglob("*")) if file.suffix in SUFFIXES]
        if not files:
            raise NothingRecordedError(f"{path} holds no file of bodies ({', '.join(SUFFIXES)})")
        for file in files:
            yield from _file(file, channel)
        return
    yield from _file(path, channel)


def _file(path: Path, channel: str | None) -> Iterator[Recorded]:
    content = path.read_bytes().strip()
    whole = _json(content)
    if whole is not None:
        if _is_list_of_records(whole):
            for index, record in enumerate(whole, start=1):
                yield _record(record, channel, f"{path}[{index}]")
        elif _is_record(whole):
            yield _record(whole, channel, str(path))
        else:
            yield Recorded(body=content, channel=channel, source=str(path))
        return
    lines = [line for line in content.splitlines() if line.strip()]
    if len(lines) > 1 and all(_json(line) is not None for line in lines):
        for number, line in enumerate(lines, start=1):
            row = _json(line)
            where = f"{path}:{number}"
            yield (
                _record(row, channel, where) if _is_record(row) else Recorded(body=line, channel=channel, source=where)
            )
        return
    yield Recorded(body=content, channel=channel, source=str(path))


def _json(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return None


def _is_record(value: Any) -> bool:
    return isinstance(value, dict) and "body" in value and isinstance(value.get("channel"), str | None)


def _is_list_of_records(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(_is_record(row) for row in value)


def _record(row: dict[str, Any], channel: str | None, source: str) -> Recorded:
    named = row.get("channel") or channel
    body = row["body"]
    if isinstance(body, str):
        return Recorded(body=body.encode(), channel=named, source=source)
    # as that platform would write it: the signature is over these bytes
    encode = meta.encode if named in signing.META else x.encode
    return Recorded(body=encode(body), channel=named, source=source)
