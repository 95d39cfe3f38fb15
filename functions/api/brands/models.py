"""Views of brands and their teams."""

from typing import Self

from pydantic import Field

from functions.api.http.models import Instant, ResponseModel
from shared.domain.brand.model import Brand
from shared.domain.channels.policy import LengthUnit, Policies
from shared.domain.tickets.moving import DeadlineMove
from shared.domain.vocabulary import Visibility


class TextLimitView(ResponseModel):
    """How long a text of ours may be there. Where a visibility is left out, the channel has no such way."""

    channel: str
    visibility: Visibility
    limit: int
    unit: LengthUnit


class ArticleView(ResponseModel):
    """A help page, by language."""

    id: str = Field(description="as `suggested_articles` of a ticket names it")
    title: dict[str, str]
    url: dict[str, str]


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
    text_limits: list[TextLimitView] = Field(description="of these channels")
    articles: list[ArticleView] = Field(description="its help pages")

    @classmethod
    def of(cls, brand: Brand, policies: Policies) -> Self:
        channels = sorted({account.channel for account in brand.accounts})
        return cls(
            id=brand.id,
            name=brand.name,
            version=brand.version,
            languages=list(brand.languages),
            default_language=brand.default_language,
            time_zone=brand.calendar.time_zone,
            teams=list(brand.teams),
            default_team=brand.default_team,
            channels=channels,
            text_limits=[
                TextLimitView(channel=channel, visibility=visibility, limit=length.limit, unit=length.unit)
                for channel in channels
                for visibility, length in sorted(policies(channel).lengths.items())
            ],
            articles=[ArticleView(id=each.id, title=dict(each.title), url=dict(each.url)) for each in brand.articles],
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


class DeadlineMoveView(ResponseModel):
    """After a push open tickets get the deadlines of the new version, some each minute."""

    brand: str
    version: int | None = Field(description="to which they are moved; `null` while no file was pushed after the first")
    done: bool
    moved: int = Field(description="tickets that have other deadlines now")
    looked_at: int = Field(description="tickets; the list is read again until nothing is left to move")
    started_at: Instant | None
    finished_at: Instant | None

    @classmethod
    def of(cls, brand: str, move: DeadlineMove | None) -> Self:
        if move is None:
            return cls(brand=brand, version=None, done=True, moved=0, looked_at=0, started_at=None, finished_at=None)
        return cls(
            brand=brand,
            version=move.after,
            done=move.is_finished,
            moved=move.moved,
            looked_at=move.looked_at,
            started_at=move.started_at,
            finished_at=move.finished_at,
        )
