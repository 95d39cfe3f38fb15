"""Help pages: suggested to agents when they may help, sent to customers only when they surely do."""

from dataclasses import replace

import pytest

from shared.channels import CHANNELS, load_policy
from shared.domain.acknowledgement.text import article_link, compose
from shared.domain.articles.meaning import nearest, nearness, said_by, suggested_pages
from shared.domain.articles.ranking import suggest, sure
from shared.domain.brand.model import Article
from shared.domain.channels.policy import Length
from shared.domain.classification.model import ArticleMatch, Classification
from shared.domain.vocabulary import Category, Danger, Sentiment, Stage, Visibility
from tests.fakes.brands import acme

ARTICLES = acme().articles
LINK = "Suivre sa livraison : https://help.acme.example/fr/parcel"


@pytest.mark.parametrize(
    ("language", "text", "article"),
    [
        ("fr", "Quels sont vos horaires ?", "opening-hours"),
        ("fr", "Vous êtes ouverts le dimanche ?", "opening-hours"),
        ("fr", "Bonjour, où est mon colis svp ?", "track-a-parcel"),
        ("fr", "Comment suivre ma livraison ?", "track-a-parcel"),
        ("fr", "POURQUOI MA FACTURE A AUGMENTE CE MOIS-CI", "read-the-bill"),
        ("fr", "Le voyant de ma box est rouge, que faire ?", "restart-the-box"),
        ("en", "Where is my parcel?", "track-a-parcel"),
        ("en", "Are you open on Sundays?", "opening-hours"),
        ("en", "the light on my box is red, how do I restart it", "restart-the-box"),
    ],
)
def test_a_question_a_page_answers_is_surely_answered_by_it(language: str, text: str, article: str) -> None:
    assert sure(text, language, ARTICLES) == article
    assert suggest(text, language, ARTICLES)[0] == article


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "Mon colis est arrivé cassé, je veux un remboursement tout de suite"),
        ("fr", "Ma box est bloquée et en plus la facture augmente"),  # two pages, and none ahead of the other
        ("fr", "Je veux parler à un conseiller au sujet de ma facture impayée et de l'huissier"),
        ("fr", "Est-ce que vous recrutez ?"),
        ("fr", "Bonjour"),
        ("fr", ""),
        ("fr", None),
        ("fr", "👍"),
        ("fr", "Where is my parcel?"),  # pages are matched in the customer's language only
        ("de", "Wo ist mein Paket?"),
        ("en", "I want to cancel my contract"),
    ],
)
def test_in_doubt_no_page_is_sure(language: str, text: str | None) -> None:
    assert sure(text, language, ARTICLES) is None


def test_an_agent_is_shown_more_than_a_customer() -> None:
    text = "Mon colis est arrivé cassé, je veux un remboursement"
    assert suggest(text, "fr", ARTICLES) == ("track-a-parcel",)
    assert suggest("Ma box est bloquée et en plus la facture augmente", "fr", ARTICLES) == (
        "restart-the-box",
        "read-the-bill",
    )


def test_a_brand_without_articles_suggests_none() -> None:
    assert suggest("Où est mon colis ?", "fr", ()) == ()
    assert sure("Où est mon colis ?", "fr", ()) is None


def test_a_page_that_speaks_of_nothing_in_this_language_is_never_found() -> None:
    assert suggest("colis", "fr", (Article(id="a", title={"en": "Parcels"}, url={"en": "https://a.example"}),)) == ()


def test_with_many_pages_the_rare_word_decides() -> None:
    many = tuple(
        replace(
            ARTICLES[2], id=f"parcel-{number}", title={"fr": f"Livraison en pays{number}"}, questions={}, keywords={}
        )
        for number in range(50)
    )
    assert suggest("livraison en pays7", "fr", many)[0] == "parcel-7"


# --- in an acknowledgement ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_link_goes_only_where_it_costs_nothing_and_is_not_taken_for_spam(channel: str) -> None:
    found = article_link(acme(), "Où est mon colis ?", "fr", Category.QUESTION, load_policy(channel))
    assert found == (LINK if channel in ("line", "messenger", "whatsapp", "telegram", "viber", "webhook") else None)


ASKING = (Category.QUESTION, Category.ACCOUNT_OR_TECHNICAL)


@pytest.mark.parametrize("category", [category for category in Category if category not in ASKING])
def test_who_complains_or_cannot_wait_is_not_sent_to_read(category: Category) -> None:
    assert article_link(acme(), "Où est mon colis ?", "fr", category, load_policy("messenger")) is None


@pytest.mark.parametrize("category", ASKING)
def test_nor_is_who_asks_in_anger(category: Category) -> None:
    def link(sentiment: Sentiment) -> str | None:
        return article_link(acme(), "Où est mon colis ?", "fr", category, load_policy("messenger"), sentiment=sentiment)

    assert (link(Sentiment.NEUTRAL), link(Sentiment.NEGATIVE)) == (LINK, None)


