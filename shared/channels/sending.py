"""The one place where an HTTP exchange with a platform becomes a ``SendResult``.

A gateway makes one attempt per token and never repeats it: whoever called decides when to try again, from the class
of the result. The class that matters most is ``unknown``: once the request has left, a lost answer does not say
whether the customer got the message.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from html import unescape
from typing import Any
from unicodedata import normalize
from urllib.parse import quote

import httpx

from shared.channels.contract import GatewayFactory
from shared.domain.channels.policy import ChannelPolicy
from shared.domain.channels.sending import OutboundAttachment, OutboundMessage, OutboundPost, SendResult
from shared.domain.channels.text_length import fits
from shared.domain.errors import NotFoundError, UpstreamError
from shared.domain.outbox.record import BEFORE_SENDING
from shared.domain.vocabulary import SendClass, Visibility
from shared.ports.platforms import ChannelGateway

# httpx logs every URL at INFO, and URLs of platforms hold customers' ids (and on Telegram the token).
logging.getLogger("httpx").setLevel(logging.WARNING)

TIMEOUT = httpx.Timeout(connect=3.0, read=8.0, write=8.0, pool=3.0)
"""Seconds. A platform that needs longer is treated as not answering."""

THROTTLED_FOR = timedelta(minutes=1)
"""How long to leave a platform alone that throttles without saying until when."""

MAX_WAIT = timedelta(days=7)
"""What names a later instant is mistaken: an account must not be paused for ever."""

Clock = Callable[[], datetime]
Failure = Callable[[httpx.Response, datetime], SendResult | None]
"""What an answer means if it is a failure; ``None`` when the platform took the request."""


def utc_now() -> datetime:
    return datetime.now(UTC)


def no_credentials(_: str) -> Mapping[str, str]:
    return {}


def bearer(token: str) -> Mapping[str, str]:
    return {"Authorization": f"Bearer {token}"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FormFile:
    """A file in a form: the name of its field, a file name, its bytes and their MIME type."""

    field: str
    name: str
    content: bytes
    mime_type: str

    @property
    def parts(self) -> Mapping[str, tuple[str, bytes, str]]:
        return {self.field: (self.name, self.content, self.mime_type)}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformApi:
    """One platform's HTTP interface, as one of our accounts.

    ``tokens`` are tried in order, the next one only when the platform refuses the one before: after a rotation
    either the new or the old one may still be the valid one.
    """

    http: httpx.Client
    base_url: str
    tokens: Sequence[str]
    failure: Failure
    credentials: Callable[[str], Mapping[str, str]] = bearer
    now: Clock = utc_now

    def call(
        self,
        method: str,
        path: str,
        *,
        json: Mapping[str, Any] | None = None,
        query: Mapping[str, str | Sequence[str]] | None = None,
        form: Mapping[str, str] | None = None,
        file: FormFile | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response | SendResult:
        """The platform's answer when it took the request, else what the failure means.

        ``{token}`` in the path stands for the token, for the one platform that wants it there. ``form`` and ``file``
        go as ``multipart/form-data``. ``headers`` are sent beside the credentials.
        """
        result = SendResult(outcome=SendClass.AUTH_BROKEN, error="no_token")
        content = {"json": json, "params": query, "data": form, "files": file and file.parts, "headers": headers}
        for token in self.tokens:
            answer = self._attempt(method, path, token, **content)
            if not isinstance(answer, SendResult) or answer.outcome is not SendClass.AUTH_BROKEN:
                return answer
            result = answer
        return result

    def prepare(self, method: str, path: str, **content: Any) -> httpx.Response | SendResult:
        """Like ``call``, for a step after which nothing stands on the platform yet, such as an upload.

        Whatever goes wrong then, nothing was sent: the whole message may be tried again.
        """
        answer = self.call(method, path, **content)
        return before_sending(answer) if isinstance(answer, SendResult) else answer

    def _attempt(self, method: str, path: str, token: str, **content: Any) -> httpx.Response | SendResult:
        credentials = self.credentials(token)
        if not all(_fits_in_header(value) for value in credentials.values()):
            return SendResult(outcome=SendClass.AUTH_BROKEN, error="token_unusable")
        headers = {**(content.pop("headers", None) or {}), **credentials}
        try:
            response = self.http.request(
                method,
                self.base_url.rstrip("/") + path.replace("{token}", token),
                **content,
                headers=headers,
                timeout=TIMEOUT,
                follow_redirects=False,
            )
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            return lost(error)
        return self.failure(response, self.now()) or response


def _fits_in_header(value: str) -> bool:
    """What is no text for a header is no token, such as one that was copied with its ellipsis or its end of line."""
    return value.isascii() and value.isprintable() and value == value.strip()


def before_sending(result: SendResult) -> SendResult:
    """A failure of a step that sends nothing: even a lost answer leaves no doubt."""
    lost_answer = result.outcome is SendClass.UNKNOWN
    outcome = SendClass.RETRY_BACKOFF if lost_answer else result.outcome
    return replace(result, outcome=outcome, error=f"{BEFORE_SENDING}{result.error}")


def content_of(attachment: OutboundAttachment) -> bytes | SendResult:
    """The bytes of a file that is handed to the platform; nothing was sent when they cannot be read."""
    try:
        return attachment.content()
    except NotFoundError:
        return permanent("attachment_gone")
    except UpstreamError:
        return before_sending(SendResult(outcome=SendClass.RETRY_BACKOFF, error="unreadable"))


def lost(error: Exception) -> SendResult:
    """What it means that no answer came. Only a connection that never stood says that nothing was sent."""
    if isinstance(error, httpx.ConnectTimeout | httpx.PoolTimeout):
        return SendResult(outcome=SendClass.RETRY_BACKOFF, error="connect_timeout")
    if isinstance(error, httpx.ConnectError | httpx.ProxyError):
        return SendResult(outcome=SendClass.RETRY_BACKOFF, error="connect_failed")
    if isinstance(error, httpx.UnsupportedProtocol | httpx.InvalidURL | httpx.LocalProtocolError):
        return SendResult(outcome=SendClass.PERMANENT, error="invalid_request")
    if isinstance(error, httpx.TimeoutException):
        return SendResult(outcome=SendClass.UNKNOWN, error="timeout")
    return SendResult(outcome=SendClass.UNKNOWN, error="connection_lost")


def failed_status(response: httpx.Response, now: datetime) -> SendResult | None:
    """What the HTTP status alone says: the fallback for answers that are not in the platform's own words."""
    status = response.status_code
    error = f"http_{status}"
    if response.is_success:
        return None
    if status == 429:
        return retry_at(retry_after(response, now) or now + THROTTLED_FOR, error)
    if status >= 500 or status in (408, 425):
        until = retry_after(response, now)
        return retry_at(until, error) if until else SendResult(outcome=SendClass.RETRY_BACKOFF, error=error)
    if status == 401:
        return SendResult(outcome=SendClass.AUTH_BROKEN, error=error)
    return permanent(error)


