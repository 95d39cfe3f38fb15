"""The words of an acknowledgement: language, variant, length."""

from hashlib import sha256

from shared.domain.acknowledgement.placeholders import filled
from shared.domain.articles.meaning import ANSWERABLE
from shared.domain.articles.ranking import sure
from shared.domain.brand.model import AcknowledgementPolicy, Brand
from shared.domain.channels.policy import ChannelPolicy
from shared.domain.channels.text_length import fits
from shared.domain.vocabulary import Category, Sentiment, Visibility


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


def compose(
    choices: tuple[str, ...],
    *,
    key: str,
    brand: str,
    opening: str,
    handle: str,
    policy: ChannelPolicy,
    visibility: Visibility,
    link: str | None = None,
) -> str | None:
    """The text for the conversation and period named by ``key``; ``None`` when not one of them fits the channel.

    The same key gives the same text, so that a retry sends the same. ``link`` (see ``article_link``) is put at the end,
    if the text has no link and both fit.
    """
    if not choices:
        return None
    first = int(sha256(key.encode()).hexdigest()[:8], 16) % len(choices)
    for choice in (*choices[first:], *choices[:first]):
        text = filled(choice, brand=brand, opening=opening, handle=handle)
        if not fits(text, policy.lengths[visibility]):
            continue
        linked = text if link is None or "://" in text else f"{text} {link}"
        return linked if fits(linked, policy.lengths[visibility]) else text
    return None


def article_link(
    brand: Brand,
    text: str | None,
    language: str,
    category: Category,
    policy: ChannelPolicy,
    *,
    sentiment: Sentiment = Sentiment.NEUTRAL,
    suggested: tuple[str, ...] | None = None,
) -> str | None:
    """The one help page that surely answers a question, as "title: address"; ``None`` in doubt.

    ``suggested`` are the pages that were suggested to agents for this message, by meaning too where it was compared:
    words alone send nobody to a page that is not the first of them.
    Never where a link costs money or looks like spam, and never for a complaint: who is unhappy is not sent to read.
    """
    if not policy.links_in_acknowledgements or category not in ANSWERABLE or sentiment is Sentiment.NEGATIVE:
        return None
    found = sure(text, language, brand.articles)
    if suggested is not None and found not in suggested[:1]:
        return None
    article = next((article for article in brand.articles if article.id == found), None)
    if article is None or language not in article.url:
        return None
    colon = " :" if language == "fr" else ":"
    return f"{article.title.get(language, '')}{colon} {article.url[language]}".removeprefix(colon).strip()
