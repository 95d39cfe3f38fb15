"""A business profile: whether we may read its reviews, and whether Google announces them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from shared.channels import reading
from shared.channels.account import AccountApi, account_of, scopes, unanswered
from shared.channels.google.interface import failure, sign_in_for
from shared.channels.google_business.gateway import API, reviews_path, sign_in
from shared.channels.sending import PlatformApi, body, segment
from shared.channels.sign_in import SignedInApi, signed_in
from shared.domain.account_health.model import Check, DeliveryAddress, ProbeFindings
from shared.domain.channels.sending import SendResult
from shared.domain.vocabulary import SendClass

NOTIFICATIONS = "https://mybusinessnotifications.googleapis.com"
ANNOUNCED = frozenset({"NEW_REVIEW", "UPDATED_REVIEW"})
# My Business Q&A API, change log of 3 November 2025: these types went with it.
_ENDED = frozenset({"NEW_QUESTION", "UPDATED_QUESTION", "NEW_ANSWER", "UPDATED_ANSWER"})


class GoogleBusinessAccount(AccountApi):
    """What Google does not announce is found by asking: an account without a topic misses nothing."""

    def probe(self, account_id: str) -> ProbeFindings | SendResult:
        found = self.looked_at(reviews_path(account_id), lambda _: ProbeFindings(), query={"pageSize": "1"})
        if isinstance(found, SendResult):
            return found
        setting = self._setting(account_id)
        if isinstance(setting, SendResult):
            # Whoever may read reviews and not the setting misses nothing: they are asked for.
            return replace(unanswered(found, setting), refused=False)
        return replace(found, subscription=_checked(setting))

    def repair(self, account_id: str, address: DeliveryAddress | None = None) -> SendResult:
        """My Business Notifications API, ``accounts.updateNotificationSetting``: the list of types replaces the one
        before, so what is announced to others stays in it. Which topic it is stays as it is.
        """
        setting = self._setting(account_id)
        if isinstance(setting, SendResult):
            return setting
        types = sorted((ANNOUNCED | _types(setting)) - _ENDED)
        content = {"name": _name(account_id), "notificationTypes": types}
        path, query = f"/v1/{_name(account_id)}", {"updateMask": "notificationTypes"}
        answer = self._notifications.call("PATCH", path, query=query, json=content)
        return answer if isinstance(answer, SendResult) else SendResult(outcome=SendClass.SENT, message_id=account_id)

    def _setting(self, account_id: str) -> Mapping[str, Any] | SendResult:
        answer = self._notifications.call("GET", f"/v1/{_name(account_id)}")
        return answer if isinstance(answer, SendResult) else body(answer)

    @property
    def _notifications(self) -> PlatformApi:
        """At a host of its own, with the same access token."""
        if not isinstance(self.api, SignedInApi) or self.api.base_url != API:
            return self.api
        return replace(self.api, base_url=NOTIFICATIONS, sign_in=sign_in_for(NOTIFICATIONS))


def _checked(setting: Mapping[str, Any]) -> Check:
    if not setting.get("pubsubTopic"):
        return Check.UNKNOWN
    return Check.OK if _types(setting) >= ANNOUNCED else Check.FAILED


def _types(setting: Mapping[str, Any]) -> frozenset[str]:
    return scopes(reading.sequence(setting.get("notificationTypes"))) or frozenset()


def _name(location: str) -> str:
    """The setting belongs to the account that the location is in."""
    return f"accounts/{segment(location.split('/')[1])}/notificationSetting"


account = account_of(signed_in(sign_in, GoogleBusinessAccount), host=API, failure=failure)
