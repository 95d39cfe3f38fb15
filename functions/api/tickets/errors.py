"""Why a change of a ticket is refused."""

from shared.domain.errors import RefusedError
from shared.domain.tickets.model import Ticket


class StaleVersionError(RefusedError):
    """The caller has read an older version of the ticket. ``current`` is the present one."""

    def __init__(self, current: int) -> None:
        super().__init__(f"The ticket has version {current} now; read it again before you change it.", reason="changed")
        self.current = current


class UnknownTeamError(RefusedError):
    """The brand has no such team. ``teams`` are those that it has."""

    def __init__(self, teams: tuple[str, ...]) -> None:
        super().__init__(f"The teams of this brand are {', '.join(teams)}.", reason="unknown_team")
        self.teams = teams


def check_version(ticket: Ticket, version: int | None) -> None:
    """Raises ``StaleVersionError`` where the caller has read another version; ``None`` is any."""
    if version not in (None, ticket.version):
        raise StaleVersionError(ticket.version)
