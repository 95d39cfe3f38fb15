"""Proposals, in memory. Held to the same suite as DynamoDB: tests/integration/test_proposals.py."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from shared.domain.errors import ConflictError
from shared.domain.proposals.model import WAITING, Proposal, ProposalKind, ProposalState
from shared.domain.proposals.turns import DueProposal
from shared.ports.pages import Page


@dataclass
class FakeProposals:
    stored: dict[tuple[str, str], Proposal] = field(default_factory=dict)

    def propose(self, proposal: Proposal) -> bool:
        place = (proposal.brand, proposal.id)
        if place in self.stored:
            return False
        self.stored[place] = replace(proposal, revision=1)
        return True

    def get(self, brand_id: str, proposal_id: str) -> Proposal | None:
        return self.stored.get((brand_id, proposal_id))

    def of_brand(self, brand_id: str) -> tuple[Proposal, ...]:
        return tuple(each for (brand, _), each in self.stored.items() if brand == brand_id)

    def page_of(
        self,
        brand_id: str,
        *,
        kinds: Collection[ProposalKind] = (),
        states: Collection[ProposalState] = WAITING,
        limit: int = 50,
        cursor: str | None = None,
    ) -> Page[Proposal]:
        found = [
            each
            for each in self.of_brand(brand_id)
            if (not kinds or each.kind in kinds) and each.state in states and (cursor is None or _place(each) < cursor)
        ]
        found.sort(key=_place, reverse=True)
        more = len(found) > limit
        return Page(items=tuple(found[:limit]), cursor=_place(found[limit - 1]) if more else None)

    def save(self, proposal: Proposal) -> Proposal:
        place = (proposal.brand, proposal.id)
        known = self.stored.get(place)
        if known is None or known.revision != proposal.revision:
            raise ConflictError("proposal")
        self.stored[place] = replace(proposal, revision=proposal.revision + 1)
        return self.stored[place]

    def to_carry_out(self, brand_id: str) -> tuple[DueProposal, ...]:
        return tuple(
            DueProposal(id=each.id, place=f"{each.kind}/{each.channel}/{each.account_id}")
            for each in self.of_brand(brand_id)
            if each.is_to_be_carried_out
        )

    def forget(self, brand_id: str, proposal_id: str) -> None:
        self.stored.pop((brand_id, proposal_id), None)


def _place(proposal: Proposal) -> str:
    return f"{proposal.created_at:%Y-%m-%dT%H:%M:%S.%f}~{proposal.id}"
