"""Views of the supervisor's board."""

from typing import Self

from pydantic import Field

from functions.api.board.use_cases import Board, Load
from functions.api.http.models import Instant, ResponseModel


class LoadView(ResponseModel):
    name: str = Field(description="of a team or a channel")
    open: int
    waiting: int = Field(description="tickets for which a customer waits for us")
    unassigned: int = Field(description="of these, held by nobody")
    overdue: int
    due_within_hour: int
    oldest_waiting_since: Instant | None

    @classmethod
    def of(cls, name: str, load: Load) -> Self:
        return cls(name=name, **{field: getattr(load, field) for field in cls.model_fields if field != "name"})


class HolderView(ResponseModel):
    id: str
    name: str
    role: str | None = Field(description="null for a name that a program gave, or an agent who was removed")
    online: bool = Field(description="they have sent a request in the last two minutes, as an open page does")
    open: int = Field(description="open tickets that they hold")
    waiting: int
    overdue: int


class AutomaticAnswersView(ResponseModel):
    channels: dict[str, str] = Field(description="channel → `on`, `off` or `dry_run`")
    changed_at: Instant | None = Field(description="when a switch was changed last")
    changed_by: str | None


class BoardView(ResponseModel):
    """What waits in a brand now."""

    brand: str
    complete: bool = Field(description="false: only the 1,000 most urgent open tickets were looked at")
    total: LoadView
    teams: list[LoadView]
    channels: list[LoadView]
    holders: list[HolderView] = Field(description="agents of the brand, and whoever else holds a ticket")
    danger: int = Field(description="open tickets in which somebody may be hurt")
    incidents_open: int
    automatic_answers: AutomaticAnswersView
    parked: int | None = Field(
        description="messages that could not be handled, roughly, of every brand; null while it cannot be told"
    )
    quarantined: int | None = Field(
        description="deliveries of the brand that could not be read, up to 1,000; null while it cannot be told"
    )

    @classmethod
    def of(cls, board: Board) -> Self:
        change = board.switched
        return cls(
            brand=board.brand,
            complete=board.complete,
            total=LoadView.of("total", board.total),
            teams=[LoadView.of(name, load) for name, load in board.teams.items()],
            channels=[LoadView.of(name, load) for name, load in board.channels.items()],
            holders=[
                HolderView(
                    id=h.id,
                    name=h.name,
                    role=h.role,
                    online=h.online,
                    open=h.load.open,
                    waiting=h.load.waiting,
                    overdue=h.load.overdue,
                )
                for h in board.holders
            ],
            danger=board.danger,
            incidents_open=board.incidents_open,
            automatic_answers=AutomaticAnswersView(
                channels=dict(board.automatic_answers),
                changed_at=None if change is None else change.at,
                changed_by=None if change is None else change.by,
            ),
            parked=board.parked,
            quarantined=board.quarantined,
        )
