"""A brand: everything that is decided by a person in a file rather than by us in code.

``shared/brand`` reads the file into these classes and checks it; the domain only uses it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from shared.domain.brand.danger_lists import DangerLists
from shared.domain.figures.letter import WeeklyLetter
from shared.domain.listening.search import SavedSearch
from shared.domain.media.limits import MediaPolicy
from shared.domain.notifications.target import NotificationTarget, Person, parts_of
from shared.domain.on_call.rotation import Override, Rotation
from shared.domain.proposals.policy import ProposalPolicy
from shared.domain.satisfaction.policy import SatisfactionPolicy
from shared.domain.vocabulary import Category, Priority, Surface, Visibility

MAX_SHARDS = 128


class Clock(StrEnum):
    BUSINESS = "business"  # runs while the desk is open
    ALWAYS = "always"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One of the brand's own profiles. ``secret`` names the record in the secret store, never the value."""

    channel: str
    id: str
    handle: str
    secret: str
    aliases: tuple[str, ...] = ()  # other ids under which the platform names the same profile
    acknowledgements: bool = True
    automation_approved: bool = False  # by the platform, where it asks for that: see ``ChannelPolicy``
    app_id: str | None = None  # of our own application at the platform, to tell who answers a conversation
    subscription: str | None = None  # where deliveries of the account are subscribed to: see ``ChannelPolicy``
    robot_apps: tuple[str, ...] = ()  # ids of applications that answer here by themselves
    opening_payloads: tuple[str, ...] = ()  # of buttons that only open the chat, such as "Get Started"
    posts_to: str | None = None  # where it posts, if it is no place itself: a channel of Telegram, ``@name`` or its id
    places: tuple[str, ...] = ()  # where else it listens: subreddits, other instances of Mastodon
    sources: tuple[str, ...] | None = None  # the lists that are read there; ``None``: those of the channel by default
    intervals: Mapping[str, timedelta] = field(default_factory=dict, hash=False)  # of sources, if others
    units_per_day: int | None = None  # that the platform granted, where it counts units
    units_for_answers: int | None = None  # of those, that polls leave alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """Opening time of one weekday, in minutes after that day's local midnight.

    ``end`` may be past 1440: the desk then stays open into the next day.
    """

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Exceptional:
    """A closure or an exceptional opening between two local instants (naive, in the brand's time zone)."""

    start: datetime
    end: datetime
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """When people are at work, in the brand's time zone. ``weekly`` is keyed by weekday, Monday = 0.

    ``holidays`` (day → name) were computed when the file was pushed and reach to ``holidays_until``: functions need no
    library for them. With ``open_on_holidays`` ("24/7") they close nothing. ``half_days`` and ``yearly_half_days`` (by
    "MM-DD") replace the hours of a day, a holiday included. A shift across midnight belongs to the day on which it
    begins. The order in which rules win is: openings, closures, half days, holidays, the week. The arithmetic is in
    ``shared/domain/business_time/hours.py``.
    """

    time_zone: str
    weekly: Mapping[int, tuple[Interval, ...]]
    holiday_country: str | None = None  # ISO 3166-1 alpha-2
    holiday_subdivision: str | None = None
    holidays: Mapping[date, str] = field(default_factory=dict)
    holidays_until: date | None = None
    half_days: Mapping[date, tuple[Interval, ...]] = field(default_factory=dict)
    yearly_half_days: Mapping[str, tuple[Interval, ...]] = field(default_factory=dict)
    closures: tuple[Exceptional, ...] = ()
    openings: tuple[Exceptional, ...] = ()
    open_on_holidays: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """How soon a ticket of one priority must be answered and resolved, and by which clock.

    ``next_response`` is for customers who write again after a person has answered; ``None``: as ``first_response``.
    """

    first_response: timedelta
    resolution: timedelta
    clock: Clock
    next_response: timedelta | None = None

    def response(self, *, answered: bool) -> timedelta:
        """``answered``: a person has answered the ticket before."""
        return self.next_response if answered and self.next_response is not None else self.first_response


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """One level of people. ``wait`` is how long they have before the next tier is told.

    ``targets`` are names: ``topic`` (the notification topic), or a webhook, a notification target, a
    rotation, a team of ``on_call`` or a person of the brand.
    """

    name: str
    wait: timedelta
    targets: tuple[str, ...]
    acknowledgements: int = 1  # how many people have to claim the ticket before nobody more is told


@dataclass(frozen=True, slots=True, kw_only=True)
class NotifierWebhook:
    """A signed webhook that tells people. ``secret`` names a record with ``signing_secret`` (``whsec_…``).

    The record may also hold ``url``, which then replaces the one of the file: so the same brand file is used on a
    laptop, where the notifications go to the simulator.
    """

    name: str
    url: str
    secret: str  # name of the record in the secret store


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A help page and what it answers. Texts per language."""

    id: str
    title: Mapping[str, str]
    url: Mapping[str, str]
    keywords: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    questions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class AcknowledgementPolicy:
    """Whether, and in which words, customers are told that they were read.

    ``texts`` is language → visibility → variants. A text may use the placeholders ``{brand}``, ``{opening}``
    (the next opening time in words) and ``{handle}``. ``channel_texts`` (channel → language → visibility →
    variants) wins over ``texts``. ``personal_data_texts`` (language → variants) answer a public message in which
    somebody gave away personal data: they ask to go on in private. ``emergency_texts`` (language → text) are sent
    instead of all others when somebody may be hurt; without them nothing is sent then. ``channels_off`` and
    ``surfaces_off`` take away from what the channel allows. ``oldest`` is the age beyond which a message is no longer
    acknowledged.
    """

    enabled: bool
    texts: Mapping[str, Mapping[Visibility, tuple[str, ...]]]
    channel_texts: Mapping[str, Mapping[str, Mapping[Visibility, tuple[str, ...]]]] = field(default_factory=dict)
    personal_data_texts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    emergency_texts: Mapping[str, str] = field(default_factory=dict)
    channels_off: frozenset[str] = frozenset()
    surfaces_off: frozenset[Surface] = frozenset()
    oldest: timedelta = timedelta(hours=23)
    max_per_author_and_day: int = 3
    max_per_post_and_hour: int = 10
    max_per_account_and_minute: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingRule:
    """The first rule that matches gives the team. Empty conditions match everything."""

    team: str
    categories: frozenset[Category] = frozenset()
    channels: frozenset[str] = frozenset()
    surfaces: frozenset[Surface] = frozenset()
    accounts: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorityWeights:
    """How much each fact weighs in a ticket's priority, in points; thresholds turn points into a priority."""

    category: Mapping[Category, int] = field(
        default_factory=lambda: {
            Category.OUTAGE: 90,
            Category.URGENT_REQUEST: 90,
            Category.COMPLAINT: 40,
            Category.ACCOUNT_OR_TECHNICAL: 35,
            Category.QUESTION: 30,
            Category.PRAISE: 5,
            Category.MENTION: 5,
            Category.SPAM: -50,
            Category.ABUSE: -20,
        }
    )
    urgent_words: int = 20
    negative: int = 12
    positive: int = -10
    direct: int = 10
    broad: int = 0
    proactive: int = -10
    reach_per_tenfold: int = 4  # points for each power of ten of followers above 100
    reach_cap: int = 9
    waiting_per_hour: int = 3
    waiting_cap: int = 20
    repeated_message: int = 3
    repeated_cap: int = 9
    earlier_complaint: int = 5
    unsure_step: int = 1
    accounts: Mapping[str, int] = field(default_factory=dict)  # points by account id (its destination)
    urgent_from: int = 90
    high_from: int = 60
    normal_from: int = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentPolicy:
    """Crisis mode. ``threshold`` outage reports within ``window`` suggest an incident to the on-call lead.

    ``public_updates`` are kind (``opened``, ``updated``, ``resolved``) → language → template of what is posted. The
    others are language → text for a customer: ``pointers`` lead to the update by its address, ``pointers_without_link``
    where a channel takes no links, ``follow_ups`` say that it is over. No follow-up is sent in the ``quiet_hours``
    (local; may go over midnight). ``resolve_after_follow_up``: a ticket that got one is resolved.
    """

    threshold: int = 20
    window: timedelta = timedelta(minutes=10)
    public_updates: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    pointers: Mapping[str, str] = field(default_factory=dict)
    pointers_without_link: Mapping[str, str] = field(default_factory=dict)
    follow_ups: Mapping[str, str] = field(default_factory=dict)
    quiet_hours: tuple[time, time] | None = (time(22), time(8))
    resolve_after_follow_up: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """How long content is kept. A channel's own rule wins where it is shorter."""

    messages: timedelta = timedelta(days=365)
    tickets: timedelta = timedelta(days=396)  # thirteen months: a year can be compared with the one before


@dataclass(frozen=True, slots=True, kw_only=True)
class Brand:
    id: str
    name: str
    version: int
    languages: tuple[str, ...]
    default_language: str
    calendar: Calendar
    accounts: tuple[Account, ...]
    targets: Mapping[Priority, Target]
    channel_targets: Mapping[str, Mapping[Priority, Target]] = field(default_factory=dict)  # instead of ``targets``
    warn_at: float | None = None  # the share of the allowed time that is left when people are warned of a deadline
    warn_targets: tuple[str, ...] = ()  # who is warned
    acknowledgement: AcknowledgementPolicy
    tiers: tuple[Tier, ...]
    channel_calendars: Mapping[str, Calendar] = field(default_factory=dict)
    webhooks: tuple[NotifierWebhook, ...] = ()
    notification_targets: tuple[NotificationTarget, ...] = ()
    people: tuple[Person, ...] = ()
    rotations: tuple[Rotation, ...] = ()
    duty_teams: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # ids of people who are told together
    last_tier_repeats: int = 0  # how often the last tier is told again while nobody acts
    keywords: tuple[str, ...] = ()
    sector_keywords: tuple[str, ...] = ()
    searches: tuple[SavedSearch, ...] = ()
    not_customers: frozenset[tuple[str, str]] = frozenset()  # employees, resellers (channel, id or handle)
    articles: tuple[Article, ...] = ()
    teams: tuple[str, ...] = ("triage", "experts", "engagement")
    routing: tuple[RoutingRule, ...] = ()
    default_team: str = "triage"
    weights: PriorityWeights = field(default_factory=PriorityWeights)
    incidents: IncidentPolicy = field(default_factory=IncidentPolicy)
    proposals: ProposalPolicy = field(default_factory=ProposalPolicy)
    satisfaction: SatisfactionPolicy = field(default_factory=SatisfactionPolicy)
    danger: DangerLists = field(default_factory=DangerLists)
    retention: Retention = field(default_factory=Retention)
    media: MediaPolicy = field(default_factory=MediaPolicy)
    closing_phrases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    automatic_texts: tuple[str, ...] = ()  # what the platforms' own automatic replies say; ``*`` stands for anything
    public_contacts: tuple[str, ...] = ()  # telephone numbers and e-mail addresses that may stand in public
    weekly_letter: WeeklyLetter | None = None
    shards: int | None = None  # parts into which its tickets are divided; ``None``: as they are

    @property
    def own_names(self) -> list[tuple[str, str]]:
        """What our accounts are called (channel; id, handle or alias): some platforms tell no id of an author."""
        return [(each.channel, known) for each in self.accounts for known in (each.id, each.handle, *each.aliases)]

    def account(self, channel: str, account_id: str) -> Account | None:
        """The brand's account of that channel and id, if it is one of ours."""
        for account in self.accounts:
            if account.channel == channel and (account.id == account_id or account_id in account.aliases):
                return account
        return None

    def target_of(self, priority: Priority, channel: str) -> Target:
        return self.channel_targets.get(channel, {}).get(priority, self.targets[priority])

    def notification_target(self, name: str) -> NotificationTarget | None:
        return next((target for target in self.notification_targets if target.name == name), None)

    def follows(self, target: str) -> bool:
        """Whether what a target of a tier is told, for a person or not, stays there and has to follow the ticket."""
        found = self.notification_target(parts_of(target)[0])
        return found is not None and found.type.follows

    def rings(self, target: str) -> bool:
        """Whether it is a pager, with an alert for each escalation."""
        found = self.notification_target(parts_of(target)[0])
        return found is not None and found.type.rings

    def person(self, person_id: str) -> Person | None:
        return next((person for person in self.people if person.id == person_id), None)

    def rotation(self, name: str) -> Rotation | None:
        return next((rotation for rotation in self.rotations if rotation.name == name), None)

    def usable(self, overrides: Iterable[Override]) -> tuple[Override, ...]:
        """The exceptions from rotations that count: not those of people who left the file since, nor of a calendar
        that a rotation had once."""
        told = {person.id for person in self.people if person.targets}
        imported = {rotation.name for rotation in self.rotations if rotation.calendar is not None}
        return tuple(
            override
            for override in overrides
            if override.person in told and (not override.imported or override.rotation in imported)
        )

    def person_by_email(self, email: str) -> Person | None:
        """The person with that mail address; letters are compared without case."""
        wanted = email.casefold()
        return next((p for p in self.people if p.email and p.email.casefold() == wanted), None) if wanted else None

    def calendar_of(self, channel: str) -> Calendar:
        return self.channel_calendars.get(channel, self.calendar)
