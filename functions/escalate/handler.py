"""Lambda entry point: starts escalations, takes their steps, and does each minute what is due."""

import os
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.escalate import http
from functions.escalate.act import ActOnSuspicion, ActOnTicket
from functions.escalate.bad_scores import AlertOfBadScore
from functions.escalate.calendars import ReadCalendar, RequestCalendars
from functions.escalate.callbacks import ReceiveCallback
from functions.escalate.close import CloseEscalation
from functions.escalate.conversation import ReadConversation
from functions.escalate.deadlines import MoveDeadlines
from functions.escalate.due import HandleDueTickets, SweepResult
from functions.escalate.evidence import GatherEvidence
from functions.escalate.follow import FollowTargets, TicketsOfNotice
from functions.escalate.notify import NotifyTier, Step
from functions.escalate.proposals import LookAfterProposals
from functions.escalate.settings import EscalateSettings
from functions.escalate.shard import SweepShard
from functions.escalate.silent_accounts import FindSilentAccounts
from functions.escalate.start import StartEscalation
from functions.escalate.stopped import FindStoppedAccounts, FindStoppedWebhooks
from functions.escalate.suspicions import NotifySuspicions
from functions.escalate.sweep import Sweep
from functions.escalate.together import StartTogether
from functions.escalate.warnings import WarnOfDeadline
from shared import channels
from shared.adapters.aws_lambda.respond_trigger import LambdaRespondInvoker
from shared.adapters.aws_lambda.shard_trigger import LambdaShardInvoker
from shared.adapters.dynamodb.acted import DynamoDBActed
from shared.adapters.dynamodb.agents import DynamoDBAgents
from shared.adapters.dynamodb.brands import DynamoDBBrands
from shared.adapters.dynamodb.deadline_moves import DynamoDBDeadlineMoves
from shared.adapters.dynamodb.figures import DynamoDBFigures
from shared.adapters.dynamodb.history import DynamoDBHistory
from shared.adapters.dynamodb.incidents import DynamoDBIncidents
from shared.adapters.dynamodb.messages import DynamoDBMessages
from shared.adapters.dynamodb.notice_groups import DynamoDBNoticeGroups
from shared.adapters.dynamodb.notices import DynamoDBNotices
from shared.adapters.dynamodb.on_call import DynamoDBCalendars, DynamoDBOverrides
from shared.adapters.dynamodb.outbox import DynamoDBAccountStates
from shared.adapters.dynamodb.proposals import DynamoDBProposals
from shared.adapters.dynamodb.subscriptions import DynamoDBSubscriptions
from shared.adapters.dynamodb.table import DynamoDBTable
from shared.adapters.dynamodb.tickets import DynamoDBTickets
from shared.adapters.http.calendars import TIME_LIMIT, HttpCalendars
from shared.adapters.http.downloads import HttpDownloads
from shared.adapters.ical.reader import read_calendar
from shared.adapters.notify.callbacks import callback_format
from shared.adapters.notify.http import TargetHttp
from shared.adapters.notify.targets import NotificationRouter
from shared.adapters.notify.topic import NotificationTopic
from shared.adapters.notify.webhook import SignedWebhooks
from shared.adapters.secrets_manager.store import SecretsManagerSecrets
from shared.adapters.sqs.deliveries import SqsDeliveries
from shared.adapters.step_functions.escalation import StepFunctionsEscalation
from shared.adapters.system_clock import SystemClock
from shared.contracts.escalation import (
    CalendarRead,
    EscalationClose,
    EscalationNext,
    EscalationStart,
    EscalationStep,
    ShardSweep,
)
from shared.domain.escalation.rounds import EscalationEnd
from shared.domain.tickets.parts import Part
from shared.observability.emf import EmfMetrics
from shared.observability.logs import in_request, logger

