"""Payloads of each channel, one module per channel, for the suite that holds for all of them.

A module is named like its channel and has ``SAMPLES``. Each maker returns a body as the platform would send it.
``None`` where a platform has no such event.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from shared.channels import CHANNELS, WEBHOOK_CHANNELS
from shared.domain.channels.webhook import Secrets


class MakesMessage(Protocol):
    def __call__(self, *, text: str, message_id: str, author_id: str, account_id: str) -> Any: ...


@dataclass(frozen=True, kw_only=True)
class Samples:
    """``message_id`` and the others are as the platform spells them in such a payload.

    ``broken_middle`` holds three items: two good ones with ``message_id`` and ``second_message_id``, and between
    them one that cannot be read. ``number_ids`` is the message with every id as a JSON number;
    ``None`` where ids are names.
    ``signals`` are bodies in which somebody does something and says nothing: shares without words, opened chats,
    tags of friends. ``reaction`` is a customer's, to a message in private; without an emoji it is taken back.
    ``warnings`` are what the platform tells about our own account. ``to_a_friend`` is a message in
    public that names somebody else. ``unwanted`` is a body that is known and holds nothing for this desk.
    ``unknown_field`` is something the platform may add tomorrow; it must leave an ``unsupported`` event or none.
    ``headers`` signs a body with the first secret of the record; ``headers_at`` where the time is signed too.
    ``names_account``: the body says which account it is for. ``signs_body``: not just a token in a header.
    """

    channel: str
    account_id: str
    author_id: str
    message_id: str
    second_message_id: str
    secrets: Secrets = field(default_factory=dict)
    headers: Callable[[bytes, Secrets], Mapping[str, str]] = lambda _body, _secrets: {}
    created: MakesMessage
    broken_middle: Callable[[], Any] | None
    own_echo: Callable[[], Any]
    unknown_field: Callable[[], Any]
    number_ids: Callable[[], Any] | None
    signals: Callable[[], list[Any]]
    warnings: Callable[[], list[Any]]
    to_a_friend: Callable[[], Any] | None = None
    unwanted: Callable[[], Any] | None = None
    deleted: Callable[[str], Any] | None = None
    edited: Callable[[str, str], Any] | None = None
    reaction: Callable[[str, str | None], Any] | None = None
    headers_at: Callable[[bytes, Secrets, datetime], Mapping[str, str]] | None = None
    names_account: bool = True
    signs_body: bool = True

    @property
    def is_polled(self) -> bool:
        """Nobody delivers: what the makers return is what our poll makes of the platform's answers."""
        return self.channel not in WEBHOOK_CHANNELS


def all_samples() -> tuple[Samples, ...]:
    """Of every channel that has a module here; a channel exists once its folder has a policy."""
    return tuple(
        import_module(f"tests.unit.channels.samples.{found.stem}").SAMPLES
        for found in sorted(Path(__file__).parent.glob("*.py"))
        if found.stem in CHANNELS
    )
