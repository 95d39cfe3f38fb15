"""What a platform's refusal means, in words for the agent. Pure."""

from shared.domain.outbox.record import BEFORE_SENDING
from shared.domain.vocabulary import SendClass

_BY_CODE = {
    "meta_10": "The window for answering has closed; the customer has to write again first.",
    "meta_10_2534022": "The window for answering has closed; the customer has to write again first.",
    "meta_10_2018278": "The window for answering has closed; the customer has to write again first.",
    "meta_10_2018300": "Another application answers this conversation at the moment. Take it over in Meta's inbox "
    "(take_thread_control), then send the reply again.",
    "meta_100_33": "What you answer is no longer there; it was deleted or hidden.",
    "meta_506": "The very same text stands there already; say it in other words.",
    "meta_551": "This person cannot be reached at the moment; they may have blocked the page.",
    "meta_10900": "This comment was answered in private before, which is possible once only.",
    "x_duplicate": "The very same text stands there already; say it in other words.",
    "x_403": "X does not allow this answer: the person did not address us, or takes no messages from us.",
    "x_404": "What you answer is no longer there; it was deleted.",
    "telegram_403": "The person has blocked the bot.",
    "not_supported": "This channel cannot send that.",
    "attachments_not_supported": "This channel takes no such file there; send it another way.",
    "attachment_gone": "The uploaded file has expired; upload it again and send the reply with another key.",
    "upload_x_processing_failed": "X cannot show this file; convert it and upload it again.",
    "meta_100_2018008": "The platform could not fetch the file; send the reply again with another key.",
    "meta_100_2018047": "The platform does not take this file; convert it and upload it again.",
    "no_target": "The platform does not say to whom this would go.",
    "window_closed": "The window for answering closed before it could be sent.",
    "no_token": "There is no token for this account; operators have to put one.",
}
KNOWN_CODES = frozenset(_BY_CODE)
_BY_CLASS = {
    SendClass.AUTH_BROKEN: "The platform refuses our token; operators have to renew it.",
    SendClass.ACCOUNT_BLOCKED: "The platform has blocked our account for now; operators have to look.",
    SendClass.UNKNOWN: "Nobody knows whether it was sent: look at the platform before you send it again.",
    SendClass.RETRY_BACKOFF: "The platform did not answer, again and again; send it anew with another key.",
    SendClass.RETRY_AT: "The platform asked to wait, again and again; send it anew with another key.",
}


def explain(outcome: SendClass, error: str | None) -> str:
    """What an agent should know of a refusal, and what to do about it."""
    if outcome in (SendClass.AUTH_BROKEN, SendClass.ACCOUNT_BLOCKED, SendClass.UNKNOWN):
        return _BY_CLASS[outcome]
    said = _BY_CODE.get(error or "") or _BY_CLASS.get(outcome)
    if said is None and (error or "").startswith(BEFORE_SENDING):
        return f"The platform does not take the file ({error}); nothing was sent."
    return said or f"The platform refuses it ({error or 'without a reason'})."
