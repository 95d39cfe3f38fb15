"""Ends the alerts of escalations that are over, in the pagers that keep one for each."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from shared.domain.errors import PermanentError
from shared.domain.escalation.text import NotificationText
from shared.domain.notifications.notice import Notice
from shared.domain.vocabulary import NoticeState
from shared.ports.platforms import Notifier
from shared.ports.repositories import NoticeRepository


def end_older(
    notifier: Notifier, notices: NoticeRepository, notice: Notice, content: Mapping[str, Any], text: NotificationText
) -> None:
    """One after another; what was ended is written down. Raises ``NightdeskError`` for one to be tried later."""
    for number in notice.older:
        with suppress(PermanentError):  # it will never take it
            notifier.follow(
                target=notice.target,
                notification={**content, "data": {**content["data"], "round": number}},
                text=text,
                state=NoticeState.RESOLVED,
                reference=None,
            )
        notice = replace(notice, older=tuple(other for other in notice.older if other != number))
        notices.put(notice)
