"""Writes ``docs/channels.md`` from the folders of the channels: ``python -m cli.channels_page``."""

from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module
from pathlib import Path

from shared import channels
from shared.domain.channels.attachments import MB, SENDABLE, SUFFIXES
from shared.domain.channels.policy import ChannelPolicy, Length, LengthUnit
from shared.domain.vocabulary import Visibility

PAGE = Path(__file__).parents[1] / "docs" / "channels.md"

_UNITS = {
    LengthUnit.CHARACTERS: "characters",
    LengthUnit.UTF8_BYTES: "bytes of UTF-8",
    LengthUnit.UTF16_UNITS: "units of UTF-16",
    LengthUnit.EMOJI_BYTES: "characters, an emoji as its bytes of UTF-8",
    LengthUnit.X_WEIGHTED: "weighted units",
}

_OPENING = """\
# Channels

Made by `python -m cli.channels_page` from the folders under `shared/channels`; do not edit it by hand. Every fact here
stands in the `policy.py` of its channel, with its source beside it. Figures whose source is not the platform's own
documentation say so there and want a try on a live account.

One folder is one channel: `webhook.py` is the way in (handshake, signature, parser), `gateway.py` the way out,
`policy.py` what is allowed. A platform that delivers nothing has `sources.py` (what is asked) and `reader.py` (what it
means) instead of `webhook.py`. To add a channel, add a folder, and what it is
tried out with: see [how to](architecture.md).
"""

_CLOSING = """\
## Not here, and what to do instead

Pinterest and Google+ have no interface for what customers write: [what to do instead](no-interface.md).
"""


def page() -> str:
    """The whole page."""
    policies = [channels.load_policy(channel) for channel in channels.CHANNELS]
    rows = "\n".join(f"| {' | '.join(cells(policy))} |" for policy in policies)
    table = f"""\
| channel | public text | private text | to answer in private | answers without a person | text kept |
|---|---|---|---|---|---|
{rows}
"""
    return "\n".join((_OPENING, table, *(_section(policy) for policy in policies), _CLOSING))


def cells(policy: ChannelPolicy) -> Iterator[str]:
    yield f"[{policy.title}](#{policy.channel})"
    yield _length(policy.lengths.get(Visibility.PUBLIC))
    yield _length(policy.lengths.get(Visibility.PRIVATE))
    yield _window(policy)
    yield ", ".join(sorted(f"`{surface}`" for surface in policy.automatic_surfaces)) or "never"
    yield _duration(policy.content_retention) if policy.content_retention else "as the brand says"


def _section(policy: ChannelPolicy) -> str:
    way_in = "webhook" if policy.channel in channels.WEBHOOK_CHANNELS else "reader"
    heads = [_head(f"shared.channels.{policy.channel}.{part}") for part in (way_in, "gateway")]
    facts = [f"In: {heads[0]}", f"Out: {heads[1]}", *_facts(policy), *policy.remarks]
    listed = "\n".join(f"- {fact}" for fact in facts)
    return f"## {policy.channel}\n\n{policy.title}.\n\n{listed}\n"


def _facts(policy: ChannelPolicy) -> Iterator[str]:
    for terms in policy.sources:
        wanted = "" if terms.by_default else ", where the brand file names it"
        yield f"Source `{terms.name}`: {terms.says}, every {int(terms.interval.total_seconds() // 60)} minutes{wanted}."
    if policy.human_window is not None:
        yield f"A person may still answer in private within {_duration(policy.human_window)}."
    if policy.likes:
        yield "A customer's comment can be liked by our account, through the API."
    if policy.hides:
        yield "A comment under our own posts can be hidden from the public, and shown again."
    if policy.discloses_automation:
        yield "An automatic text says that it is one."
    if policy.automatic_surfaces and not policy.links_in_acknowledgements:
        yield "An automatic text holds no link."
    if policy.private_reply_to_comment:
        yield "One private reply to a comment, ever, within seven days of it; left to people."
    if policy.public_acknowledgements_per_post_and_hour is not None:
        yield f"At most {policy.public_acknowledgements_per_post_and_hour} automatic answers an hour under one post."
    yield from _files(policy)
    if policy.api_version is not None:
        yield f"Version of the interface: `{policy.api_version}`."
    keys = ", ".join(f"`{key}`" for key in policy.credential_keys or (policy.token_key,))
    optional = "".join(f"; `{key}` if it is needed" for key in policy.optional_keys)
    yield f"Key of the secret that answers are sent with: {keys}{optional}."


def _files(policy: ChannelPolicy) -> Iterator[str]:
    """What an agent may send beside a text, or why not."""
    for visibility in sorted(policy.lengths):
        rules = policy.attachments.get(visibility)
        if rules is None:
            yield f"An answer in {visibility} is a text, without files."
            continue
        kinds = "; ".join(f"{rule.kind} up to {rule.max_size // MB} MB ({_types(rule.types)})" for rule in rules.files)
        beside = "beside" if rules.captioned else "after"
        yield f"Files of an answer in {visibility}, {beside} the text, {rules.max_files} at most: {kinds}."


def _types(types: frozenset[str]) -> str:
    if types == SENDABLE:
        return "any that agents may send"
    return ", ".join(sorted(SUFFIXES[each] for each in types))


def _head(module: str) -> str:
    """The first sentence of the module's own description."""
    words = " ".join((import_module(module).__doc__ or "").split("\n\n")[0].split()).replace("``", "`")
    return words[:1].lower() + words[1:]


def _length(length: Length | None) -> str:
    return f"{length.limit} {_UNITS[length.unit]}" if length is not None else "none"


def _window(policy: ChannelPolicy) -> str:
    if Visibility.PRIVATE not in policy.lengths:
        return "not possible"
    if policy.reply_window is None:
        return "at any time" if not policy.private_reply_to_comment else "once, to a comment"
    return f"{_duration(policy.reply_window)} from the customer's last message"


def _duration(duration: timedelta) -> str:
    hours = int(duration.total_seconds() // 3600)
    return f"{hours // 24} days" if hours % 24 == 0 and hours > 48 else f"{hours} hours"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
