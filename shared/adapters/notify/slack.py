"""Slack: a message with buttons for each ticket, and a thread below it for everything that follows.

Web API methods ``chat.postMessage``, ``chat.update``, ``chat.postEphemeral``, ``users.info``, ``conversations.open``,
``conversations.history`` and ``conversations.replies`` (docs.slack.dev/reference/methods). Errors come with status 200
and ``ok: false``. Only ``chat.postMessage`` takes the id of a member; the others want the conversation with them.
Limits (docs.slack.dev/reference/block-kit/blocks): header 150 characters, section 3,000, 10 fields of 2,000, button 75.
"""

import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlencode

from shared.adapters.notify.contract import ROUND, Delivery, fitting, shortened
from shared.adapters.notify.http import HttpRequest, TargetHttp, json_request
from shared.domain.channels.webhook import Secrets, Verdict, WebhookRequest
from shared.domain.errors import UpstreamError
from shared.domain.notifications.action import ActionKind, ActionOutcome, ActionRequest, ActionResult
from shared.domain.satisfaction.alert import TYPE as SCORED
from shared.domain.vocabulary import NoticeState

BASE_URL = "https://slack.com/api"
MAX_SKEW = timedelta(minutes=5)  # "Verifying requests from Slack"
MAX_HEADER, MAX_FIELDS, MAX_BUTTON = 150, 10, 75
# Characters before they are escaped, which makes five of "&" at most: so all blocks together stay below the 13,000
# characters that Slack takes of one message, and each below its own limit.
MAX_TITLE, MAX_LINE, MAX_LABEL = 500, 200, 40
MAX_VALUE = 350  # characters after they are escaped: a list of 20 tickets fits
MAX_QUOTE = 590  # five of "&" each stay below the 3,000 characters of a section
LOOK_BACK_SECONDS = 3600  # how far back a message is looked for that may have been posted before
SEPARATOR = ","
"""Between the tickets of one button."""
AT = "@"
"""Before the instant at which people were told, where that belongs to no escalation."""
MAX_TICKETS = 50

EVENT_TYPE = "nightdesk_notification"

_CANNOT_LOOK = frozenset(
    f"slack_{code}"
    for code in (
        "missing_scope",
        "no_permission",
        "not_in_channel",
        "channel_not_found",
        "method_not_supported_for_channel_type",
    )
)
"""Answers to a look into a conversation that stay the same. People are told then, rather twice than never."""

_BUTTONS = {
    "en": {
        "claim": "Take it",
        "claim_all": "Take all of them",
        "not_urgent": "Not urgent",
        "open": "Open the ticket",
        "look": "I am looking into it",
        "open_desk": "Open the desk",
    },
    "fr": {
        "claim": "Je m'en occupe",
        "claim_all": "Je m'en occupe, tous",
        "not_urgent": "Pas urgent",
        "open": "Ouvrir le ticket",
        "look": "Je m'en occupe",
        "open_desk": "Ouvrir le bureau",
    },
}
_ANSWERS = {
    "en": {
        ActionOutcome.NOTED: "You are counted. More people have to take this ticket; {holder} has it.",
        ActionOutcome.ALREADY: "You have this ticket already.",
        ActionOutcome.QUIET: "Nothing was changed: nobody is called about this ticket any more.",
        ActionOutcome.TAKEN: "{holder} has this ticket.",
        ActionOutcome.ENDED: "This ticket is done.",
        ActionOutcome.LATE: "Nothing was changed: people have been called about this ticket since. Look at the latest "
        "message.",
        ActionOutcome.UNKNOWN_PERSON: "Nothing was changed: no agent of this brand has your mail address.",
        ActionOutcome.UNKNOWN_TICKET: "This ticket does not exist any more.",
        ActionOutcome.SEEN: "{holder} is looking into it; nobody more is called. It stays a suspicion: open an "
        "incident or dismiss it in the desk.",
        ActionOutcome.OVER: "This suspicion is over.",
    },
    "fr": {
        ActionOutcome.NOTED: "C'est noté. D'autres personnes doivent prendre ce ticket ; {holder} s'en occupe.",
        ActionOutcome.ALREADY: "Vous avez déjà ce ticket.",
        ActionOutcome.QUIET: "Rien n'a changé : plus personne n'est appelé pour ce ticket.",
        ActionOutcome.TAKEN: "{holder} s'occupe de ce ticket.",
        ActionOutcome.ENDED: "Ce ticket est terminé.",
        ActionOutcome.LATE: "Rien n'a changé : un nouvel appel a été lancé depuis pour ce ticket. Voyez le dernier "
        "message.",
        ActionOutcome.UNKNOWN_PERSON: "Rien n'a changé : aucun agent de cette marque n'a votre adresse.",
        ActionOutcome.UNKNOWN_TICKET: "Ce ticket n'existe plus.",
        ActionOutcome.SEEN: "{holder} s'en occupe ; plus personne n'est appelé. Cela reste une suspicion : ouvrez un "
        "incident ou écartez-la dans le bureau.",
        ActionOutcome.OVER: "Cette suspicion est close.",
    },
}

