"""What the webhooks of a Page may have missed: visitors' posts and comments."""

from collections.abc import Mapping
from typing import Any

from shared.channels.facebook.policy import POLICY
from shared.channels.meta.back_fill import page_comments
from shared.channels.meta.errors import failure
from shared.channels.meta.gateway import GRAPH
from shared.channels.sending import PlatformApi
from shared.channels.sign_in import sources_of


def _made(api: PlatformApi) -> Mapping[str, Any]:
    return {"comments": page_comments(api, POLICY)}


sources = sources_of(_made, host=GRAPH, failure=failure)
