"""What the webhooks of Instagram may have missed: comments and messages."""

from collections.abc import Mapping
from typing import Any

from shared.channels.instagram.gateway import host
from shared.channels.instagram.policy import POLICY
from shared.channels.meta.back_fill import media_comments, messages_of_instagram
from shared.channels.meta.errors import failure
from shared.channels.sending import PlatformApi
from shared.channels.sign_in import sources_of


def _made(api: PlatformApi) -> Mapping[str, Any]:
    return {"comments": media_comments(api, POLICY), "messages": messages_of_instagram(api, POLICY)}


sources = sources_of(_made, host=host, failure=failure)
