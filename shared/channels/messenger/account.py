"""A Page on Messenger: its token, its permissions, and its subscription to messages."""

from shared.channels.account import account_of
from shared.channels.messenger.policy import POLICY
from shared.channels.meta.account import PageAccount, Wanted
from shared.channels.meta.errors import failure
from shared.channels.meta.gateway import GRAPH

WANTED = Wanted(
    frozenset({"messages", "message_echoes", "messaging_handovers"}),
    also=frozenset(
        {"message_edits", "message_reactions", "messaging_postbacks", "standby", "messaging_policy_enforcement"}
    ),
)


class MessengerAccount(PageAccount):
    wanted = WANTED
    version = POLICY.api_version or ""


account = account_of(MessengerAccount, host=GRAPH, failure=failure)
