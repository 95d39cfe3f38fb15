"""The section ``proposals`` of a brand file, and the check of its texts before a push."""

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import time
from typing import Any

from shared.brand.on_call import WEEKDAYS
from shared.brand.reading import Part
from shared.domain.acknowledgement.placeholders import placeholders
from shared.domain.brand.model import Account, Brand
from shared.domain.channels.policy import ChannelPolicy
from shared.domain.channels.text_length import fits, length
from shared.domain.on_call.rotation import Rotation
from shared.domain.privacy.personal_data import find
from shared.domain.proposals.hiding import HIDEABLE
from shared.domain.proposals.policy import (
    MIN_AUTOMATIC_CONFIDENCE,
    PostKind,
    PostPlan,
    ProposalPolicy,
)
from shared.domain.proposals.rules import longest_texts
from shared.domain.vocabulary import Category, Visibility

_BRAND = frozenset({"brand"})
_OF_POSTS = {
    PostKind.DUTY_TEAM: _BRAND | {"people", "until"},
    PostKind.TIP: _BRAND | {"title", "url", "hashtag"},
}
MAX_POSTS = 20
NEVER_CRITICISM = "criticism is never hidden, only spam and abuse are"
_MOODS = ("sentiment", "words", "rating", "authors")
"""Fields that somebody may look for and that would hide what is merely unwelcome."""


def proposals(
    part: Part,
    languages: tuple[str, ...],
    accounts: tuple[Account, ...],
    teams: Collection[str],
    rotations: tuple[Rotation, ...],
) -> ProposalPolicy:
    if not part.given:
        return ProposalPolicy()
    fields = part.fields(optional=("thanks", "likes", "openings", "posts", "hides"))
    thanks = fields["thanks"].fields(optional=("texts", "automatic"))
    likes = fields["likes"].fields(optional=("enabled", "automatic_from", "per_hour"))
    openings = fields["openings"].fields(optional=("texts", "per_day", "team"))
    automatic_from = likes["automatic_from"].number(0, MIN_AUTOMATIC_CONFIDENCE, 100)
    team = openings["team"].text()
    if team and team not in teams:
        openings["team"].problem(f"{team!r} is not one of the teams")
    found = []
    for item in fields["posts"].items():
        plan = _plan(item, languages, accounts, rotations)
        if plan is not None:
            found.append(plan)
    if len({plan.name for plan in found}) < len(found):
        fields["posts"].problem("a name is used twice")
    if len(found) > MAX_POSTS:
        fields["posts"].problem(f"name at most {MAX_POSTS} posts")
    return ProposalPolicy(
        thanks=_texts(thanks["texts"], languages),
        thanks_automatic=thanks["automatic"].flag(False),
        likes=likes["enabled"].flag(False),
        likes_automatic_from=automatic_from or None,
        likes_per_hour=likes["per_hour"].number(20, 1, 200),
        openings=_texts(openings["texts"], languages),
        openings_per_day=openings["per_day"].number(50, 1, 500),
        openings_team=team,
        posts=tuple(found),
        **_hides(fields["hides"]),
    )


def _hides(part: Part) -> dict[str, Any]:
    """What may be hidden is spam and abuse. Whatever would hide criticism is refused, with the reason."""
    fields = part.fields(optional=("categories", "automatic", "automatic_from", "per_hour", *_MOODS))
    for name in _MOODS:
        if fields[name].given:
            fields[name].problem(f"nothing is hidden by {name}: {NEVER_CRITICISM}")
    automatic = [category for item in fields["automatic"].items() if (category := item.one_of(Category)) is not None]
    for category in automatic:
        if category is not Category.SPAM:
            fields["automatic"].problem(
                f"{category} is never hidden without a person, only sure spam is"
                + ("" if category in HIDEABLE else f": {NEVER_CRITICISM}")
            )
    given = [category for item in fields["categories"].items() if (category := item.one_of(Category)) is not None]
    for category in given:
        if category not in HIDEABLE:
            fields["categories"].problem(f"{category} is never hidden: {NEVER_CRITICISM}")
    automatic_from = fields["automatic_from"].number(97, MIN_AUTOMATIC_CONFIDENCE, 100)
    return {
        "hides": frozenset(given) if fields["categories"].given else HIDEABLE if part.given else frozenset(),
        "hides_automatic_from": automatic_from if automatic else None,
        "hides_per_hour": fields["per_hour"].number(60, 1, 500),
    }


