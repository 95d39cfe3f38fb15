"""Lambda entry point: the clock of accounts -> tokens refreshed, accounts looked at, people warned."""

import os
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.accounts.probe import ProbeAccount
from functions.accounts.refresh import RefreshToken
from functions.accounts.service import LookAfterAccounts
from functions.accounts.settings import Settings
from shared import channels
from shared.adapters.dynamodb.account_health import DynamoDBAccountHealth, DynamoDBSecretLeases
from shared.adapters.dynamodb.brands import DynamoDBBrands
from shared.adapters.dynamodb.outbox import DynamoDBAccountStates
from shared.adapters.dynamodb.table import DynamoDBTable
from shared.adapters.dynamodb.units import DynamoDBUnits
from shared.adapters.http.accounts import ChannelAccounts, WebhookAddress
from shared.adapters.http.gateways import ChannelGateways
from shared.adapters.secrets_manager.store import PLATFORM_FRESH_SECONDS, SecretsManagerSecrets
from shared.adapters.system_clock import SystemClock
from shared.observability.emf import EmfMetrics
from shared.observability.logs import in_request, logger

settings = Settings.model_validate(dict(os.environ))
table, clock, metrics = DynamoDBTable(settings.table_name), SystemClock(), EmfMetrics()
secrets = SecretsManagerSecrets(
    settings.secret_prefix, cache_seconds=settings.cache_seconds, fresh_seconds=PLATFORM_FRESH_SECONDS
)
gateways = ChannelGateways(secrets=secrets, base_urls=settings.gateway_base_urls, units=DynamoDBUnits(table))
platforms = ChannelAccounts(gateways)
health = DynamoDBAccountHealth(table)
look_after_accounts = LookAfterAccounts(
    brands=DynamoDBBrands(table, cache_seconds=settings.cache_seconds, clock=clock, metrics=metrics),
    health=health,
    states=DynamoDBAccountStates(table),
    refresh=RefreshToken(
        platforms=platforms,
        health=health,
        leases=DynamoDBSecretLeases(table),
        secrets=secrets,
        policies=channels.load_policy,
        clock=clock,
    ),
    probe=ProbeAccount(
        platforms=platforms,
        webhook=WebhookAddress(settings.webhook_url, gateways),
        has_webhook=frozenset(channels.WEBHOOK_CHANNELS),
        tells=frozenset(channels.ACCOUNT_CHANNELS),
        policies=channels.load_policy,
        clock=clock,
    ),
    metrics=metrics,
    clock=clock,
)


@in_request
@metrics.flushed_after
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    found = look_after_accounts(context.aws_request_id)
    for each in found:
        if each.error is not None:
            logger.error("an account could not be looked after", channel=each.channel, error=each.error)
        if each.warned:
            logger.warning("an account needs people", channel=each.channel, account=each.account_id, why=each.warned)
    refreshed = sum(each.refreshed for each in found)
    if refreshed:
        logger.info("tokens refreshed", refreshed=refreshed)
    return {"looked_at": len(found), "refreshed": refreshed}
