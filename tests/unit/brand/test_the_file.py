# ruff: noqa: E501 - one row of the table, one line
"""A brand file that is wrong says what is wrong with it, and where. Nothing else happens."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from shared.brand import load, notes, read
from shared.domain.brand.model import Clock, Interval
from shared.domain.errors import InvalidBrandError
from shared.domain.vocabulary import Priority, Surface, Visibility
from tests.unit.acknowledgement.scenes import DOCUMENT

ACME = Path("brands/acme.yaml").read_bytes()
DELETE = object()


def changed(place: str, value: Any) -> dict[str, Any]:
    """The document with one value replaced; the place as problems name it."""
    document = json.loads(json.dumps(DOCUMENT))
    *way, last = place.replace("[", ".[").split(".")
    part: Any = document
    for step in way:
        part = part[int(step[1:-1])] if step.startswith("[") else part.setdefault(step, {})
    key: Any = int(last[1:-1]) if last.startswith("[") else last
    if value is DELETE:
        del part[key]
    else:
        part[key] = value
    return document


def problems(document: Any) -> tuple[str, ...]:
    with pytest.raises(InvalidBrandError) as raised:
        load(document, "acme", 1)
    return raised.value.problems


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        ("name", DELETE, "name: is missing"),
        ("name", "", "name: is empty"),
        ("name", 12, "name: put it in quotes: it is text, not a number"),
        ("nmae", "Acme", "nmae: unknown field, did you mean 'name'?"),
        ("zzz", 1, "zzz: unknown field; the fields here are "),
        ("languages", "fr", "languages: expected a list, found text"),
        ("languages", [], "languages: name at least one language"),
        ("languages", ["french"], "languages[0]: 'french' is not a two-letter language code"),
        ("default_language", "de", "default_language: 'de' is not one of the languages"),
        ("time_zone", "Paris", "time_zone: 'Paris' is not a time zone"),
        ("time_zone", "../etc/passwd", "time_zone: '../etc/passwd' is not a time zone"),
        # hours
        ("business_hours", {}, "business_hours: the desk is never open"),
        ("business_hours", {"monday": []}, "business_hours: the desk is never open"),
        ("business_hours", "always", "business_hours: expected the days of the week, or '24/7'"),
        ("business_hours.mondy", ["09:00-12:00"], "business_hours.mondy: unknown field, did you mean 'monday'?"),
        ("business_hours.monday", "09:00-12:00", "business_hours.monday: expected a list, found text"),
        ("business_hours.monday[1]", "9-12", "business_hours.monday[1]: expected hours such as '09:00-12:30', found '9-12'"),
        ("business_hours.monday[1]", "14:00-25:00", "business_hours.monday[1]: '14:00-25:00' is not a time of day"),
        ("business_hours.monday[1]", "14:60-15:00", "business_hours.monday[1]: '14:60-15:00' is not a time of day"),
        ("business_hours.monday[1]", "14:00-14:00", "business_hours.monday[1]: '14:00-14:00' begins and ends at the same time"),
        ("business_hours.monday[1]", "12:00-18:00", "business_hours.monday: two intervals overlap at 12:00"),
        ("business_hours.monday[1]", "22:00-10:00", "business_hours.monday: the night shift runs into the hours of tuesday"),
        ("holidays", {"subdivision": "57"}, "holidays.country: is missing"),
        ("half_days", {"24/12": []}, "half_days: '24/12' is not a day such as '2026-12-24'"),
        ("half_days", {"12-24": ["noon"]}, "half_days.12-24[0]: expected hours"),
        ("closures[0]", {"from": "2026-03-05"}, "closures[0].to: is missing"),
        ("closures[0].to", "2026-03-04", "closures[0]: ends before it begins"),
        ("closures[0].from", "tomorrow", "closures[0].from: expected '2026-12-24' or '2026-12-24 12:00', found 'tomorrow'"),
        ("openings[0].from", "2026-02-30", "openings[0].from: expected '2026-12-24'"),
        ("channel_hours", {"x": {"business_hours": {}}}, "channel_hours.x.business_hours: the desk is never open"),
        ("channel_hours", {"x": {"hours": "24/7"}}, "channel_hours.x.hours: unknown field"),
        # accounts
        ("accounts", [], "accounts: name at least one account"),
        ("accounts[0].app_id", 12, "accounts[0].app_id: put it in quotes: it is text, not a number"),
        ("accounts[0].secret", DELETE, "accounts[0].secret: is missing"),
        ("accounts[0].id", 1001, "accounts[0].id: put it in quotes"),
        ("accounts[0].handle", "@acme", "accounts[0].handle: write the handle without '@'"),
        ("accounts[0].secret", "whsec_/+ =", "accounts[0].secret: 'whsec_/+ =' may only hold"),
        ("accounts[4].id", "1001", "accounts[4].id: facebook account 1001 stands in accounts[0] already"),
        ("accounts[0].acknowledgements", "no", "accounts[0].acknowledgements: expected true or false, found text"),
        # words
        ("acknowledgement.enabled", DELETE, "acknowledgement.enabled: is missing"),
        ("acknowledgement.texts.en", DELETE, "acknowledgement.texts: there is no public text in 'en'"),
        ("acknowledgement.texts.fr.private", DELETE, "acknowledgement.texts: there is no private text in 'fr'"),
        ("acknowledgement.texts.fr.public", [], "acknowledgement.texts.fr.public: name at least one text"),
        ("acknowledgement.texts.fr.public[0]", "Retour {ouverture}", "acknowledgement.texts.fr.public[0]: unknown placeholder {ouverture}; the placeholders are {brand}, {handle}, {opening}"),
        ("acknowledgement.texts.fr.public[0]", "{brand.__class__}", "acknowledgement.texts.fr.public[0]: unknown placeholder {brand.__class__}"),
        ("acknowledgement.texts.fr.public[0]", "Retour {opening", "acknowledgement.texts.fr.public[0]: has a brace that is neither opened nor closed"),
        ("acknowledgement.texts.de", {"public": ["Danke"]}, "acknowledgement.texts.de: 'de' is not a language of this brand"),
        ("acknowledgement.channel_texts", {"x": {"fr": {"secret": ["…"]}}}, "acknowledgement.channel_texts.x.fr.secret: unknown field"),
        ("acknowledgement.surfaces_off", ["comments"], "acknowledgement.surfaces_off[0]: 'comments' is not one of post, comment"),
        ("acknowledgement.oldest", "23 hours", "acknowledgement.oldest: expected a duration such as '30s', '15m', '4h' or '2d'"),
        ("acknowledgement.rate_limits", {"per_author_and_day": 0}, "acknowledgement.rate_limits.per_author_and_day: 0 is not between 1 and 10000"),
        # targets and people
        ("sla.urgent", DELETE, "sla.urgent: is missing"),
        ("sla.urgent.first_response", "9h", "sla.urgent.resolution: is shorter than the first response"),
        ("sla.urgent.clock", "working", "sla.urgent.clock: 'working' is not one of business, always"),
        ("sla.urgent.first_response", "0h", "sla.urgent.first_response: must be longer than zero"),
        ("escalation.tiers", [], "escalation.tiers: name at least one tier"),
        ("escalation.tiers[0].targets[0]", "pager", "escalation.tiers[0].targets[0]: 'pager' is neither 'topic' nor the name of a webhook"),
        ("sla.high.next_response", "9h", "sla.high.resolution: is shorter than the next response"),
        ("sla.channels", {"fax": {}}, "sla.channels.fax: the brand has no account on 'fax'"),
        ("sla.channels", {"facebook": {"high": {"resolution": "1m"}}}, "sla.channels.facebook.high.resolution: is shorter than the first response"),
        ("escalation.tiers[0].acknowledgements", 6, "escalation.tiers[0].acknowledgements: 6 is not between 1 and 5"),
        ("escalation", {"tiers": [], "repeat_last_tier": 11}, "escalation.repeat_last_tier: 11 is not between 0 and 10"),
        ("on_call", {"rotations": [{"name": "night", "kind": "monthly"}]}, "on_call.rotations[0].kind: 'monthly' is not one of daily, weekly, follow_the_sun"),
        ("on_call", {"rotations": [{"name": "night", "kind": "daily", "hand_over": "9h", "people": ["lea"]}]}, "on_call.rotations[0].hand_over: expected a time such as '09:00', found '9h'"),
        ("on_call", {"rotations": [{"name": "night", "kind": "weekly", "hand_over": "09:00", "people": ["lea"]}]}, "on_call.rotations[0].hand_over: expected a time such as 'monday 09:00', found '09:00'"),
        ("on_call", {"rotations": [{"name": "night", "kind": "daily", "hand_over": "09:00", "people": ["lea"]}]}, "on_call.rotations[0].people[0]: 'lea' is not the id of one of the people"),
        ("on_call", {"rotations": [{"name": "sun", "kind": "follow_the_sun"}]}, "on_call.rotations[0].shifts: name at least one shift"),
        ("on_call", {"rotations": [{"name": "night", "kind": "daily", "hand_over": "09:00", "people": ["lea"], "calendar": {}}]}, "on_call.rotations[0].calendar: name url, or secret for a record that holds the url"),
        ("on_call", {"rotations": [{"name": "night", "kind": "daily", "hand_over": "09:00", "people": ["lea"], "calendar": {"url": "https://a.example/c.ics", "secret": "notify-c"}}]}, "on_call.rotations[0].calendar: name url, or secret for a record that holds the url"),
        ("on_call", {"rotations": [{"name": "night", "kind": "daily", "hand_over": "09:00", "people": ["lea"], "calendar": {"url": "http://a.example/c.ics"}}]}, "on_call.rotations[0].calendar.url: must begin with https:// or webcal://"),
        ("on_call", {"rotations": [{"name": "night", "kind": "daily", "hand_over": "09:00", "people": ["lea"], "calendar": {"secret": "calendar"}}]}, "on_call.rotations[0].calendar.secret: 'calendar' must begin with 'notify-': escalate may read no other secret"),
        ("on_call", {"rotations": [{"name": "night", "kind": "daily", "hand_over": "09:00", "people": ["lea"], "calendar": {"secret": "notify-c", "every": "1m"}}]}, "on_call.rotations[0].calendar.every: expected 5m to 24h"),
        ("on_call", {"rotations": [{"name": "night", "kind": "daily", "hand_over": "09:00", "people": ["lea"], "calendar": {"secret": "notify-c", "evry": "1h"}}]}, "on_call.rotations[0].calendar.evry: unknown field, did you mean 'every'?"),
        ("on_call", {"teams": {"topic": []}}, "on_call.teams.topic: name at least one person"),
        ("escalation.tiers[0].targets", [], "escalation.tiers[0].targets: name at least one target"),
        ("webhooks", [{"name": "pager", "url": "http://pager.example", "secret": "s"}], "webhooks[0].url: 'http://pager.example' must begin with https://"),
        ("webhooks", [{"name": "topic", "url": "https://pager.example", "secret": "s"}], "webhooks[0].name: 'topic' is used twice"),
        ("webhooks", [{"name": "pager", "url": "https://pager.example", "secret": "acme-pager"}], "webhooks[0].secret: 'acme-pager' must begin with 'notify-': escalate may read no other secret"),
        ("notification_targets", [{"name": "care", "type": "telex"}], "notification_targets[0].type: 'telex' is not one of"),
        ("notification_targets", [{"name": "care", "type": "slack"}], "notification_targets[0].secret: is missing: a target of type slack needs a secret record"),
        ("notification_targets", [{"name": "care", "type": "slack", "secret": "acme-slack"}], "notification_targets[0].secret: 'acme-slack' must begin with 'notify-'"),
        ("notification_targets", [{"name": "topic", "type": "slack", "secret": "notify-s"}], "notification_targets[0].name: 'topic' is used twice"),
        ("notification_targets", [{"name": "care", "type": "slack", "secret": "notify-s", "channel": "#care"}], "notification_targets[0].channel: expected C0123456789, the id of a channel, found '#care'"),
        ("notification_targets", [{"name": "care", "type": "slack", "secret": "notify-s", "to": ["a"]}], "notification_targets[0].to: a target of type slack has no recipients"),
        ("notification_targets", [{"name": "z", "type": "zendesk", "secret": "notify-z", "user": "a@b.example"}], "notification_targets[0].subdomain: is missing: a target of type zendesk needs it"),
        ("notification_targets", [{"name": "p", "type": "pagerduty", "secret": "notify-p", "region": "asia"}], "notification_targets[0].region: expected us or eu, found 'asia'"),
        ("notification_targets", [{"name": "p", "type": "pagerduty", "secret": "notify-p", "channel": "C0123456789"}], "notification_targets[0].channel: a target of type pagerduty has no channel"),
        ("notification_targets", [{"name": "m", "type": "mail", "secret": "notify-m"}], "notification_targets[0].secret: a target of type mail has no secret"),
        ("notification_targets", [{"name": "m", "type": "mail", "to": ["care"]}], "notification_targets[0].to[0]: expected a mail address, found 'care'"),
        ("notification_targets", [{"name": "s", "type": "sms", "to": ["0612"]}], "notification_targets[0].to[0]: expected a telephone number such as '+33612345678', found '0612'"),
        ("people", [{"id": "lea", "name": "Léa", "email": "léa@acme.example"}], "people[0].email: expected a mail address, found 'léa@acme.example'"),
        ("people", [{"id": "lea", "name": "Léa", "email": "lea..b@acme.example"}], "people[0].email: expected a mail address, found 'lea..b@acme.example'"),
        ("people", [{"id": "lea", "name": "Léa", "email": "lea@acme..example"}], "people[0].email: expected a mail address, found 'lea@acme..example'"),
        ("people", [{"id": "lea", "name": "Léa", "email": "lea"}], "people[0].email: expected a mail address, found 'lea'"),
        ("people", [{"id": "lea", "name": "Léa", "phone": "06 12"}], "people[0].phone: expected a telephone number such as '+33612345678'"),
        ("people", [{"id": "topic", "name": "Léa"}], "people[0].id: 'topic' is used twice"),
        ("people", [{"id": "lea", "name": "Léa", "targets": ["care"]}], "people[0].targets[0]: 'care' is not the name of a notification target"),
        ("people", [{"id": "lea", "name": "Léa", "slack": "@lea"}], "people[0].slack: expected U0123456789, the id of a member"),
        ("routing", [{"team": "sales"}], "routing[0].team: 'sales' is not one of the teams"),
        ("routing", [{"team": "triage", "categories": ["bug"]}], "routing[0].categories[0]: 'bug' is not one of"),
        ("routing", [{"team": "triage", "channels": ["linkedin"]}], "routing[0].channels[0]: the brand has no account on 'linkedin'"),
        ("default_team", "sales", "default_team: 'sales' is not one of the teams"),
        ("weights", {"urgent_from": 10}, "weights: normal_from, high_from and urgent_from must rise in this order"),
        ("weights", {"category": {"outage": "much"}}, "weights.category.outage: expected a whole number, found text"),
        ("incidents", {"threshold": 1}, "incidents.threshold: 1 is not between 2 and 10000"),
        ("retention", {"messages": "2d", "tickets": "1d"}, "retention.tickets: is shorter than the retention of messages"),
        ("articles", [{"id": "a", "title": {"fr": "A"}, "url": {"fr": "http://a"}}], "articles[0].url.fr: must begin with https://"),
        ("articles", [{"id": "a", "title": {"fr": "A"}, "url": {"en": "https://a"}}], "articles[0].title: has no title in 'en'"),
        ("public_contacts", ["hotline"], "public_contacts[0]: 'hotline' is neither a telephone number nor an e-mail address"),
        ("automatic_texts", ["*"], "automatic_texts[0]: must have at least 10 characters beside '*'"),
        ("acknowledgement.emergency_texts", {"fr": "Appelez le 112."}, "acknowledgement.emergency_texts: there is no text in 'en'"),
        ("acknowledgement.emergency_texts", {"de": "Hilfe"}, "acknowledgement.emergency_texts.de: 'de' is not a language of this brand"),
        ("closing_phrases", {"de": ["danke"]}, "closing_phrases.de: 'de' is not a language of this brand"),
        # danger
        ("danger", {"words": {}}, "danger.words: unknown field; the fields here are exceptions, phrases"),
        ("danger.phrases", {"french": ["poste 4 chaud"]}, "danger.phrases.french: 'french' is not a two-letter language code"),
        ("danger.phrases", {"fr": "fumée au poste"}, "danger.phrases.fr: expected a list, found text"),
        ("danger.phrases", {"fr": ["gaz"]}, "danger.phrases.fr[0]: 'gaz' has fewer than 4 letters: it would be found everywhere"),
        ("danger.phrases", {"en": ["!!!! ..."]}, "danger.phrases.en[0]: '!!!! ...' has fewer than 4 letters"),
        ("danger.exceptions", {"en": ["x" * 101]}, "danger.exceptions.en[0]: has 101 characters, more than 100"),
        ("danger.exceptions", {"en": [f"name {n}" for n in range(201)]}, "danger.exceptions.en: has 201 phrases, more than 200"),
        ("danger", {"phrases": {"fr": ["Fumée au poste"]}, "exceptions": {"fr": ["fumee au POSTE"]}}, "danger.phrases.fr[0]: stands among the exceptions too"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_place(place: str, value: Any, said: str) -> None:
    found = problems(changed(place, value))

    assert any(problem.startswith(said) for problem in found), found


def test_dangers_may_be_listed_in_languages_the_desk_does_not_answer_in() -> None:
    lists = {"phrases": {"de": ["Kessel pfeift"]}, "exceptions": {"fr": ["jeu Fuite de gaz"]}}

    brand = load(changed("danger", lists), "acme", 1)

    assert brand.danger.phrases == {"de": ("Kessel pfeift",)}
    assert brand.danger.exceptions == {"fr": ("jeu Fuite de gaz",)}


def test_an_exception_that_is_a_danger_by_itself_is_pointed_out() -> None:
    noted = notes(changed("danger", {"exceptions": {"en": ["Gas leak", "Fire TV"]}}), "acme")

    assert [one for one in noted if one.startswith("danger")] == [
        "danger.exceptions.en[0]: says a danger by itself: a customer who writes just this will wake nobody"
    ]


def test_everything_that_is_wrong_is_said_at_once() -> None:
    found = problems({**DOCUMENT, "name": "", "time_zone": "Mars", "accounts": "none"})

    assert [problem.split(":")[0] for problem in found] == ["accounts", "time_zone", "name"]


@pytest.mark.parametrize("document", ["- a\n- list\n", "", "just text", "[1, 2]"])
def test_a_file_without_fields_is_refused(document: str) -> None:
    assert problems(document) == ("file: expected fields such as 'name' and 'business_hours'",)


def test_a_file_that_is_no_yaml_is_refused_with_the_line() -> None:
    assert problems("name: Acme\nlanguages: [fr\nsla: 1\n")[0].startswith("line 3: this is not YAML")
    assert problems("name: Acme\nsla: {}\nname: Again\n") == ("line 3: 'name' stands here twice",)
    assert problems('{"name": "Acme",}')[0].startswith("line 1: this is not JSON")


def test_a_brand_needs_an_id_that_fits_into_an_address() -> None:
    with pytest.raises(InvalidBrandError, match="is not a brand id"):
        load(DOCUMENT, "Acme Telecom", 1)


def test_yaml_means_what_people_mean() -> None:
    document = read("a: 2026-12-24\nb: no\nc: 09:30\nd: 1001\ne: true\nf:\ng: 0x1F\nh: 1.5\ni: 100_000\n")

    assert document == {
        "a": "2026-12-24",
        "b": "no",
        "c": "09:30",
        "d": 1001,
        "e": True,
        "f": None,
        "g": "0x1F",
        "h": "1.5",
        "i": "100_000",
    }


def test_yaml_that_wants_to_run_code_is_refused() -> None:
    assert problems("name: !!python/object/apply:os.system ['true']\n")[0].startswith("line 1")


def test_the_example_brand_is_in_order() -> None:
    acme = load(ACME, "acme", 7)

    assert (acme.id, acme.version, acme.name, acme.languages) == ("acme", 7, "Acme", ("fr", "en"))
    assert acme.calendar.weekly[0] == (Interval(start=540, end=750), Interval(start=840, end=1110))
    assert acme.targets[Priority.URGENT].first_response == timedelta(minutes=30)
    assert acme.targets[Priority.URGENT].clock is Clock.ALWAYS
    assert [tier.targets for tier in acme.tiers] == [("oncall",), ("oncall", "topic"), ("oncall", "topic")]
    assert acme.account("instagram", "17841400000000001") is not None


def test_the_stored_document_gives_the_same_brand_as_the_file() -> None:
    assert load(json.dumps(read(ACME)), "acme", 1) == load(ACME, "acme", 1)


def test_every_automatic_text_of_the_example_fits_every_platform() -> None:
    """240 plain characters without a link fit everywhere, whatever comes next."""
    policy = load(ACME, "acme", 1).acknowledgement
    texts = [text for by in policy.texts.values() for variants in by.values() for text in variants]
    texts += [text for variants in policy.personal_data_texts.values() for text in variants]

    assert all("http" not in text and "www" not in text for text in texts)
    assert all(len(policy.texts[language][Visibility.PUBLIC]) > 1 for language in ("fr", "en"))
    assert max(len(text) for text in texts) + len("mercredi 30 septembre à 9 h 30 (heure de Paris)") <= 280


def test_days_and_hours_are_read_as_they_are_written() -> None:
    brand = load(
        {
            **DOCUMENT,
            "business_hours": {"friday": ["22:00-06:00", "00:00-02:00"], "sunday": ["00:00-24:00"]},
            "half_days": {"2026-12-31": ["09:00-12:00"], "12-24": []},
            "closures": [{"from": "2026-08-01", "to": "2026-08-15"}],
            "channel_hours": {"x": {"business_hours": "24/7", "half_days": {}}},
        },
        "acme",
        1,
    )

    assert brand.calendar.weekly[4] == (Interval(start=0, end=120), Interval(start=1320, end=1800))
    assert brand.calendar.weekly[6] == (Interval(start=0, end=1440),)
    assert brand.calendar.half_days == {date(2026, 12, 31): (Interval(start=540, end=720),)}
    assert brand.calendar.yearly_half_days == {"12-24": ()}
    assert brand.calendar.closures[0].end == datetime(2026, 8, 16)  # noqa: DTZ001 - the whole last day
    assert brand.calendar_of("x").weekly[3] == (Interval(start=0, end=1440),)
    assert brand.calendar_of("x").closures == brand.calendar.closures
    assert brand.calendar_of("x").yearly_half_days == {}
    assert brand.calendar_of("facebook") is brand.calendar


def test_what_a_brand_takes_away() -> None:
    brand = load(changed("acknowledgement.surfaces_off", ["comment"]), "acme", 1)

    assert brand.acknowledgement.surfaces_off == frozenset({Surface.COMMENT})
    assert brand.account("facebook", "1002").acknowledgements is False


def test_an_account_may_name_its_own_application() -> None:
    assert load(changed("accounts[0].app_id", "123456"), "acme", 1).accounts[0].app_id == "123456"
    assert load(DOCUMENT, "acme", 1).accounts[0].app_id is None


def test_an_account_may_list_the_payloads_of_buttons_that_only_open_the_chat() -> None:
    listed = load(changed("accounts[0].opening_payloads", ["ACME:OPEN"]), "acme", 1).accounts[0]
    assert listed.opening_payloads == ("ACME:OPEN",)
    assert load(DOCUMENT, "acme", 1).accounts[0].opening_payloads == ()
