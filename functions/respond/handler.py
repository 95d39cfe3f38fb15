"""Lambda entry point.

Acknowledges a ticket (called by the triage workflow and the sweep), sends an agent's reply (called by the API, finished
by the sweep) and looks up the text of a message (called by the triage workflow and the sweep).
"""

import os
from collections.abc import Callable
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.respond.acknowledgement.ports import AcknowledgementPorts
from functions.respond.acknowledgement.service import Acknowledge
from functions.respond.automatic import AutomaticSender
from functions.respond.incidents.ports import IncidentPorts
from functions.respond.incidents.service import WorkOnIncident
from functions.respond.look_up.service import LookUp, LookUpAgain
from functions.respond.posts import PublishPost
from functions.respond.proposals.service import CarryOutProposal
from functions.respond.replies.contract import intent_from, result_from
from functions.respond.replies.ports import ReplyPorts
from functions.respond.replies.service import SendReply
from functions.respond.replies.thanks import AnswerWithThanks
from functions.respond.satisfaction.ports import SatisfactionPorts
from functions.respond.satisfaction.service import AskAboutSatisfaction
from functions.respond.settings import Settings
from shared import channels
from shared.adapters.date_time_formatter import BabelDateTimeFormatter
from shared.adapters.dynamodb.automatic_messages import DynamoDBAutomaticMessages
from shared.adapters.dynamodb.automatic_texts import DynamoDBAutomaticTexts
from shared.adapters.dynamodb.brands import DynamoDBBrands
from shared.adapters.dynamodb.conversations import DynamoDBConversations
from shared.adapters.dynamodb.history import DynamoDBHistory
from shared.adapters.dynamodb.incidents import DynamoDBIncidents
from shared.adapters.dynamodb.messages import DynamoDBMessages
from shared.adapters.dynamodb.outbox import DynamoDBAccountStates, DynamoDBOutbox, DynamoDBRateLimits
from shared.adapters.dynamodb.proposals import DynamoDBProposals
from shared.adapters.dynamodb.public_posts import DynamoDBPublicPosts
from shared.adapters.dynamodb.replies import DynamoDBReplies
from shared.adapters.dynamodb.switches import DynamoDBSwitches
from shared.adapters.dynamodb.table import DynamoDBTable
from shared.adapters.dynamodb.tickets import DynamoDBTickets
from shared.adapters.dynamodb.units import DynamoDBUnits
from shared.adapters.http.gateways import ChannelGateways
from shared.adapters.phone_numbers import LibraryPhones
from shared.adapters.s3.uploads import S3Uploads
from shared.adapters.secrets_manager.store import PLATFORM_FRESH_SECONDS, SecretsManagerSecrets
from shared.adapters.sendable_types import mime_type_of
from shared.adapters.sqs.inbound_queue import SqsInboundQueue
from shared.adapters.system_clock import SystemClock
from shared.contracts.events import dump_event, load_event
from shared.contracts.replies import FinishRepliesRequest, ReplyRequest
from shared.contracts.triage import AcknowledgementRequest, AcknowledgementResult
from shared.domain.vocabulary import SendClass
from shared.observability.emf import EmfMetrics
from shared.observability.logs import event_reference, in_request, logger

SWITCH_SECONDS = 2
"""How old cached switches and incidents may be, so that stopping all answers takes effect at once."""

settings = Settings.model_validate(dict(os.environ))
table, clock, metrics = DynamoDBTable(settings.table_name), SystemClock(), EmfMetrics()
briefly = min(settings.cache_seconds, SWITCH_SECONDS)
incidents = DynamoDBIncidents(table, cache_seconds=briefly, clock=clock)
automatic_messages = DynamoDBAutomaticMessages(table)
brands = DynamoDBBrands(table, cache_seconds=settings.cache_seconds, clock=clock, metrics=metrics)
acknowledge = Acknowledge(
    AcknowledgementPorts(
        brands=brands,
        switches=DynamoDBSwitches(table, cache_seconds=briefly, clock=clock),
        tickets=DynamoDBTickets(table),
        messages=DynamoDBMessages(table, clock=clock),
        conversations=DynamoDBConversations(table),
        history=DynamoDBHistory(table),
        incidents=incidents,
        outbox=DynamoDBOutbox(table),
        accounts=DynamoDBAccountStates(table, brands=brands),
        automatic_texts=DynamoDBAutomaticTexts(table, clock),
        rate_limits=DynamoDBRateLimits(table, clock=clock),
        gateways=ChannelGateways(
            secrets=SecretsManagerSecrets(settings.secret_prefix, fresh_seconds=PLATFORM_FRESH_SECONDS),
            base_urls=settings.gateway_base_urls,
            units=DynamoDBUnits(table),
        ),
        formatter=BabelDateTimeFormatter(),
        clock=clock,
        metrics=metrics,
        policies=channels.load_policy,
    )
)

ports = acknowledge.ports
send_reply = SendReply(
    ReplyPorts(
        brands=ports.brands,
        tickets=ports.tickets,
        messages=ports.messages,
        conversations=ports.conversations,
        history=ports.history,
        replies=DynamoDBReplies(table),
        accounts=ports.accounts,
        gateways=ports.gateways,
        uploads=S3Uploads(settings.bucket_name, mime_type_of=mime_type_of),
        phones=LibraryPhones(),
        clock=clock,
        metrics=metrics,
        policies=channels.load_policy,
    )
)