def _plan(
    item: Part,
    languages: tuple[str, ...],
    accounts: tuple[Account, ...],
    rotations: tuple[Rotation, ...],
) -> PostPlan | None:
    fields = item.fields(("name", "kind", "days", "at", "accounts", "language", "text"), ("rotation",))
    kind = fields["kind"].one_of(PostKind)
    days = set()
    for day in fields["days"].items():
        if day.value in WEEKDAYS:
            days.add(WEEKDAYS.index(day.value))
        else:
            day.problem(f"{day.value!r} is not a day such as 'monday'")
    at = _time(fields["at"])
    language = fields["language"].text()
    if language and language not in languages:
        fields["language"].problem(f"{language!r} is not a language of this brand")
    rotation = fields["rotation"].text()
    if kind is PostKind.DUTY_TEAM and rotation not in (each.name for each in rotations):
        fields["rotation"].problem(f"{rotation!r} is not the name of a rotation: whose duty is told?")
    own = {(account.channel, account.id) for account in accounts}
    places = []
    for place in fields["accounts"].items():
        channel, _, account_id = place.text().partition("/")
        if (channel, account_id) in own:
            places.append((channel, account_id))
        else:
            place.problem(f"{place.value!r} is not the channel and id of an account, such as 'facebook/1001'")
    if kind is None or at is None:
        return None
    text = _text(fields["text"], _OF_POSTS[kind])
    return PostPlan(
        name=fields["name"].name(),
        kind=kind,
        days=frozenset(days),
        at=at,
        accounts=tuple(places),
        language=language,
        text=text,
        rotation=rotation or None,
    )


def _time(part: Part) -> time | None:
    text = part.text()
    found = re.fullmatch(r"([01]\d|2[0-3]):([0-5]\d)", text)
    if found is None:
        if text:
            part.problem(f"expected a time such as '09:00', found {text!r}")
        return None
    return time(int(found[1]), int(found[2]))


def _texts(part: Part, languages: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for language, text in part.entries().items():
        if language not in languages:
            text.problem(f"{language!r} is not a language of this brand")
        found[language] = _text(text, _BRAND)
    for language in languages if part.given else ():
        if language not in found:
            part.problem(f"there is no text in {language!r}")
    return found


def _text(part: Part, known: Collection[str]) -> str:
    text = part.text()
    try:
        unknown = placeholders(text) - set(known)
    except ValueError:
        part.problem("has a brace that is neither opened nor closed")
        return text
    for name in sorted(unknown):
        part.problem(f"unknown placeholder {{{name}}}; the placeholders are {', '.join(sorted(known))}")
    return text


def problems(brand: Brand, policies: Mapping[str, ChannelPolicy]) -> Iterator[str]:
    """One sentence per text that does not fit a channel, that holds personal data, or that cannot be posted."""
    for name, texts in (("thanks", brand.proposals.thanks), ("openings", brand.proposals.openings)):
        for language, text in texts.items():
            place, whole = f"proposals.{name}.texts.{language}", text.replace("{brand}", brand.name)
            for account in brand.accounts:
                policy = policies.get(account.channel)
                limit = None if policy is None else policy.lengths.get(Visibility.PUBLIC)
                if policy is not None and limit is not None and not fits(whole, limit):
                    yield f"{place}: it is {length(whole, limit.unit)} long, {policy.title} takes {limit.limit}"
            for kind in sorted({found.kind for found in find(whole)}):
                yield f"{place}: holds personal data ({kind})"
    for plan in brand.proposals.posts:
        for channel, account_id in plan.accounts:
            yield from _of_post(brand, plan, channel, brand.account(channel, account_id), policies.get(channel))


def _of_post(
    brand: Brand, plan: PostPlan, channel: str, account: Account | None, policy: ChannelPolicy | None
) -> Iterator[str]:
    place = f"proposals.posts.{plan.name}"
    if policy is None or policy.posts is None:
        yield f"{place}: nothing can be posted on {channel}"
        return
    if policy.posts.needs_place and (account is None or not account.posts_to):
        yield f"{place}: the account of {channel} does not say where it posts (posts_to)"
    limit = policy.posts.length
    longest = max((length(text, limit.unit) for text in longest_texts(plan, brand)), default=0)
    if longest > limit.limit:
        yield f"{place}: it may be {longest} long, {policy.title} takes {limit.limit}"
