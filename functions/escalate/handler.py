"""Lambda entry point: starts escalations, takes their steps, and does each minute what is due."""

import os
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.escalate import http
from functions.escalate.act import ActOnTicket
from functions.escalate.bad_scores import AlertOfBadScore
from functions.escalate.callbacks import ReceiveCallback
from functions.escalate.close import CloseEscalation
from functions.escalate.conversation import ReadConversation
from functions.escalate.follow import FollowTargets
from functions.escalate.notify import NotifyTier, Step
from functions.escalate.settings import EscalateSettings
from functions.escalate.start import StartEscalation
from functions.escalate.stopped_accounts import FindStoppedAccounts
from functions.escalate.suspicions import NotifySuspicions
from functions.escalate.sweep import Sweep
from functions.escalate.together import StartTogether
from shared import channels
from shared.adapters.aws_lambda.respond_trigger import LambdaRespondInvoker
from shared.adapters.dynamodb.agents import DynamoDBAgents
from shared.adapters.dynamodb.brands import DynamoDBBrands
from shared.adapters.dynamodb.history import DynamoDBHistory
from shared.adapters.dynamodb.incidents import DynamoDBIncidents
from shared.adapters.dynamodb.messages import DynamoDBMessages
from shared.adapters.dynamodb.notice_groups import DynamoDBNoticeGroups
from shared.adapters.dynamodb.notices import DynamoDBNotices
from shared.adapters.dynamodb.on_call import DynamoDBOverrides
from shared.adapters.dynamodb.outbox import DynamoDBAccountStates
from shared.adapters.dynamodb.table import DynamoDBTable
from shared.adapters.dynamodb.tickets import DynamoDBTickets
from shared.adapters.notify.callbacks import callback_format
from shared.adapters.notify.http import TargetHttp
from shared.adapters.notify.targets import NotificationRouter
from shared.adapters.notify.topic import NotificationTopic
from shared.adapters.notify.webhook import SignedWebhooks
from shared.adapters.secrets_manager.store import SecretsManagerSecrets
from shared.adapters.step_functions.escalation import StepFunctionsEscalation
from shared.adapters.system_clock import SystemClock
from shared.contracts.escalation import EscalationClose, EscalationNext, EscalationStart, EscalationStep
from shared.domain.escalation.rounds import EscalationEnd
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
notifier = NotificationRouter(
    topic=NotificationTopic(settings.topic_arn),
    webhooks=SignedWebhooks(brands=brands, secrets=secrets, clock=clock, http=target_http),
    brands=brands,
    secrets=secrets,
    http=target_http,
    mail_sender=settings.mail_sender,
)
start_escalation = StartEscalation(
    tickets=tickets,
    history=history,
    workflow=StepFunctionsEscalation(settings.escalation_arn),
    metrics=metrics,
    clock=clock,
)
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
    overrides=DynamoDBOverrides(table).since,
    conversation=ReadConversation(DynamoDBMessages(table, clock)),
)
follow_targets = FollowTargets(
    tickets=tickets,
    notices=notices,
    brands=brands,
    notifier=notifier,
    metrics=metrics,
    clock=clock,
    desk_url=settings.desk_address,
)
close_escalation = CloseEscalation(tickets=tickets, history=history, metrics=metrics)
incidents = DynamoDBIncidents(table, cache_seconds=settings.cache_seconds, clock=clock)
sweep = Sweep(
    brands=brands,
    tickets=tickets,
    history=history,
    incidents=incidents,
    suspicions=NotifySuspicions(
        incidents=incidents,
        notifier=notifier,
        metrics=metrics,
        clock=clock,
        desk_url=settings.desk_address,
    ),
    stopped_accounts=FindStoppedAccounts(DynamoDBAccountStates(table)),
    respond=LambdaRespondInvoker(settings.respond_function),
    start=start_escalation,
    metrics=metrics,
    clock=clock,
    policies=channels.load_policy,
    follow=follow_targets,
    alert=AlertOfBadScore(
        tickets=tickets,
        history=history,
        brands=brands,
        notifier=notifier,
        metrics=metrics,
        clock=clock,
        desk_url=settings.desk_address,
    ),
    together=StartTogether(tickets, groups, start_escalation, clock),
)
receive_callback = ReceiveCallback(
    brands=brands,
    secrets=secrets,
    formats=callback_format,
    users=notifier,
    agents=DynamoDBAgents(table, cache_seconds=settings.cache_seconds, clock=clock),
    responder=notifier,
    act=ActOnTicket(tickets=tickets, history=history, policies=channels.load_policy, clock=clock),
    follow=follow_targets.now,
    clock=clock,
)


def start(event: dict[str, Any]) -> dict[str, Any]:
    request = EscalationStart.model_validate(event)
    started = start_escalation(request.ticket_id)
    logger.info("escalation asked for", ticket_id=request.ticket_id, start=started.value)
    return {"ticket_id": request.ticket_id, "start": started.value}


def notify(event: dict[str, Any]) -> dict[str, Any]:
    step = EscalationStep.model_validate(event)
    result = notify_tier(Step(ticket_id=step.ticket_id, round=step.round, tier=step.tier, at=step.at, lost=step.lost))
    logger.info("tier told", ticket_id=step.ticket_id, round=step.round, tier=step.tier, end=result.end)
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
    logger.info("escalation ended", ticket_id=asked.ticket_id, round=asked.round, end=end.value)
    return {"ticket_id": asked.ticket_id, "end": end.value}


def sweep_once(_event: dict[str, Any]) -> dict[str, Any]:
    result = sweep()
    for failed, error in result.failed:
        logger.error("work that is due could not be done", failed=failed, error=error)
    logger.info(
        "result",
        looked_at=result.looked_at,
        missed=result.missed,
        resolutions_missed=result.resolutions_missed,
        acknowledgements=result.acknowledgements,
        replies=result.replies,
        escalations=result.escalations,
        satisfaction=result.satisfaction,
        alerts=result.alerts,
        complete=result.complete,
    )
    return {"looked_at": result.looked_at, "failed": len(result.failed), "complete": result.complete}


def callback(event: dict[str, Any]) -> dict[str, Any]:
    """API Gateway: another tool calls back."""
    status, results = receive_callback(http.read_callback(event))
    logger.info("callback answered", status=status, outcomes=[result.outcome.value for result in results])
    return http.answer(status)


ACTIONS = {"start": start, "notify": notify, "close": close, "sweep": sweep_once}


@in_request
@metrics.flushed_after
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return callback(event) if http.is_request(event) else ACTIONS[event["action"]](event)
