"""Lambda entry point: HTTP API -> tickets, their messages and what people do with them."""

import os
import secrets
from typing import Any

from aws_lambda_powertools.logging import correlation_paths
from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.api.app import build_app
from functions.api.settings import Settings
from functions.api.tickets.deadlines import BrandDeadlines
from functions.api.webhooks.use_cases import ManageWebhooks
from functions.api.wiring.ports import ApiPorts
from shared.adapters.aws_lambda.reply_client import LambdaReplyClient
from shared.adapters.aws_lambda.respond_trigger import LambdaRespondInvoker
from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.account_health import DynamoDBAccountHealth, DynamoDBSecretLeases
from shared.adapters.dynamodb.agents import DynamoDBAgents
from shared.adapters.dynamodb.automatic_messages import DynamoDBAutomaticMessages
from shared.adapters.dynamodb.automatic_texts import DynamoDBAutomaticTexts
from shared.adapters.dynamodb.brands import DynamoDBBrands
from shared.adapters.dynamodb.conversations import DynamoDBConversations
from shared.adapters.dynamodb.cursors import DynamoDBCursors, DynamoDBPolledSources
from shared.adapters.dynamodb.customers import DynamoDBCustomers
from shared.adapters.dynamodb.deadline_moves import DynamoDBDeadlineMoves
from shared.adapters.dynamodb.event_log import DynamoDBEventLog
from shared.adapters.dynamodb.figures import DynamoDBFigures
from shared.adapters.dynamodb.history import DynamoDBHistory
from shared.adapters.dynamodb.incidents import DynamoDBIncidents
from shared.adapters.dynamodb.mentions import DynamoDBMentions
from shared.adapters.dynamodb.notes import DynamoDBNotes
from shared.adapters.dynamodb.on_call import DynamoDBOverrides
from shared.adapters.dynamodb.outbox import DynamoDBAccountStates
from shared.adapters.dynamodb.presence import DynamoDBPresence
from shared.adapters.dynamodb.proposals import DynamoDBProposals
from shared.adapters.dynamodb.public_posts import DynamoDBPublicPosts
from shared.adapters.dynamodb.referenced_messages import DynamoDBReferencedMessages
from shared.adapters.dynamodb.replies import DynamoDBReplies
from shared.adapters.dynamodb.saved_replies import DynamoDBSavedReplies
from shared.adapters.dynamodb.saved_views import DynamoDBSavedViews
from shared.adapters.dynamodb.subscriptions import DynamoDBSubscriptions
from shared.adapters.dynamodb.switches import DynamoDBSwitches
from shared.adapters.dynamodb.table import DynamoDBTable
from shared.adapters.dynamodb.tickets import DynamoDBTickets
from shared.adapters.dynamodb.tokens import DynamoDBTokens
from shared.adapters.notify.subscriber_secrets import SubscriberSecretStore
from shared.adapters.oidc.verifier import OidcVerifier
from shared.adapters.phone_numbers import LibraryPhones
from shared.adapters.s3.erasures import S3Erasures
from shared.adapters.s3.media import S3Media
from shared.adapters.s3.media_links import S3MediaLinks
from shared.adapters.s3.quarantine import S3Quarantine
from shared.adapters.s3.texts import S3Texts
from shared.adapters.s3.uploads import S3UploadForms
from shared.adapters.sqs.dead_letters import SqsDeadLetters
from shared.adapters.sqs.deliveries import SqsDeliveries
from shared.adapters.system_clock import SystemClock
from shared.adapters.unhandled import CountedUnhandledItems
from shared.channels import load_policy
from shared.observability.logs import logger

settings = Settings.model_validate(dict(os.environ))
clock = SystemClock()
table = DynamoDBTable(settings.table_name)
brands = DynamoDBBrands(table, cache_seconds=settings.cache_seconds, clock=clock)
identities = (
    OidcVerifier(
        issuer=settings.oidc_issuer,
        client_id=settings.oidc_client_id,
        discovery_url=settings.oidc_discovery_url,
        emails_verified=settings.oidc_emails_verified,
        clock=clock,
    )
    if settings.oidc_issuer and settings.oidc_client_id
    else None
)
app = build_app(
    ApiPorts(
        tokens=DynamoDBTokens(table, cache_seconds=settings.cache_seconds, clock=clock),
        agents=DynamoDBAgents(table, cache_seconds=settings.cache_seconds, clock=clock),
        identities=identities,
        brands=brands,
        overrides=DynamoDBOverrides(table),
        tickets=DynamoDBTickets(table),
        messages=DynamoDBReferencedMessages(table, clock),
        conversations=DynamoDBConversations(table),
        customers=DynamoDBCustomers(table),
        history=DynamoDBHistory(table),
        notes=DynamoDBNotes(table),
        mentions=DynamoDBMentions(table),
        presence=DynamoDBPresence(table),
        saved_replies=DynamoDBSavedReplies(table),
        saved_views=DynamoDBSavedViews(table),
        replies=DynamoDBReplies(table),
        automatic_messages=DynamoDBAutomaticMessages(table),
        automatic_texts=DynamoDBAutomaticTexts(table, clock),
        accounts=DynamoDBAccountStates(table),
        account_health=DynamoDBAccountHealth(table),
        cursors=DynamoDBCursors(table),
        polled_sources=DynamoDBPolledSources(table),
        incidents=DynamoDBIncidents(table, cache_seconds=settings.cache_seconds, clock=clock),
        incident_worker=LambdaRespondInvoker(settings.respond_function),
        posts=DynamoDBPublicPosts(table),
        figures=DynamoDBFigures(table),
        texts=S3Texts(settings.bucket_name),
        media=S3Media(settings.bucket_name),
        erasure_log=S3Erasures(settings.bucket_name),
        reply_client=LambdaReplyClient(settings.respond_function),
        proposals=DynamoDBProposals(table),
        deadline_moves=DynamoDBDeadlineMoves(table),
        webhooks=ManageWebhooks(
            subscriptions=DynamoDBSubscriptions(table, cache_seconds=settings.cache_seconds, clock=clock),
            secrets=SubscriberSecretStore(settings.secret_prefix, DynamoDBSecretLeases(table), clock),
            queue=SqsDeliveries(settings.delivery_queue_url),
            log=DynamoDBEventLog(table),
            clock=clock,
            random=secrets.token_bytes,
            local=settings.stage == "local",
        ),
        proposal_carrier=LambdaRespondInvoker(settings.respond_function),
        phones=LibraryPhones(),
        switches=DynamoDBSwitches(table, cache_seconds=settings.cache_seconds, clock=clock),
        unhandled=CountedUnhandledItems(
            SqsDeadLetters(settings.dead_letter_queue_url), S3Quarantine(settings.bucket_name), clock
        ),
        deadlines=BrandDeadlines(brands=brands),
        policies=load_policy,
        clock=clock,
        media_links=S3MediaLinks(settings.bucket_name, clock),
        upload_forms=S3UploadForms(settings.bucket_name, clock),
        upload_id=lambda: secrets.token_hex(16),
        salt=lambda: secrets.token_hex(2),
        read_table=lambda: table.get(keys.brands(), consistent=False),
        stage=settings.stage,
    )
)


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_HTTP)
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return app.resolve(event, context)