settings = EscalateSettings.model_validate(dict(os.environ))
clock = SystemClock()
metrics = EmfMetrics()
table = DynamoDBTable(settings.table_name)
tickets = DynamoDBTickets(table)
history = DynamoDBHistory(table)
brands = DynamoDBBrands(table, cache_seconds=settings.cache_seconds, clock=clock, metrics=metrics)
secrets = SecretsManagerSecrets(settings.secret_prefix, cache_seconds=settings.cache_seconds)
target_http = TargetHttp(allowed_hosts=settings.notify_allowed_hosts)
notices = DynamoDBNotices(table)
groups = DynamoDBNoticeGroups(table)
overrides = DynamoDBOverrides(table).since
notifier = NotificationRouter(
    topic=NotificationTopic(settings.topic_arn),
    webhooks=SignedWebhooks(brands=brands, secrets=secrets, clock=clock, http=target_http),
    brands=brands,
    secrets=secrets,
    http=target_http,
    mail_sender=settings.mail_sender,
    base_urls=settings.gateway_base_urls,
)
start_escalation = StartEscalation(
    tickets=tickets,
    history=history,
    workflow=StepFunctionsEscalation(settings.escalation_arn),
    metrics=metrics,
    clock=clock,
)
read_conversation = ReadConversation(DynamoDBMessages(table, clock))
notify_tier = NotifyTier(
    tickets=tickets,
    brands=brands,
    history=history,
    notifier=notifier,
    metrics=metrics,
    clock=clock,
    policies=channels.load_policy,
    notices=notices,
    desk_url=settings.desk_address,
    groups=groups,
    overrides=overrides,
    conversation=read_conversation,
)
follow_targets = FollowTargets(
    tickets=tickets,
    notices=notices,
    brands=brands,
    notifier=notifier,
    metrics=metrics,
    clock=clock,
    groups=groups,
    desk_url=settings.desk_address,
    conversation=read_conversation,
)
close_escalation = CloseEscalation(tickets=tickets, history=history, metrics=metrics)
incidents = DynamoDBIncidents(table, cache_seconds=settings.cache_seconds, clock=clock)
respond = LambdaRespondInvoker(settings.respond_function)
handle_due_tickets = HandleDueTickets(
    brands=brands,
    tickets=tickets,
    history=history,
    incidents=incidents,
    respond=respond,
    start=start_escalation,
    metrics=metrics,
    clock=clock,
    policies=channels.load_policy,
    alert=AlertOfBadScore(
        tickets=tickets,
        history=history,
        brands=brands,
        notifier=notifier,
        metrics=metrics,
        clock=clock,
        notices=notices,
        desk_url=settings.desk_address,
        overrides=overrides,
    ),
    warn=WarnOfDeadline(
        tickets=tickets,
        history=history,
        brands=brands,
        notifier=notifier,
        metrics=metrics,
        clock=clock,
        policies=channels.load_policy,
        notices=notices,
        desk_url=settings.desk_address,
        overrides=overrides,
    ),
    together=StartTogether(tickets, groups, start_escalation, clock),
)
calendars = DynamoDBCalendars(table)
own_invoker = LambdaShardInvoker(settings.function_name)
notify_suspicions = NotifySuspicions(
    incidents=incidents,
    notifier=notifier,
    metrics=metrics,
    clock=clock,
    notices=notices,
    desk_url=settings.desk_address,
    overrides=overrides,
    evidence=GatherEvidence(incidents, tickets, DynamoDBFigures(table), clock),
    worker=respond,
)
sweep = Sweep(
    brands=brands,
    tickets=tickets,
    handle=handle_due_tickets,
    shards=own_invoker,
    suspicions=notify_suspicions,
    stopped_accounts=FindStoppedAccounts(DynamoDBAccountStates(table)),
    stopped_webhooks=FindStoppedWebhooks(
        DynamoDBSubscriptions(table, cache_seconds=settings.cache_seconds, clock=clock),
        SqsDeliveries(settings.delivery_queue_url),
        clock,
    ),
    metrics=metrics,
    clock=clock,
    follow=follow_targets,
    proposals=LookAfterProposals(DynamoDBProposals(table), respond, clock, overrides),
    deadlines=MoveDeadlines(DynamoDBDeadlineMoves(table), brands, tickets, channels.load_policy, clock),
    calendars=RequestCalendars(calendars, own_invoker, clock),
)
calendar_downloads = HttpDownloads(allowed_hosts=settings.notify_allowed_hosts, time_limit=TIME_LIMIT)
calendar_feed = HttpCalendars(secrets, calendar_downloads)
import_calendar = ReadCalendar(brands, calendars, calendar_feed, read_calendar, notifier, metrics, clock)
sweep_shard = SweepShard(tickets, handle_due_tickets, follow_targets, metrics, clock)
find_silent_accounts = FindSilentAccounts(
    brands=brands,
    counts=DynamoDBFigures(table),
    accounts=DynamoDBAccountStates(table),
    metrics=metrics,
    clock=clock,
)
receive_callback = ReceiveCallback(
    brands=brands,
    secrets=secrets,
    formats=callback_format,
    users=notifier,
    agents=DynamoDBAgents(table, cache_seconds=settings.cache_seconds, clock=clock),
    together=TicketsOfNotice(tickets, notices),
    responder=notifier,
    acted=DynamoDBActed(table),
    act=ActOnTicket(tickets=tickets, policies=channels.load_policy, clock=clock),
    follow=follow_targets.now,
    act_on_suspicion=ActOnSuspicion(incidents, clock),
    follow_suspicion=notify_suspicions.now,
    clock=clock,
)


