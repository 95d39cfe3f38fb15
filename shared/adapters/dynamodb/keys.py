"""Builds every key of the table. No other module joins strings with ``#``.

Access patterns and the reasons for this design: ``docs/data-model.md``.
"""

from datetime import UTC, date, datetime
from hashlib import sha256

Key = dict[str, str]


def message(channel: str, account_id: str, message_id: str) -> Key:
    return {"pk": f"MESSAGE#{channel}#{account_id}#{message_id}", "sk": "MESSAGE"}


def reference(brand_id: str, reference: str, place: tuple[str, str, str]) -> Key:
    """That a message (channel, account, id) names a reference. Neither can be read in the key."""
    return {"pk": f"REFERENCE#{brand_id}#{digest(reference)}", "sk": f"IN#{digest('|'.join(place))}"}


def conversation(channel: str, account_id: str, conversation_id: str) -> Key:
    return {"pk": f"CONVERSATION#{channel}#{account_id}#{conversation_id}", "sk": "CONVERSATION"}


def acknowledgement(channel: str, account_id: str, conversation_id: str, period: str) -> Key:
    """The outbox record: one per conversation and closed period."""
    return {**conversation(channel, account_id, conversation_id), "sk": f"ACKNOWLEDGEMENT#{period}"}


def account(channel: str, account_id: str) -> Key:
    """The state of one of our accounts: paused, stopped."""
    return {"pk": f"ACCOUNT#{channel}#{account_id}", "sk": "ACCOUNT"}


def automatic_texts(digest_of_customer: str) -> Key:
    """What a customer asked for on one account. The digest is keyed: nobody can guess the customer's id from it."""
    return {"pk": f"AUTOMATIC#{digest_of_customer}", "sk": "AUTOMATIC"}


def automatic_texts_of_before(channel: str, account_id: str, author_id: str) -> Key:
    """The same in versions before 0.3: a plain digest."""
    return automatic_texts(digest(f"{channel}/{account_id}/{author_id}"))


def rate_limit(scope: str, window: str) -> Key:
    """A counter of one window of time. Scopes hold customers' ids, hence the digest."""
    return {"pk": f"RATE_LIMIT#{digest(scope)}", "sk": f"WINDOW#{window}"}


def ticket(ticket_id: str) -> Key:
    return {"pk": f"TICKET#{ticket_id}", "sk": "TICKET"}


def history(ticket_id: str, at: datetime, key: str) -> Key:
    return {**ticket(ticket_id), "sk": f"HISTORY#{instant(at)}#{key}"}


def reply(ticket_id: str, key: str, number: int) -> Key:
    """The outbox record of an agent's reply. ``key`` is a digest of the caller's idempotency key."""
    return {**ticket(ticket_id), "sk": f"REPLY#{key}#{number}"}


def automatic_message(ticket_id: str, kind: str, about: str = "") -> Key:
    """The outbox record of an automatic text that a ticket gets once, or once for what it is ``about``."""
    return {**ticket(ticket_id), "sk": f"AUTOMATIC#{kind}" + (f"#{about}" if about else "")}


def public_post(group: str, key: str) -> Key:
    """The outbox record of a post of our own, such as one update of an incident on one account."""
    return {"pk": f"POSTS#{group}", "sk": f"POST#{key}"}


def notice(ticket_id: str, target: str) -> Key:
    """What one target knows of a ticket."""
    return {**ticket(ticket_id), "sk": f"NOTICE#{target}"}


def note(ticket_id: str, note_id: str) -> Key:
    """What an agent noted about a ticket."""
    return {**ticket(ticket_id), "sk": f"NOTE#{note_id}"}


def mention(brand_id: str, agent_id: str, ticket_id: str) -> Key:
    """That a note about a ticket names an agent. The digest hides the agent's subject."""
    return {"pk": f"MENTIONS#{brand_id}#{digest(agent_id)}", "sk": f"TICKET#{ticket_id}"}


def viewer(ticket_id: str, agent_id: str) -> Key:
    """That an agent has the ticket before them."""
    return {**viewers(ticket_id), "sk": f"VIEWER#{digest(agent_id)}"}


def viewers(ticket_id: str) -> Key:
    return {"pk": f"VIEWERS#{ticket_id}", "sk": "VIEWER#"}


