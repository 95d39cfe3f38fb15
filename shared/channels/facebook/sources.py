"""What the webhooks of a Page may have missed: posts of visitors, comments, recommendations, posts that tag it."""

from collections.abc import Mapping
from typing import Any

from shared.channels.facebook.policy import POLICY
from shared.channels.meta.back_fill import page_comments, page_mentions, page_ratings
from shared.channels.meta.errors import failure
from shared.channels.meta.gateway import GRAPH
from shared.channels.sending import PlatformApi
from shared.channels.sign_in import sources_of


def _made(api: PlatformApi) -> Mapping[str, Any]:
    return {
        "comments": page_comments(api, POLICY),
        "ratings": page_ratings(api, POLICY),
        "mentions": page_mentions(api, POLICY),
    }


sources = sources_of(_made, host=GRAPH, failure=failure)
