"""The other sections of a brand file, each read into its class of ``shared/domain/brand/model.py``."""

import re
from collections.abc import Mapping
from datetime import timedelta

from shared.brand.reading import Part
from shared.domain.acknowledgement.placeholders import PLACEHOLDERS, placeholders
from shared.domain.brand.model import (
    Account,
    AcknowledgementPolicy,
    Article,
    PriorityWeights,
    Retention,
    RoutingRule,
)
from shared.domain.channels.units import MAX_UNITS
from shared.domain.figures.letter import WeeklyLetter
from shared.domain.media.limits import DEFAULTS, LARGEST, MB, MediaPolicy
from shared.domain.polling.terms import LONGEST_INTERVAL, SHORTEST_INTERVAL
from shared.domain.privacy.outbound_guard import MIN_DIGITS
from shared.domain.vocabulary import Category, Surface, Visibility

MIN_AUTOMATIC_TEXT = 10  # characters

LETTER_LANGUAGES = ("en", "fr")
MAX_LETTER_RECIPIENTS = 20

MAX_COUNT = 10_000  # of a limit in the file; more is a mistake
Texts = Mapping[Visibility, tuple[str, ...]]


def accounts(part: Part) -> tuple[Account, ...]:
    found: list[Account] = []
    seen: dict[tuple[str, str], str] = {}
    for item in part.items():
        fields = item.fields(
            ("channel", "id", "handle", "secret"),
            (
                "aliases",
                "acknowledgements",
                "automation_approved",
                "app_id",
                "subscription",
                "robot_apps",
                "opening_payloads",
                "posts_to",
                "sources",
                "intervals",
                "places",
                "units_per_day",
                "units_for_answers",
            ),
        )
        account = Account(
            channel=fields["channel"].name(),
            id=fields["id"].text(),
            handle=fields["handle"].text(),
            secret=fields["secret"].name(),
            aliases=fields["aliases"].texts(),
            acknowledgements=fields["acknowledgements"].flag(True),
            automation_approved=fields["automation_approved"].flag(False),
            app_id=fields["app_id"].text() or None,
            subscription=fields["subscription"].text() or None,
            robot_apps=fields["robot_apps"].texts(),
            opening_payloads=fields["opening_payloads"].texts(),
            posts_to=fields["posts_to"].text() or None,
            places=fields["places"].texts(),
            sources=None if fields["sources"].value is None else fields["sources"].texts(),
            intervals={name: part.duration() for name, part in fields["intervals"].entries().items()},
            units_per_day=_units(fields["units_per_day"]),
            units_for_answers=_units(fields["units_for_answers"]),
        )
        for name, interval in account.intervals.items():
            if not SHORTEST_INTERVAL <= interval <= LONGEST_INTERVAL:
                fields["intervals"].problem(f"{name}: from '2m' to '1d'")
        if account.handle.startswith("@"):
            fields["handle"].problem("write the handle without '@'")
        for own in (account.id, *account.aliases):
            earlier = seen.setdefault((account.channel, own), item.place)
            if own and earlier != item.place:
                fields["id"].problem(f"{account.channel} account {own} stands in {earlier} already")
        found.append(account)
    if part.value == []:
        part.problem("name at least one account")
    return tuple(found)


def _units(part: Part) -> int | None:
    return part.number(0, 0, MAX_UNITS) if part.given else None


def articles(part: Part, languages: tuple[str, ...]) -> tuple[Article, ...]:
    found: list[Article] = []
    for item in part.items():
        fields = item.fields(("id", "title", "url"), ("keywords", "questions"))
        article = Article(
            id=fields["id"].name(),
            title={language: text.text() for language, text in fields["title"].entries().items()},
            url={language: text.text() for language, text in fields["url"].entries().items()},
            keywords={language: words.texts() for language, words in fields["keywords"].entries().items()},
            questions={language: texts.texts() for language, texts in fields["questions"].entries().items()},
        )
        for name in ("title", "url", "keywords", "questions"):
            for language, text in fields[name].entries().items():
                if language not in languages:
                    text.problem(f"{language!r} is not a language of this brand")
        for language, url in fields["url"].entries().items():
            if not article.url[language].startswith("https://"):
                url.problem("must begin with https://")
            if language not in article.title:
                fields["title"].problem(f"has no title in {language!r}")
        if article.id in (other.id for other in found):
            fields["id"].problem(f"{article.id!r} is used twice")
        found.append(article)
    return tuple(found)


