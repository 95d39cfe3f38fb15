"""What is checked before a brand file is put in force, beyond the file itself."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from shared.adapters.date_time_formatter import BabelDateTimeFormatter
from shared.brand import load
from shared.brand.push import prepare
from shared.channels import load_policy
from shared.domain.errors import InvalidBrandError
from shared.domain.polling.terms import wanted_sources
from tests.unit.acknowledgement.scenes import DOCUMENT, POLICIES

NOW = datetime(2026, 3, 3, 22, 10, tzinfo=UTC)
OWN: dict[str, Any] = DOCUMENT["acknowledgement"]


class Bastille:
    def name_of(self, day: date, country: str, subdivision: str | None) -> str | None:
        if country != "FR":
            raise LookupError(f"the holidays of {country} are not known")
        return "Fête nationale" if (day.month, day.day) == (7, 14) else None


def prepared(document: dict[str, Any], policies: Any = POLICIES) -> tuple[dict[str, Any], Any]:
    return prepare(
        document, "acme", holidays=Bastille(), formatter=BabelDateTimeFormatter(), policies=policies, now=NOW
    )


def problems(document: dict[str, Any], policies: Any = POLICIES) -> tuple[str, ...]:
    with pytest.raises(InvalidBrandError) as raised:
        prepared(document, policies)
    return raised.value.problems


def with_text(text: str, visibility: str = "public") -> dict[str, Any]:
    texts = {language: {**by, visibility: [text]} for language, by in OWN["texts"].items()}
    return {**DOCUMENT, "acknowledgement": {**OWN, "texts": texts}}


def test_a_file_in_order_is_stored_with_its_holidays() -> None:
    document, brand = prepared(dict(DOCUMENT))

    assert document["holidays"]["until"] == "2029-12-31"
    assert brand.calendar.holidays[date(2028, 7, 14)] == "Fête nationale"


def test_an_unknown_country_is_refused() -> None:
    assert problems({**DOCUMENT, "holidays": {"country": "XX"}}) == ("holidays: the holidays of XX are not known",)


def test_a_week_of_which_closures_leave_nothing_is_refused() -> None:
    document = {**DOCUMENT, "closures": [{"from": "2026-01-01", "to": "2030-12-31"}], "openings": []}

    assert problems(document) == ("business_hours: the desk never opens (no opening within 400 days)",)


def test_a_text_too_long_for_one_of_its_channels_is_refused_with_the_longest_values_filled_in() -> None:
    found = problems(with_text("mot " * 64 + "{opening}"))

    assert any(problem.startswith("acknowledgement.texts.fr.public[0]: filled in it is up to 2") for problem in found)
    assert all("X takes 280 (x_weighted)" in problem for problem in found)
    assert prepared(with_text("mot " * 40 + "{opening}"))


def test_a_channels_own_shorter_text_makes_a_long_one_acceptable() -> None:
    document = with_text("mot " * 63 + "{opening}")
    own = {"x": {language: {"public": ["Lu, réponse {opening}."]} for language in ("fr", "en")}}

    assert prepared({**document, "acknowledgement": {**document["acknowledgement"], "channel_texts": own}})


def test_a_long_text_is_no_problem_on_a_channel_where_it_is_never_used() -> None:
    document = with_text("mot " * 63 + "{opening}")

    assert prepared({**document, "acknowledgement": {**document["acknowledgement"], "channels_off": ["x"]}})
    assert prepared({**document, "acknowledgement": {**document["acknowledgement"], "surfaces_off": ["mention"]}})
    assert prepared({**document, "acknowledgement": {**document["acknowledgement"], "enabled": False}})


@pytest.mark.parametrize(
    ("text", "kind"),
    [("Écrivez à service@acme.example", "email"), ("Appelez le 01 44 55 66 77", "phone")],
)
def test_a_text_with_personal_data_is_refused(text: str, kind: str) -> None:
    assert any(f"holds personal data ({kind})" in problem for problem in problems(with_text(text)))


def test_the_brands_own_contacts_may_stand_in_its_texts() -> None:
    ours = {"public_contacts": ["+33 1 44 55 66 77", "service@acme.example"]}
    for text in ("Appelez le 01 44 55 66 77", "Écrivez à service@acme.example"):
        assert prepared({**with_text(text), **ours})


def test_a_link_is_refused_where_it_costs_or_looks_like_spam() -> None:
    strict = {**POLICIES, "x": replace(POLICIES["x"], links_in_acknowledgements=False)}

    assert prepared(with_text("Voyez https://acme.example"))
    found = problems(with_text("Voyez https://acme.example"), strict)
    assert found[0] == "acknowledgement.texts.fr.public[0]: holds a link, and acknowledgements on X may not"


def test_a_text_that_hides_that_it_is_automatic_is_refused_where_the_platform_wants_it_said() -> None:
    honest = {**POLICIES, "messenger": replace(POLICIES["messenger"], discloses_automation=True)}
    found = problems(with_text("Lu, réponse {opening}.", "private"), honest)

    assert found[0] == (
        "acknowledgement.texts.fr.private[0]: does not say that it is automatic, and Messenger wants that"
    )
    assert prepared(dict(DOCUMENT), honest)


def test_channels_that_do_not_exist_are_named_where_they_stand() -> None:
    document = {
        **DOCUMENT,
        "accounts": [{"channel": "myspace", "id": "1", "handle": "acme", "secret": "s"}],
        "channel_hours": {"icq": {}},
        "acknowledgement": {**OWN, "channels_off": ["orkut"], "channel_texts": {"vine": {}}},
    }

    assert [problem.split(";")[0] for problem in problems(document)] == [
        "accounts[0].channel: 'myspace' is not a channel",
        "channel_hours.icq: 'icq' is not a channel",
        "acknowledgement.channel_texts.vine: 'vine' is not a channel",
        "acknowledgement.channels_off: 'orkut' is not a channel",
    ]


def test_the_longest_opening_is_longer_than_todays() -> None:
    """Tonight it would be "demain à 9 h": what is checked is the longest that this brand can say within a year."""
    just_too_long = 280 - len("mercredi 30 septembre à 14 h") + 1
    texts = with_text("a" * just_too_long + "{opening}")

    assert any("filled in it is up to 281 long" in problem for problem in problems(texts))


def test_emergency_texts_are_checked_like_the_others_and_may_name_emergency_numbers() -> None:
    document = with_text("Lu, réponse {opening}. (réponse automatique)")

    def with_emergency(text: str) -> dict[str, Any]:
        texts = {"fr": text, "en": "Call 112."}
        return {**document, "acknowledgement": {**document["acknowledgement"], "emergency_texts": texts}}

    assert prepared(with_emergency("Appelez le 112 ou le 15."))
    found = problems(with_emergency("Appelez le 01 44 55 66 77 " + "vite " * 60))
    assert any(
        problem.startswith("acknowledgement.emergency_texts.fr: holds personal data (phone)") for problem in found
    )
    assert any(problem.startswith("acknowledgement.emergency_texts.fr: filled in it is up to") for problem in found)


# --- searches --------------------------------------------------------------------------------------------------------

X_ACCOUNT = {"channel": "x", "id": "77", "handle": "acme_search", "secret": "acme-x", "acknowledgements": False}
SEARCHED = {**POLICIES, **{channel: load_policy(channel) for channel in ("bluesky", "mastodon", "reddit", "x")}}
SEARCH = {"name": "outage", "all": ["acme"]}


def searching(*searches: dict[str, Any], **account: Any) -> dict[str, Any]:
    accounts = [*DOCUMENT["accounts"], {**X_ACCOUNT, **account}]
    return {**DOCUMENT, "accounts": accounts, "searches": list(searches)}


def test_a_search_runs_where_an_account_searches() -> None:
    _, brand = prepared(searching(SEARCH, sources=["search"]), SEARCHED)
    assert brand.searches[0].name == "outage"


def test_searches_that_no_account_runs_are_refused() -> None:
    (found,) = problems(searching(SEARCH), SEARCHED)
    assert found.startswith("searches: no account searches; add one of bluesky: search")
    assert "x: search" in found


def test_a_search_for_an_account_that_does_not_search_is_refused() -> None:
    found = problems(searching({**SEARCH, "accounts": ["x/77"]}, sources=["mentions"]), SEARCHED)
    assert "searches[0].accounts: x/77 does not search; its sources have to name one of: search" in found


def test_a_search_that_is_longer_than_the_platform_takes_is_refused_with_both_lengths() -> None:
    countries = [f"{first}{second}" for first in "ABCD" for second in "ABCDEF"]
    found = problems(searching({**SEARCH, "countries": countries}, sources=["search"]), SEARCHED)
    assert found == (
        "searches[0]: its query on x has 485 characters, and x takes 472; name fewer words, languages or countries",
    )


@pytest.mark.parametrize("part", ["exclude", "not_customers"])
def test_people_of_a_channel_that_does_not_exist_are_refused(part: str) -> None:
    document = searching({**SEARCH, "exclude": ["tweeter/julie"]} if part == "exclude" else SEARCH, sources=["search"])
    if part == "not_customers":
        document = {**document, "not_customers": {"employees": ["tweeter/julie"]}}
    place = "searches[0].exclude" if part == "exclude" else "not_customers"
    assert problems(document, SEARCHED) == (f"{place}: 'tweeter' is no channel",)


@pytest.mark.parametrize("name", ["Mia Lee", "bob OR from:acme_rival", "mia-lee", "x" * 21])
def test_who_is_left_out_of_a_search_on_x_has_a_name_that_x_knows(name: str) -> None:
    found = problems(searching({**SEARCH, "exclude": [f"x/{name}"]}, sources=["search"]), SEARCHED)
    assert found == (f"searches[0].exclude: {name!r} is not a user name of X such as 'acme_reseller', or an id",)
    document = {**searching(SEARCH, sources=["search"]), "not_customers": {"shops": [f"x/{name}"]}}
    assert problems(document, SEARCHED)[0].startswith("not_customers: ")


@pytest.mark.parametrize(
    ("account", "said"),
    [
        ({"channel": "reddit", "sources": ["subreddit_posts"]}, "sources: 'subreddit_posts' needs `places`"),
        (
            {"channel": "reddit", "sources": ["subreddit_posts"], "places": ["acme"]},
            "places: 'acme' is not a subreddit such as 'r/acme', or 'r/acme/*' for everything in it",
        ),
        ({"channel": "reddit", "places": ["r/acme"]}, "places: none of its sources looks there"),
        (
            {"channel": "mastodon", "sources": ["hashtags"], "places": ["https://mastodon.social"]},
            "places: 'https://mastodon.social' is not an instance such as 'mastodon.social'",
        ),
        ({"places": ["r/acme"]}, "places: 'r/acme' is not a place; x has none"),
    ],
    ids=str,
)
def test_where_else_an_account_listens_is_checked(account: dict[str, Any], said: str) -> None:
    number = len(DOCUMENT["accounts"])
    assert f"accounts[{number}].{said}" in problems(searching(**account), SEARCHED)


def test_subreddits_and_instances_are_places() -> None:
    _, brand = prepared(
        searching(channel="reddit", sources=["subreddit_comments"], places=["r/acme/*", "r/france"]), SEARCHED
    )
    assert brand.accounts[-1].places == ("r/acme/*", "r/france")


@pytest.mark.parametrize(
    ("account", "said"),
    [
        ({"intervals": {"inbox": "1h"}}, "intervals: x has no source 'inbox'; the sources are mentions, search"),
        (
            {"channel": "telegram", "intervals": {"all": "1h"}},
            "intervals: telegram has no source 'all'; there are",
        ),
        ({"intervals": {"search": "1m"}}, "intervals: search: from '2m' to '1d'"),
        ({"intervals": {"search": "2d"}}, "intervals: search: from '2m' to '1d'"),
        ({"intervals": {"search": "often"}}, "intervals.search: expected a duration such as '30s'"),
        ({"intervals": "1h"}, "intervals: expected fields"),
    ],
    ids=str,
)
def test_how_often_a_source_is_read_is_checked(account: dict[str, Any], said: str) -> None:
    number = len(DOCUMENT["accounts"])
    policies = {**SEARCHED, "telegram": load_policy("telegram")}
    found = problems(searching(**account), policies)
    assert any(each.startswith(f"accounts[{number}].{said}") for each in found), found


def test_a_source_has_the_interval_of_its_account_that_of_all_its_sources_or_that_of_its_channel() -> None:
    intervals = {"search": "1h", "all": "4h"}
    _, brand = prepared(searching(channel="reddit", sources=["inbox", "search"], intervals=intervals), SEARCHED)
    read = {terms.name: terms.interval for terms in wanted_sources(brand.accounts[-1], SEARCHED["reddit"].sources)}
    assert read == {"inbox": timedelta(hours=4), "search": timedelta(hours=1)}
    _, brand = prepared(searching(channel="reddit"), SEARCHED)
    usual = {terms.name: terms.interval for terms in SEARCHED["reddit"].sources if terms.by_default}
    assert {t.name: t.interval for t in wanted_sources(brand.accounts[-1], SEARCHED["reddit"].sources)} == usual


@pytest.mark.parametrize(
    ("account", "said"),
    [
        ({"channel": "reddit", "subscription": "1"}, "subscription: reddit needs none"),
        ({"subscription": "acme"}, "subscription: expected the id of your webhook at X, which is digits"),
    ],
    ids=str,
)
def test_where_deliveries_are_subscribed_to_is_checked(account: dict[str, Any], said: str) -> None:
    assert f"accounts[{len(DOCUMENT['accounts'])}].{said}" in problems(searching(**account), SEARCHED)


@pytest.mark.parametrize(
    ("account", "said"),
    [
        ({"channel": "reddit", "units_per_day": 5}, ": reddit counts no units"),
        (
            {"channel": "youtube", "units_for_answers": 10_000},
            ".units_for_answers: nothing is left to read comments with",
        ),
        ({"channel": "youtube", "units_for_answers": -1}, ".units_for_answers: "),
    ],
    ids=str,
)
def test_units_are_for_a_platform_that_counts_them_and_some_are_left_to_read_with(
    account: dict[str, Any], said: str
) -> None:
    policies = {**SEARCHED, "youtube": load_policy("youtube")}
    found = problems(searching(**account), policies)
    assert any(each.startswith(f"accounts[{len(DOCUMENT['accounts'])}]{said}") for each in found), found


# --- who is told ---

NOBODY = {
    "notification_targets": [
        {"name": "sms", "type": "sms"},
        {"name": "mail", "type": "mail"},
        {"name": "dm", "type": "slack", "secret": "notify-x"},
        {"name": "pager", "type": "pagerduty", "secret": "notify-p"},
        {"name": "genie", "type": "opsgenie", "secret": "notify-g"},
    ],
    "people": [{"id": "lea", "name": "Léa", "email": "lea@acme.example"}],
}
WHERE = {
    "escalation.tiers[0].targets": lambda names: {
        "escalation": {"tiers": [{"name": "one", "wait": "10m", "targets": names}]}
    },
    "sla.warn_targets": lambda names: {"sla": {**DOCUMENT["sla"], "warn_at": 0.25, "warn_targets": names}},
    "satisfaction.alert_targets": lambda names: {"satisfaction": {**SATISFACTION, "alert_targets": names}},
}
SATISFACTION = {
    "enabled": False,
    "questions": {"fr": "De 1 à 5 ?", "en": "From 1 to 5?"},
    "thanks": {"fr": "Merci !", "en": "Thanks!"},
    "apologies": {"fr": "Pardon.", "en": "Sorry."},
}


@pytest.mark.parametrize("place", WHERE)
@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("sms", "'sms' has no 'to', so that it can tell only persons"),
        ("mail", "'mail' has no 'to', so that it can tell only persons"),
        ("dm", "'dm' has no 'channel', so that it can tell only persons"),
        ("lea", "'lea' has no targets, so that nobody would be told"),
    ],
)
def test_a_target_that_can_tell_nobody_is_refused_wherever_it_is_named(place: str, name: str, problem: str) -> None:
    document = {**DOCUMENT, **NOBODY, "on_call": None} | WHERE[place]([name])
    assert f"{place}[0]: {problem}" in problems({key: value for key, value in document.items() if value is not None})


@pytest.mark.parametrize(
    ("person", "problem"),
    [
        ({"targets": ["pager"]}, "people[0].targets[0]: PagerDuty calls whoever has duty there, and no person by name"),
        ({"targets": ["genie"]}, "people[0].targets[0]: 'lea' has no 'email', by which Opsgenie knows them"),
        ({"pagerduty": "not an id"}, "people[0].pagerduty: expected PLH1HKV, the id of a user, found 'not an id'"),
    ],
    ids=str,
)
def test_a_person_whom_a_tool_cannot_call_by_name_is_refused(person: dict[str, Any], problem: str) -> None:
    document = {**DOCUMENT, **NOBODY, "people": [{"id": "lea", "name": "Léa", **person}]}
    (found,) = problems(document)
    assert found.startswith(problem)


def test_a_file_in_force_that_names_such_a_person_can_still_be_read() -> None:
    people = [{"id": "lea", "name": "Léa", "targets": ["pager"]}]
    assert load({**DOCUMENT, **NOBODY, "people": people}, "acme", 1).person("lea") is not None