def test_row_25_the_link_is_in_the_customers_language_or_there_is_none() -> None:
    english = article_link(acme(), "Where is my parcel?", "en", Category.QUESTION, load_policy("messenger"))
    assert english == "Track a delivery: https://help.acme.example/en/parcel"
    assert article_link(acme(), "Wo ist mein Paket?", "de", Category.QUESTION, load_policy("messenger")) is None


def written(text: str, *, link: str | None = LINK, limit: int = 2000) -> str | None:
    channel = replace(load_policy("messenger"), lengths={Visibility.PRIVATE: Length(limit=limit)})
    return compose(
        (text,),
        key="k",
        brand="Acme",
        opening="demain",
        handle="acme",
        policy=channel,
        visibility=Visibility.PRIVATE,
        link=link,
    )


def test_the_link_goes_last() -> None:
    assert written("Lu, réponse {opening}.") == f"Lu, réponse demain. {LINK}"


def test_a_text_with_a_link_of_its_own_gets_no_second_one() -> None:
    assert written("Lu. Voir https://acme.example/aide") == "Lu. Voir https://acme.example/aide"


def test_a_link_that_does_not_fit_is_left_out_and_the_text_stays_whole() -> None:
    assert written("Lu, réponse {opening}.", limit=40) == "Lu, réponse demain."


# --- by meaning -----------------------------------------------------------------------------------------------------

ASKED = Classification(
    language="fr",
    sentiment=Sentiment.NEUTRAL,
    category=Category.QUESTION,
    stage=Stage.DIRECT,
    needs_response=True,
    confidence=80,
)
PARCEL = "Où est mon colis ?"


def near(*pages: str) -> Classification:
    return replace(ASKED, article_matches=tuple(ArticleMatch(id=page, score=50) for page in pages))


def test_a_version_without_meanings_suggests_by_keywords() -> None:
    assert suggested_pages(PARCEL, ASKED, ARTICLES)[0] == "track-a-parcel"


def test_the_nearest_in_meaning_comes_first_and_what_keywords_find_after_it() -> None:
    assert suggested_pages(PARCEL, near("opening-hours"), ARTICLES) == ("opening-hours", "track-a-parcel")
    assert suggested_pages("Elle vient quand ?", near("track-a-parcel"), ARTICLES) == ("track-a-parcel",)


def test_where_meanings_were_compared_and_none_is_near_keywords_alone_suggest_nothing() -> None:
    assert suggested_pages(PARCEL, near(), ARTICLES) == ()


def test_a_page_that_the_brand_no_longer_has_is_not_suggested() -> None:
    assert suggested_pages("Elle vient quand ?", near("gone"), ARTICLES) == ()


@pytest.mark.parametrize("category", [category for category in Category if category not in ASKING])
def test_who_complains_or_reports_an_outage_is_shown_no_page(category: Category) -> None:
    assert suggested_pages(PARCEL, replace(near("track-a-parcel"), category=category), ARTICLES) == ()


def test_nor_is_who_may_be_hurt() -> None:
    assert suggested_pages(PARCEL, replace(near("track-a-parcel"), danger=Danger.POSSIBLE), ARTICLES) == ()


@pytest.mark.parametrize(
    ("suggested", "link"),
    [(None, LINK), (("track-a-parcel",), LINK), (("opening-hours", "track-a-parcel"), None), ((), None)],
)
def test_words_alone_send_nobody_to_a_page_that_was_not_suggested_first(
    suggested: tuple[str, ...] | None, link: str | None
) -> None:
    found = article_link(acme(), PARCEL, "fr", Category.QUESTION, load_policy("messenger"), suggested=suggested)
    assert found == link


def test_what_a_page_says_is_compared_in_all_its_languages() -> None:
    assert {"Nos horaires", "Our opening hours", "dimanche", "Are you open on Sunday?"} <= set(said_by(ARTICLES[3]))


@pytest.mark.parametrize(("cosines", "expected"), [((), 0), ((0.4,), 0.4), ((0.1, 0.6, 0.4), 0.5)])
def test_a_page_is_as_near_as_the_two_nearest_things_it_says(cosines: tuple[float, ...], expected: float) -> None:
    assert nearness(cosines) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("pages", "other", "found"),
    [
        ({}, 0.1, None),
        ({"a": 0.5, "b": 0.2}, 0.3, "a"),
        ({"a": 0.5, "b": 0.5}, 0.8, None),  # it may be either, and is more like something else
        ({"a": 0.3, "b": 0.1}, 0.4, None),
        ({"a": 0.3}, 0.1, "a"),  # the only page has no second
        ({"b": 0.6, "a": 0.6}, 0.1, "a"),
    ],
)
def test_a_page_is_near_when_it_leads_over_what_else_it_may_be(
    pages: dict[str, float], other: float, found: str | None
) -> None:
    page = nearest(pages, other)
    assert (page and page[0]) == found
