"""What platforms list of what our account has sent, for whoever looks for a message whose answer was lost."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from shared.domain.vocabulary import Visibility
from tests.fakes.platform import ACCOUNTS, Answer, response

PUBLIC, PRIVATE = Visibility.PUBLIC, Visibility.PRIVATE


@dataclass(frozen=True)
class Said:
    """Something that our account said to customer ``700``, below message ``900``."""

    id: str
    text: str
    at: datetime

    @property
    def milliseconds(self) -> int:
        return int(self.at.timestamp() * 1000)


@dataclass(frozen=True)
class SentList:
    """``of`` is the answer that lists them, ``more``: and there are more. ``fields`` are those of the lost message."""

    channel: str
    visibility: Visibility
    of: Callable[[Sequence[Said], bool], Any]
    page: int
    before: Sequence[Answer] = ()
    fields: Mapping[str, Any] = field(default_factory=dict)
    newest_first: bool = True
    continues: str | None = None  # of a post

    def answers(self, said: Sequence[Said], *, more: bool) -> list[Answer]:
        return [*self.before, response(self.of(said, more))]


def _own(channel: str) -> str:
    return ACCOUNTS[channel]


def _graph(text: str, at: str, **rest: Any) -> Callable[[Sequence[Said], bool], Any]:
    def of(said: Sequence[Said], more: bool) -> Any:
        items = [{"id": one.id, text: one.text, at: one.at.isoformat(), **rest} for one in said]
        return {"data": items, **({"paging": {"next": "https://graph/next"}} if more else {})}

    return of


def _conversation(channel: str) -> Callable[[Sequence[Said], bool], Any]:
    """The customer's own message stands there too, the newest, or it is not their conversation."""

    def of(said: Sequence[Said], more: bool) -> Any:
        own = {"from": {"id": _own(channel)}}
        items = [{"id": one.id, "message": one.text, "created_time": one.at.isoformat(), **own} for one in said]
        asked = {"id": "m0", "message": "Hello?", "from": {"id": "700"}, "created_time": said[0].at.isoformat()}
        paging = {"paging": {"next": "https://graph/next"}} if more else {}
        return {"data": [{"messages": {"data": [asked, *items], **paging}}]}

    return of


def _posts_of_x(said: Sequence[Said], more: bool) -> Any:
    below = {"referenced_tweets": [{"type": "replied_to", "id": "900"}]}
    data = [{"id": one.id, "text": one.text, "created_at": one.at.isoformat(), **below} for one in said]
    return {"data": data, "meta": {"next_token": "n"} if more else {}}


def _messages_of_x(said: Sequence[Said], more: bool) -> Any:
    own = {"sender_id": _own("x")}
    data = [{"id": one.id, "text": one.text, "created_at": one.at.isoformat(), **own} for one in said]
    return {"data": data, "meta": {"next_token": "n"} if more else {}}


def _comments_of_linkedin(said: Sequence[Said], more: bool) -> Any:
    own = f"urn:li:organization:{_own('linkedin')}"
    items = [
        {"id": one.id, "actor": own, "message": {"text": one.text}, "created": {"time": one.milliseconds}}
        for one in said
    ]
    return {"elements": items, "paging": {"start": 0, "count": 100, "total": len(items) + 500 * more}}


def _posts_of_linkedin(said: Sequence[Said], more: bool) -> Any:
    return {
        "elements": [{"id": one.id, "commentary": one.text, "createdAt": one.milliseconds} for one in said],
        "paging": {"start": 0, "count": 100, "total": len(said) + 500 * more},
    }


def _replies_of_tiktok(said: Sequence[Said], more: bool) -> Any:
    own = {"owner": True}
    items = [{"comment_id": one.id, "text": one.text, "create_time": int(one.at.timestamp()), **own} for one in said]
    return {"code": 0, "data": {"comments": items, "has_more": more, "cursor": 30}}