_SEVERAL = {
    "en": "Done for {done} of {asked} tickets. The others are in other hands, or done.",
    "fr": "C'est fait pour {done} tickets sur {asked}. Les autres sont déjà pris, ou terminés.",
}


class SlackTarget:
    """``reference`` is ``channel/ts``: the message of the ticket, below which later tiers are told."""

    def __init__(self, http: TargetHttp) -> None:
        self._http = http

    def notify(self, delivery: Delivery) -> str | None:
        channel, ts = _place(delivery)
        if channel and not delivery.reference and channel == _member(delivery):
            channel = self._conversation_with(delivery, channel)
        try:
            return self._told(delivery, channel, ts)
        except UpstreamError as error:
            if not ts or str(error) != "slack_thread_not_found":
                raise
            # Whoever deleted the first message must not keep the later tiers from being told.
            return self._told(replace(delivery, reference=None), channel, "")

    def _conversation_with(self, delivery: Delivery, member: str) -> str:
        """The id of the direct messages with a member; opening them again changes nothing."""
        try:
            opened = self._call(delivery, "conversations.open", {"users": member}).get("channel")
        except UpstreamError as error:
            if str(error) not in _CANNOT_LOOK:
                raise
            return member  # an app without ``im:write``: the message can be posted, and not be looked for
        return str(opened["id"]) if isinstance(opened, Mapping) and "id" in opened else member

    def _told(self, delivery: Delivery, channel: str, ts: str) -> str:
        if delivery.again and (found := self._find(delivery, channel, ts)):
            return delivery.reference or found
        # The buttons stand below the first message, which changes with the ticket: those below a reply would stay.
        body = self._message(delivery, channel, acting=not (ts and self._is_shown(delivery)))
        if ts:
            body |= {"thread_ts": ts, "reply_broadcast": True}
        try:
            posted = self._call(delivery, "chat.postMessage", body, attempts=1)
        except UpstreamError as error:
            if not str(error).startswith(("timeout", "connection_", "http_5")):
                raise
            # It may have been posted: Slack has no idempotency key, so the channel is read before a second attempt.
            if found := self._find(delivery, channel, ts):
                return delivery.reference or found
            posted = self._call(delivery, "chat.postMessage", body, attempts=1)
        return delivery.reference or f"{posted.get('channel', channel)}/{posted.get('ts', '')}"

    def _is_shown(self, delivery: Delivery) -> bool:
        """Whether the first message, which may say that somebody had it in hand, says what is so now."""
        try:
            return self._update(delivery, NoticeState.OPEN, attempts=1)
        except UpstreamError:
            return False

    def follow(self, delivery: Delivery, state: NoticeState) -> None:
        if _place(delivery)[1]:
            self._update(delivery, state)

    def _update(self, delivery: Delivery, state: NoticeState, *, attempts: int = 2) -> bool:
        channel, ts = _place(delivery)
        body = self._message(delivery, channel, state) | {"ts": ts}
        try:
            self._call(delivery, "chat.update", body, attempts=attempts)
        except UpstreamError as error:
            if str(error) not in ("slack_message_not_found", "slack_cant_update_message"):
                raise
            return False  # whoever deleted the message needs no news of it
        return True

    def email_of(self, delivery: Delivery, user: str) -> str | None:
        """The address that ``users.info`` shows; needs the scope ``users:read.email``."""
        found = self._call(delivery, "users.info", {"user": user}, attempts=1, form=True)
        profile = found.get("user", {}).get("profile", {}) if isinstance(found.get("user"), Mapping) else {}
        email = profile.get("email") if isinstance(profile, Mapping) else None
        return email if isinstance(email, str) else None

    def respond(self, delivery: Delivery, request: ActionRequest, result: ActionResult) -> None:
        """A line that only that person sees. Nothing where the message itself shows what was done."""
        answer = _ANSWERS[delivery.text.language].get(result.outcome)
        if result.asked > 1 and result.outcome is not ActionOutcome.UNKNOWN_PERSON:
            answer = _SEVERAL[delivery.text.language]
        if answer is None:
            return
        channel = request.place.partition("/")[0]
        text = answer.format(holder=escaped(result.holder or ""), done=result.done, asked=result.asked)
        self._call(delivery, "chat.postEphemeral", {"channel": channel, "user": request.user, "text": text}, attempts=1)

    def _find(self, delivery: Delivery, channel: str, ts: str) -> str | None:
        """Our message in the channel or thread, by the key in its metadata."""
        method = "conversations.replies" if ts else "conversations.history"
        oldest = str(delivery.notification_seconds - LOOK_BACK_SECONDS)
        wanted = {"channel": channel, "include_all_metadata": "true", "limit": "100", "oldest": oldest}
        try:
            found = self._call(delivery, method, wanted | ({"ts": ts} if ts else {}), form=True)
        except UpstreamError as error:
            if str(error) not in _CANNOT_LOOK:
                raise
            return None
        for message in found.get("messages", ()):
            payload = message.get("metadata", {}).get("event_payload", {}) if isinstance(message, Mapping) else {}
            if payload.get("key") == delivery.key:
                return f"{channel}/{message['ts']}"
        return None

    def _message(
        self, delivery: Delivery, channel: str, state: NoticeState = NoticeState.OPEN, *, acting: bool = True
    ) -> dict[str, Any]:
        return {
            "channel": channel,
            "text": escaped(shortened(delivery.text.title, MAX_TITLE)),
            "blocks": blocks(delivery, state, acting=acting),
            "unfurl_links": False,
            "unfurl_media": False,  # a customer may write the address of any picture
            "metadata": {"event_type": EVENT_TYPE, "event_payload": {"key": delivery.key}},
        }

    def _call(
        self, delivery: Delivery, method: str, body: Mapping[str, Any], *, attempts: int = 2, form: bool = False
    ) -> Mapping[str, Any]:
        headers = {"authorization": f"Bearer {delivery.secret('bot_token')}"}
        url = f"{delivery.address(BASE_URL)}/{method}"

        def make() -> HttpRequest:
            if not form:
                return json_request(url, body, headers)
            sent = {**headers, "content-type": "application/x-www-form-urlencoded"}
            return HttpRequest(method="POST", url=url, headers=sent, content=urlencode(body).encode())

        fields = self._http.call(make, attempts=attempts).fields
        if fields.get("ok") is not True:
            raise UpstreamError(f"slack_{str(fields.get('error') or 'unreadable')[:60]}")
        return fields


