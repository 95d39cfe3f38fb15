"""Proposals: what people decide on before it is said in public."""

from collections.abc import Collection
from typing import Protocol

from shared.domain.proposals.model import WAITING, Proposal, ProposalKind, ProposalState
from shared.domain.proposals.turns import DueProposal
from shared.ports.pages import Page


class ProposalIntake(Protocol):
    def propose(self, proposal: Proposal) -> bool:
        """Add it unless the same thing was proposed before; whether it was added."""
        ...


class ProposalReader(Protocol):
    def get(self, brand_id: str, proposal_id: str) -> Proposal | None: ...


class ProposalsOfMessages(ProposalIntake, ProposalReader, Protocol):
    def save(self, proposal: Proposal) -> Proposal:
        """Write it if nobody wrote since it was read. One that is accepted is due until it ended.

        Raises ``ConflictError``.
        """
        ...


class ProposalRepository(ProposalsOfMessages, Protocol):
    def page_of(
        self,
        brand_id: str,
        *,
        kinds: Collection[ProposalKind] = (),
        states: Collection[ProposalState] = WAITING,
        limit: int = 50,
        cursor: str | None = None,
    ) -> Page[Proposal]:
        """Those in these states that are not forgotten yet, newest first; of these kinds, if any are named. A page may
        have fewer than ``limit`` and go on all the same. Raises ``InvalidCursorError``.
        """
        ...

    def to_carry_out(self, brand_id: str) -> tuple[DueProposal, ...]:
        """All that were accepted and are not known to be carried out, in no order."""
        ...

    def forget(self, brand_id: str, proposal_id: str) -> None:
        """Delete it: its person is erased. May be repeated."""
        ...
