"""The switches: stop automatic answers of a brand, a channel, everything; or only write what would have been sent.

All of them are one item, so that every send reads them together. An attribute is named after what it is for:
``acme/x``, ``acme/*``, ``*/x``, ``*/*``.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.table import DynamoDBTable, translated
from shared.ports.configuration import SwitchChange
from shared.ports.time_and_language import Clock

ANY = "*"
SETTINGS = ("on", "dry_run", "off")  # the further to the right, the stricter


class DynamoDBSwitches:
    """Without a setting answers are on. A setting that is not understood counts as off."""

    def __init__(self, table: DynamoDBTable, *, cache_seconds: float, clock: Clock) -> None:
        self._table = table
        self._cache_seconds = cache_seconds
        self._clock = clock
        self._known: tuple[datetime, Mapping[str, str]] | None = None

    def automatic_answers(self, brand_id: str, channel: str) -> str:
        settings = self._settings()
        found = [settings.get(_name(brand, on), "on") for brand in (brand_id, ANY) for on in (channel, ANY)]
        return max((each if each in SETTINGS else "off" for each in found), key=SETTINGS.index)

    # --- what `nightdesk answers` does -------------------------------------------------------------------------------

    def set(self, brand_id: str | None, channel: str | None, setting: str, *, by: str) -> None:
        """Switch; ``None`` stands for every brand or every channel. ``on`` removes the setting."""
        if setting not in SETTINGS:
            raise ValueError(f"{setting!r} is not one of {', '.join(SETTINGS)}")
        names = {"#place": _name(brand_id or ANY, channel or ANY)}
        values: dict[str, Any] = {":at": keys.instant(self._clock.now()), ":by": by}
        change = "SET changed_at = :at, changed_by = :by"
        if setting == "on":
            change += " REMOVE #place"
        else:
            change += ", #place = :setting"
            values[":setting"] = setting
        with translated():
            self._table.table.update_item(
                Key=keys.switches(),
                UpdateExpression=change,
                ExpressionAttributeNames=names,
                ExpressionAttributeValues=values,
            )
        self._known = None

    def settings(self) -> dict[tuple[str, str], str]:
        """What is set, by brand and channel, read anew."""
        self._known = None
        return {_place(name): setting for name, setting in self._settings().items()}

    def last_change(self) -> SwitchChange | None:
        """Read anew."""
        item = self._table.get(keys.switches(), consistent=False) or {}
        if "changed_at" not in item:
            return None
        return SwitchChange(at=datetime.fromisoformat(str(item["changed_at"])), by=str(item.get("changed_by", "")))

    def _settings(self) -> Mapping[str, str]:
        now = self._clock.now()
        if self._known is None or (now - self._known[0]).total_seconds() >= self._cache_seconds:
            item = self._table.get(keys.switches()) or {}
            self._known = (now, {name: str(value) for name, value in item.items() if "/" in name})
        return self._known[1]


def _name(brand: str, channel: str) -> str:
    return f"{brand}/{channel}"


def _place(name: str) -> tuple[str, str]:
    brand, _, channel = name.partition("/")
    return brand, channel
