"""A proposal: something to say or do in public that a person decides on. Pure.

    open ──► accepted ──► done, failed
       └───► dismissed

A message that was hidden may be shown again, and hidden again by a person:

    done ──► reverting ──► reverted ──► accepted

The id is a digest of what the proposal is about: the same thing is proposed once, and what was dismissed stays so. A
like, or a first word, is about what a message said: when it is edited, it is closed, and may be proposed once more.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from shared.domain.errors import RefusedError

OPEN_FOR = timedelta(days=7)
"""A thank-you or an opening that comes later than this is odd. A post is over when its day is."""

POST_OPEN_FOR = timedelta(hours=12)

KEPT_FOR = timedelta(days=30)
"""After the decision: for as long as the record of what was sent. What was hidden can be shown again for as long as its
message is kept."""

NIGHTDESK = "nightdesk"
"""Who decided what the brand file lets happen without a person."""

MESSAGE_EDITED = "message_edited"
"""Why a proposal was closed, or not carried out: its customer wrote something else since."""

MAX_WORDINGS = 5
"""Of one message for which the same is proposed: nobody keeps people busy by editing."""

MAX_TEXT = 5000  # characters; what a channel takes is less


class ProposalKind(StrEnum):
    THANK_YOU = "thank_you"  # in public, for a conversation that was solved in private
    LIKE = "like"  # of praise
    POST = "post"  # of our own account
    OPENING = "opening"  # to somebody who has not written to us
    HIDE = "hide"  # spam or abuse under our own posts
    SHOW = "show"  # again, what was hidden and was edited into something else


class ProposalState(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"  # being carried out
    DONE = "done"
    FAILED = "failed"
    DISMISSED = "dismissed"
    REVERTING = "reverting"  # being shown again
    REVERTED = "reverted"  # shown again


WAITING = frozenset({ProposalState.OPEN, ProposalState.ACCEPTED, ProposalState.REVERTING})

WITHOUT_TEXT = frozenset({ProposalKind.LIKE, ProposalKind.HIDE, ProposalKind.SHOW})


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """``message_id`` is the customer's message that it is about, ``sent_id`` what we wrote, as the platform names it.

    ``said`` is a digest of what that message said when it was proposed: it is about those words, and no others.
    ``text`` is empty for a like and for hiding. ``reverted_by`` showed again what was hidden. ``initials`` sign an
    answer in public, ``actor`` is the token of who decided. ``expires_at`` is when it is no longer proposed, later when
    it is forgotten.
    """

    id: str
    brand: str
    kind: ProposalKind
    state: ProposalState = ProposalState.OPEN
    channel: str
    account_id: str
    ticket_id: str | None = None
    message_id: str | None = None
    said: str = ""
    text: str = ""
    language: str = ""
    team: str = ""
    created_at: datetime
    expires_at: datetime
    decided_at: datetime | None = None
    decided_by: str | None = None
    initials: str | None = None
    actor: str | None = None
    reverted_at: datetime | None = None
    reverted_by: str | None = None
    sent_id: str | None = None
    error: str | None = None
    revision: int = 0

    @property
    def is_automatic(self) -> bool:
        return self.decided_by == NIGHTDESK

    @property
    def is_answer(self) -> bool:
        """A thank-you that a person accepted is an answer of theirs."""
        return self.kind is ProposalKind.THANK_YOU and not self.is_automatic

    @property
    def is_to_be_carried_out(self) -> bool:
        return self.state in (ProposalState.ACCEPTED, ProposalState.REVERTING)

    @property
    def is_waiting(self) -> bool:
        """For a decision, or to be carried out."""
        return self.state in WAITING

    @property
    def takes_text(self) -> bool:
        return self.kind not in WITHOUT_TEXT

    def is_open(self, now: datetime) -> bool:
        return self.state is ProposalState.OPEN and now < self.expires_at

    def accepted(
        self,
        by: str,
        now: datetime,
        *,
        text: str | None = None,
        initials: str | None = None,
        actor: str | None = None,
    ) -> "Proposal":
        """With the text as the person edited it. Unchanged when the same was accepted before.

        Raises ``RefusedError``.
        """
        wanted = self.text if text is None else text.strip()
        if self.state in (ProposalState.ACCEPTED, ProposalState.DONE) and wanted == self.text:
            return self
        self._check_open(now)
        if not self.takes_text and text is not None:
            raise RefusedError(f"A {self.kind} has no text.", reason="proposal_no_text")
        if self.takes_text and not 0 < len(wanted) <= MAX_TEXT:
            raise RefusedError(f"The text has 1 to {MAX_TEXT} characters.", reason="proposal_length")
        return replace(
            self,
            state=ProposalState.ACCEPTED,
            text=wanted,
            decided_by=by,
            decided_at=now,
            initials=initials,
            actor=actor,
            expires_at=now + KEPT_FOR,
            error=None,
        )

    def dismissed(self, by: str, now: datetime) -> "Proposal":
        """Unchanged when it was dismissed before. Raises ``RefusedError``."""
        if self.state is ProposalState.DISMISSED:
            return self
        self._check_open(now)
        return replace(self, state=ProposalState.DISMISSED, decided_by=by, decided_at=now, expires_at=now + KEPT_FOR)

    def hidden(self, by: str, now: datetime, *, actor: str | None = None) -> "Proposal":
        """A person hides the message, whatever was decided before. Unchanged when it is hidden, or about to be.

        Raises ``RefusedError`` while it is being shown again.
        """
        if self.state in (ProposalState.ACCEPTED, ProposalState.DONE):
            return self
        if self.state is ProposalState.REVERTING:
            raise RefusedError("It is being shown again at this moment.", reason="being_shown")
        anew = replace(self, state=ProposalState.OPEN, expires_at=now + OPEN_FOR, reverted_at=None, reverted_by=None)
        return anew.accepted(by, now, actor=actor)

    def reverting(self, by: str, now: datetime) -> "Proposal":
        """A person has the message shown again. Unchanged when it is, or is about to be. Raises ``RefusedError``."""
        if self.state in (ProposalState.REVERTING, ProposalState.REVERTED):
            return self
        if self.kind is not ProposalKind.HIDE:
            raise RefusedError("Only what was hidden can be taken back.", reason="not_hidden")
        if self.state is ProposalState.ACCEPTED:
            raise RefusedError("It is being hidden at this moment. Try again in a minute.", reason="being_hidden")
        if self.state is not ProposalState.DONE:
            raise RefusedError("It was not hidden here.", reason="not_hidden_here")
        return replace(
            self,
            state=ProposalState.REVERTING,
            reverted_by=by,
            reverted_at=now,
            expires_at=max(self.expires_at, now + KEPT_FOR),
            error=None,
        )

    def done(self, sent_id: str | None, *, kept_until: datetime | None = None) -> "Proposal":
        """Carried out; or taken back, where that was to be done. What can be taken back is ``kept_until`` then."""
        state = ProposalState.REVERTED if self.state is ProposalState.REVERTING else ProposalState.DONE
        expires_at = max(self.expires_at, kept_until or self.expires_at)
        return replace(self, state=state, sent_id=sent_id, error=None, expires_at=expires_at)

    def failed(self, error: str) -> "Proposal":
        """Surely nothing stands in public, or nobody can tell: a person looks. What could not be shown again is still
        hidden."""
        state = ProposalState.DONE if self.state is ProposalState.REVERTING else ProposalState.FAILED
        return replace(self, state=state, error=error)

    def reopened(self, error: str, until: datetime) -> "Proposal":
        """It was refused before anything was sent: the person may change the text."""
        return replace(self, state=ProposalState.OPEN, decided_by=None, decided_at=None, error=error, expires_at=until)

    def outdated(self, now: datetime) -> "Proposal":
        """Nobody has decided, and the customer's message says something else by now."""
        closed = replace(self, state=ProposalState.DISMISSED, decided_by=NIGHTDESK, decided_at=now)
        return replace(closed, error=MESSAGE_EDITED, expires_at=now + KEPT_FOR)

    @property
    def may_follow(self) -> bool:
        """Whether the same may be proposed for what the message says now: nobody has decided against it, and nothing
        was done. One that is accepted is not carried out any more."""
        return self.state is ProposalState.ACCEPTED or self.error == MESSAGE_EDITED

    def _check_open(self, now: datetime) -> None:
        if self.error == MESSAGE_EDITED:
            raise RefusedError("The customer's message says something else by now.", reason=MESSAGE_EDITED)
        if self.state is not ProposalState.OPEN:
            raise RefusedError(f"It was {self.state} by {self.decided_by}.", reason="proposal_decided")
        if now >= self.expires_at:
            raise RefusedError("It is too late for this proposal.", reason="proposal_too_late")


def digest_of(text: str | None, text_key: str | None, rating: int | None) -> str:
    """Of what a message says; tells whether it says something else by now."""
    return sha256("\n".join((text or "", text_key or "", str(rating))).encode()).hexdigest()[:16]


def proposal_id(kind: ProposalKind, *about: str) -> str:
    """The same for the same thing."""
    return "PR-" + sha256("\n".join((kind.value, *about)).encode()).hexdigest()[:24]