def customer(customer_id: str) -> Key:
    return {"pk": f"CUSTOMER#{customer_id}", "sk": "CUSTOMER"}


def customer_ticket(customer_id: str, ticket_id: str) -> Key:
    """An older ticket of a customer."""
    return {**customer(customer_id), "sk": f"TICKET#{ticket_id}"}


def customer_conversation(customer_id: str, place: str) -> Key:
    """An older conversation of a customer that opened no ticket."""
    return {**customer(customer_id), "sk": f"CONVERSATION#{digest(place)}"}


def customer_same_as(customer_id: str, other_id: str) -> Key:
    """Another customer who is the same person."""
    return {**customer(customer_id), "sk": f"SAME_AS#{other_id}"}


def customer_linked(customer_id: str, other_id: str) -> Key:
    """Another customer whom people linked by hand."""
    return {**customer(customer_id), "sk": f"LINKED#{other_id}"}


def outcome(event_id: str) -> Key:
    return {"pk": f"OUTCOME#{digest(event_id)}", "sk": "OUTCOME"}


def quick_answer(channel: str, account_id: str, text_digest: str) -> Key:
    return {"pk": f"QUICKANSWER#{channel}#{account_id}#{text_digest}", "sk": "QUICKANSWER"}


def attempts(event_id: str) -> Key:
    return {"pk": f"ATTEMPTS#{digest(event_id)}", "sk": "ATTEMPTS"}


def pseudonym_key() -> Key:
    return {"pk": "PSEUDONYMS", "sk": "KEY"}


def brands() -> Key:
    return {"pk": "BRANDS", "sk": "BRANDS"}


def brand_version(brand_id: str, version: int) -> Key:
    return {"pk": f"BRAND#{brand_id}", "sk": f"VERSION#{version:08d}"}


def article_meanings(brand_id: str, version: int, part: int) -> Key:
    """The meanings of the help pages of one version."""
    return {"pk": f"BRAND#{brand_id}", "sk": f"MEANINGS#{version:08d}#{part:02d}"}


def brand_current(brand_id: str) -> Key:
    return {"pk": f"BRAND#{brand_id}", "sk": "CURRENT"}


def brand_shards(brand_id: str) -> Key:
    """How many partitions of the indexes the brand's tickets are spread over."""
    return {"pk": f"BRAND#{brand_id}", "sk": "SHARDS"}


def triage_runs() -> Key:
    return {"pk": "TRIAGE", "sk": "RUNS"}


def switches() -> Key:
    """All switches are one small item: every send reads them together."""
    return {"pk": "SWITCHES", "sk": "SWITCHES"}


def switch_changes(brand_id: str) -> str:
    """How the sort keys of a brand's changes of switches begin; ``*`` stands for every brand."""
    return f"CHANGE#{brand_id}#"


def switch_change(brand_id: str, at: datetime, channel: str) -> Key:
    """That a switch was set, and by whom."""
    return {"pk": "SWITCHES", "sk": f"{switch_changes(brand_id)}{instant(at)}#{channel}"}


def incident(brand_id: str, incident_id: str) -> Key:
    return {"pk": f"INCIDENTS#{brand_id}", "sk": f"INCIDENT#{incident_id}"}


def acted(brand_id: str, target: str, action_id: str) -> Key:
    """An action in the tool of a target that was carried out: its delivery may come again."""
    return {"pk": f"ACTED#{brand_id}", "sk": f"ACTED#{target}#{digest(action_id)}"}


def open_incident(brand_id: str, incident_id: str) -> Key:
    """The marker of an incident that is not resolved. The one without an id says that every open one has a marker."""
    return {"pk": f"INCIDENTS#{brand_id}", "sk": f"OPEN#{incident_id}"}


def openings(brand_id: str) -> Key:
    """How often people opened an incident of the brand: two who do so at once are told apart by it."""
    return {"pk": f"INCIDENTS#{brand_id}", "sk": "OPENINGS"}


def incident_update(incident_id: str, number: int) -> Key:
    """A public update about an incident."""
    return {"pk": f"INCIDENT#{incident_id}", "sk": f"UPDATE#{number:03d}"}


def incident_ticket(incident_id: str, ticket_id: str) -> Key:
    """That a ticket is linked to an incident, and what its customer was told."""
    return {"pk": f"INCIDENT#{incident_id}", "sk": f"TICKET#{ticket_id}"}