def blocks(delivery: Delivery, state: NoticeState, *, acting: bool = True) -> list[dict[str, Any]]:
    """The message of a ticket in Block Kit. The buttons that act are there while somebody is needed."""
    acting = acting and state is NoticeState.OPEN
    text, words = delivery.text, _BUTTONS[delivery.text.language]
    found: list[dict[str, Any]] = [
        {"type": "header", "text": {"type": "plain_text", "text": shortened(text.title, MAX_HEADER), "emoji": True}}
    ]
    if delivery.person is not None and delivery.person.slack and state is NoticeState.OPEN:
        found.append(_section(f"<@{delivery.person.slack}>"))
    if text.state:
        found.append(_section(f"*{escaped(shortened(text.state, MAX_LINE))}*"))
    if text.facts:
        fields = (
            f"*{escaped(shortened(label, MAX_LABEL))}*\n{fitting(value, MAX_VALUE, escaped)}"
            for label, value in text.facts[:MAX_FIELDS]
        )
        listed = [{"type": "mrkdwn", "text": field} for field in fields]
        found.append({"type": "section", "fields": listed})
    if text.excerpt:
        found.append(_section(f">{escaped(shortened(text.excerpt, MAX_QUOTE))}"))
    buttons = []
    if delivery.ticket_id is not None and acting and delivery.notification.get("type") != SCORED:
        # At most 50 ids with a number: below the 2,000 characters of a value (Block Kit, "Button element").
        calls, at = delivery.calls, f"{AT}{delivery.notification_seconds}"
        value = SEPARATOR.join(name + (at if number is None else f"{ROUND}{number}") for name, number in calls.items())
        several = len(calls) > 1
        buttons += [
            {**_button(words["claim_all" if several else "claim"], ActionKind.CLAIM, value), "style": "primary"},
            _button(words["not_urgent"], ActionKind.NOT_URGENT, value),
        ]
    suspicion = delivery.data.get("incident_id") if delivery.ticket_id is None else None
    if suspicion is not None and acting:
        buttons.append({**_button(words["look"], ActionKind.CLAIM, str(suspicion)), "style": "primary"})
    if text.link is not None:
        label = words["open" if suspicion is None else "open_desk"]
        buttons.append({**_button(label, "open", delivery.subject_id), "url": text.link})
    if buttons:
        found.append({"type": "actions", "elements": buttons})
    return found


