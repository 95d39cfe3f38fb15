"""What a message is: the answer of the classifier."""

from dataclasses import dataclass

from shared.domain.vocabulary import Category, Danger, Sentiment, Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleMatch:
    """A help page that is near the message in meaning. ``score`` is its lead over all else, in percent."""

    id: str
    score: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Classification:
    """A pure function of the event and its brand.

    ``language`` is ISO 639-1, or ``und`` when it cannot be told. ``confidence`` is the calibrated probability of
    ``category`` in whole percent. ``sure`` is false when the classifier abstains: store then takes the safe
    side (somebody answers), and priority is at least normal. ``personal_data`` names the kinds found, never the
    values. ``reasons`` are at most four short sentences in the brand's language, and quote nothing of the message.
    ``danger`` is ``possible`` when somebody may be hurt, whatever the category. ``language_confidence`` is how sure the
    language is, in whole percent; 0 for a text without letters. ``meaning`` is the message's vector (``meaning.py``),
    only of what may be a report of an outage. ``article_matches`` is the help page near the message, if one is;
    ``None`` when none were compared. ``may_be_criticism``: it names the brand, speaks of trouble, or leaves a doubt, so
    that no machine hides it alone, however much it looks like spam. Spam or abuse with ``needs_response`` may be a
    customer who asks for something.
    """

    language: str
    language_confidence: int = 100
    sentiment: Sentiment
    category: Category
    stage: Stage
    needs_response: bool
    urgent: bool = False
    danger: Danger = Danger.NONE
    confidence: int
    sure: bool = True
    personal_data: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    meaning: str | None = None
    article_matches: tuple[ArticleMatch, ...] | None = None
    may_be_criticism: bool = False