def start(event: dict[str, Any]) -> dict[str, Any]:
    request = EscalationStart.model_validate(event)
    started = start_escalation(request.ticket_id)
    metrics.tell("escalation asked for", ticket_id=request.ticket_id, start=started.value)
    return {"ticket_id": request.ticket_id, "start": started.value}


def notify(event: dict[str, Any]) -> dict[str, Any]:
    step = EscalationStep.model_validate(event)
    result = notify_tier(
        Step(
            ticket_id=step.ticket_id,
            round=step.round,
            tier=step.tier,
            at=step.at,
            exhausted=step.exhausted,
            lost=step.lost,
        )
    )
    metrics.tell("tier told", ticket_id=step.ticket_id, round=step.round, tier=step.tier, end=result.end)
    return EscalationNext(
        ticket_id=step.ticket_id,
        brand=step.brand,
        reason=step.reason,
        round=step.round,
        tier=result.tier,
        look_at=result.look_at,
        exhausted=result.exhausted,
        end=result.end,
    ).model_dump(mode="json")


def close(event: dict[str, Any]) -> dict[str, Any]:
    asked = EscalationClose.model_validate(event)
    end = close_escalation(
        asked.ticket_id,
        escalation_round=asked.round,
        end=EscalationEnd(asked.end),
        tiers_notified=asked.tier,
        at=asked.at,
        lost=asked.lost,
    )
    metrics.tell("escalation ended", ticket_id=asked.ticket_id, round=asked.round, end=end.value)
    return {"ticket_id": asked.ticket_id, "end": end.value}


def sweep_once(_event: dict[str, Any]) -> dict[str, Any]:
    return _swept(sweep())


def sweep_one_shard(event: dict[str, Any]) -> dict[str, Any]:
    request = ShardSweep.model_validate(event)
    part = Part(number=request.part, of=request.parts)
    return _swept(sweep_shard(request.brand, request.shard, part))


def _swept(result: SweepResult) -> dict[str, Any]:
    for failed, error in result.failed:
        logger.error("work that is due could not be done", failed=failed, error=error)
    metrics.tell("result", **result.counts)
    return {"looked_at": result.looked_at, "failed": len(result.failed), "complete": result.complete}


def find_silence(_event: dict[str, Any]) -> dict[str, Any]:
    silent, failed = find_silent_accounts()
    for brand_id, error in failed:
        logger.error("the silence of accounts could not be looked for", failed=brand_id, error=error)
    for account in silent:
        logger.warning("fewer messages than usual", account=account)
    return {"silent": len(silent), "failed": len(failed)}


def read_one_calendar(event: dict[str, Any]) -> dict[str, Any]:
    request = CalendarRead.model_validate(event)
    found = import_calendar(request.brand, request.rotation)
    if found is not None and found.problem:
        logger.warning("calendar not read", rotation=found.rotation, problem=found.problem, failures=found.failures)
    return {"rotation": request.rotation, "read": found is not None and not found.problem}


def callback(event: dict[str, Any]) -> dict[str, Any]:
    """API Gateway: another tool calls back."""
    status, results = receive_callback(http.read_callback(event))
    metrics.tell("callback answered", status=status, outcomes=[result.outcome.value for result in results])
    return http.answer(status)


ACTIONS = {
    "start": start,
    "notify": notify,
    "close": close,
    "sweep": sweep_once,
    "sweep_shard": sweep_one_shard,
    "find_silence": find_silence,
    "read_calendar": read_one_calendar,
}


@in_request
@metrics.flushed_after
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return callback(event) if http.is_request(event) else ACTIONS[event["action"]](event)
