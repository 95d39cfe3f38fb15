"""Views of who is on duty."""

from typing import Self

from functions.api.http.models import Instant, ResponseModel
from shared.domain.brand.model import Brand
from shared.domain.on_call.rotation import Duty


class DutyView(ResponseModel):
    person: str
    name: str
    since: Instant
    until: Instant
    overridden: bool
    imported: bool

    @classmethod
    def of(cls, brand: Brand, duty: Duty) -> Self:
        person = brand.person(duty.person)
        return cls(
            person=duty.person,
            name=duty.person if person is None else person.name,
            since=duty.since,
            until=duty.until,
            overridden=duty.overridden,
            imported=duty.imported,
        )


class RotationView(ResponseModel):
    """One rotation: who is on duty now, and who is next."""

    name: str
    now: DutyView
    next: DutyView | None


class OnCallList(ResponseModel):
    """The rotations of a brand."""

    items: list[RotationView]
