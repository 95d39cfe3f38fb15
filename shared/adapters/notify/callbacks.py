"""How each kind of target that calls back signs and writes what it sends."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.adapters.notify import opsgenie, pagerduty, slack
from shared.domain.channels.webhook import Secrets, Verdict, WebhookRequest
from shared.domain.notifications.action import ActionRequest
from shared.domain.notifications.target import TargetType


@dataclass(frozen=True, slots=True)
class CallbackFormat:
    verify: Callable[[WebhookRequest, Secrets, datetime], Verdict]
    actions: Callable[[WebhookRequest, datetime], Sequence[ActionRequest]]


_FORMATS: Mapping[TargetType, CallbackFormat] = {
    TargetType.SLACK: CallbackFormat(slack.verify, slack.actions),
    TargetType.PAGERDUTY: CallbackFormat(pagerduty.verify, pagerduty.actions),
    TargetType.OPSGENIE: CallbackFormat(opsgenie.verify, opsgenie.actions),
}


def callback_format(kind: TargetType) -> CallbackFormat | None:
    return _FORMATS.get(kind)
