"""A Facebook Page: its token, its permissions, and its subscription to what is said on it."""

from shared.channels.account import account_of
from shared.channels.facebook.policy import POLICY
from shared.channels.meta.account import PageAccount, Wanted
from shared.channels.meta.errors import failure
from shared.channels.meta.gateway import GRAPH

WANTED = Wanted(frozenset({"feed", "mention", "ratings"}))


class FacebookAccount(PageAccount):
    wanted = WANTED
    version = POLICY.api_version or ""


account = account_of(FacebookAccount, host=GRAPH, failure=failure)
