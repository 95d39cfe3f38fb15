"""Runs that take every branch of both workflows."""

from dataclasses import dataclass, field
from typing import Any

PERMANENT = ("UnreadableEventError", "UnknownBrandError", "ContentGoneError", "LimitExceededError", "RejectedError")
ANY = "ValueError"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """``state`` is the input. ``through`` are states that the run passes, in this order."""

    workflow: str
    state: dict[str, Any] = field(default_factory=dict)
    through: tuple[str, ...] = ()


def _one(script: str = "", *, kind: str = "created", through: tuple[str, ...], **asks: Any) -> Run:
    return Run(workflow="triage", state={"kind": kind, "details": {}, "script": script, **asks}, through=through)


def _batch(*, classify: bool, escalate: list[str], acknowledge: list[str], through: tuple[str, ...]) -> Run:
    conversations = [{"escalate": escalate, "acknowledge": acknowledge}]
    return Run(workflow="triage", state={"conversations": conversations, "classify": classify}, through=through)


def _escalation(script: str = "", *, tier: int = 0, through: tuple[str, ...]) -> Run:
    state = {"ticket_id": script, "brand": "acme", "reason": "urgent", "round": 1, "tier": tier}
    return Run(workflow="escalation", state={**state, "exhausted": False, "lost": None, "end": None}, through=through)


_WANTED = {"details": {"look_up": "wanted"}}
_PARKED = {error: f"Park{error.removesuffix('Error').removesuffix('Event')}" for error in PERMANENT}

RUNS: dict[str, Run] = {
    # --- triage, one message ---
    "a message": _one(through=("Classify", "Store", "Handled")),
    "an edit": _one(kind="edited", through=("Classify", "Store", "Handled")),
    "something that no channel shows": _one(kind="unsupported", through=("Classify", "Store", "Handled")),
    "a deletion": _one(kind="deleted", through=("IsThereSomethingToClassify", "StoreUnclassified", "Handled")),
    "a message without its words": _one(**_WANTED, through=("LookUp", "Classify", "Store", "Handled")),
    "words that nobody can find": _one(f"look_up!{ANY}", **_WANTED, through=("LookUp", "Classify", "Handled")),
    "something urgent": _one(escalate=True, through=("Escalate", "IsAnAcknowledgementWanted", "Handled")),
    "nobody could be called": _one(f"start!{ANY}", escalate=True, through=("Escalate", "Handled")),
    "an acknowledgement": _one(acknowledge=True, through=("Respond", "Handled")),
    "the platform is down": _one(f"acknowledge!{ANY}", acknowledge=True, through=("Respond", "Handled")),
    **{
        f"classify refuses: {error}": _one(
            f"classify!{error}",
            through=("Classify", "StoreUnclassified", "Handled") if error == "ContentGoneError" else (_PARKED[error],),
        )
        for error in PERMANENT
    },
    **{f"store refuses: {error}": _one(f"store!{error}", through=("Store", _PARKED[error])) for error in PERMANENT},
    **{
        f"store refuses a deletion: {error}": _one(
            f"store!{error}", kind="deleted", through=("StoreUnclassified", _PARKED[error])
        )
        for error in PERMANENT
    },
    # --- triage, a batch ---
    "a batch": _batch(
        classify=True,
        escalate=["T-1"],
        acknowledge=["T-1"],
        through=("ClassifyTogether", "StoreTogether", "EscalateOne", "AcknowledgeOne", "HandledTogether"),
    ),
    "a batch without words, of which nothing can be done at once": _batch(
        classify=False,
        escalate=[f"start!{ANY}"],
        acknowledge=[f"acknowledge!{ANY}"],
        through=("StoreTogetherUnclassified", "NotEscalated", "NotAcknowledged", "HandledTogether"),
    ),
    # --- escalation ---
    "one tier after another": _escalation(
        through=("NotifyTier", "WasAnybodyTold", "WaitForPeople", "NotifyTier", "CloseEscalation")
    ),
    "a tier that is lost": _escalation(
        f"notify0!{ANY}", through=("NotifyTier", "TierLost", "CatchBreath", "NotifyTier", "CloseEscalation")
    ),
    "every tier is lost": _escalation(
        f"notify19!{ANY}", tier=19, through=("TierLost", "MayAnyTierBeLeft", "Exhausted", "CloseEscalation")
    ),
}
