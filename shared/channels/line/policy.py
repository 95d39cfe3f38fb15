"""What LINE allows an official account: private chats, and groups in which it is named."""

from datetime import timedelta

from shared.domain.channels.policy import ChannelPolicy, Length, LengthUnit
from shared.domain.vocabulary import Surface, Visibility

# LINE Messaging API, "Text message": at most 5000 characters, counted in units of UTF-16 (an emoji is two).
_TEXT = Length(limit=5000, unit=LengthUnit.UTF16_UNITS)

POLICY = ChannelPolicy(
    channel="line",
    title="LINE",
    lengths={Visibility.PUBLIC: _TEXT, Visibility.PRIVATE: _TEXT},
    # Only where somebody wrote to the account alone; in groups a robot that speaks unasked is noise.
    automatic_surfaces=frozenset({Surface.DIRECT_MESSAGE}),
    # LINE Messaging API, "Get user IDs": a person has one id for all chats with the accounts of one provider.
    private_to_author=True,
    # LINE Messaging API, "Send reply message": a reply token is used once, within a minute after the delivery.
    reply_token_window=timedelta(seconds=50),
    # LINE Messaging API: the version stands in the path.
    api_version="v2",
    remarks=(
        "An automatic answer goes out with the reply token of the message, within a minute, and costs nothing; later "
        "answers are push messages, which the plan of the account counts.",
        "A push message has a retry key: when its answer is lost it is sent again, and LINE delivers it once. A reply "
        "has none: when its answer is lost, or LINE answers 5xx, it is unconfirmed and a person looks.",
        "In a group only what names the account opens a ticket; everything else there is counted.",
        "What a customer unsends is erased here, as LINE asks.",
        "Nothing tells what people answer in LINE's own chat; there are no read receipts, and no edits.",
        "Files are not sent: LINE's apps fetch them from an address that would have to stay.",
    ),
)
