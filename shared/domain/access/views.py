"""Views of the list of tickets that a caller has saved for themselves."""

from dataclasses import dataclass
from datetime import timedelta

MAX_VIEWS = 30
MAX_QUERY = 1000  # characters
KEPT = timedelta(days=365)  # after the last change


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedView:
    """``query`` is the query of ``GET /tickets``, without a cursor."""

    name: str
    query: str
