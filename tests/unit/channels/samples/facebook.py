"""Comments under the posts of a page."""

from typing import Any

from tests.unit.channels.samples import Samples
from tests.unit.channels.samples._meta import SECRETS, body, headers

PAGE = "100100100100100"
POST = f"{PAGE}_500500500500500"
COMMENT = "500500500500500_900900900900901"
SECOND = "500500500500500_900900900900902"
CUSTOMER = "7700112233445566"


def change(comment_id: Any, *, author_id: Any = CUSTOMER, field: str = "feed", **value: Any) -> dict[str, Any]:
    return {
        "field": field,
        "value": {
            "from": {"id": author_id, "name": "Mia Larsen"},
            "item": "comment",
            "verb": "add",
            "post_id": POST,
            "comment_id": comment_id,
            "parent_id": POST,
            "message": "Order still not here",
            "created_time": 1785500000,
            **value,
        },
    }


def tag(name: str, tagged_id: str = "7700112233449999") -> dict[str, Any]:
    return {"id": tagged_id, "name": name, "type": "user", "offset": 0, "length": len(name)}


def page(*changes: Any, account_id: Any = PAGE) -> dict[str, Any]:
    return body("page", account_id, "changes", *changes, time=1785500002)


def created(*, text: str, message_id: str, author_id: str, account_id: str) -> Any:
    return page(change(message_id, author_id=author_id, message=text), account_id=account_id)


SAMPLES = Samples(
    channel="facebook",
    account_id=PAGE,
    author_id=CUSTOMER,
    message_id=COMMENT,
    second_message_id=SECOND,
    secrets=SECRETS,
    headers=headers,
    created=created,
    broken_middle=lambda: page(change(COMMENT), {"field": "feed", "value": None}, change(SECOND)),
    own_echo=lambda: page(change(SECOND, author_id=PAGE, parent_id=COMMENT)),
    unknown_field=lambda: page({"field": "holograms", "value": {"id": "1"}}),
    signals=lambda: [
        page(change(None, item="share", message=None, parent_id=None)),
        page(change(COMMENT, message="Julie Martin 😂", message_tags=[tag("Julie Martin")])),
        page(change(COMMENT, message="@julie @marc")),
        page(change(None, item="tag", message=None)),
        page(change(None, item="reaction", reaction_type="love", message=None)),
    ],
    warnings=lambda: [
        page(change(None, item=item, verb=verb, video_flag_reason=1, message=None))
        for item in ("video", "reel", "live_video")
        for verb in ("block", "mute")
    ],
    to_a_friend=lambda: page(
        change(COMMENT, message="Julie Martin on y va samedi ?", message_tags=[tag("Julie Martin")])
    ),
    unwanted=lambda: {
        "object": "permissions",
        "entry": [{"id": "1", "time": 1, "changes": [{"field": "pages_messaging", "value": {"verb": "revoked"}}]}],
    },
    number_ids=lambda: page(
        change(900719925474099312345, author_id=9007199254740993123, post_id=900719925474099300001),
        account_id=int(PAGE),
    ),
    deleted=lambda message_id: page(change(message_id, verb="remove", message=None)),
    edited=lambda message_id, text: page(change(message_id, verb="edited", message=text)),
)
