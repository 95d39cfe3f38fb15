"""Tickets that are told together, in DynamoDB: those of one brand share a partition."""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from boto3.dynamodb.conditions import Attr, ConditionBase

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.table import DynamoDBTable, instant, milliseconds, seconds, translated
from shared.domain.errors import ConflictError
from shared.domain.escalation.together import GroupNotice, NoticeGroup

RETENTION = timedelta(days=7)
"""Longer than the tiers of a brand, with their repeats, take one after another."""


class DynamoDBNoticeGroups:
    def __init__(self, table: DynamoDBTable) -> None:
        self._table = table

    def last_told(self, brand_id: str, team: str) -> datetime | None:
        found = self._table.get(keys.notices_of_team(brand_id, team))
        return None if found is None else instant(found["at"])

    def mark_told(self, brand_id: str, team: str, at: datetime) -> None:
        key = keys.notices_of_team(brand_id, team)
        self._table.put({**key, "at": milliseconds(at), "expires_at": seconds(at + RETENTION)})

    def put(self, group: NoticeGroup) -> None:
        self._table.put(
            {
                **keys.notice_group(group.brand, group.id),
                "team": group.team,
                "members": list(group.members),
                "at": milliseconds(group.at),
                "expires_at": seconds(group.at + RETENTION),
            }
        )

    def members(self, brand_id: str, group_id: str) -> tuple[str, ...]:
        found = self._table.get(keys.notice_group(brand_id, group_id)) or {}
        return tuple(str(member) for member in found.get("members", ()))

    def notice(self, brand_id: str, group_id: str, tier: int) -> GroupNotice | None:
        found = self._table.get(keys.notice_group_tier(brand_id, group_id, tier))
        if found is None:
            return None
        return GroupNotice(
            ticket_id=str(found["ticket_id"]),
            named=tuple(map(str, found.get("named", ()))),
            at=None if found.get("at") is None else instant(found["at"]),
            told_at=None if found.get("told_at") is None else instant(found["told_at"]),
            reached=bool(found.get("reached", True)),
        )

    def claim(self, brand_id: str, group_id: str, tier: int, notice: GroupNotice, at: datetime) -> GroupNotice:
        return self._claimed(brand_id, group_id, tier, replace(notice, at=at), Attr("pk").not_exists())

    def take_over(self, brand_id: str, group_id: str, tier: int, lost: GroupNotice, notice: GroupNotice) -> GroupNotice:
        return self._claimed(brand_id, group_id, tier, notice, _is(lost) & Attr("told_at").not_exists())

    def _claimed(
        self, brand_id: str, group_id: str, tier: int, notice: GroupNotice, condition: ConditionBase
    ) -> GroupNotice:
        at = notice.at or datetime.min.replace(tzinfo=UTC)
        item = {
            **keys.notice_group_tier(brand_id, group_id, tier),
            "ticket_id": notice.ticket_id,
            "named": list(notice.named),
            "at": milliseconds(at),
            "expires_at": seconds(at + RETENTION),
        }
        try:
            self._table.put(item, ConditionExpression=condition)
        except ConflictError:
            return self.notice(brand_id, group_id, tier) or notice
        return notice

    def confirm(self, brand_id: str, group_id: str, tier: int, notice: GroupNotice) -> None:
        if notice.told_at is None:
            return
        with suppress(ConflictError), translated():  # another step has taken over
            self._table.table.update_item(
                Key=keys.notice_group_tier(brand_id, group_id, tier),
                UpdateExpression="SET told_at = :at, reached = :reached",
                ConditionExpression=_is(notice),
                ExpressionAttributeValues={":at": milliseconds(notice.told_at), ":reached": notice.reached},
            )


def _is(notice: GroupNotice) -> ConditionBase:
    at = None if notice.at is None else milliseconds(notice.at)
    return Attr("ticket_id").eq(notice.ticket_id) & (Attr("at").not_exists() if at is None else Attr("at").eq(at))
