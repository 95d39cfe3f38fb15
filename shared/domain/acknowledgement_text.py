"""The words of an acknowledgement: language, variant, length."""

from hashlib import sha256

from shared.domain.brand import AcknowledgementPolicy, Brand
from shared.domain.channel_policy import ChannelPolicy
from shared.domain.placeholders import filled
from shared.domain.text_length import fits
from shared.domain.vocabulary import Visibility


def language_of(brand: Brand, language: str) -> str:
    """The customer's language if the brand writes it, else the brand's own."""
    return language if language in brand.languages else brand.default_language


def variants(
    policy: AcknowledgementPolicy, *, channel: str, language: str, visibility: Visibility, personal_data: bool
) -> tuple[str, ...]:
    """The texts to choose from. Who gave away personal data in public is asked to go on in private."""
    if personal_data and visibility is Visibility.PUBLIC and policy.personal_data_texts.get(language):
        return policy.personal_data_texts[language]
    own = policy.channel_texts.get(channel, {}).get(language, {}).get(visibility)
    return own or policy.texts.get(language, {}).get(visibility, ())


def write(
    choices: tuple[str, ...],
    *,
    key: str,
    brand: str,
    opening: str,
    handle: str,
    policy: ChannelPolicy,
    visibility: Visibility,
) -> str | None:
    """The text for the conversation and period named by ``key``; ``None`` when not one of them fits the channel.

    The same key gives the same text, so that what is tried again says the same.
    """
    if not choices:
        return None
    first = int(sha256(key.encode()).hexdigest()[:8], 16) % len(choices)
    for choice in (*choices[first:], *choices[:first]):
        text = filled(choice, brand=brand, opening=opening, handle=handle)
        if fits(text, policy.lengths[visibility]):
            return text
    return None