def linked_report(incident_id: str, at: datetime, ticket_id: str) -> Key:
    """A ticket that was linked to a suspicion, in the order of time."""
    return {"pk": f"INCIDENT#{incident_id}", "sk": f"LINKED#{instant(at)}#{ticket_id}"}


def incident_customer(incident_id: str, customer_id: str) -> Key:
    """Which ticket of a customer was linked first. The digest hides the customer."""
    return {"pk": f"INCIDENT#{incident_id}", "sk": f"CUSTOMER#{digest(customer_id)}"}


def incident_task(incident_id: str, kind: str, due: datetime, ticket_id: str) -> Key:
    """A line that is to be sent to a linked ticket, in the order in which they are due."""
    return {"pk": f"INCIDENT#{incident_id}", "sk": f"TASK#{kind}#{instant(due)}#{ticket_id}"}


def outage_report(brand_id: str, at: datetime, ticket_id: str) -> Key:
    """A ticket that reported an outage, in the order of time."""
    return {"pk": f"OUTAGES#{brand_id}", "sk": f"REPORT#{instant(at)}#{ticket_id}"}


def token(token_hash: str) -> Key:
    """All tokens share a partition, so that they can be listed. A container reads each at most once a minute."""
    return {"pk": "TOKENS", "sk": f"TOKEN#{token_hash}"}


def agent(email_digest: str) -> Key:
    """All agents share a partition, so that they can be listed. The digest hides the address."""
    return {"pk": "AGENTS", "sk": f"AGENT#{email_digest}"}


def agent_subject(subject: str) -> Key:
    """Leads from the subject of the issuer to the agent."""
    return {"pk": "AGENTS", "sk": f"SUBJECT#{digest(subject)}"}


def saved_reply(brand_id: str, reply_id: str) -> Key:
    """A text that agents start from."""
    return {"pk": f"SAVED_REPLIES#{brand_id}", "sk": f"REPLY#{reply_id}"}


def saved_reply_change(brand_id: str, at: datetime, reply_id: str) -> Key:
    """What somebody did to a saved reply, and how it read before."""
    return {"pk": f"SAVED_REPLIES#{brand_id}", "sk": f"CHANGE#{instant(at)}#{reply_id}"}


def deadline_move(brand_id: str) -> Key:
    """How far the deadlines of open tickets were moved to the version of the brand file that is in force."""
    return {"pk": f"DEADLINES#{brand_id}", "sk": "MOVE"}


def proposal(brand_id: str, proposal_id: str) -> Key:
    """What a person decides on before it is said in public."""
    return {"pk": f"PROPOSALS#{brand_id}", "sk": f"PROPOSAL#{proposal_id}"}


def due_proposal(brand_id: str, proposal_id: str) -> Key:
    """That a proposal was accepted and is not known to be carried out."""
    return {"pk": f"PROPOSALS#{brand_id}", "sk": f"DUE#{proposal_id}"}


def proposals_of_kind(brand_id: str, kind: str, *, decided: bool) -> str:
    """The partition of an index in which the proposals of this kind stand by their time."""
    return f"PROPOSALS#{brand_id}#{'DECIDED' if decided else 'WAITING'}#{kind}"


def saved_views(caller_id: str) -> Key:
    """The views of one caller. The digest hides an agent's subject."""
    return {"pk": f"SAVED_VIEWS#{digest(caller_id)}", "sk": "SAVED_VIEWS"}


def event_log_head(brand_id: str) -> Key:
    """How far days of a brand were added up, and the number of an entry of that day."""
    return {"pk": f"EVENTS#{brand_id}", "sk": "HEAD"}


def event_log(brand_id: str, previous: int) -> Key:
    """The entry of the event log that follows the one of this number: whoever appends first has the place."""
    return {"pk": f"EVENTS#{brand_id}", "sk": f"AFTER#{previous:015d}"}


def change_log(brand_id: str, number: int) -> Key:
    """Which tickets changed: one entry for a batch of the stream, under the number of its entry in the event log."""
    return {"pk": f"CHANGES#{brand_id}", "sk": f"CHANGE#{number:015d}"}


def recent_change(brand_id: str, at: datetime, ticket_id: str) -> Key:
    """That a person changed a ticket."""
    return {"pk": f"RECENT#{brand_id}", "sk": f"CHANGE#{instant(at)}#{ticket_id}"}


