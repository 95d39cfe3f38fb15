"""Public holidays by the ``holidays`` library. Only ``nightdesk brand push`` needs it: see decision 0009."""

from datetime import date


class LibraryHolidays:
    """Implements the ``Holidays`` port."""

    def __init__(self) -> None:
        self._years: dict[tuple[str, str | None, int], dict[date, str]] = {}

    def name_of(self, day: date, country: str, subdivision: str | None) -> str | None:
        """Raises ``LookupError`` for a country or subdivision that the library does not know."""
        place = (country, subdivision, day.year)
        if place not in self._years:
            self._years[place] = _year(*place)
        return self._years[place].get(day)


def _year(country: str, subdivision: str | None, year: int) -> dict[date, str]:
    import holidays  # noqa: PLC0415  importing it takes half a second, and only a push needs it

    try:
        found = holidays.country_holidays(country, subdiv=subdivision, years=[year])
    except NotImplementedError as error:
        place = country if subdivision is None else f"{country}, subdivision {subdivision}"
        raise LookupError(f"the holidays of {place} are not known") from error
    return {day: str(name) for day, name in found.items() if day.year == year}
