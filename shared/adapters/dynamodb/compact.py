"""Tickets and messages as small items.

A write costs a unit for each kilobyte, names included, and these two are written with every message. So a long name has
a short one here, what the key says is not said again, and what a field is anyway (its default in the dataclass) is left
out. A field whose default changes therefore has to be stored first: ``STATED`` lists those that always are.

Items of earlier versions, with long names and everything stated, are read as they are.
"""

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields
from functools import cache
from typing import Any

from shared.adapters.dynamodb.items import encode, plain

TICKET_NAMES: Mapping[str, str] = {
    "account_id": "acc",
    "acknowledge_at": "ack_at",
    "acknowledged_as": "acked_as",
    "acknowledged_at": "acked",
    "acknowledged_message_at": "acked_m",
    "acknowledgements_needed": "acks",
    "answered_as": "fr_as",
    "breached_at": "brc",
    "claimed_by_name": "cl_name",
    "claimed_priority": "cl_prio",
    "claimed_wait": "cl_wait",
    "conversation_id": "conv",
    "created_at": "cre",
    "customer_handle": "c_handle",
    "customer_id": "c_id",
    "customer_name": "c_name",
    "escalate_at": "esc_at",
    "escalation_over_at": "esc_over",
    "escalation_reason": "esc_why",
    "escalation_round": "esc_no",
    "escalation_running": "esc_run",
    "escalation_started_at": "esc_beg",
    "escalation_wait": "esc_wait",
    "excerpt_duration": "ex_dur",
    "excerpt_kind": "ex_kind",
    "excerpt_title": "ex_title",
    "first_response_at": "fr",
    "first_response_due_at": "fr_due",
    "first_response_since": "fr_since",
    "has_personal_data": "pers",
    "last_customer_message_at": "lcm_at",
    "last_message_at": "last_at",
    "last_message_id": "last",
    "message_count": "msgs",
    "needs_response": "needs",
    "opened_as": "op",
    "noticed_breach_at": "brc_seen",
    "opening_message_id": "opening",
    "previous_ticket_id": "prev",
    "private_channel": "p_chan",
    "private_conversation_id": "p_conv",
    "reply_window_closes_at": "window",
    "resolution": "res_as",
    "resolution_breached_at": "res_brc",
    "resolution_due_at": "res_due",
    "resolved_at": "res",
    "satisfaction": "sat",
    "satisfaction_alert_at": "sat_alert",
    "satisfaction_alert_over_at": "sat_over",
    "satisfaction_as": "sat_as",
    "satisfaction_asked_at": "sat_asked",
    "satisfaction_at": "sat_at",
    "satisfaction_due_at": "sat_due",
    "sentiment": "sent",
    "suggested_articles": "arts",
    "suppression": "supp",
    "thanks_proposed_at": "thx",
    "unconfirmed": "unc",
    "updated_at": "upd",
    "visibility": "vis",
    "wait_answered_at": "answ",
}

MESSAGE_NAMES: Mapping[str, str] = {
    "answered_by_person_at": "answ_at",
    "author_handle": "a_handle",
    "author_id": "a_id",
    "author_name": "a_name",
    "conversation_id": "conv",
    "deleted_at": "del",
    "delivery_error": "d_err",
    "direction": "dir",
    "edited_at": "edit",
    "hidden_at": "hid",
    "hidden_by": "hid_by",
    "known_by_edit": "by_edit",
    "language": "lang",
    "listening": "facts",
    "occurred_at": "occ",
    "outcomes": "outc",
    "parent_id": "parent",
    "pending_classification": "pend",
    "received_at": "rec",
    "sentiment": "sent",
    "stored_at": "sto",
    "ticket_id": "tick",
    "transcribed": "transcr",
    "visibility": "vis",
}

STATED = frozenset({"status", "expires_at", "version", "revision"})
"""Escalations that an earlier version started read the status; conditions of writes read the numbers."""

OWN = "~"
"""Stands in the id of an event for what its message is called: ``<channel>:<account>:<message>``."""


def compact(entity: Any, names: Mapping[str, str], *, in_key: frozenset[str]) -> dict[str, Any]:
    """The entity's attributes, without those that its key says (``in_key``) and those that are as by default."""
    kind: Any = type(entity)
    default = _defaults(kind)
    return {
        names.get(name, name): value
        for name, value in encode(entity).items()
        if name not in in_key and (name in STATED or name not in default or value != default[name])
    }


def complete(item: Mapping[str, Any], names: Mapping[str, str], from_key: Mapping[str, str]) -> dict[str, Any]:
    """The attributes under the names of the fields, with those that the key says."""
    long = _long(tuple(names.items()))
    return {**from_key, **{long.get(name, name): value for name, value in item.items()}}


def own_ids(outcomes: Mapping[str, Any], own: str) -> dict[str, Any]:
    """Outcomes by the id of their event, which nearly always begins with what the message is called."""
    return {_shortened(event_id, own): outcome for event_id, outcome in outcomes.items()}


def whole_ids(outcomes: Mapping[str, Any], own: str) -> dict[str, Any]:
    """The opposite of ``own_ids``."""
    return {own + name[1:] if name.startswith(OWN) else name: outcome for name, outcome in outcomes.items()}


def _shortened(event_id: str, own: str) -> str:
    return OWN + event_id.removeprefix(own) if event_id.startswith(own) else event_id


@cache
def _long(names: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    return {short: long for long, short in names}


@cache
def _defaults(kind: type[Any]) -> Mapping[str, Any]:
    """What each field with a default is stored as, if it is as by default."""
    return {f.name: plain(_default(f)) for f in fields(kind) if _default(f) is not MISSING}


def _default(field: "Field[Any]") -> Any:
    return field.default_factory() if field.default_factory is not MISSING else field.default
