"""The sections of a brand file that say where and how people are told: webhooks, targets, people, tiers."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from shared.brand.reading import Part, known_targets
from shared.domain.brand.model import Brand, NotifierWebhook, Tier
from shared.domain.notifications.target import TOPIC, NotificationTarget, Person, TargetType

NOTIFY_SECRETS = "notify-"
"""How the names of the secret records of targets begin: the role of escalate may read only these."""

MAX_RECIPIENTS = 20
MAX_TIERS = 10
MAX_REPEATS = 10
"""Together no more than the 20 steps that the workflow takes (``AnyTierLeft`` in infra/escalation.asl.json)."""
_ATOM, _LABEL = r"[A-Za-z0-9!#$%&*+/=?^_`{|}~-]+", r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_EMAIL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})+")
"""As Amazon SES takes them: without accents, and no dots but single ones inside."""
_PAGERDUTY_USER = re.compile(r"[A-Z0-9]{5,20}")
_PHONE = re.compile(r"\+[1-9]\d{6,14}")  # E.164


_REGION = ("us|eu", "us or eu")


@dataclass(frozen=True, slots=True)
class _Kind:
    """The options of a type of target: name → what a value looks like, and an example of one."""

    options: Mapping[str, tuple[str, str]]
    required: tuple[str, ...] = ()
    secret: bool = True
    recipients: re.Pattern[str] | None = None


_KINDS: Mapping[TargetType, _Kind] = {
    TargetType.SLACK: _Kind(options={"channel": (r"[CGD][A-Z0-9]{5,20}", "C0123456789, the id of a channel")}),
    TargetType.TEAMS: _Kind(options={}),
    TargetType.PAGERDUTY: _Kind(options={"region": _REGION}),
    TargetType.OPSGENIE: _Kind(options={"region": _REGION, "team": (r".{1,100}", "the name of a team")}),
    TargetType.ZENDESK: _Kind(
        options={
            "subdomain": (r"[a-z0-9][a-z0-9-]{0,62}", "acme, of acme.zendesk.com"),
            "user": (_EMAIL.pattern, "the mail address of the agent whose token it is"),
        },
        required=("subdomain", "user"),
    ),
    TargetType.MAIL: _Kind(options={}, secret=False, recipients=_EMAIL),
    TargetType.SMS: _Kind(options={}, secret=False, recipients=_PHONE),
}


def webhooks(part: Part) -> tuple[NotifierWebhook, ...]:
    found: list[NotifierWebhook] = []
    for item in part.items():
        fields = item.fields(("name", "url", "secret"))
        url = fields["url"].text()
        if url and not _is_safe(url):
            fields["url"].problem(f"{url!r} must begin with https://")
        webhook = NotifierWebhook(name=fields["name"].name(), url=url, secret=secret_name(fields["secret"]))
        if webhook.name == TOPIC or webhook.name in (other.name for other in found):
            fields["name"].problem(f"{webhook.name!r} is used twice")
        found.append(webhook)
    return tuple(found)


def _is_safe(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost"))


def secret_name(part: Part) -> str:
    name = part.name()
    if name and not name.startswith(NOTIFY_SECRETS):
        part.problem(f"{name!r} must begin with {NOTIFY_SECRETS!r}: escalate may read no other secret")
    return name


def targets(part: Part, taken: Collection[str]) -> tuple[NotificationTarget, ...]:
    """``taken`` are the names of webhooks, which share the names with targets."""
    found: list[NotificationTarget] = []
    every_option = {name for kind in _KINDS.values() for name in kind.options}
    for item in part.items():
        fields = item.fields(("name", "type"), ("secret", "to", "trusted", *sorted(every_option)))
        name, kind = fields["name"].name(), fields["type"].one_of(TargetType)
        if name in (TOPIC, *taken) or name in (other.name for other in found):
            fields["name"].problem(f"{name!r} is used twice")
        if kind is None:
            continue
        target = NotificationTarget(
            name=name,
            type=kind,
            secret=_secret_of(fields["secret"], kind),
            options=_options(fields, kind, every_option),
            recipients=_recipients(fields["to"], kind),
            trusted=fields["trusted"].flag(False),
        )
        found.append(target)
    return tuple(found)


def _secret_of(part: Part, kind: TargetType) -> str:
    if _KINDS[kind].secret and not part.given:
        part.problem(f"is missing: a target of type {kind} needs a secret record")
    if not _KINDS[kind].secret and part.given:
        part.problem(f"a target of type {kind} has no secret")
    return secret_name(part) if part.given else ""


def _options(fields: Mapping[str, Part], kind: TargetType, every_option: Collection[str]) -> dict[str, str]:
    allowed = _KINDS[kind].options
    found = {}
    for name in every_option:
        if not fields[name].given:
            if name in _KINDS[kind].required:
                fields[name].problem(f"is missing: a target of type {kind} needs it")
            continue
        if name not in allowed:
            fields[name].problem(f"a target of type {kind} has no {name}")
            continue
        pattern, example = allowed[name]
        found[name] = fields[name].text()
        if found[name] and not re.fullmatch(pattern, found[name]):
            fields[name].problem(f"expected {example}, found {found[name]!r}")
    return found


def _recipients(part: Part, kind: TargetType) -> tuple[str, ...]:
    pattern = _KINDS[kind].recipients
    if pattern is None:
        if part.given:
            part.problem(f"a target of type {kind} has no recipients")
        return ()
    for item in part.items():
        _matching(item, pattern)
    if len(part.items()) > MAX_RECIPIENTS:
        part.problem(f"name at most {MAX_RECIPIENTS} recipients")
    return part.texts()


def _matching(part: Part, pattern: re.Pattern[str]) -> str:
    text = part.text()
    if text and not pattern.fullmatch(text):
        wanted = "a mail address" if pattern is _EMAIL else "a telephone number such as '+33612345678'"
        part.problem(f"expected {wanted}, found {text!r}")
    return text


def people(part: Part, targets: tuple[NotificationTarget, ...], taken: Collection[str]) -> tuple[Person, ...]:
    """``taken`` are the names of everything else that a tier may name."""
    found: list[Person] = []
    for item in part.items():
        fields = item.fields(("id", "name"), ("email", "phone", "slack", "pagerduty", "targets"))
        person = Person(
            id=fields["id"].name(),
            name=fields["name"].text(),
            email=_matching(fields["email"], _EMAIL),
            phone=_matching(fields["phone"], _PHONE),
            slack=fields["slack"].text(),
            pagerduty=fields["pagerduty"].text(),
            targets=fields["targets"].texts(),
        )
        if person.id in (TOPIC, *taken) or person.id in (other.id for other in found):
            fields["id"].problem(f"{person.id!r} is used twice")
        if person.email and person.email.casefold() in (other.email.casefold() for other in found):
            fields["email"].problem(f"{person.email!r} is used twice")
        if person.slack and not re.fullmatch(r"[UW][A-Z0-9]{5,20}", person.slack):
            fields["slack"].problem(f"expected U0123456789, the id of a member, found {person.slack!r}")
        for way in fields["targets"].items():
            target = next((target for target in targets if target.name == way.value), None)
            if target is None:
                way.problem(f"{way.value!r} is not the name of a notification target")
            elif problem := _unreachable(person, target):
                way.problem(problem)
        found.append(person)
    return tuple(found)


def _unreachable(person: Person, target: NotificationTarget) -> str | None:
    """Why a person cannot be told by that target."""
    if target.type is TargetType.SLACK and not person.slack:
        return f"{person.id!r} has no 'slack', the id of the member"
    if target.type is TargetType.MAIL and not person.email:
        return f"{person.id!r} has no 'email'"
    if target.type is TargetType.SMS and not person.phone:
        return f"{person.id!r} has no 'phone'"
    return None


def problems(brand: Brand) -> Iterator[str]:
    """One sentence for each place where nobody would be told, or somebody else. For files that are pushed: what is in
    force stays so."""
    lists: dict[str, Sequence[str]] = {
        f"escalation.tiers[{number}].targets": tier.targets for number, tier in enumerate(brand.tiers)
    }
    lists |= {"sla.warn_targets": brand.warn_targets, "satisfaction.alert_targets": brand.satisfaction.alert_targets}
    for place, names in lists.items():
        for number, name in enumerate(names):
            person, target = brand.person(name), brand.notification_target(name)
            if person is not None and not person.targets:
                yield f"{place}[{number}]: {name!r} has no targets, so that nobody would be told"
            if target is not None and (missing := _writes_to_nobody(target)):
                yield f"{place}[{number}]: {name!r} has no {missing!r}, so that it can tell only persons"
    for number, person in enumerate(brand.people):
        if person.pagerduty and not _PAGERDUTY_USER.fullmatch(person.pagerduty):
            yield f"people[{number}].pagerduty: expected PLH1HKV, the id of a user, found {person.pagerduty!r}"
        for position, name in enumerate(person.targets):
            target, place = brand.notification_target(name), f"people[{number}].targets[{position}]"
            if target is not None and target.type is TargetType.PAGERDUTY:
                yield (
                    f"{place}: PagerDuty calls whoever has duty there, and no person by name: name {name!r} in the tier"
                )
            if target is not None and target.type is TargetType.OPSGENIE and not person.email:
                yield f"{place}: {person.id!r} has no 'email', by which Opsgenie knows them"


def _writes_to_nobody(target: NotificationTarget) -> str | None:
    """What the target lacks to tell anybody where no person is named."""
    if target.type is TargetType.SLACK and not target.options.get("channel"):
        return "channel"
    return "to" if target.type in (TargetType.MAIL, TargetType.SMS) and not target.recipients else None


MAX_ACKNOWLEDGEMENTS = 5


def tiers(part: Part, known: Collection[str], people: tuple[Person, ...]) -> tuple[Tier, ...]:
    """``known`` are the names of everything that a tier may name."""
    found = []
    for item in part.items():
        fields = item.fields(("name", "wait", "targets"), ("acknowledgements",))
        names = fields["targets"].texts()
        known_targets(fields["targets"], known)
        for target in fields["targets"].items():
            if any(person.id == target.value and not person.targets for person in people):
                target.problem(f"{target.value!r} has no targets, so that nobody would be told")
        if fields["targets"].value == []:
            fields["targets"].problem("name at least one target")
        needed = fields["acknowledgements"].number(1, 1, MAX_ACKNOWLEDGEMENTS)
        found.append(
            Tier(name=fields["name"].text(), wait=fields["wait"].duration(), targets=names, acknowledgements=needed)
        )
    if part.value == []:
        part.problem("name at least one tier")
    if len(found) > MAX_TIERS:
        part.problem(f"name at most {MAX_TIERS} tiers")
    return tuple(found)
