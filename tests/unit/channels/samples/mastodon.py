"""Mentions of an account of Mastodon, as our poll puts them together."""

from typing import Any

from tests.unit.channels.samples import Samples

ACCOUNT = "109501"
CUSTOMER = "971724"
STATUS = "1130000000001"
POST = "1120000000000"
US = {"id": ACCOUNT, "acct": "acmeshop", "username": "acmeshop"}


def status(
    message_id: Any = STATUS, text: str = "Where is my parcel?", *, author: Any = CUSTOMER, **rest: Any
) -> dict[str, Any]:
    mention = '<span class="h-card"><a href="https://social.example/@acmeshop">@<span>acmeshop</span></a></span> '
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    return {
        "id": message_id,
        "created_at": "2026-07-31T12:13:20.000Z",
        "edited_at": None,
        "in_reply_to_id": POST,
        "in_reply_to_account_id": ACCOUNT,
        "visibility": "public",
        "language": "en",
        "url": f"https://social.example/@mia/{message_id}",
        "content": f"<p>{mention if rest.pop('named', False) else ''}{escaped}</p>",
        "account": {"id": author, "acct": "mia@social.example", "display_name": "Mia Larsen", "followers_count": 88},
        "mentions": [],
        "media_attachments": [],
        **rest,
    }


def notification(told: Any, kind: str = "mention") -> dict[str, Any]:
    at = told.get("created_at") if isinstance(told, dict) else None
    return {"id": "34975861", "type": kind, "created_at": at, "account": {"id": CUSTOMER}, "status": told}


def body(*items: Any, source: str = "notifications", account_id: Any = ACCOUNT) -> dict[str, Any]:
    return {"account": account_id, "source": source, "items": list(items)}


def created(*, text: str, message_id: str, author_id: str, account_id: str) -> Any:
    told = status(message_id, text, author=author_id, in_reply_to_account_id=account_id)
    return body(notification(told), account_id=account_id)


SAMPLES = Samples(
    channel="mastodon",
    account_id=ACCOUNT,
    author_id=CUSTOMER,
    message_id=STATUS,
    second_message_id="1130000000002",
    created=created,
    broken_middle=lambda: body(
        notification(status()), notification({"content": "no id"}), notification(status("1130000000002"))
    ),
    own_echo=lambda: body(status("1130000000003", "We are looking", author=ACCOUNT), source="own_posts"),
    unknown_field=lambda: body(notification(status(), "severed_relationships")),
    number_ids=lambda: body(
        notification(status(900719925474099312345, author=9007199254740993123)), account_id=int(ACCOUNT)
    ),
    signals=list,
    warnings=list,
    to_a_friend=lambda: body(
        notification(status("1130000000007", "@julie tonight?", mentions=[{"id": "5", "acct": "julie@other.example"}]))
    ),
    edited=lambda message_id, text: body(notification(status(message_id, text, edited_at="2026-07-31T12:20:00.000Z"))),
)