def _records(below: str | None) -> Callable[[Sequence[Said], bool], Any]:
    def of(said: Sequence[Said], more: bool) -> Any:
        reply = {"reply": {"parent": {"uri": below}}} if below else {}
        records = [
            {"uri": one.id, "value": {"text": one.text, "createdAt": one.at.isoformat(), **reply}} for one in said
        ]
        return {"records": records, "cursor": "3k"}  # named on the last page as well

    return of


def _replies_of_youtube(said: Sequence[Said], more: bool) -> Any:
    own = {"authorChannelId": {"value": _own("youtube")}}
    items = [
        {"id": one.id, "snippet": {"textDisplay": one.text, "publishedAt": one.at.isoformat(), **own}} for one in said
    ]
    return {"items": items, **({"nextPageToken": "n"} if more else {})}


def _comments_of_reddit(said: Sequence[Said], more: bool) -> Any:
    return _listing(said, more, parent_id="900")


def _messages_of_reddit(said: Sequence[Said], more: bool) -> Any:
    return _listing(said, more, dest="700")


def _listing(said: Sequence[Said], more: bool, **rest: str) -> Any:
    children = [{"data": {"name": one.id, "body": one.text, "created_utc": one.at.timestamp(), **rest}} for one in said]
    return {"data": {"children": children, "after": "t1_last" if more else None}}


def _context(said: Sequence[Said], more: bool) -> Any:
    return {"descendants": [_status(one, f"@mia {one.text}") for one in said]}


def _statuses(said: Sequence[Said], more: bool) -> Any:
    return [_status(one, one.text) for one in said]


def _status(one: Said, text: str) -> Any:
    return {"id": one.id, "content": text, "created_at": one.at.isoformat(), "account": {"id": _own("mastodon")}}


_SESSION = response({"accessJwt": "access", "refreshJwt": "refresh"})
_TOKEN = response({"access_token": "access", "expires_in": 3599})

LISTS = (
    SentList("facebook", PUBLIC, _graph("message", "created_time"), 100, fields={"root_id": "900"}),
    SentList("instagram", PUBLIC, _graph("text", "timestamp", parent_id="900"), 100, fields={"root_id": "800"}),
    SentList("messenger", PRIVATE, _conversation("messenger"), 100),
    SentList("instagram", PRIVATE, _conversation("instagram"), 100),
    SentList("threads", PUBLIC, _graph("text", "timestamp"), 100),
    SentList("x", PUBLIC, _posts_of_x, 100),
    SentList("x", PRIVATE, _messages_of_x, 100),
    SentList("linkedin", PUBLIC, _comments_of_linkedin, 100, newest_first=False),
    SentList("tiktok", PUBLIC, _replies_of_tiktok, 30),
    SentList("bluesky", PUBLIC, _records("900"), 100, before=(_SESSION,)),
    SentList("youtube", PUBLIC, _replies_of_youtube, 100, before=(_TOKEN,), newest_first=False),
    SentList("reddit", PUBLIC, _comments_of_reddit, 100, before=(_TOKEN,)),
    SentList("reddit", PRIVATE, _messages_of_reddit, 100, before=(_TOKEN,)),
    SentList("mastodon", PUBLIC, _context, 4096, newest_first=False),
    SentList("mastodon", PRIVATE, _context, 4096, newest_first=False),
)
"""Of every channel that lists what we answer."""

POSTS = (
    SentList("facebook", PUBLIC, _graph("message", "created_time"), 100),
    SentList("threads", PUBLIC, _graph("text", "timestamp"), 100),
    SentList("x", PUBLIC, _posts_of_x, 100, continues="900"),
    SentList("linkedin", PUBLIC, _posts_of_linkedin, 100),
    SentList("bluesky", PUBLIC, _records(None), 100, before=(_SESSION,)),
    SentList("mastodon", PUBLIC, _statuses, 40),
)
"""Of every channel that lists what we post."""
