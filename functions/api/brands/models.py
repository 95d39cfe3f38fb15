"""Views of brands and their teams."""

from typing import Self

from pydantic import Field

from functions.api.http.models import ResponseModel
from shared.domain.brand.model import Brand


class BrandView(ResponseModel):
    id: str
    name: str
    version: int = Field(description="of its brand file")
    languages: list[str]
    default_language: str
    time_zone: str
    teams: list[str]
    default_team: str
    channels: list[str] = Field(description="on which it has an account")

    @classmethod
    def of(cls, brand: Brand) -> Self:
        return cls(
            id=brand.id,
            name=brand.name,
            version=brand.version,
            languages=list(brand.languages),
            default_language=brand.default_language,
            time_zone=brand.calendar.time_zone,
            teams=list(brand.teams),
            default_team=brand.default_team,
            channels=sorted({account.channel for account in brand.accounts}),
        )


class BrandList(ResponseModel):
    """Every brand that the token may see."""

    items: list[BrandView]


class TeamView(ResponseModel):
    brand: str
    name: str
    is_default: bool = Field(description="gets the tickets that no routing rule matches")

    @classmethod
    def all_of(cls, brand: Brand) -> list[Self]:
        return [cls(brand=brand.id, name=team, is_default=team == brand.default_team) for team in brand.teams]


class TeamList(ResponseModel):
    """The teams of a brand, or of every brand that the token may see."""

    items: list[TeamView]
