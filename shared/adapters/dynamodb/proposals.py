"""Proposals in DynamoDB. Those of a kind stand in the index ``conversation`` by their time."""

from collections.abc import Collection
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from itertools import islice
from typing import Any

from boto3.dynamodb.conditions import Attr, ConditionBase, Key
from pydantic import TypeAdapter

from shared.adapters.dynamodb import index, keys
from shared.adapters.dynamodb.items import decode, encode
from shared.adapters.dynamodb.table import DynamoDBTable, seconds, translated
from shared.domain.errors import ConflictError
from shared.domain.proposals.model import WAITING, Proposal, ProposalKind, ProposalState
from shared.domain.proposals.turns import DueProposal
from shared.ports.pages import Page

_PROPOSAL = TypeAdapter(Proposal)

MAX_DUE = 5000
MARKED_FOR = timedelta(days=8)


class DynamoDBProposals:
    """A small item beside a proposal says that it is to be carried out: to look for it costs half a read unit."""

    def __init__(self, table: DynamoDBTable) -> None:
        self._table = table

    def propose(self, proposal: Proposal) -> bool:
        if proposal.is_to_be_carried_out:
            self._mark(proposal)
        try:
            self._put(replace(proposal, revision=1), Attr("pk").not_exists())
        except ConflictError:
            return False
        return True

    def _mark(self, proposal: Proposal) -> None:
        until = seconds((proposal.decided_at or proposal.created_at) + MARKED_FOR)
        place = f"{proposal.kind}/{proposal.channel}/{proposal.account_id}"
        self._table.put({**keys.due_proposal(proposal.brand, proposal.id), "place": place, "expires_at": until})

    def _put(self, proposal: Proposal, condition: ConditionBase) -> None:
        item = {**encode(proposal), **keys.proposal(proposal.brand, proposal.id)}
        decided = not proposal.is_waiting
        item["conversation_pk"] = keys.proposals_of_kind(proposal.brand, proposal.kind, decided=decided)
        item["conversation_sk"] = f"{keys.instant(proposal.created_at)}#{proposal.id}"
        self._table.put(item, ConditionExpression=condition)

    def get(self, brand_id: str, proposal_id: str) -> Proposal | None:
        item = self._table.get(keys.proposal(brand_id, proposal_id))
        return None if item is None else decode(_PROPOSAL, item)

    def page_of(
        self,
        brand_id: str,
        *,
        kinds: Collection[ProposalKind] = (),
        states: Collection[ProposalState] = WAITING,
        limit: int = 50,
        cursor: str | None = None,
    ) -> Page[Proposal]:
        place = index.position("proposals", brand_id, cursor)
        partitions = [
            {"conversation_pk": keys.proposals_of_kind(brand_id, kind, decided=group)}
            for kind in (kinds or ProposalKind)
            for group in sorted({state not in WAITING for state in states})
        ]
        condition = None if place is None else Key("conversation_sk").lt(place)
        entries = index.entries(self._table, "conversation", partitions, condition, chunk=limit + 1, descending=True)
        found = list(islice(entries, limit + 1))
        proposals = (decode(_PROPOSAL, item) for item in index.items(self._table, found[:limit]))
        return Page(
            items=tuple(each for each in proposals if each.state in states),
            cursor=index.cursor("proposals", brand_id, str(found[limit - 1]["conversation_sk"]))
            if len(found) > limit
            else None,
        )

    def save(self, proposal: Proposal) -> Proposal:
        saved = replace(proposal, revision=proposal.revision + 1)
        if saved.is_to_be_carried_out:
            self._mark(saved)  # first: a mark without a proposal that is accepted means nothing
        self._put(saved, Attr("revision").eq(proposal.revision))
        if not saved.is_to_be_carried_out:
            self._unmark(saved.brand, saved.id)
        return saved

    def to_carry_out(self, brand_id: str) -> tuple[DueProposal, ...]:
        items = self._query(keys.due_proposal(brand_id, ""), MAX_DUE)
        return tuple(
            DueProposal(id=str(item["sk"]).partition("#")[2], place=str(item.get("place", ""))) for item in items
        )

    def forget(self, brand_id: str, proposal_id: str) -> None:
        self._unmark(brand_id, proposal_id)
        with translated():
            self._table.table.delete_item(Key=keys.proposal(brand_id, proposal_id))

    def _unmark(self, brand_id: str, proposal_id: str) -> None:
        with suppress(ConflictError), translated():
            self._table.table.delete_item(Key=keys.due_proposal(brand_id, proposal_id))

    def _query(self, place: keys.Key, limit: int) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        query: dict[str, Any] = {
            "KeyConditionExpression": Key("pk").eq(place["pk"]) & Key("sk").begins_with(place["sk"]),
            "ConsistentRead": True,
        }
        while len(found) < limit:
            with translated():
                answer = self._table.table.query(**query)
            found += answer["Items"]
            if "LastEvaluatedKey" not in answer:
                break
            query["ExclusiveStartKey"] = answer["LastEvaluatedKey"]
        return found[:limit]
