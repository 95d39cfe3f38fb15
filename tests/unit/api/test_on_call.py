"""Who is on duty now and next, as the desk shows it."""

from dataclasses import replace
from datetime import date, time, timedelta

from shared.domain.on_call.calendar import ImportedShift, new_calendar
from shared.domain.on_call.rotation import CalendarSource, Override, Rotation, Shift
from tests.fakes.notices import FakeCalendars
from tests.fakes.notifications import LEA, TOM
from tests.fakes.stored import START
from tests.unit.api.fake_api import FakeApi

NIGHT = Rotation(
    name="night",
    shifts=(Shift(time_zone="UTC", hand_over=time(8), people=("lea", "tom"), start=date(2026, 3, 2)),),
)


def _with_rotation(api: FakeApi) -> None:
    brand = api.brands.stored["acme"]
    api.brands.stored["acme"] = replace(brand, people=(LEA, replace(TOM, targets=("slack-care",))), rotations=(NIGHT,))


def test_the_desk_shows_who_is_on_duty_now_and_next(api: FakeApi) -> None:
    _with_rotation(api)
    answer = api.call("GET", "/on-call", query={"brand": "acme"})
    (rotation,) = answer.json["items"]
    assert (rotation["name"], rotation["now"]["name"], rotation["next"]["name"]) == ("night", "Léa", "Tom")
    assert rotation["now"]["until"] == rotation["next"]["since"] == "2026-03-03T08:00:00.000Z"


def test_an_override_is_shown_as_such(api: FakeApi) -> None:
    _with_rotation(api)
    hour = timedelta(hours=1)
    override = Override(
        id="o1",
        rotation="night",
        person="tom",
        start=START - hour,
        end=START + hour,
        created_at=START,
        created_by="s",
    )
    api.overrides.add("acme", override)
    (rotation,) = api.call("GET", "/on-call", query={"brand": "acme"}).json["items"]
    assert (rotation["now"]["name"], rotation["now"]["overridden"]) == ("Tom", True)


def test_a_brand_without_rotations_has_none(api: FakeApi) -> None:
    assert api.call("GET", "/on-call", query={"brand": "acme"}).json["items"] == []


def test_what_a_calendar_says_is_shown_as_such(api: FakeApi) -> None:
    _with_rotation(api)
    brand = api.brands.stored["acme"]
    source = CalendarSource(time_zone="UTC", url="https://calendar.example/night.ics")
    api.brands.stored["acme"] = replace(brand, rotations=(replace(NIGHT, calendar=source),))
    hour = timedelta(hours=1)
    shift = ImportedShift(person="tom", start=START - hour, end=START + hour)
    calendar = replace(new_calendar("acme", "night", START), shifts=(shift,))
    FakeCalendars(api.overrides).save(calendar)
    (rotation,) = api.call("GET", "/on-call", query={"brand": "acme"}).json["items"]
    now = rotation["now"]
    assert (now["name"], now["imported"], now["overridden"]) == ("Tom", True, False)
    assert now["until"] == "2026-03-02T10:00:00.000Z"
