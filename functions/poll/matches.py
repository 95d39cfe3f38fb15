"""What searches found: whose it is, whether it is what was looked for, and how much of it counts."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from shared.domain.brand.model import Brand
from shared.domain.listening.condition import holds_one
from shared.domain.listening.search import SEARCH, is_by, refusal
from shared.domain.messages.event import InboundEvent
from shared.domain.polling.page import ANY_SEARCH, FoundItem
from shared.domain.vocabulary import Stage, Surface


def by_search(found: Sequence[FoundItem]) -> list[tuple[str | None, list[FoundItem]]]:
    """What no saved search found comes first. Of the same entry the first search that found it counts."""
    groups: dict[str | None, list[FoundItem]] = {None: []}
    for item in found:
        groups.setdefault(item.search, []).append(item)
    return list(groups.items())


def taken(
    name: str | None, events: Sequence[InboundEvent], brand: Brand, *, whole_places: bool = False
) -> list[InboundEvent]:
    """What a search looks for, marked with its name; of the plain keywords (``None``) what others wrote with one of
    them, and of ``whole_places`` whatever they wrote; of a place that is watched (``ANY_SEARCH``) what a search or a
    keyword takes.

    Platforms also find other forms of a word, flairs and addresses. One may have found it with a search that it is none
    of, and for another that it is. What mentions us is no match but a mention.
    """
    own = brand.own_names
    nobody = [*own, *brand.not_customers]
    if name is None:
        return [
            event
            for event in events
            if event.surface is not Surface.BROAD_MATCH
            or ((whole_places or holds_one(brand.keywords, event.text or "")) and not is_by(event, nobody))
        ]
    searches = sorted(brand.searches, key=lambda each: each.name != name)
    found = []
    for event in events:
        search = next((each for each in searches if refusal(each, event, own) is None), None)
        if search is not None:
            surface = Surface.SECTOR_MATCH if search.stage is Stage.PROACTIVE else Surface.BROAD_MATCH
            found.append(
                replace(
                    event,
                    surface=surface if event.surface is Surface.BROAD_MATCH else event.surface,
                    details={**event.details, SEARCH: search.name},
                )
            )
        elif name == ANY_SEARCH and holds_one(brand.keywords, event.text or "") and not is_by(event, nobody):
            found.append(event)
    return found


def within_budget(events: Sequence[InboundEvent], left: Mapping[str, int]) -> list[InboundEvent]:
    """The oldest that the searches may find today; what is beyond is not told, and not looked for again."""
    rest = dict(left)
    kept = []
    for event in events:
        name = event.details.get(SEARCH)
        if name in rest:
            rest[name] -= 1
            if rest[name] < 0:
                continue
        kept.append(event)
    return kept


def found_by_search(events: Sequence[InboundEvent]) -> Counter[str]:
    return Counter(event.details[SEARCH] for event in events if SEARCH in event.details)
