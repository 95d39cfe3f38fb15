"""What is in the inbox of an account of Reddit, as our poll puts it together."""

from typing import Any

from tests.unit.channels.samples import Samples

ACCOUNT = "acme_help"
CUSTOMER = "mia_l"
COMMENT = "t1_kabc123"
POST = "t3_1abc"


def comment(
    message_id: Any = COMMENT, text: Any = "Where is my parcel?", *, author: Any = CUSTOMER, **rest: Any
) -> Any:
    data = {
        "name": message_id,
        "author": author,
        "subreddit": "acme",
        "body": text,
        "created_utc": 1785500000.0,
        "context": "/r/acme/comments/1abc/lost_parcel/kabc123/?context=3",
        "parent_id": POST,
        "type": "post_reply",
        "edited": False,
        **rest,
    }
    return {"kind": "t1", "data": data}


def private(message_id: Any = "t4_1", text: str = "My order is lost", *, author: Any = CUSTOMER, **rest: Any) -> Any:
    data = {"name": message_id, "author": author, "dest": ACCOUNT, "subject": "Order", "body": text, **rest}
    return {"kind": "t4", "data": {"created_utc": 1785500000.0, **data}}


def body(*items: Any, source: str = "inbox", account_id: Any = ACCOUNT) -> dict[str, Any]:
    return {"account": account_id, "source": source, "items": list(items)}


def created(*, text: str, message_id: str, author_id: str, account_id: str) -> Any:
    return body(comment(message_id, text, author=author_id), account_id=account_id)


SAMPLES = Samples(
    channel="reddit",
    account_id=ACCOUNT,
    author_id=CUSTOMER,
    message_id=COMMENT,
    second_message_id="t1_kabc124",
    created=created,
    broken_middle=lambda: body(comment(), {"kind": "t1", "data": {"body": "no id"}}, comment("t1_kabc124")),
    own_echo=lambda: body(comment("t1_own", "We are looking", author="Acme_Help"), source="own_comments"),
    unknown_field=lambda: body({"kind": "t9", "data": {"name": "t9_x"}}),
    number_ids=lambda: body(comment(900719925474099312345, author="9007199254740993123")),
    signals=list,
    warnings=list,
    edited=lambda message_id, text: body(comment(message_id, text, edited=1785500400.0)),
)
