"""How far deadlines were moved, in memory."""

from dataclasses import dataclass, field, replace

from shared.domain.errors import ConflictError
from shared.domain.tickets.moving import DeadlineMove


@dataclass
class FakeDeadlineMoves:
    stored: dict[str, DeadlineMove] = field(default_factory=dict)

    def get(self, brand_id: str) -> DeadlineMove | None:
        return self.stored.get(brand_id)

    def save(self, move: DeadlineMove) -> DeadlineMove:
        known = self.stored.get(move.brand)
        if (0 if known is None else known.revision) != move.revision:
            raise ConflictError("deadline move")
        self.stored[move.brand] = replace(move, revision=move.revision + 1)
        return self.stored[move.brand]