def subscription(subscription_id: str) -> Key:
    """A subscriber of events. All share a partition: an operator adds a few, and they are read together."""
    return {"pk": "WEBHOOKS", "sk": f"WEBHOOK#{subscription_id}"}


def delivery_progress(subscription_id: str) -> Key:
    """How far a subscriber was told."""
    return {"pk": f"WEBHOOK#{subscription_id}", "sk": "PROGRESS"}


def delivery_attempts(subscription_id: str, at: datetime, event_id: str) -> Key:
    """What one run tried to deliver, named by its first attempt."""
    return {"pk": f"WEBHOOK#{subscription_id}", "sk": f"ATTEMPTS#{instant(at)}#{event_id}"}


def notices_of_team(brand_id: str, team: str) -> Key:
    """When people were last called for a missed deadline of a team."""
    return {"pk": f"NOTICES#{brand_id}", "sk": f"TEAM#{team}"}


def notice_group(brand_id: str, group_id: str) -> Key:
    """Tickets that are told together."""
    return {"pk": f"NOTICES#{brand_id}", "sk": f"GROUP#{group_id}"}


def notice_group_tier(brand_id: str, group_id: str, tier: int) -> Key:
    """Which ticket's escalation tells a tier for all of the group."""
    return {"pk": f"NOTICES#{brand_id}", "sk": f"GROUP#{group_id}#TIER#{tier}"}


def on_call_override(brand_id: str, end: datetime, override_id: str) -> Key:
    """In the order in which overrides end, so that those that are over are never read."""
    return {"pk": f"ON_CALL#{brand_id}", "sk": f"OVERRIDE#{instant(end)}#{override_id}"}


def on_call_calendar(brand_id: str, rotation: str) -> Key:
    return {"pk": f"ON_CALL#{brand_id}", "sk": f"CALENDAR#{rotation}"}


def cursor(channel: str, account_id: str, source: str) -> Key:
    """How far a source of an account was read. All share a partition: each look at what is due reads them together."""
    return {"pk": "POLLS", "sk": f"CURSOR#{channel}#{account_id}#{source}"}


def polled_source(channel: str, account_id: str, source: str) -> Key:
    """Since when a source of an account is read, and whether a person paused it."""
    return {"pk": "POLLS", "sk": f"SOURCE#{channel}#{account_id}#{source}"}


def account_health(channel: str, account_id: str) -> Key:
    """What is known of the health of an account of ours. All share a partition: they are read together."""
    return {"pk": "ACCOUNTS", "sk": f"HEALTH#{channel}#{account_id}"}


def secret_lease(record: str) -> Key:
    """Who writes a secret record at the moment."""
    return {"pk": "ACCOUNTS", "sk": f"SECRET#{record}"}


def late_records(brand_id: str, period: int, number: int) -> Key:
    """Late records of ten seconds (counted since 1970) that the entry of that number holds."""
    return {"pk": f"EVENTS#{brand_id}", "sk": f"LATE#{period:010d}#{number:015d}"}


def figures(brand_id: str, at: datetime, kind: str) -> Key:
    """The figures of an ``HOUR``, a ``DAY`` or a ``MONTH`` (UTC); those of parts and kinds are ``DAY_…``, ``MONTH_…``.

    Hours and days of a month share a partition.
    """
    if kind.startswith("MONTH"):
        return {"pk": f"FIGURES#{brand_id}", "sk": f"{kind}#{at:%Y-%m}"}
    return {"pk": f"FIGURES#{brand_id}#{at:%Y-%m}", "sk": f"{kind}#{at:%dT%H}" if kind == "HOUR" else f"{kind}#{at:%d}"}


def letter(brand_id: str, monday: date) -> Key:
    """Whether the weekly letter of a Monday was sent."""
    return {"pk": f"LETTERS#{brand_id}", "sk": f"LETTER#{monday.isoformat()}"}


def shard_of(brand_id: str, ticket_id: str, number: int) -> str:
    """The partition of the indexes that a ticket belongs to, of so many."""
    return shard(brand_id, int(digest(ticket_id)[:8], 16) % number)


def shard(brand_id: str, which: int) -> str:
    return f"{brand_id}#{which}"


def instant(at: datetime) -> str:
    """UTC with milliseconds, so that the order of the text is the order of time."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
