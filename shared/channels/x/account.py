"""An X account: whether its token works, the next one, and whether what people write to it is delivered to us."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from shared.channels import reading
from shared.channels.account import AccountApi, account_of, exchanged, unanswered
from shared.channels.sending import body, permanent, versioned_path
from shared.channels.x.errors import failure
from shared.channels.x.gateway import API
from shared.channels.x.policy import POLICY
from shared.domain.account_health.model import Check, DeliveryAddress, ProbeFindings
from shared.domain.account_health.tokens import RefreshedToken
from shared.domain.channels.sending import SendResult
from shared.domain.vocabulary import SendClass

NEEDED = ("post.mention.create", "dm.received")
"""Without these the X Activity API leaves us deaf."""

ALSO = ("post.reply.create", "post.quote.create", "post.create", "dm.sent")
"""What is subscribed to beside them where nothing is left. Who has left some out pays for fewer events, and misses them
knowingly.
"""

MAX_PAGES = 5
PAGE = "1000"
"""Subscriptions that X lists at once."""


class XAccount(AccountApi):
    """X API 2, OpenAPI 2.168: a user's token may look at the subscriptions of its own account and make them again,
    those of the X Activity API and that of the Account Activity API. Both belong to a webhook, which the brand file
    names (``subscription``): to find it, or to have X test it again (``PUT /2/webhooks/:id``), takes the app's token.
    """

    def probe(self, account_id: str) -> ProbeFindings | SendResult:
        found = self.named(versioned_path(POLICY, "users", "me"), account_id, "data", "id", handle="username")
        if isinstance(found, SendResult) or self.subscription is None:
            return found
        listed = self._events(account_id)
        if not isinstance(listed, SendResult) and listed >= {*NEEDED}:
            return replace(found, subscription=Check.OK)
        whole = self._is_whole()
        if whole is True:
            return replace(found, subscription=Check.OK)
        for answer in (listed, whole):  # one of the two products is refused to whoever uses the other
            if isinstance(answer, SendResult) and answer.outcome is not SendClass.PERMANENT:
                return unanswered(found, answer)
        if isinstance(listed, SendResult) and isinstance(whole, SendResult):
            return unanswered(found, listed)
        events = frozenset[str]() if isinstance(listed, SendResult) else listed
        missing = tuple(event for event in NEEDED if event not in events)
        return replace(found, subscription=Check.FAILED, missing_events=missing)

    def repair(self, account_id: str, address: DeliveryAddress | None = None) -> SendResult:
        """What is missing of the X Activity API, or all of it; where the app has no access to that, the subscription of
        the Account Activity API.
        """
        if self.subscription is None:
            return permanent("not_supported")
        listed = self._events(account_id)
        if isinstance(listed, SendResult) and listed.outcome is not SendClass.PERMANENT:
            return listed
        known = frozenset[str]() if isinstance(listed, SendResult) else listed
        done = self._subscribe(account_id, known)
        if known or done.outcome is not SendClass.PERMANENT:
            return done
        answer = self.api.call("POST", self._whole_path(), json={})
        return answer if isinstance(answer, SendResult) else SendResult(outcome=SendClass.SENT, message_id=account_id)

    def refresh(self, credentials: Mapping[str, str]) -> RefreshedToken | SendResult:
        """``POST /2/oauth2/token`` as a confidential client. The refresh token is good once (X API, OAuth 2.0)."""
        return exchanged(self.at_host(API, API), "/2/oauth2/token", credentials, basic=True)

    def _subscribe(self, account_id: str, known: frozenset[str]) -> SendResult:
        """The first of the needed ones decides whether the app may do this at all."""
        for event in (*NEEDED, *(() if known else ALSO)):
            if event in known:
                continue
            content = {"event_type": event, "filter": {"user_id": account_id}, "webhook_id": self.subscription}
            answer = self.api.call("POST", versioned_path(POLICY, "activity", "subscriptions"), json=content)
            if isinstance(answer, SendResult) and event in NEEDED:
                return answer
        return SendResult(outcome=SendClass.SENT, message_id=account_id)

    def _events(self, account_id: str) -> frozenset[str] | SendResult:
        """``GET /2/activity/subscriptions``: those of our account at our webhook, of all that the app has."""
        found: set[str] = set()
        query = {"max_results": PAGE}
        for _ in range(MAX_PAGES):
            answer = self.api.call("GET", versioned_path(POLICY, "activity", "subscriptions"), query=query)
            if isinstance(answer, SendResult):
                return answer
            found.update(self._of(account_id, body(answer)))
            following = reading.text(reading.mapping(body(answer).get("meta")).get("next_token"))
            if following is None:
                break
            query = {**query, "pagination_token": following}
        return frozenset(found)

    def _of(self, account_id: str, told: Mapping[str, object]) -> Iterator[str]:
        for each in map(reading.mapping, reading.sequence(told.get("data"))):
            user = reading.identifier(reading.mapping(each.get("filter")).get("user_id"))
            if user == account_id and reading.identifier(each.get("webhook_id")) == self.subscription:
                yield reading.word(each.get("event_type"))

    def _is_whole(self) -> bool | SendResult:
        """``GET …/subscriptions/all`` of the Account Activity API, which delivers everything or nothing."""
        answer = self.api.call("GET", self._whole_path())
        if isinstance(answer, SendResult):
            return answer
        return reading.mapping(body(answer).get("data")).get("subscribed") is True

    def _whole_path(self) -> str:
        return versioned_path(POLICY, "account_activity", "webhooks", self.subscription or "", "subscriptions", "all")


account = account_of(XAccount, host=API, failure=failure)
