"""The channels: one folder each. This file only finds them; adding a channel is adding a folder.

A folder holds ``policy.py`` (``POLICY``), ``gateway.py`` (``gateway``), and its way in: ``webhook.py`` (``WEBHOOK``) of
a platform that delivers; ``reader.py`` (``READER``) and ``sources.py`` (``sources``) of one that has to be asked. A
platform that delivers may have ``sources.py`` too, for what its deliveries missed. ``account.py`` (``account``) looks
after the accounts of those that say something about them. Each is imported when it is first asked for, so that a
function loads no channel it is not called for.
"""

from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, cast

from shared.domain.channels.policy import ChannelPolicy

if TYPE_CHECKING:
    from shared.channels.contract import (
        AccountFactory,
        ChannelReader,
        ChannelWebhook,
        GatewayFactory,
        SourceFactory,
    )


def _folders_with(part: str) -> tuple[str, ...]:
    return tuple(sorted(found.parent.name for found in Path(__file__).parent.glob(f"*/{part}.py")))


CHANNELS = _folders_with("policy")
"""The names of all channels, from the folders."""

WEBHOOK_CHANNELS = tuple(channel for channel in _folders_with("webhook") if channel in CHANNELS)
"""Those whose platforms deliver."""

POLLED_CHANNELS = _folders_with("sources")
"""Those whose platforms are asked, some of them beside their deliveries."""

ACCOUNT_CHANNELS = tuple(channel for channel in _folders_with("account") if channel in CHANNELS)
"""Those whose platforms say something about our account."""


def load_policy(channel: str) -> ChannelPolicy:
    """What the channel allows. Raises ``KeyError`` for a channel that does not exist."""
    return cast("ChannelPolicy", _module(channel, "policy").POLICY)


def load_webhook(channel: str) -> "ChannelWebhook":
    """Handshake, signature and parser of the channel. Raises ``KeyError`` for one that has no webhook."""
    if channel not in WEBHOOK_CHANNELS:
        raise KeyError(channel)
    return cast("ChannelWebhook", _module(channel, "webhook").WEBHOOK)


def load_reader(channel: str) -> "ChannelReader":
    """Reads the items of the channel, however they came. Raises ``KeyError``."""
    if channel in WEBHOOK_CHANNELS:
        return load_webhook(channel)
    return cast("ChannelReader", _module(channel, "reader").READER)


def load_sources(channel: str) -> "SourceFactory":
    """Makes the channel's sources. Raises ``KeyError`` for a channel that has none."""
    if channel not in POLLED_CHANNELS:
        raise KeyError(channel)
    return cast("SourceFactory", _module(channel, "sources").sources)


def load_account(channel: str) -> "AccountFactory":
    """Makes what looks after an account of the channel. Raises ``KeyError`` for a channel that tells nothing."""
    if channel not in ACCOUNT_CHANNELS:
        raise KeyError(channel)
    return cast("AccountFactory", _module(channel, "account").account)


def load_gateway(channel: str) -> "GatewayFactory":
    """Makes the channel's gateway. Raises ``KeyError``."""
    return cast("GatewayFactory", _module(channel, "gateway").gateway)


def _module(channel: str, part: str) -> ModuleType:
    if channel not in CHANNELS:
        raise KeyError(channel)
    return import_module(f"shared.channels.{channel}.{part}")
