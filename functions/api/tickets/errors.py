"""Why a change of a ticket is refused."""

from shared.domain.errors import RefusedError


class StaleVersionError(RefusedError):
    """The caller has read an older version of the ticket. ``current`` is the present one."""

    def __init__(self, current: int) -> None:
        super().__init__(f"The ticket has version {current} now; read it again before you change it.")
        self.current = current


class UnknownTeamError(RefusedError):
    """The brand has no such team. ``teams`` are those that it has."""

    def __init__(self, teams: tuple[str, ...]) -> None:
        super().__init__(f"The teams of this brand are {', '.join(teams)}.")
        self.teams = teams
