"""Lambda entry point. Acknowledges a ticket: a task of the triage workflow, and called by the sweep.

Sends what an agent answers: called by the API, and finished by the sweep.
"""

import os
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.respond.desk import Desk
from functions.respond.look_up import LookUp, LookUpAgain
from functions.respond.reply import AnswerCustomer
from functions.respond.reply_contract import done_of, wish_of
from functions.respond.reply_desk import ReplyDesk
from functions.respond.service import Acknowledge
from functions.respond.settings import Settings
from shared import channels
from shared.adapters.date_time_formatter import BabelDateTimeFormatter
from shared.adapters.dynamodb.brands import DynamoDBBrands
from shared.adapters.dynamodb.conversations import DynamoDBConversations
from shared.adapters.dynamodb.history import DynamoDBHistory
from shared.adapters.dynamodb.incidents import DynamoDBIncidents
from shared.adapters.dynamodb.listening import DynamoDBListening
from shared.adapters.dynamodb.messages import DynamoDBMessages
from shared.adapters.dynamodb.outbox import DynamoDBAccountStates, DynamoDBOutbox, DynamoDBRateLimits
from shared.adapters.dynamodb.replies import DynamoDBReplies
from shared.adapters.dynamodb.switches import DynamoDBSwitches
from shared.adapters.dynamodb.table import DynamoDBTable
from shared.adapters.dynamodb.tickets import DynamoDBTickets
from shared.adapters.http.gateways import ChannelGateways
from shared.adapters.phone_numbers import LibraryPhones
from shared.adapters.secrets_manager.store import SecretsManagerSecrets
from shared.adapters.sqs.inbound_queue import SqsInboundQueue
from shared.adapters.system_clock import SystemClock
from shared.contracts.events import dump_event, load_event
from shared.contracts.replies import FinishRepliesRequest, ReplyRequest
from shared.contracts.triage import AcknowledgementRequest, AcknowledgementResult
from shared.domain.messages.event import InboundEvent
from shared.domain.vocabulary import SendClass
from shared.observability.emf import EmfMetrics
from shared.observability.logs import in_request, logger

SWITCH_SECONDS = 2
"""A person who stops all answers at three in the morning does not wait for a cache."""

settings = Settings.model_validate(dict(os.environ))
table, clock, metrics = DynamoDBTable(settings.table_name), SystemClock(), EmfMetrics()
briefly = min(settings.cache_seconds, SWITCH_SECONDS)
acknowledge = Acknowledge(
    Desk(
        brands=DynamoDBBrands(table, cache_seconds=settings.cache_seconds, clock=clock, metrics=metrics),
        switches=DynamoDBSwitches(table, cache_seconds=briefly, clock=clock),
        tickets=DynamoDBTickets(table),
        messages=DynamoDBMessages(table, clock=clock),
        conversations=DynamoDBConversations(table),
        history=DynamoDBHistory(table),
        incidents=DynamoDBIncidents(table, cache_seconds=briefly, clock=clock),
        outbox=DynamoDBOutbox(table),
        listening=DynamoDBListening(table),
        accounts=DynamoDBAccountStates(table),
        rate_limits=DynamoDBRateLimits(table),
        gateways=ChannelGateways(
            secrets=SecretsManagerSecrets(settings.secret_prefix), base_urls=settings.gateway_base_urls
        ),
        words=BabelDateTimeFormatter(),
        clock=clock,
        metrics=metrics,
        policies=channels.load_policy,
    )
)

desk = acknowledge.desk
answer = AnswerCustomer(
    ReplyDesk(
        brands=desk.brands,
        tickets=desk.tickets,
        messages=desk.messages,
        conversations=desk.conversations,
        history=desk.history,
        replies=DynamoDBReplies(table),
        accounts=desk.accounts,
        gateways=desk.gateways,
        phones=LibraryPhones(),
        clock=clock,
        metrics=metrics,
        policies=channels.load_policy,
    )
)

look_up = LookUp(brands=desk.brands, gateways=desk.gateways)
look_up_again = LookUpAgain(
    look_up=look_up,
    tickets=desk.tickets,
    messages=desk.messages,
    history=desk.history,
    queue=SqsInboundQueue(settings.inbound_queue_url),
    clock=clock,
)

ALARMING = (SendClass.AUTH_BROKEN, SendClass.ACCOUNT_BLOCKED)


@in_request
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    if event.get("action") == "reply":
        return _reply(ReplyRequest.model_validate(event))
    if event.get("action") == "finish_replies":
        answer.finish(FinishRepliesRequest.model_validate(event).ticket_id)
        return {}
    if event.get("action") == "look_up":
        return _look_up(load_event(event["event"]))
    if event.get("action") == "look_up_again":
        failed = look_up_again(event["ticket_id"])
        log = logger.info if failed is None else logger.warning
        log("message looked up again", ticket_id=event["ticket_id"], error=failed and failed.error)
        return {}
    due = AcknowledgementRequest.model_validate(event)
    done = acknowledge(due.ticket_id)
    log = logger.error if done.sent in ALARMING else logger.info
    log("acknowledgement handled", ticket_id=done.ticket_id, sent=done.sent, suppressed=done.suppressed)
    return AcknowledgementResult(ticket_id=done.ticket_id, sent=done.sent, suppressed=done.suppressed).model_dump(
        mode="json"
    )


def _look_up(wanted: InboundEvent) -> dict[str, Any]:
    """A task of the triage workflow: the event, with its words where the platform tells them."""
    told = look_up(wanted)
    failed = told.failed
    log = logger.info if failed is None else logger.warning
    log("message looked up", event_id=wanted.event_id, channel=wanted.channel, error=failed and failed.error)
    return {"event": dump_event(told.event)}


def _reply(asked: ReplyRequest) -> dict[str, Any]:
    done = answer(wish_of(asked))
    refused = done.refusal.why.value if done.refusal is not None else None
    failed = done.failed
    log = logger.error if failed is not None and failed.outcome in ALARMING else logger.info
    statuses = [reply.status.value for reply in done.replies]
    log("reply handled", ticket_id=done.ticket_id, statuses=statuses, refused=refused, error=failed and failed.error)
    return done_of(done).model_dump(mode="json")
