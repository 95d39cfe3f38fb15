"""The channels: one folder each. This file only finds them; adding a channel is adding a folder.

A folder holds ``policy.py`` (``POLICY``), ``webhook.py`` (``WEBHOOK``) and ``gateway.py`` (``gateway``). Each is
imported when it is first asked for, so that a function loads no channel it is not called for.
"""

from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, cast

from shared.domain.channels.policy import ChannelPolicy

if TYPE_CHECKING:
    from shared.channels.contract import ChannelWebhook, GatewayFactory

CHANNELS: tuple[str, ...] = tuple(sorted(found.parent.name for found in Path(__file__).parent.glob("*/policy.py")))
"""The names of all channels, from the folders."""


def load_policy(channel: str) -> ChannelPolicy:
    """What the channel allows. Raises ``KeyError`` for a channel that does not exist."""
    return cast("ChannelPolicy", _module(channel, "policy").POLICY)


def load_webhook(channel: str) -> "ChannelWebhook":
    """Handshake, signature and parser of the channel. Raises ``KeyError``."""
    return cast("ChannelWebhook", _module(channel, "webhook").WEBHOOK)


def load_gateway(channel: str) -> "GatewayFactory":
    """Makes the channel's gateway. Raises ``KeyError``."""
    return cast("GatewayFactory", _module(channel, "gateway").gateway)


def _module(channel: str, part: str) -> ModuleType:
    if channel not in CHANNELS:
        raise KeyError(channel)
    return import_module(f"shared.channels.{channel}.{part}")