def retry_after(response: httpx.Response, now: datetime) -> datetime | None:
    """The instant the ``Retry-After`` header names, in seconds or as a date (RFC 9110, 10.2.3)."""
    value = response.headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdecimal():
        return now + min(timedelta(seconds=min(int(value), 10**9)), MAX_WAIT)
    try:
        instant = parsedate_to_datetime(value)
    except ValueError:
        return None
    return min(instant if instant.tzinfo else instant.replace(tzinfo=UTC), now + MAX_WAIT)


def retry_at(instant: datetime, error: str) -> SendResult:
    return SendResult(outcome=SendClass.RETRY_AT, retry_at=instant, error=error)


def permanent(error: str) -> SendResult:
    return SendResult(outcome=SendClass.PERMANENT, error=error)


def sent(message_id: object, recipient_id: object = None) -> SendResult:
    """Taken by the platform. Without an id it was taken all the same, but we cannot say as what."""
    if isinstance(message_id, str | int) and str(message_id):
        known = isinstance(recipient_id, str | int) and str(recipient_id)
        return SendResult(
            outcome=SendClass.SENT, message_id=str(message_id), recipient_id=str(recipient_id) if known else None
        )
    return SendResult(outcome=SendClass.UNKNOWN, error="answer_without_id")


def refusal(message: OutboundMessage, policy: ChannelPolicy) -> SendResult | None:
    """Why this message must not be sent at all; a text is never cut silently."""
    limit = policy.lengths.get(message.visibility)
    if limit is None:
        return permanent("not_supported")
    if message.attachments and not _carries(policy, message):
        return permanent("attachments_not_supported")
    if not message.text.strip():
        return None if message.attachments else permanent("empty_text")
    if not fits(message.text, limit):
        return permanent("too_long")
    return None