def acknowledgement(part: Part, languages: tuple[str, ...]) -> AcknowledgementPolicy:
    fields = part.fields(
        ("enabled", "texts"),
        (
            "channel_texts",
            "personal_data_texts",
            "emergency_texts",
            "channels_off",
            "surfaces_off",
            "oldest",
            "rate_limits",
        ),
    )
    rate_limits = fields["rate_limits"].fields(
        optional=("per_author_and_day", "per_post_and_hour", "per_account_and_minute")
    )
    enabled = fields["enabled"].flag(False)
    texts = _texts(fields["texts"], languages)
    for language in languages if enabled else ():
        for visibility in Visibility:
            if not texts.get(language, {}).get(visibility):
                fields["texts"].problem(f"there is no {visibility} text in {language!r}")
    defaults = AcknowledgementPolicy(enabled=False, texts={})
    return AcknowledgementPolicy(
        enabled=enabled,
        texts=texts,
        channel_texts={name: _texts(own, languages) for name, own in fields["channel_texts"].entries().items()},
        personal_data_texts={
            language: _variants(variants) for language, variants in fields["personal_data_texts"].entries().items()
        },
        emergency_texts=_emergency_texts(fields["emergency_texts"], languages),
        channels_off=frozenset(fields["channels_off"].texts()),
        surfaces_off=fields["surfaces_off"].all_of(Surface),
        oldest=fields["oldest"].duration(defaults.oldest),
        max_per_author_and_day=rate_limits["per_author_and_day"].number(defaults.max_per_author_and_day, 1, MAX_COUNT),
        max_per_post_and_hour=rate_limits["per_post_and_hour"].number(defaults.max_per_post_and_hour, 1, MAX_COUNT),
        max_per_account_and_minute=rate_limits["per_account_and_minute"].number(
            defaults.max_per_account_and_minute, 1, MAX_COUNT
        ),
    )


def _emergency_texts(part: Part, languages: tuple[str, ...]) -> dict[str, str]:
    """One text per language of the brand: whoever is in danger must be able to read it."""
    found = {}
    for language, text in part.entries().items():
        if language not in languages:
            text.problem(f"{language!r} is not a language of this brand")
        found[language] = text.text()
    for language in languages if found else ():
        if language not in found:
            part.problem(f"there is no text in {language!r}")
    return found


def automatic_texts(part: Part) -> tuple[str, ...]:
    """Texts of automatic replies. One that matches nearly everything would make people's answers automatic."""
    for item in part.items():
        text = item.text()
        if text and len(text.replace("*", "").strip()) < MIN_AUTOMATIC_TEXT:
            item.problem(f"must have at least {MIN_AUTOMATIC_TEXT} characters beside '*'")
    return part.texts()


def _texts(part: Part, languages: tuple[str, ...]) -> dict[str, Texts]:
    found: dict[str, Texts] = {}
    for language, by_visibility in part.entries().items():
        if language not in languages:
            by_visibility.problem(f"{language!r} is not a language of this brand")
        fields = by_visibility.fields(optional=tuple(Visibility))
        found[language] = {
            visibility: _variants(fields[visibility]) for visibility in Visibility if fields[visibility].given
        }
    return found


def _variants(part: Part) -> tuple[str, ...]:
    for item in part.items():
        try:
            unknown = placeholders(item.text()) - PLACEHOLDERS
        except ValueError:
            item.problem("has a brace that is neither opened nor closed")
            continue
        for name in sorted(unknown):
            item.problem(
                f"unknown placeholder {{{name}}}; the placeholders are {{{'}, {'.join(sorted(PLACEHOLDERS))}}}"
            )
    if part.value == []:
        part.problem("name at least one text")
    return part.texts()


def teams(part: Part) -> tuple[str, ...]:
    return tuple(item.name() for item in part.items()) or ("triage", "experts", "engagement")


def routing(part: Part, teams: tuple[str, ...], accounts: tuple[Account, ...]) -> tuple[RoutingRule, ...]:
    found = []
    for item in part.items():
        fields = item.fields(("team",), ("categories", "channels", "surfaces", "accounts", "languages"))
        rule = RoutingRule(
            team=fields["team"].text(),
            categories=fields["categories"].all_of(Category),
            channels=frozenset(fields["channels"].texts()),
            surfaces=fields["surfaces"].all_of(Surface),
            accounts=frozenset(fields["accounts"].texts()),
            languages=frozenset(fields["languages"].texts()),
        )
        known_team(fields["team"], teams)
        for channel in fields["channels"].items():
            if channel.value not in (account.channel for account in accounts):
                channel.problem(f"the brand has no account on {channel.value!r}")
        for own in fields["accounts"].items():
            if own.value not in (account.id for account in accounts):
                own.problem(f"the brand has no account {own.value!r}")
        found.append(rule)
    return tuple(found)


