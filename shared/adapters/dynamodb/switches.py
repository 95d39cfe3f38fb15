"""The switches: stop automatic answers of a brand, a channel, everything; or only write what would have been sent.

All of them are one item, so that every send reads them together. An attribute is named after what it is for:
``acme/x``, ``acme/*``, ``*/x``, ``*/*``.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from boto3.dynamodb.conditions import Key

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.table import DynamoDBTable, instant, milliseconds, seconds, translated
from shared.ports.configuration import SwitchChange
from shared.ports.time_and_language import Clock

ANY = "*"
CHANGES_KEPT = timedelta(days=3 * 365)
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

    # --- what people do: `nightdesk answers`, and supervisors on the desk's page --------------------------------------

    def set(self, brand_id: str | None, channel: str | None, setting: str, *, by: str) -> None:
        """Switch, and note who did it, in one transaction; ``None`` stands for every brand or every channel.

        ``on`` removes the setting.
        """
        if setting not in SETTINGS:
            raise ValueError(f"{setting!r} is not one of {', '.join(SETTINGS)}")
        now = self._clock.now()
        brand, on = brand_id or ANY, channel or ANY
        switch: dict[str, Any] = {
            "TableName": self._table.name,
            "Key": keys.switches(),
            "UpdateExpression": "REMOVE #place",
            "ExpressionAttributeNames": {"#place": _name(brand, on)},
        }
        if setting != "on":
            switch |= {"UpdateExpression": "SET #place = :to", "ExpressionAttributeValues": {":to": setting}}
        noted = {"at": milliseconds(now), "by": by, "setting": setting, "expires_at": seconds(now + CHANGES_KEPT)}
        note = {"TableName": self._table.name, "Item": {**keys.switch_change(brand, now, on), **noted}}
        steps: list[Any] = [{"Update": switch}, {"Put": note}]
        with translated():
            self._table.table.meta.client.transact_write_items(TransactItems=steps)
        self._known = None

    def setting(self, brand_id: str | None, channel: str | None) -> str:
        found = self._settings().get(_name(brand_id or ANY, channel or ANY), "on")
        return found if found in SETTINGS else "off"

    def settings(self) -> dict[tuple[str, str], str]:
        """What is set, by brand and channel, read anew."""
        self._known = None
        return {_place(name): setting for name, setting in self._settings().items()}

    def changes(self, brand_id: str, *, limit: int) -> tuple[SwitchChange, ...]:
        found = (change for each in (brand_id, ANY) for change in self._changes(each, limit))
        return tuple(sorted(found, key=lambda change: change.at, reverse=True)[:limit])

    def _changes(self, brand: str, limit: int) -> Iterator[SwitchChange]:
        wanted = Key("pk").eq(keys.switches()["pk"]) & Key("sk").begins_with(keys.switch_changes(brand))
        with translated():
            answer = self._table.table.query(KeyConditionExpression=wanted, ScanIndexForward=False, Limit=limit)
        for item in answer["Items"]:
            channel = str(item["sk"]).rpartition("#")[2]
            yield SwitchChange(
                at=instant(item["at"]),
                by=str(item["by"]),
                brand=None if brand == ANY else brand,
                channel=None if channel == ANY else channel,
                setting=str(item["setting"]),
            )

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
