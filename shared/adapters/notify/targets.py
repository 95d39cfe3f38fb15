"""Chooses the target that a notification goes to."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from traceback import extract_tb
from typing import Any

from shared.adapters.http.in_time import within
from shared.adapters.notify.contract import Delivery, TargetAdapter
from shared.adapters.notify.http import TargetHttp
from shared.adapters.notify.mail import MailTarget
from shared.adapters.notify.opsgenie import OpsgenieTarget
from shared.adapters.notify.pagerduty import PagerDutyTarget
from shared.adapters.notify.slack import SlackTarget
from shared.adapters.notify.sms import SmsTarget
from shared.adapters.notify.teams import TeamsTarget
from shared.adapters.notify.topic import NotificationTopic
from shared.adapters.notify.webhook import SignedWebhooks
from shared.adapters.notify.zendesk import ZendeskTarget
from shared.domain.brand.model import Brand
from shared.domain.channels.webhook import Secrets
from shared.domain.errors import NightdeskError, NotFoundError, UpstreamError
from shared.domain.escalation.text import NotificationText
from shared.domain.notifications.action import ActionRequest, ActionResult
from shared.domain.notifications.target import TOPIC, NotificationTarget, TargetType, parts_of
from shared.domain.vocabulary import NoticeState
from shared.ports.configuration import BrandRepository, SecretStore

TARGET_SECONDS = 17.0
"""For everything that is exchanged with one target about one notification: Slack may be asked six times."""


@dataclass(frozen=True)
class NotificationRouter:
    topic: NotificationTopic
    webhooks: SignedWebhooks
    brands: BrandRepository
    secrets: SecretStore
    http: TargetHttp = field(default_factory=TargetHttp)
    mail_sender: str = ""
    base_urls: Mapping[str, str] = field(default_factory=dict)  # of mail and sms, where a simulator stands for AWS

    @cached_property
    def adapters(self) -> Mapping[TargetType, TargetAdapter]:
        return {
            TargetType.SLACK: self.slack,
            TargetType.TEAMS: TeamsTarget(self.http),
            TargetType.PAGERDUTY: self.pagerduty,
            TargetType.OPSGENIE: OpsgenieTarget(self.http),
            TargetType.ZENDESK: ZendeskTarget(self.http),
            TargetType.MAIL: MailTarget(self.mail_sender, self.base_urls.get("mail")),
            TargetType.SMS: SmsTarget(self.base_urls.get("sms")),
        }

    @cached_property
    def pagerduty(self) -> PagerDutyTarget:
        return PagerDutyTarget(self.http)

    @cached_property
    def slack(self) -> SlackTarget:
        return SlackTarget(self.http)

    def notify(
        self,
        *,
        target: str,
        notification: Mapping[str, Any],
        text: NotificationText,
        idempotency_key: str,
        reference: str | None = None,
        again: bool = False,
    ) -> str | None:
        """Raises ``UpstreamError`` with a short code when the target did not take it."""
        with _only_its_own(target):
            if target == TOPIC:
                self.topic.publish(notification, text, idempotency_key)
                return None
            brand = self.brands.current(str(notification["data"]["brand"]))
            if any(webhook.name == target for webhook in brand.webhooks):
                self.webhooks.post(target, notification, idempotency_key)
                return None
            delivery = self._delivery(
                brand,
                target,
                notification=notification,
                text=text,
                key=idempotency_key,
                reference=reference,
                again=again,
            )
            return self.adapters[delivery.target.type].notify(delivery)

    def follow(
        self,
        *,
        target: str,
        notification: Mapping[str, Any],
        text: NotificationText,
        state: NoticeState,
        reference: str | None,
    ) -> None:
        """Raises ``UpstreamError`` with a short code when the target did not take it."""
        with _only_its_own(target):
            brand = self.brands.current(str(notification["data"]["brand"]))
            delivery = self._delivery(brand, target, notification=notification, text=text, reference=reference)
            self.adapters[delivery.target.type].follow(delivery, state)

    def email_of(self, brand: Brand, target: str, user: str) -> str | None:
        with _only_its_own(target):
            delivery = self._delivery(brand, target, notification=_about(brand), text=_silence(brand))
            if delivery.target.type is TargetType.PAGERDUTY:
                return self.pagerduty.email_of(delivery, user)
            return self.slack.email_of(delivery, user) if delivery.target.type is TargetType.SLACK else None

    def respond(self, brand: Brand, target: str, request: ActionRequest, result: ActionResult) -> None:
        with _only_its_own(target):
            delivery = self._delivery(brand, target, notification=_about(brand), text=_silence(brand))
            if delivery.target.type is TargetType.SLACK:
                self.slack.respond(delivery, request, result)

    def _delivery(self, brand: Brand, target: str, **content: Any) -> Delivery:
        name, person_id = parts_of(target)
        found = brand.notification_target(name)
        person = None if person_id is None else brand.person(person_id)
        if found is None or (person_id is not None and person is None):
            raise UpstreamError("unknown_target")
        return Delivery(target=found, record=self._record(found), person=person, **content)

    def _record(self, target: NotificationTarget) -> Secrets:
        if not target.secret:
            return {}
        try:
            return self.secrets.get(target.secret)
        except NotFoundError as error:
            raise UpstreamError("no_secret") from error


@contextmanager
def _only_its_own(target: str) -> Iterator[None]:
    """Whatever is wrong with one target (a secret that no header can hold, an answer of another shape, one that takes
    very long) is a failure of that one: it must not keep the others from being told. Raises ``UpstreamError``."""
    try:
        with within(TARGET_SECONDS):
            yield
    except NightdeskError:
        raise
    except Exception as error:
        frames = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(extract_tb(error.__traceback__)[-6:]))
        logging.getLogger(__name__).error(  # noqa: TRY400 - a traceback ends with the message, which may hold a secret
            "a fault in target %s: %s at %s", target, type(error).__name__, frames
        )
        raise UpstreamError(f"target_fault_{type(error).__name__}") from error


def _about(brand: Brand) -> Mapping[str, Any]:
    return {"data": {"brand": brand.id}}


def _silence(brand: Brand) -> NotificationText:
    return NotificationText(subject="", body="", language="fr" if brand.default_language == "fr" else "en")
