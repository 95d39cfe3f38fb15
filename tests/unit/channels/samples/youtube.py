"""Comments under the videos of a YouTube channel, as our poll puts them together."""

from typing import Any

from tests.unit.channels.samples import Samples

ACCOUNT = "UCacme"
CUSTOMER = "UCmia"
COMMENT = "UgxThread1"
VIDEO = "VID00000001"
AT = "2026-07-31T12:13:20Z"


def comment(
    message_id: Any = COMMENT, text: str = "Where is my parcel?", *, author: Any = CUSTOMER, **rest: Any
) -> Any:
    snippet = {
        "videoId": VIDEO,
        "textDisplay": text,
        "authorDisplayName": "@mialarsen",
        "authorChannelId": {"value": author},
        "publishedAt": AT,
        "updatedAt": AT,
        **rest,
    }
    return {"id": message_id, "snippet": snippet}


def thread(first: Any, *replies: Any) -> dict[str, Any]:
    """As ``commentThreads.list`` shows it."""
    held = {"channelId": ACCOUNT, "videoId": VIDEO, "topLevelComment": first, "totalReplyCount": len(replies)}
    return {"id": first["id"], "snippet": held, **({"replies": {"comments": list(replies)}} if replies else {})}


def body(*items: Any, source: str = "comments", account_id: Any = ACCOUNT) -> dict[str, Any]:
    return {"account": account_id, "source": source, "items": list(items)}


def created(*, text: str, message_id: str, author_id: str, account_id: str) -> Any:
    return body(comment(message_id, text, author=author_id), account_id=account_id)


SAMPLES = Samples(
    channel="youtube",
    account_id=ACCOUNT,
    author_id=CUSTOMER,
    message_id=COMMENT,
    second_message_id="UgxThread2",
    created=created,
    broken_middle=lambda: body(comment(), {"id": "UgxThread9"}, comment("UgxThread2")),
    own_echo=lambda: body(comment("UgxThread1.9AAA", "We are looking", author=ACCOUNT, parentId=COMMENT)),
    unknown_field=lambda: body(comment(), source="holograms"),
    number_ids=lambda: body(comment(900719925474099312345, author=9007199254740993123)),
    signals=list,
    warnings=list,
    to_a_friend=lambda: body(comment("UgxThread7", "@julie tonight?")),
    edited=lambda message_id, text: body(comment(message_id, text, updatedAt="2026-07-31T12:20:00Z")),
)
