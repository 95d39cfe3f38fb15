"""Why nothing is said or done in public."""

from enum import StrEnum

from shared.domain.proposals.model import MESSAGE_EDITED


class Objection(StrEnum):
    NOT_PUBLIC = "not_public"
    NOT_SOLVED_IN_PRIVATE = "not_solved_in_private"
    NOT_RESOLVED = "not_resolved"
    SPAM_OR_ABUSE = "spam_or_abuse"
    DANGER = "danger"
    INCIDENT_OPEN = "incident_open"
    MESSAGE_GONE = "message_gone"
    MESSAGE_EDITED = MESSAGE_EDITED  # since it was proposed
    SAID_IN_PUBLIC = "said_in_public"  # by one of us or a robot of ours, in the same thread
    MOOD = "mood"
    NO_TEXT = "no_text"
    NOT_SUPPORTED = "not_supported"
    OUR_OWN = "our_own"
    NOT_UNDER_OUR_POSTS = "not_under_our_posts"
    CRITICISM = "criticism"
