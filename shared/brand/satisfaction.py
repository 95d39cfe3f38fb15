"""The section ``satisfaction`` of a brand file, and the check of its texts before a push."""

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import timedelta

from shared.brand.languages import texts_by_language
from shared.brand.reading import Part, known_targets
from shared.brand.texts import SAYS_AUTOMATIC
from shared.domain.brand.model import Brand
from shared.domain.channels.policy import ChannelPolicy
from shared.domain.channels.text_length import fits, length
from shared.domain.privacy.personal_data import find
from shared.domain.satisfaction.policy import BEST, SatisfactionPolicy
from shared.domain.vocabulary import Surface, Visibility

LATEST = timedelta(days=3)
"""How long after the resolution the question may be asked: later nobody remembers."""

EARLIEST = timedelta(minutes=5)

MAX_QUESTION = 500
"""Characters: with what can be tapped it stands in one message on every channel."""

_PLACEHOLDERS = frozenset({"brand"})
_NAMES_THE_SCALE = re.compile(r"1\D{1,40}5|5\D{1,40}1")


def satisfaction(part: Part, languages: tuple[str, ...], known: Collection[str]) -> SatisfactionPolicy:
    """``known`` are the names of everything that people can be told through."""
    if not part.given:
        return SatisfactionPolicy()
    names = ("questions", "thanks", "apologies")
    fields = part.fields(("enabled", *names), ("ask_after", "bad_from", "alert_targets"))
    defaults = SatisfactionPolicy()
    found = SatisfactionPolicy(
        enabled=fields["enabled"].flag(False),
        ask_after=fields["ask_after"].duration(defaults.ask_after),
        questions=texts_by_language(fields["questions"], languages, _PLACEHOLDERS),
        thanks=texts_by_language(fields["thanks"], languages, _PLACEHOLDERS),
        apologies=texts_by_language(fields["apologies"], languages, _PLACEHOLDERS),
        bad_from=fields["bad_from"].number(defaults.bad_from, 1, BEST - 1),
        alert_targets=fields["alert_targets"].texts(),
    )
    if fields["ask_after"].given and not EARLIEST <= found.ask_after <= LATEST:
        fields["ask_after"].problem("must be from 5m to 3d")
    for language, text in fields["questions"].entries().items():
        said = found.questions.get(language, "")
        if len(said) > MAX_QUESTION:
            text.problem(f"has {len(said)} characters, more than {MAX_QUESTION}")
        if said and not _NAMES_THE_SCALE.search(said):
            text.problem("does not name the scale: where nothing can be tapped, customers answer with 1 to 5")
    known_targets(fields["alert_targets"], known)
    return found


def problems(brand: Brand, policies: Mapping[str, ChannelPolicy]) -> Iterator[str]:
    """One sentence per text that does not fit a channel of the brand, or that holds personal data."""
    policy = brand.satisfaction
    if not policy.enabled:
        return
    used = {
        found.title: found
        for account in brand.accounts
        if (found := policies.get(account.channel)) is not None
        and Surface.DIRECT_MESSAGE in found.automatic_surfaces
        and Visibility.PRIVATE in found.lengths
    }
    for name, texts in (("questions", policy.questions), ("thanks", policy.thanks), ("apologies", policy.apologies)):
        for language, text in texts.items():
            place, whole = f"satisfaction.{name}.{language}", text.replace("{brand}", brand.name)
            for title, channel in used.items():
                limit = channel.lengths[Visibility.PRIVATE]
                if channel.discloses_automation and not SAYS_AUTOMATIC.search(whole):
                    yield f"{place}: does not say that it is automatic, and {title} wants that"
                if not fits(whole, limit):
                    yield (
                        f"{place}: it is {length(whole, limit.unit)} long, {title} takes {limit.limit} "
                        f"({limit.unit.value})"
                    )
            for kind in sorted({found.kind for found in find(whole)}):
                yield f"{place}: holds personal data ({kind})"
