"""A request to a simulated platform, and its answer."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """``path`` is the platform's own, as it was sent; ``headers`` have lower-case names; ``body`` is decoded JSON or a
    decoded form (with ``ReceivedFile`` for its files), the text of anything else, ``None`` when there was none."""

    channel: str
    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = None

    @property
    def token(self) -> str:
        """The access token, from wherever the platforms allow it to be."""
        scheme, _, credentials = self.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return credentials.strip()
        if "access-token" in self.headers:
            return self.headers["access-token"]
        return str(self.fields.get("access_token") or self.query.get("access_token") or "")

    @property
    def fields(self) -> Mapping[str, Any]:
        """The JSON object or form of the body; empty when it is none."""
        return self.body if isinstance(self.body, dict) else {}

    def text(self, *path: str) -> str:
        """The text at that place in the body, or in the query; empty when there is none."""
        found: Any = self.fields
        for name in path:
            found = found.get(name) if isinstance(found, dict) else None
        if found is None and len(path) == 1:
            found = self.query.get(path[0])
        return found if isinstance(found, str) else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """``file`` is content that is sent piece by piece, and whose size nobody knows. ``drip``: see ``Fault``."""

    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    file: Iterator[bytes] | None = None
    drip: float = 0.0

    @property
    def content(self) -> bytes:
        if self.body is None:
            return b""
        if isinstance(self.body, bytes):
            return self.body
        return self.body.encode() if isinstance(self.body, str) else json.dumps(self.body).encode()

    @property
    def content_type(self) -> str:
        return "text/plain; charset=utf-8" if isinstance(self.body, str) else "application/json"


def refused(token: str) -> bool:
    """Whether the platforms refuse this token: none, or one that calls itself revoked."""
    return not token or token.startswith("revoked")
