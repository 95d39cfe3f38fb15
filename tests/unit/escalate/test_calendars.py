"""Calendars of on-call duty are read beside the sweep; while one cannot be read its last good copy goes on."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

import pytest

from functions.escalate.calendars import ReadCalendar, RequestCalendars
from shared.domain.brand.model import Brand
from shared.domain.errors import UpstreamError
from shared.domain.on_call.calendar import CalendarContent, CalendarEntry, ImportedCalendar
from shared.domain.on_call.rotation import CalendarSource, Rotation, Shift
from shared.ports.on_call import FetchedCalendar
from tests.fakes.brands import FakeBrands
from tests.fakes.escalation import FakeNotifier, a_brand
from tests.fakes.notices import FakeCalendars, FakeOverrides
from tests.fakes.notifications import LEA
from tests.fakes.notifications import TOM as TOM_WITHOUT_TARGETS
from tests.fakes.stored import START, FakeMetrics, FixedClock

TOM = replace(TOM_WITHOUT_TARGETS, targets=("sms",))
HOUR = timedelta(hours=1)
SOURCE = CalendarSource(time_zone="UTC", url="https://calendar.example/night.ics")
SHIFT = Shift(time_zone="UTC", hand_over=time(8), people=("tom",), start=date(2026, 3, 2))
NIGHT = Rotation(name="night", shifts=(SHIFT,), calendar=SOURCE)


def brand(*rotations: Rotation) -> Brand:
    return replace(a_brand(), people=(LEA, TOM), rotations=rotations or (NIGHT,))


@dataclass
class Feed:
    """``content`` is who has duty from now on for an hour; ``None``: not changed."""

    content: str | BaseException | None = "Léa"
    validators: list[str] = field(default_factory=list)

    def fetch(self, source: CalendarSource, validator: str) -> FetchedCalendar | None:
        self.validators.append(validator)
        if isinstance(self.content, BaseException):
            raise self.content
        if self.content is None:
            return None
        return FetchedCalendar(content=self.content.encode(), validator="v1")


def reader(content: bytes, *, time_zone: str, start: datetime, end: datetime) -> CalendarContent:
    if content == b"broken":
        raise UpstreamError("calendar_unreadable")
    day = start + timedelta(days=1)
    titles = filter(None, content.decode().split(","))
    entries = (CalendarEntry(start=day, end=day + HOUR, title=title) for title in titles)
    return CalendarContent(entries=tuple(entries))


@dataclass
class Requester:
    asked: list[tuple[str, str]] = field(default_factory=list)

    def read_calendar(self, brand_id: str, rotation: str) -> None:
        self.asked.append((brand_id, rotation))


@dataclass
class Scene:
    clock: FixedClock = field(default_factory=FixedClock)
    feed: Feed = field(default_factory=Feed)
    brands: FakeBrands = field(default_factory=lambda: FakeBrands.of(brand()))
    overrides: FakeOverrides = field(default_factory=FakeOverrides)
    notifier: FakeNotifier = field(default_factory=FakeNotifier)

    def __post_init__(self) -> None:
        self.calendars = FakeCalendars(self.overrides)

    def read(self) -> ImportedCalendar | None:
        read = ReadCalendar(self.brands, self.calendars, self.feed, reader, self.notifier, FakeMetrics(), self.clock)
        return read("acme", "night")

    def sweep(self) -> list[tuple[str, str]]:
        requester = Requester()
        RequestCalendars(self.calendars, requester, self.clock)(self.brands.current("acme"))
        return requester.asked

    def minutes(self, count: int) -> int:
        """The sweep of each of these minutes. How often the calendar was read."""
        reads = 0
        for _ in range(count):
            self.clock.pass_time(minutes=1)
            for _asked in self.sweep():
                reads += 1
                self.read()
        return reads

    @property
    def kept(self) -> ImportedCalendar:
        found = self.calendars.get("acme", "night")
        assert found is not None
        return found

    @property
    def people(self) -> list[str]:
        return [override.person for override in self.overrides.since("acme", self.clock.now())]


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_a_calendar_is_read_at_once_and_then_at_its_interval(scene: Scene) -> None:
    assert scene.sweep() == [("acme", "night")]
    scene.read()
    assert scene.people == ["lea"]
    assert scene.sweep() == []
    assert scene.minutes(14) == 0
    assert scene.minutes(1) == 1


def test_a_brand_without_calendars_reads_none(scene: Scene) -> None:
    scene.brands = FakeBrands.of(brand(replace(NIGHT, calendar=None)))
    assert (scene.sweep(), scene.read()) == ([], None)


def test_two_who_read_at_once_read_it_once(scene: Scene) -> None:
    scene.read()
    assert scene.read() is None
    assert len(scene.feed.validators) == 1


def test_what_has_not_changed_keeps_the_copy(scene: Scene) -> None:
    scene.read()
    scene.feed.content = None
    scene.minutes(15)
    assert scene.feed.validators == ["", "v1"]
    assert (scene.people, scene.kept.failures, scene.kept.read_at) == (["lea"], 0, scene.clock.now())


def test_a_calendar_that_never_changes_is_read_whole_before_its_entries_run_out(scene: Scene) -> None:
    """Otherwise "not changed" would be the answer until nobody is left in the copy."""
    scene.read()
    scene.clock.pass_time(days=31)
    scene.read()
    assert scene.feed.validators == ["", ""]


def test_while_it_cannot_be_read_the_last_good_copy_goes_on(scene: Scene) -> None:
    scene.read()
    scene.feed.content = UpstreamError("http_503")
    scene.minutes(30)
    assert (scene.people, scene.kept.problem) == (["lea"], "http_503")


@pytest.mark.parametrize("content", ["broken", UpstreamError("size_told")], ids=["unreadable", "too large"])
def test_a_calendar_that_is_none_replaces_nothing(scene: Scene, content: str | Exception) -> None:
    scene.read()
    scene.feed.content = content
    scene.minutes(15)
    assert (scene.people, scene.kept.failures) == (["lea"], 1)
    assert scene.kept.validator == "v1"


def test_people_are_warned_once_for_as_long_as_it_cannot_be_read(scene: Scene) -> None:
    scene.read()
    scene.feed.content = UpstreamError("http_404")
    scene.minutes(15)
    assert scene.notifier.delivered == [], "one failure passes by itself"
    scene.minutes(300)
    ((target, key, notification),) = scene.notifier.delivered
    assert (target, notification["data"]["problem"]) == ("topic", "http_404")
    text = scene.notifier.texts[0]
    assert text.subject == "[acme] Calendrier d'astreinte illisible (night)"
    assert "La dernière copie lue reste en vigueur." in text.body

    scene.feed.content = "Tom"
    scene.minutes(60)
    assert (scene.people, scene.kept.problem, scene.kept.warned) == (["tom"], "", False)
    scene.feed.content = UpstreamError("timeout")
    scene.minutes(300)
    assert len(scene.notifier.delivered) == 2
    assert scene.notifier.delivered[1][1] != key


def test_a_calendar_that_was_never_read_is_said_at_once(scene: Scene) -> None:
    scene.feed.content = UpstreamError("no_secret")
    scene.read()
    assert [notification["data"]["problem"] for _, _, notification in scene.notifier.delivered] == ["no_secret"]
    assert "encore jamais" in scene.notifier.texts[0].body


def test_a_warning_that_nobody_took_is_tried_again(scene: Scene) -> None:
    scene.feed.content = UpstreamError("no_secret")
    scene.notifier.deaf.add("topic")
    scene.read()
    scene.notifier.deaf.clear()
    scene.minutes(5)
    assert len(scene.notifier.delivered) == 1


def test_failures_are_tried_again_with_pauses(scene: Scene) -> None:
    scene.feed.content = UpstreamError("http_503")
    scene.read()
    assert [scene.minutes(count) for count in (5, 9, 1, 14, 1)] == [1, 0, 1, 0, 1]


def test_what_kills_the_attempt_is_a_failure_and_not_tried_each_minute(scene: Scene) -> None:
    scene.read()
    scene.clock.pass_time(minutes=15)
    scene.feed.content = KeyboardInterrupt()  # stands for a function that is killed
    with pytest.raises(KeyboardInterrupt):
        scene.read()
    assert (scene.kept.problem, scene.kept.failures, scene.sweep()) == ("interrupted", 1, [])
    scene.feed.content = "Tom"
    assert scene.minutes(5) == 1
    assert scene.people == ["tom"]


@pytest.mark.parametrize(("copy", "attempts"), [(True, 4), (False, 2)])
def test_people_are_warned_also_of_what_kills_every_attempt(scene: Scene, copy: bool, attempts: int) -> None:
    if copy:
        scene.read()
    scene.feed.content = KeyboardInterrupt()  # stands for a function that is killed
    for attempt in range(1, 8):
        scene.clock.pass_time(minutes=15)
        with pytest.raises(KeyboardInterrupt):
            scene.read()
        assert len(scene.notifier.delivered) == (1 if attempt >= attempts else 0), attempt
    scene.feed.content = "Tom"
    scene.clock.pass_time(minutes=15)
    scene.read()
    assert (scene.people, scene.kept.warned, len(scene.notifier.delivered)) == (["tom"], False, 1)


def test_another_address_or_other_people_are_read_at_once(scene: Scene) -> None:
    scene.read()
    moved = replace(NIGHT, calendar=replace(SOURCE, url="https://calendar.example/other.ics"))
    scene.brands = FakeBrands.of(brand(moved))
    assert scene.sweep() == [("acme", "night")]
    scene.read()
    scene.brands = FakeBrands.of(replace(brand(moved), people=(replace(LEA, name="Ana"), TOM)))
    assert scene.sweep() == [("acme", "night")]
    scene.read()
    assert scene.feed.validators == ["", "", ""], "the answer for others helps nobody"
    assert (scene.people, scene.kept.unknown) == ([], ("Léa",))


def test_entries_that_name_nobody_are_told_by_their_titles(scene: Scene) -> None:
    scene.feed.content = "Tom,Vacances,Vacances,Réunion"
    scene.read()
    assert (scene.people, scene.kept.unknown) == (["tom"], ("Vacances", "Réunion"))


@pytest.mark.parametrize("content", ["", "Equipe de garde"], ids=["empty", "another title"])
def test_a_calendar_that_names_nobody_any_more_hands_duty_to_nobody_else_without_a_word(
    scene: Scene, content: str
) -> None:
    scene.read()
    scene.feed.content = content
    scene.minutes(15)
    assert (scene.people, scene.kept.problem) == (["lea"], "calendar_names_nobody")
    assert scene.kept.unknown == tuple(filter(None, [content]))
    scene.minutes(15)
    assert scene.notifier.targets == ["topic"], "people are warned once"

    scene.clock.pass_time(hours=2)  # what the copy named is over
    scene.minutes(15)
    assert (scene.people, scene.kept.problem) == ([], "")


def test_other_people_or_another_address_replace_the_copy_though_it_names_nobody(scene: Scene) -> None:
    scene.read()
    scene.brands = FakeBrands.of(brand(replace(NIGHT, calendar=replace(SOURCE, url="https://new.example/n.ics"))))
    scene.feed.content = ""
    scene.read()
    assert (scene.people, scene.kept.problem) == ([], "")


def test_a_calendar_that_the_file_names_no_more_counts_no_more(scene: Scene) -> None:
    scene.read()
    known = scene.overrides.since("acme", START)
    assert [override.person for override in brand().usable(known)] == ["lea"]
    assert brand(replace(NIGHT, calendar=None)).usable(known) == ()


def test_somebody_who_left_the_file_has_no_duty(scene: Scene) -> None:
    """Nobody would be told otherwise: whoever the plan names has it."""
    scene.read()
    without = replace(brand(), people=(TOM,))
    assert without.usable(scene.overrides.since("acme", START)) == ()
