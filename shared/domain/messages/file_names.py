"""Names of files that came from elsewhere, made harmless for headers and file systems. Pure."""

import re
import unicodedata

from shared.domain.channels.attachments import SUFFIXES

MAX_TITLE = 120
"""Characters of a file's name."""


def safe_title(name: str, mime_type: str | None = None) -> str:
    """A file name without folders, control characters and anything that a file system or a header reads specially.

    It ends as files of that type end, if the type is known and the name says something else.
    """
    plain = "".join(c for c in unicodedata.normalize("NFC", name) if unicodedata.category(c)[0] != "C")
    plain = re.split(r"[/\\]", plain)[-1]
    plain = re.sub(r'[<>:"|?*;%]+', "_", plain).strip(" .")
    suffix = SUFFIXES.get(mime_type or "")
    stem, dot, ending = plain.rpartition(".")
    if suffix is not None and ending.lower() not in _SPELLINGS.get(suffix, (suffix,)):
        stem, dot, ending = plain, ".", suffix
    ending = ending if dot else ""
    stem = (stem if dot else plain)[: MAX_TITLE - len(ending) - 1].rstrip(" .") or "file"
    return f"{stem}.{ending}" if ending else stem


_SPELLINGS = {"jpg": ("jpg", "jpeg", "jpe"), "mov": ("mov", "qt"), "ogg": ("ogg", "oga", "opus"), "m4a": ("m4a", "mp4")}