def post_refusal(post: OutboundPost, policy: ChannelPolicy) -> SendResult | None:
    """Why this post must not be published at all; a text is never cut silently."""
    if policy.posts is None:
        return permanent("not_supported")
    if policy.posts.needs_place and not post.place:
        return permanent("no_place")
    if not post.text.strip():
        return permanent("empty_text")
    return None if fits(post.text, policy.posts.length) else permanent("too_long")


def as_message(post: OutboundPost) -> OutboundMessage:
    """A post as what is looked for among the things a platform lists."""
    return OutboundMessage(
        channel=post.channel,
        account_id=post.account_id,
        visibility=Visibility.PUBLIC,
        text=post.text,
        recipient_id=None,
        in_reply_to=post.continues,
        reference="",
    )


class NoPins:
    """A channel whose API cannot pin a post."""

    __slots__ = ()

    def pin(self, message_id: str) -> SendResult:
        return permanent("not_supported")

    def unpin(self, message_id: str) -> SendResult:
        return permanent("not_supported")


def _carries(policy: ChannelPolicy, message: OutboundMessage) -> bool:
    """Whether one message of the channel holds these files, and the text beside them."""
    rules = policy.attachments.get(message.visibility)
    if rules is None or len(message.attachments) > rules.per_message:
        return False
    return not message.text or all(file.type in rules.captioned for file in message.attachments)


def is_ours(shown: object, has_file: bool, shown_id: object, message: OutboundMessage) -> bool:
    """Whether what a platform lists says what we sent.

    A file without words has nothing to compare: it is one without words that is none of the answer's other messages.
    """
    if message.text or not message.attachments:
        return same_words(shown, message.text)
    return has_file and not shown and shown_id not in message.sent_before


def body(response: httpx.Response) -> Mapping[str, Any]:
    """The JSON object of an answer; empty when it is none."""
    try:
        decoded = response.json()
    except ValueError:
        return {}
    return decoded if isinstance(decoded, dict) else {}


def same_words(shown: object, text: str) -> bool:
    """Whether a platform shows our text: it may trim it, escape it for HTML, or spell an accent in two characters."""
    return isinstance(shown, str) and _words(shown) == _words(text)


def _words(text: str) -> str:
    return " ".join(normalize("NFC", unescape(text)).split())


def segment(value: str) -> str:
    """An id as one segment of a path."""
    return quote(value, safe="")


def versioned_path(policy: ChannelPolicy, *segments: str) -> str:
    """A path that begins with the version of the platform's API, each segment escaped: ``/v26.0/500_900/comments``."""
    return "/".join(("", policy.api_version or "", *(segment(part) for part in segments)))


def gateway_of(
    make: Callable[[PlatformApi], ChannelGateway],
    *,
    host: str | Callable[[Sequence[str]], str],
    failure: Failure,
    credentials: Callable[[str], Mapping[str, str]] = bearer,
) -> GatewayFactory:
    """The factory of a gateway that talks to one HTTP API at ``host``, which may depend on the tokens."""

    def gateway(
        *, http: httpx.Client, base_url: str | None, tokens: Sequence[str], now: Clock = utc_now
    ) -> ChannelGateway:
        own = host if isinstance(host, str) else host(tokens)
        return make(
            PlatformApi(
                http=http, base_url=base_url or own, tokens=tokens, failure=failure, credentials=credentials, now=now
            )
        )

    return gateway
