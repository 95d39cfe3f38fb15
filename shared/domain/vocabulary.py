"""The closed lists of words the desk uses, spelt as they are stored, sent and shown.

Channels are not listed here: a channel exists when its folder under ``shared/channels`` does.
"""

from enum import StrEnum


class EventKind(StrEnum):
    """What a platform tells us about a message."""

    CREATED = "created"
    EDITED = "edited"
    DELETED = "deleted"
    HIDDEN = "hidden"
    UNHIDDEN = "unhidden"
    ECHO = "echo"  # written by our own account, by us or by somebody in the platform's own app
    RECEIPT = "receipt"  # a failed delivery; or the counts of the others in one body
    SIGNAL = "signal"  # likes, follows, reactions ...: counts, never a message
    ACCOUNT_WARNING = "account_warning"
    UNSUPPORTED = "unsupported"


class Surface(StrEnum):
    """How a message reached us."""

    POST = "post"
    COMMENT = "comment"
    MENTION = "mention"
    QUOTE = "quote"
    DIRECT_MESSAGE = "direct_message"
    STORY_REPLY = "story_reply"
    STORY_MENTION = "story_mention"
    REVIEW = "review"
    BROAD_MATCH = "broad_match"
    SECTOR_MATCH = "sector_match"


class Visibility(StrEnum):
    PUBLIC = "public"
    PRIVATE = "private"


class Direction(StrEnum):
    INBOUND = "inbound"
    OUTBOUND = "outbound"


class Status(StrEnum):
    NEW = "new"
    OPEN = "open"
    PENDING = "pending"
    RESOLVED = "resolved"
    CLOSED = "closed"


class Priority(StrEnum):
    URGENT = "urgent"
    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"


class Category(StrEnum):
    ACCOUNT_OR_TECHNICAL = "account_or_technical"
    COMPLAINT = "complaint"
    URGENT_REQUEST = "urgent_request"
    OUTAGE = "outage"
    QUESTION = "question"
    PRAISE = "praise"
    MENTION = "mention"
    SPAM = "spam"
    ABUSE = "abuse"


class Sentiment(StrEnum):
    NEGATIVE = "negative"
    NEUTRAL = "neutral"
    POSITIVE = "positive"


class Danger(StrEnum):
    """Whether somebody may be hurt. Found with high recall: *possible* is enough to tell people at once."""

    NONE = "none"
    POSSIBLE = "possible"


class Stage(StrEnum):
    """Three stages of listening. Only ``direct`` may be answered without a person."""

    DIRECT = "direct"
    BROAD = "broad"
    PROACTIVE = "proactive"


class Outcome(StrEnum):
    """What became of one delivered item. Each event id leaves exactly one."""

    TICKET = "ticket"  # opened a ticket
    APPENDED = "appended"  # joined an open ticket
    EDITED = "edited"
    DELETED = "deleted"
    HIDDEN = "hidden"  # hidden or shown again
    OUTGOING = "outgoing"  # written by our own account
    SIGNAL = "signal"
    STATUS = "status"  # receipts: what became of messages of ours
    OPS = "ops"  # an account warning: for operators
    IGNORED = "ignored"  # understood, kept, and not worth a ticket
    QUARANTINED = "quarantined"
    REJECTED = "rejected"
    PARKED = "parked"


class SendClass(StrEnum):
    """What a platform made of a message we sent."""

    SENT = "sent"
    RETRY_AT = "retry_at"  # throttled: not before the named instant
    RETRY_BACKOFF = "retry_backoff"  # failed for a passing reason, surely not sent
    UNKNOWN = "unknown"  # timed out after the request went out: read before sending again
    PERMANENT = "permanent"
    AUTH_BROKEN = "auth_broken"
    ACCOUNT_BLOCKED = "account_blocked"


class SuppressionReason(StrEnum):
    """Why no acknowledgement is sent. Counted as a metric, shown in the ticket's history."""

    NOT_A_CUSTOMER_MESSAGE = "not_a_customer_message"
    NOT_DIRECT = "not_direct"
    NO_RESPONSE_NEEDED = "no_response_needed"
    SPAM_OR_ABUSE = "spam_or_abuse"
    DANGER = "danger"  # somebody may be hurt: never told to wait for the next opening
    AUTHOR_IS_A_ROBOT = "author_is_a_robot"
    AUTHOR_UNKNOWN = "author_unknown"
    DESK_OPEN = "desk_open"
    CHANNEL_OFF = "channel_off"  # the platform's policy or the brand's choice
    SWITCHED_OFF = "switched_off"
    BRAND_INVALID = "brand_invalid"
    CALENDAR_INVALID = "calendar_invalid"
    INCIDENT_OPEN = "incident_open"
    WINDOW_CLOSED = "window_closed"
    ALREADY_ACKNOWLEDGED = "already_acknowledged"
    PERSON_ANSWERED = "person_answered"
    MESSAGE_GONE = "message_gone"  # deleted or hidden meanwhile
    MESSAGE_NOT_STORED = "message_not_stored"  # its event was parked
    WITHOUT_WORDS = "without_words"  # a public photo, GIF, sticker or share: nothing automatic answers it in public
    HANDED_OVER = "handed_over"  # another application answers in this conversation
    OPTED_OUT = "opted_out"  # the customer asked for no automatic texts
    TOO_OLD = "too_old"
    TEXT_TOO_LONG = "text_too_long"
    AUTHOR_RATE_LIMIT = "author_rate_limit"
    POST_RATE_LIMIT = "post_rate_limit"
    ACCOUNT_RATE_LIMIT = "account_rate_limit"
    ACCOUNT_STOPPED = "account_stopped"
    DRY_RUN = "dry_run"


class AttachmentType(StrEnum):
    """What came with a message, or what the message is about."""

    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"
    FILE = "file"
    STICKER = "sticker"
    LOCATION = "location"
    CONTACT = "contact"
    POST = "post"
    STORY = "story"
    REEL = "reel"
    PRODUCT = "product"
    LINK = "link"
    OTHER = "other"  # a poll, a game, a template, whatever a platform invents: see ``source_type``


class AttachmentStatus(StrEnum):
    """What became of the file of an attachment."""

    PENDING = "pending"  # it is being fetched, or will be
    STORED = "stored"  # in the bucket
    TOO_LARGE = "too_large"
    REFUSED = "refused"  # it is not what it says it is, it may not be kept, or it is malware
    GONE = "gone"  # the platform gives it away no longer
    UNAVAILABLE = "unavailable"  # it could not be fetched, however often it was tried


class Resolution(StrEnum):
    """How a ticket was resolved, where not by people."""

    WITHDRAWN = "withdrawn"  # its customer deleted everything, and nobody had touched it


class NoticeState(StrEnum):
    """What a target of notifications has to know of a ticket."""

    OPEN = "open"  # somebody is needed
    ACKNOWLEDGED = "acknowledged"  # somebody has it in hand
    RESOLVED = "resolved"  # nobody is needed any more


class ExcerptKind(StrEnum):
    """What an excerpt stands for: words, or what a message without words is."""

    TEXT = "text"
    IMAGE = "image"
    VIDEO = "video"
    VOICE = "voice"
    AUDIO = "audio"
    FILE = "file"
    STICKER = "sticker"
    LOCATION = "location"
    CONTACT = "contact"
    POST = "post"
    STORY = "story"
    REEL = "reel"
    PRODUCT = "product"
    LINK = "link"
    OTHER = "other"
    DELETED = "deleted"  # by the customer, or with the person
    NOT_KEPT = "not_kept"  # the platform bounds how long content may be kept
    NOT_SHOWN = "not_shown"  # the platform does not show it to us
