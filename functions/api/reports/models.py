"""What reports are asked for. What they answer: ``shared/contracts/reports.py``."""

from enum import StrEnum

from pydantic import Field

from functions.api.http.models import BrandQuery, InstantParameter


class ReportQuery(BrandQuery):
    since: InstantParameter | None = Field(
        default=None,
        alias="from",
        description="counted from its hour; at most 366 days before `to`; one day if left out",
    )
    until: InstantParameter | None = Field(default=None, alias="to", description="now if left out")


class KindFacet(StrEnum):
    CATEGORY = "category"
    PRIORITY = "priority"


class KindsQuery(ReportQuery):
    by: KindFacet = Field(description="what tells the tickets apart")