def _section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def _button(label: str, action: str, value: str) -> dict[str, Any]:
    text = {"type": "plain_text", "text": shortened(label, MAX_BUTTON)}
    return {"type": "button", "text": text, "action_id": str(action), "value": value}


def escaped(text: str) -> str:
    """For mrkdwn: a customer's ``<!channel>`` must call nobody."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _place(delivery: Delivery) -> tuple[str, str]:
    """Channel and thread."""
    if delivery.reference:
        channel, _, ts = delivery.reference.partition("/")
        return channel, ts
    return delivery.target.options.get("channel") or _member(delivery), ""


def _member(delivery: Delivery) -> str:
    """Whom a target without a channel writes to."""
    if delivery.person is None or delivery.target.options.get("channel"):
        return ""
    return delivery.person.slack


# --- what comes back ------------------------------------------------------------------------------------------------


def verify(request: WebhookRequest, record: Secrets, now: datetime) -> Verdict:
    """``v0``: HMAC-SHA256 over version, time and the raw body ("Verifying requests from Slack")."""
    given = request.headers.get("x-slack-signature", "")
    at = request.headers.get("x-slack-request-timestamp", "")
    if not given or not at:
        return Verdict.MISSING
    signed = b"v0:" + at.encode("utf-8", "replace") + b":" + request.body
    for secret in record.get("signing_secret", ()):
        expected = "v0=" + hmac.new(secret.encode(), signed, sha256).hexdigest()
        if hmac.compare_digest(expected.encode(), given.encode("utf-8", "replace")):
            fresh = at.isascii() and at.isdigit() and len(at) <= 12  # noqa: PLR2004  digits of a time in seconds
            in_time = fresh and abs(now.timestamp() - int(at)) <= MAX_SKEW.total_seconds()
            return Verdict.VALID if in_time else Verdict.STALE
    return Verdict.INVALID


def actions(request: WebhookRequest, now: datetime) -> Sequence[ActionRequest]:
    """The buttons that were pressed. Anything else that Slack sends is no action."""
    try:
        form = parse_qs(request.body.decode(), max_num_fields=20)
        payload: Any = json.loads(form["payload"][0])
        if payload["type"] != "block_actions":
            return ()
        user, channel = str(payload["user"]["id"]), str(payload["channel"]["id"])
        message = str((payload.get("message") or {}).get("ts", ""))
        return tuple(
            _action(action, user, f"{channel}/{message}", message)
            for action in payload["actions"][:5]
            if action.get("action_id") in (ActionKind.CLAIM, ActionKind.NOT_URGENT)
        )
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, OverflowError):
        return ()


def _action(action: Mapping[str, Any], user: str, place: str, ts: str) -> ActionRequest:
    """Where no escalation is named (a deadline is near), the instant counts at which people were told of it."""
    value, _, at = str(action["value"]).partition(AT)
    calls = [call.partition(ROUND) for call in value.split(SEPARATOR)[:MAX_TICKETS]]
    told_of: dict[str, int | datetime] = {}
    for name, _, number in calls:
        if number.isascii() and number.isdecimal():
            told_of[name] = int(number)
        elif at or ts:
            told_of[name] = datetime.fromtimestamp(float(at or ts), UTC)
    return ActionRequest(
        id=f"{user}/{action['action_ts']}/{action['action_id']}",
        kind=ActionKind(action["action_id"]),
        ticket_id=calls[0][0],
        also=tuple(name for name, _, _ in calls[1:]),
        user=user,
        place=place,
        calls=told_of,
    )
