"""Zendesk: one ticket for each ticket of ours, by its ``external_id``. What was written is a private comment.

``external_id`` is not unique by itself, so the ticket is looked for before it is created, and the creation has an
``Idempotency-Key``, which Zendesk keeps for two hours (developer.zendesk.com, "Tickets", "Idempotency"). An update has
none: a tag made of our key says that it was done, and ``safe_update`` refuses one that would overwrite a colleague.
"""

from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from shared.adapters.notify.contract import MAX_EXCERPT, Delivery, shortened
from shared.adapters.notify.http import HttpAnswer, HttpRequest, TargetHttp, json_request
from shared.domain.errors import UpstreamError
from shared.domain.vocabulary import NoticeState

MAX_SUBJECT, MAX_COMMENT = 150, 60_000  # characters; a comment holds 64 kB
MAX_ATTEMPTS = 3  # of an update that a colleague's came before
CONFLICT = 409
SOLVED, CLOSED = "solved", "closed"
"""A solved ticket can be opened again; a closed one takes no change (Zendesk, "About ticket statuses")."""


class ZendeskTarget:
    """``reference`` is the id of the ticket there."""

    def __init__(self, http: TargetHttp) -> None:
        self._http = http

    def notify(self, delivery: Delivery) -> str | None:
        tag = _tag(delivery.key)
        found = self._find(delivery)
        if found is not None and found.get("status") != CLOSED:
            again = {"status": "open"} if found.get("status") == SOLVED else {}  # agents look at open ones only
            self._update(delivery, found, tag, comment(delivery), **again)
            return str(found["id"])
        ticket = {
            "subject": shortened(delivery.text.title or delivery.text.subject, MAX_SUBJECT),
            "comment": {"body": comment(delivery), "public": False},
            "external_id": external_id(delivery),
            "priority": delivery.priority,
            "tags": ["nightdesk", tag],
        }
        headers = {**self._headers(delivery), "idempotency-key": _create_key(delivery, found)}
        url = f"{self._base(delivery)}/api/v2/tickets"
        created = self._http.call(lambda: json_request(url, {"ticket": ticket}, headers)).fields.get("ticket")
        if not isinstance(created, Mapping) or "id" not in created:
            raise UpstreamError("zendesk_unreadable")
        return str(created["id"])

    def follow(self, delivery: Delivery, state: NoticeState) -> None:
        found = self._find(delivery)
        if found is None:
            return  # somebody deleted it
        status = SOLVED if state is NoticeState.RESOLVED else "open"
        seen = f"{delivery.data.get('round')}/{state}/{delivery.text.state}"
        self._update(delivery, found, _tag(seen), shortened(delivery.text.state, 500), status=status)

    def _update(self, delivery: Delivery, found: Mapping[str, Any], tag: str, body: str, **fields: str) -> None:
        url = f"{self._base(delivery)}/api/v2/tickets/{int(found['id'])}"
        latest: Mapping[str, Any] | None = found
        for _ in range(MAX_ATTEMPTS):
            if latest is None or tag in (latest.get("tags") or ()) or latest.get("status") == CLOSED:
                return  # it was done before, or nothing can be written there any more
            ticket = {
                "comment": {"body": body, "public": False},
                "tags": [*(latest.get("tags") or ()), tag],
                "safe_update": True,
                "updated_stamp": latest.get("updated_at"),
                **fields,
            }
            answer = self._put(delivery, url, ticket)
            if answer is not None and answer.status != CONFLICT:
                return
            latest = self._find(delivery)  # somebody wrote before us, or our answer was lost
        raise UpstreamError("http_409")

    def _put(self, delivery: Delivery, url: str, ticket: Mapping[str, Any]) -> HttpAnswer | None:
        """``None`` when it is not known whether it was done."""

        def make() -> HttpRequest:
            return json_request(url, {"ticket": ticket}, self._headers(delivery), method="PUT")

        try:
            return self._http.call(make, accept=frozenset({CONFLICT}), attempts=1)
        except UpstreamError as error:
            if not str(error).startswith(("timeout", "connection_", "http_5")):
                raise
            return None

    def _find(self, delivery: Delivery) -> Mapping[str, Any] | None:
        url = f"{self._base(delivery)}/api/v2/tickets?{urlencode({'external_id': external_id(delivery)})}"
        answer = self._http.call(lambda: HttpRequest(method="GET", url=url, headers=self._headers(delivery)))
        tickets = answer.fields.get("tickets")
        if not isinstance(tickets, list):
            raise UpstreamError("zendesk_unreadable")
        ours = [ticket for ticket in tickets if isinstance(ticket, Mapping)]
        return next((ticket for ticket in ours if ticket.get("status") != CLOSED), next(iter(ours), None))

    def _base(self, delivery: Delivery) -> str:
        return delivery.address(f"https://{delivery.target.options.get('subdomain', '')}.zendesk.com")

    def _headers(self, delivery: Delivery) -> dict[str, str]:
        user = delivery.target.options.get("user", "")
        credentials = b64encode(f"{user}/token:{delivery.secret('api_token')}".encode()).decode()
        return {"authorization": f"Basic {credentials}"}


def _create_key(delivery: Delivery, closed: Mapping[str, Any] | None) -> str:
    """A ticket that was closed there is followed by one new ticket."""
    return f"{external_id(delivery)}:create" + ("" if closed is None else f":after-{closed.get('id')}")


def external_id(delivery: Delivery) -> str:
    return f"nightdesk:{delivery.subject_id}"


def comment(delivery: Delivery) -> str:
    """The facts, and the conversation where the target is trusted; else a masked excerpt."""
    text = delivery.text
    lines = [text.state, *(f"{label}: {value}" for label, value in text.facts[:20]), text.link or ""]
    if delivery.target.trusted and text.conversation:
        lines += ["", *text.conversation]
    elif text.excerpt:
        lines += ["", shortened(text.excerpt, MAX_EXCERPT)]
    return shortened("\n".join(lines), MAX_COMMENT)


def _tag(key: str) -> str:
    return "nightdesk_" + sha256(key.encode()).hexdigest()[:16]
