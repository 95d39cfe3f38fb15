"""A Telegram bot: whether its token works, whether it has an address to deliver to, and what is delivered there."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from shared.channels import reading
from shared.channels.account import AccountApi, account_of, scopes
from shared.channels.sending import body, no_credentials, permanent
from shared.channels.telegram.gateway import API, failure
from shared.domain.account_health.model import Check, DeliveryAddress, ProbeFindings
from shared.domain.channels.sending import SendResult
from shared.domain.vocabulary import SendClass

WRITTEN = {"message": "edited_message", "business_message": "edited_business_message"}
"""What a customer writes, to a bot itself or to the account that it works for, and the kind of its edits."""

FAILED_LATELY = timedelta(hours=1)

WANTED = frozenset({"message", "edited_message", "callback_query", "message_reaction", "my_chat_member"})


class TelegramAccount(AccountApi):
    def probe(self, account_id: str) -> ProbeFindings | SendResult:
        """Telegram Bot API, ``getWebhookInfo``: an empty ``url`` means that updates are only kept to be asked for."""
        now = self.api.now()
        return self.looked_at("/bot{token}/getWebhookInfo", lambda told: _read(told, now))

    def repair(self, account_id: str, address: DeliveryAddress | None = None) -> SendResult:
        """``setWebhook``: the list of kinds replaces the one before, so what was delivered stays in it. What waits at
        Telegram is not dropped. An address that a person put there is left alone.
        """
        if address is None or address.secret is None:
            return permanent("not_supported")
        told = self.api.call("GET", "/bot{token}/getWebhookInfo")
        if isinstance(told, SendResult):
            return told
        known = reading.mapping(body(told).get("result"))
        if known.get("url") not in ("", address.url):
            return permanent("another_address")
        told_before = _kinds(known) or frozenset()
        kinds = sorted({*WANTED, *told_before, *(edits for kind, edits in WRITTEN.items() if kind in told_before)})
        content = {"url": address.url, "secret_token": address.secret, "allowed_updates": kinds}
        answer = self.api.call("POST", "/bot{token}/setWebhook", json=content)
        return answer if isinstance(answer, SendResult) else SendResult(outcome=SendClass.SENT, message_id=account_id)


def _read(told: Mapping[str, Any], now: datetime) -> ProbeFindings:
    result = reading.mapping(told.get("result"))
    url, kinds = result.get("url"), _kinds(result)
    if url is None:
        return ProbeFindings(subscription=Check.UNKNOWN)
    delivers = bool(url) and (kinds is None or _is_whole(kinds))
    delivers = delivers and not _is_refused(result, now)
    return ProbeFindings(subscription=Check.OK if delivers else Check.FAILED, address=reading.name(url))


def _is_refused(result: Mapping[str, Any], now: datetime) -> bool:
    """Whether our address refuses what is delivered. The last error stays there after it has passed: only while updates
    wait it is one of now.
    """
    failed_at = reading.instant(result.get("last_error_date"))
    waiting = reading.whole_number(result.get("pending_update_count")) or 0
    return failed_at is not None and now - failed_at < FAILED_LATELY and waiting > 0


def _is_whole(kinds: frozenset[str]) -> bool:
    """Something that customers write is delivered, and the edits of it."""
    written = [kind for kind in WRITTEN if kind in kinds]
    return bool(written) and all(WRITTEN[kind] in kinds for kind in written)


def _kinds(result: Mapping[str, Any]) -> frozenset[str] | None:
    """``None``: all but a few, which is what a bot gets that has not said."""
    return scopes(result.get("allowed_updates")) or None


account = account_of(TelegramAccount, host=API, failure=failure, credentials=no_credentials)