def known_team(part: Part, teams: tuple[str, ...]) -> str:
    team = part.text()
    if team and team not in teams:
        part.problem(f"{team!r} is not one of the teams {', '.join(teams)}")
    return team


def weights(part: Part) -> PriorityWeights:
    """What the file does not name keeps its default."""
    defaults = PriorityWeights()
    simple = [name for name in PriorityWeights.__slots__ if name not in ("category", "accounts")]
    fields = part.fields(optional=("category", "accounts", *simple))
    category = fields["category"].fields(optional=tuple(Category))
    accounts = fields["accounts"].entries()
    numbers = {name: fields[name].number(getattr(defaults, name), -1000, 1000) for name in simple}
    found = PriorityWeights(
        category={name: category[name].number(defaults.category.get(name, 0), -1000, 1000) for name in Category},
        accounts={account: points.number(0, -1000, 1000) for account, points in accounts.items()},
        **numbers,
    )
    if not found.normal_from < found.high_from < found.urgent_from:
        part.problem("normal_from, high_from and urgent_from must rise in this order")
    return found


def weekly_letter(part: Part, default_language: str) -> WeeklyLetter | None:
    """``None`` when the file has none: no letter is sent."""
    if not part.given:
        return None
    fields = part.fields(optional=("recipients", "language", "hour"))
    language = fields["language"].text() if fields["language"].given else default_language
    if language not in LETTER_LANGUAGES:
        if fields["language"].given:
            fields["language"].problem(f"expected one of {', '.join(LETTER_LANGUAGES)}, found {language!r}")
        language = "en"
    recipients = fields["recipients"].texts()
    if len(recipients) > MAX_LETTER_RECIPIENTS:
        fields["recipients"].problem(f"more than {MAX_LETTER_RECIPIENTS} addresses")
    for address in recipients:
        if not re.fullmatch(r"[^@\s]+@[^@\s]+", address):
            fields["recipients"].problem(f"{address!r} is not a mail address")
    return WeeklyLetter(language=language, recipients=recipients, hour=fields["hour"].number(8, 0, 23))


def retention(part: Part) -> Retention:
    fields = part.fields(optional=("messages", "tickets"))
    defaults = Retention()
    found = Retention(
        messages=fields["messages"].duration(defaults.messages), tickets=fields["tickets"].duration(defaults.tickets)
    )
    if found.messages < timedelta(days=1):
        fields["messages"].problem("must be at least a day")
    if found.tickets < found.messages:
        fields["tickets"].problem("is shorter than the retention of messages")
    return found


def media(part: Part) -> MediaPolicy:
    limits = part.fields(optional=("max_megabytes",))["max_megabytes"]
    names = {each.value: each for each in DEFAULTS}
    fields = limits.fields(optional=tuple(names)) if limits.given else {}
    largest = LARGEST // MB
    return MediaPolicy(
        max_sizes={
            names[name]: field.number(DEFAULTS[names[name]] // MB, 1, largest) * MB
            for name, field in fields.items()
            if field.given
        }
    )


def languages(part: Part) -> tuple[str, ...]:
    found = part.texts()
    for item in part.items():
        if isinstance(item.value, str) and not re.fullmatch(r"[a-z]{2}", item.value):
            item.problem(f"{item.value!r} is not a two-letter language code such as 'fr'")
    if part.value == []:
        part.problem("name at least one language")
    return found


def phrases(part: Part, languages: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    for language, texts in part.entries().items():
        if language not in languages:
            texts.problem(f"{language!r} is not a language of this brand")
    return {language: texts.texts() for language, texts in part.entries().items()}


def public_contacts(part: Part) -> tuple[str, ...]:
    """The brand's own telephone numbers and e-mail addresses."""
    for item in part.items():
        text = item.text()
        is_number = sum(character.isdecimal() for character in text) >= MIN_DIGITS
        if text and not is_number and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", text):
            item.problem(f"{text!r} is neither a telephone number nor an e-mail address")
    return part.texts()
