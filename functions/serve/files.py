"""The built page in memory. Only what is in here can be served, so no path leads to anything else."""

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PAGE = "index.html"

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
}
"""File types that the page consists of. Files of another type are not served."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StaticFile:
    content: bytes
    compressed: bytes
    content_type: str
    etag: str
    immutable: bool

    @classmethod
    def of(cls, name: str, content: bytes) -> "StaticFile":
        """``immutable``: the name has a hash of the content in it, so the content of this name never changes."""
        return cls(
            content=content,
            compressed=gzip.compress(content, mtime=0),
            content_type=TYPES[Path(name).suffix],
            etag=f'"{hashlib.sha256(content).hexdigest()[:20]}"',
            immutable=name.startswith("assets/"),
        )


def read_files(folder: Path) -> Mapping[str, StaticFile]:
    """Path below ``/desk/`` → file. Empty if the page was not built."""
    return {
        name: StaticFile.of(name, path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix in TYPES and (name := path.relative_to(folder).as_posix())
    }
