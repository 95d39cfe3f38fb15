"""What Viber allows a bot: private chats with people who have written to it or follow it."""

from shared.domain.channels.policy import ChannelPolicy, Length
from shared.domain.vocabulary import Surface, Visibility

POLICY = ChannelPolicy(
    channel="viber",
    title="Viber",
    # Viber REST Bot API, "Text message": at most 7000 characters (and Infobip, "Viber bots: message types").
    lengths={Visibility.PRIVATE: Length(limit=7000)},
    automatic_surfaces=frozenset({Surface.DIRECT_MESSAGE}),
    # Viber REST Bot API, "Receive message from user": a person has one id for each bot.
    private_to_author=True,
    token_key="auth_token",  # noqa: S106  the name of a key
    # Viber REST Bot API, "General send message parameters": a message names its sender, at most 28 characters.
    credential_keys=("auth_token", "sender_name"),
    remarks=(
        "The token of the bot also signs what it is told: whoever verifies deliveries holds it.",
        "Bots are made on commercial terms only. The first answer to somebody opens a session of 24 hours from their "
        "last message, which is charged once; messages outside of one are charged each (Gupshup, Viber bots). Prices "
        "are those of your contract.",
        "At most 100 messages an hour to somebody who does not answer.",
        "Neither edits nor deletions are told, and nothing that was said can be read again.",
        "Files are not sent: Viber's apps fetch them from an address that would have to stay (unverified).",
    ),
)
