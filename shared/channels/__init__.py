"""The channels: one folder each. This file only finds them; adding a channel is adding a folder.

A folder holds ``policy.py`` (``POLICY``), ``webhook.py`` (``WEBHOOK``) and ``gateway.py`` (``gateway``). Each is
imported when it is first asked for, so that a function loads no channel it is not called for.
"""

from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, cast

from shared.domain.channel_policy import ChannelPolicy

if TYPE_CHECKING:
    from shared.channels.contract import ChannelWebhook, GatewayFactory

# The folder of the channel ``webhook`` ends in an underscore: as a module of this package it would hide the function.
_FOLDERS = {found.parent.name.rstrip("_"): found.parent.name for found in Path(__file__).parent.glob("*/policy.py")}

CHANNELS: tuple[str, ...] = tuple(sorted(_FOLDERS))
"""The names of all channels, from the folders."""


def policy(channel: str) -> ChannelPolicy:
    """What the channel allows. Raises ``KeyError`` for a channel that does not exist."""
    return cast("ChannelPolicy", _module(channel, "policy").POLICY)


def webhook(channel: str) -> "ChannelWebhook":
    """Handshake, signature and parser of the channel. Raises ``KeyError``."""
    return cast("ChannelWebhook", _module(channel, "webhook").WEBHOOK)


def gateway(channel: str) -> "GatewayFactory":
    """Makes the channel's gateway. Raises ``KeyError``."""
    return cast("GatewayFactory", _module(channel, "gateway").gateway)


def folder(channel: str) -> str:
    """The name of the channel's folder here. Raises ``KeyError``."""
    return _FOLDERS[channel]


def _module(channel: str, part: str) -> ModuleType:
    return import_module(f"shared.channels.{folder(channel)}.{part}")
