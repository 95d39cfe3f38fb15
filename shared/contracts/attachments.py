"""Attachments as version 0.2 wrote them, on the queue and in the table."""

from collections.abc import Mapping
from typing import Any

from shared.domain.messages.attachments import PREFIX, attachment_type


def with_present_names(holder: Any) -> Any:
    """An event or a message with the present names of the fields of its attachments.

    Version 0.2 called ``source_id`` and ``source_url`` ``id`` and ``url``, and kept the platform's own word as
    ``type``. What is not of this version is returned as it is.
    """
    if not isinstance(holder, Mapping) or not isinstance(held := holder.get("attachments"), list) or not held:
        return holder
    return {**holder, "attachments": [_renamed(one) if isinstance(one, Mapping) else one for one in held]}


def _renamed(one: Mapping[str, Any]) -> Mapping[str, Any]:
    renamed = dict(one)
    told = one.get("type")
    if isinstance(told, str) and attachment_type(told) != told:
        renamed |= {"type": attachment_type(told), "source_type": told}
    if "url" in renamed:
        renamed["source_url"] = renamed.pop("url")
    if "id" in renamed and not str(renamed["id"]).startswith(PREFIX):
        renamed["source_id"] = renamed.pop("id")
    return renamed
