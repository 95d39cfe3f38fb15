"""Names of things on LinkedIn. A comment has two spellings, which become one here."""

import re

_SHORT = re.compile(r"urn:li:comment:\((?P<kind>activity|share|ugcPost):(?P<root>[^,()]+),(?P<comment>[^,()]+)\)")
_LONG = re.compile(r"urn:li:comment:\((?P<root>urn:li:(?:activity|share|ugcPost):[^,()]+),(?P<comment>[^,()]+)\)")


def comment_urn(urn: str | None) -> str | None:
    """``urn:li:comment:(activity:A,C)`` as ``urn:li:comment:(urn:li:activity:A,C)``; anything else as it is."""
    found = _SHORT.fullmatch(urn) if urn is not None else None
    if found is None:
        return urn
    return f"urn:li:comment:(urn:li:{found['kind']}:{found['root']},{found['comment']})"


def post_of(urn: str) -> str | None:
    """The post under which a comment stands."""
    found = _LONG.fullmatch(comment_urn(urn) or "")
    return found["root"] if found is not None else None


def last_part(urn: str | None) -> str | None:
    """``5500001`` of ``urn:li:organization:5500001``"""
    return urn.rpartition(":")[2] or None if urn is not None else None
