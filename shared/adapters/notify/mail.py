"""Mail through Amazon SES (API v2, ``SendEmail``): plain text and HTML, in the language of the brand."""

from collections.abc import Sequence
from functools import cached_property
from html import escape
from typing import Any

import boto3
from botocore.config import Config

from shared.adapters.aws_errors import translated
from shared.adapters.notify.contract import MAX_EXCERPT, Delivery, open_label, shortened
from shared.adapters.notify.each import tell_each
from shared.domain.errors import UpstreamError
from shared.domain.vocabulary import NoticeState

# SES has no idempotency key: a mail whose answer was lost is sent again, with the same ``X-Nightdesk-Key``.
CONFIG = Config(connect_timeout=2, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 2})

MAX_SUBJECT, MAX_BODY = 200, 20_000
MAX_LISTED = 60  # tickets of a notice about several


class MailTarget:
    """``sender`` is an address that SES has verified for the account; empty where the stack has none. ``url`` is the
    simulator's; ``None`` on AWS."""

    def __init__(self, sender: str, url: str | None = None) -> None:
        self._sender, self._url = sender, url

    @cached_property
    def _client(self) -> Any:
        return boto3.client("sesv2", config=CONFIG, endpoint_url=self._url)

    def notify(self, delivery: Delivery) -> str | None:
        """A mail to each: they see no other's address, and one that SES refuses keeps nobody else from being told.

        Raises ``UpstreamError``, ``PartlyToldError``, ``RejectedError``.
        """
        person = delivery.person
        if not self._sender:
            raise UpstreamError("no_sender")
        content = {
            "Simple": {
                "Subject": {"Data": shortened(_subject(delivery), MAX_SUBJECT), "Charset": "UTF-8"},
                "Body": {
                    "Text": {"Data": plain(delivery), "Charset": "UTF-8"},
                    "Html": {"Data": html(delivery), "Charset": "UTF-8"},
                },
                "Headers": [{"Name": "X-Nightdesk-Key", "Value": delivery.key or "test"}],
            }
        }
        recipients = delivery.target.recipients if person is None else (person.email,)
        tell_each(delivery, recipients, lambda address: self._send(address, content))
        return None

    def _send(self, address: str, content: dict[str, Any]) -> None:
        with translated("ses"):
            self._client.send_email(
                FromEmailAddress=self._sender, Destination={"ToAddresses": [address]}, Content=content
            )

    def follow(self, delivery: Delivery, state: NoticeState) -> None:
        """A mail that was sent is not called back."""


def _subject(delivery: Delivery) -> str:
    brand = str(delivery.data.get("brand", ""))
    return " ".join(f"[{brand}] {delivery.text.title or delivery.text.subject}".split())


def plain(delivery: Delivery) -> str:
    excerpt = shortened(delivery.text.excerpt, MAX_EXCERPT)
    return shortened(delivery.text.body + (f"\n\n> {excerpt}" if excerpt else ""), MAX_BODY)


def html(delivery: Delivery) -> str:
    """Tables and inline styles only: what mail programs show alike. Everything that is not ours is escaped."""
    text = delivery.text
    rows = "".join(
        f'<tr><th align="left" style="padding:4px 16px 4px 0;font-weight:normal;color:#555">'
        f'{escape(shortened(label, 60))}</th><td style="padding:4px 0">{escape(shortened(value, 300))}</td></tr>'
        for label, value in text.facts[:20]
    )
    parts = [
        f'<h1 style="font-size:18px">{escape(shortened(text.title or text.subject, 200))}</h1>',
        f"<p><strong>{escape(shortened(text.state, 300))}</strong></p>" if text.state else "",
        f"<table>{rows}</table>" if rows else "",
        f"<ul>{_items(text.listed)}</ul>" if text.listed else "",
        f"<blockquote>{escape(shortened(text.excerpt, MAX_EXCERPT))}</blockquote>" if text.excerpt else "",
        f'<p><a href="{escape(text.link)}">{open_label(delivery)}</a></p>' if text.link else "",
    ]
    body = "".join(parts)
    return (
        f'<!doctype html><html lang="{text.language}"><head><meta charset="utf-8"></head>'
        f'<body style="font-family:sans-serif;color:#111">{body}</body></html>'
    )


def _items(listed: Sequence[tuple[str, str | None]]) -> str:
    shown = ((escape(shortened(words, 100)), link) for words, link in listed[:MAX_LISTED])
    linked = (words if link is None else f'<a href="{escape(link)}">{words}</a>' for words, link in shown)
    return "".join(f"<li>{words}</li>" for words in linked)
