"""Calendars of on-call tools, from the addresses that a brand file names."""

from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO

from shared.adapters.http.downloads import HttpDownloads
from shared.domain.errors import NotFoundError, UpstreamError
from shared.domain.media.fetching import FetchFailure, MediaLocation
from shared.domain.on_call.rotation import CalendarSource
from shared.ports.configuration import SecretStore
from shared.ports.on_call import FetchedCalendar

MAX_BYTES = 1_000_000
"""A rotation of years has some 100 kB; of 1 MB the entries are read in two seconds."""

TIME_LIMIT = 15.0  # seconds for the whole calendar, redirects included
_SEPARATOR = " "


@dataclass(frozen=True, slots=True)
class HttpCalendars:
    """Implements the port ``CalendarFeed``. ``downloads`` decides which addresses may be called."""

    secrets: SecretStore
    downloads: HttpDownloads

    def fetch(self, source: CalendarSource, validator: str) -> FetchedCalendar | None:
        url = self._url(source)
        place = sha256(url.encode()).hexdigest()[:12]
        known, _, etag = validator.partition(_SEPARATOR)
        # An ETag means something for the address that gave it only.
        headers = {"if-none-match": etag} if etag and known == place else {}
        into = BytesIO()
        found = self.downloads.fetch_changed(MediaLocation(url=url, headers=headers), into, max_size=MAX_BYTES)
        if isinstance(found, FetchFailure):
            raise UpstreamError(found.error)
        if found is None:
            return None
        return FetchedCalendar(content=into.getvalue(), validator=f"{place}{_SEPARATOR}{found}" if found else "")

    def _url(self, source: CalendarSource) -> str:
        url = self._given(source)
        # What calendars call their own address; it is fetched like any other.
        return "https" + url[len("webcal") :] if url.startswith("webcal://") else url

    def _given(self, source: CalendarSource) -> str:
        if not source.secret:
            return source.url
        try:
            record = self.secrets.get(source.secret)
        except NotFoundError as error:
            raise UpstreamError("no_secret") from error
        url = next((url for url in record.get("url", ()) if url), source.url)
        if not url:
            raise UpstreamError("no_secret")
        return url
