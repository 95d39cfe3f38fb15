"""A Telegram bot: whether its token works, whether it has an address to deliver to, and what is delivered there."""

from collections.abc import Mapping
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

WANTED = frozenset({"message", "edited_message", "callback_query", "message_reaction", "my_chat_member"})


class TelegramAccount(AccountApi):
    def probe(self, account_id: str) -> ProbeFindings | SendResult:
        """Telegram Bot API, ``getWebhookInfo``: an empty ``url`` means that updates are only kept to be asked for."""
        return self.looked_at("/bot{token}/getWebhookInfo", _read)

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


def _read(told: Mapping[str, Any]) -> ProbeFindings:
    result = reading.mapping(told.get("result"))
    url, kinds = result.get("url"), _kinds(result)
    if url is None:
        return ProbeFindings(subscription=Check.UNKNOWN)
    delivers = bool(url) and (kinds is None or _is_whole(kinds))
    return ProbeFindings(subscription=Check.OK if delivers else Check.FAILED)


def _is_whole(kinds: frozenset[str]) -> bool:
    """Something that customers write is delivered, and the edits of it."""
    written = [kind for kind in WRITTEN if kind in kinds]
    return bool(written) and all(WRITTEN[kind] in kinds for kind in written)


def _kinds(result: Mapping[str, Any]) -> frozenset[str] | None:
    """``None``: all but a few, which is what a bot gets that has not said."""
    return scopes(result.get("allowed_updates")) or None


account = account_of(TelegramAccount, host=API, failure=failure, credentials=no_credentials)
