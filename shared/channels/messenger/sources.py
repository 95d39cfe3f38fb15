"""What the webhooks of Messenger may have missed: messages, and what people answered in Meta's own inbox."""

from collections.abc import Mapping
from typing import Any

from shared.channels.messenger.policy import POLICY
from shared.channels.meta.back_fill import messages_of_messenger
from shared.channels.meta.errors import failure
from shared.channels.meta.gateway import GRAPH
from shared.channels.sending import PlatformApi
from shared.channels.sign_in import sources_of


def _made(api: PlatformApi) -> Mapping[str, Any]:
    return {"messages": messages_of_messenger(api, POLICY)}


sources = sources_of(_made, host=GRAPH, failure=failure)
