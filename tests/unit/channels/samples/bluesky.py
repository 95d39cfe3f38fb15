"""Posts that name a Bluesky account, as our poll puts them together."""

from typing import Any

from tests.unit.channels.samples import Samples

ACCOUNT = "did:plc:acme"
CUSTOMER = "did:plc:mia"
POST = "at://did:plc:acme/app.bsky.feed.post/3kroot"
AT = "2026-07-31T12:13:20.100Z"


def uri(name: str, author: str = CUSTOMER) -> str:
    return f"at://{author}/app.bsky.feed.post/{name}"


def post(message_id: Any, text: Any = "Where is my parcel?", *, author: Any = CUSTOMER, **record: Any) -> Any:
    return {
        "uri": message_id,
        "cid": "bafymia1",
        "author": {"did": author, "handle": "mia.example.com", "displayName": "Mia Larsen"},
        "reason": "reply",
        "reasonSubject": POST,
        "record": {
            "$type": "app.bsky.feed.post",
            "text": text,
            "createdAt": "2026-07-31T12:13:19.000Z",
            "langs": ["en"],
            "reply": {"root": {"uri": POST, "cid": "bafyroot"}, "parent": {"uri": POST, "cid": "bafyroot"}},
            **record,
        },
        "isRead": False,
        "indexedAt": AT,
    }


def mention(did: str) -> dict[str, Any]:
    feature = {"$type": "app.bsky.richtext.facet#mention", "did": did}
    return {"index": {"byteStart": 0, "byteEnd": 5}, "features": [feature]}


def body(*items: Any, source: str = "notifications", account_id: Any = ACCOUNT) -> dict[str, Any]:
    return {"account": account_id, "source": source, "items": list(items)}


def created(*, text: str, message_id: str, author_id: str, account_id: str) -> Any:
    return body(post(message_id, text, author=author_id), account_id=account_id)


SAMPLES = Samples(
    channel="bluesky",
    account_id=ACCOUNT,
    author_id=CUSTOMER,
    message_id=uri("3kmia1"),
    second_message_id=uri("3kmia2"),
    created=created,
    broken_middle=lambda: body(post(uri("3kmia1")), {"uri": uri("3kmia9"), "cid": "no post"}, post(uri("3kmia2"))),
    own_echo=lambda: body(post(uri("3kown", ACCOUNT), "We are looking", author=ACCOUNT), source="own_posts"),
    unknown_field=lambda: body(post(uri("3kmia4")), source="holograms"),
    number_ids=lambda: body(post(900719925474099312345, author=9007199254740993123)),
    signals=list,
    warnings=list,
    to_a_friend=lambda: body(post(uri("3kmia7"), "@julie.example.com tonight?", facets=[mention("did:plc:julie")])),
)