ask_about_satisfaction = AskAboutSatisfaction(
    SatisfactionPorts(
        brands=ports.brands,
        switches=ports.switches,
        tickets=ports.tickets,
        messages=ports.messages,
        conversations=ports.conversations,
        history=ports.history,
        incidents=ports.incidents,
        automatic_messages=automatic_messages,
        accounts=ports.accounts,
        automatic_texts=ports.automatic_texts,
        rate_limits=ports.rate_limits,
        gateways=ports.gateways,
        clock=clock,
        policies=channels.load_policy,
    )
)

public_posts = DynamoDBPublicPosts(table)
work_on_incident = WorkOnIncident(
    IncidentPorts(
        brands=ports.brands,
        switches=ports.switches,
        tickets=ports.tickets,
        messages=ports.messages,
        conversations=ports.conversations,
        history=ports.history,
        incidents=incidents,
        automatic_messages=automatic_messages,
        posts=public_posts,
        accounts=ports.accounts,
        automatic_texts=ports.automatic_texts,
        rate_limits=ports.rate_limits,
        gateways=ports.gateways,
        clock=clock,
        policies=channels.load_policy,
    )
)

carry_out_proposal = CarryOutProposal(
    brands=ports.brands,
    proposals=DynamoDBProposals(table),
    tickets=ports.tickets,
    messages=ports.messages,
    history=ports.history,
    incidents=ports.incidents,
    switches=ports.switches,
    accounts=ports.accounts,
    rate_limits=ports.rate_limits,
    gateways=ports.gateways,
    posts=public_posts,
    publish=PublishPost(posts=public_posts, accounts=ports.accounts, gateways=ports.gateways, clock=clock),
    sender=AutomaticSender.of(work_on_incident.ports),
    answers=AnswerWithThanks(send_reply),
    policies=channels.load_policy,
    clock=clock,
)

look_up = LookUp(brands=ports.brands, gateways=ports.gateways)
look_up_again = LookUpAgain(
    look_up=look_up,
    tickets=ports.tickets,
    messages=ports.messages,
    history=ports.history,
    queue=SqsInboundQueue(settings.inbound_queue_url),
    clock=clock,
)

ALARMING = (SendClass.AUTH_BROKEN, SendClass.ACCOUNT_BLOCKED)


def _acknowledge(event: dict[str, Any]) -> dict[str, Any]:
    outcome = acknowledge(AcknowledgementRequest.model_validate(event).ticket_id)
    log = logger.error if outcome.sent in ALARMING else metrics.tell
    log("acknowledgement handled", ticket_id=outcome.ticket_id, sent=outcome.sent, suppressed=outcome.suppressed)
    result = AcknowledgementResult(ticket_id=outcome.ticket_id, sent=outcome.sent, suppressed=outcome.suppressed)
    return result.model_dump(mode="json")


def _finish_replies(event: dict[str, Any]) -> dict[str, Any]:
    send_reply.finish(FinishRepliesRequest.model_validate(event).ticket_id)
    return {}


def _look_up_again(event: dict[str, Any]) -> dict[str, Any]:
    failure = look_up_again(event["ticket_id"])
    log = metrics.tell if failure is None else logger.warning
    log("message looked up again", ticket_id=event["ticket_id"], error=failure and failure.error)
    return {}


def _carry_out_proposal(event: dict[str, Any]) -> dict[str, Any]:
    done = carry_out_proposal(event["brand"], event["proposal_id"])
    state = done and done.state.value
    metrics.tell("proposal carried out", proposal_id=event["proposal_id"], state=state, error=done and done.error)
    return {"state": state}


def _work_on_incident(event: dict[str, Any]) -> dict[str, Any]:
    incident_id = event["incident_id"]
    done = work_on_incident(incident_id)
    metrics.tell(
        "incident handled",
        incident_id=incident_id,
        published=done.published,
        linked=done.linked,
        sent=done.sent,
        skipped=done.skipped,
        failed=done.failed,
        put_off=done.put_off,
        complete=done.complete,
    )
    return {}


def _ask_about_satisfaction(event: dict[str, Any]) -> dict[str, Any]:
    ticket_id = event["ticket_id"]
    outcome = ask_about_satisfaction(ticket_id)
    status = outcome.status and outcome.status.value
    metrics.tell(
        "satisfaction handled",
        ticket_id=ticket_id,
        kind=outcome.kind,
        status=status,
        unasked=outcome.unasked,
        error=outcome.error,
    )
    return {}


def _look_up(request: dict[str, Any]) -> dict[str, Any]:
    """A task of the triage workflow: the event, with its text if the platform gave it."""
    event = load_event(request["event"])
    result = look_up(event)
    failure = result.failure
    log = metrics.tell if failure is None else logger.warning
    log(
        "message looked up",
        event=event_reference(event.event_id),
        channel=event.channel,
        error=failure and failure.error,
    )
    return {"event": dump_event(result.event)}


def _reply(event: dict[str, Any]) -> dict[str, Any]:
    outcome = send_reply(intent_from(ReplyRequest.model_validate(event)))
    refused = outcome.refusal.reason.value if outcome.refusal is not None else None
    failed = outcome.failed
    log = logger.error if failed is not None and failed.outcome in ALARMING else metrics.tell
    statuses = [reply.status.value for reply in outcome.replies]
    error = failed and failed.error
    log("reply handled", ticket_id=outcome.ticket_id, statuses=statuses, refused=refused, error=error)
    return result_from(outcome).model_dump(mode="json")


ACTIONS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "acknowledge": _acknowledge,
    "reply": _reply,
    "finish_replies": _finish_replies,
    "look_up": _look_up,
    "look_up_again": _look_up_again,
    "work_on_incident": _work_on_incident,
    "carry_out_proposal": _carry_out_proposal,
    "ask_about_satisfaction": _ask_about_satisfaction,
}


@in_request
@metrics.flushed_after
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return ACTIONS[event.get("action", "acknowledge")](event)
