"""Lambda entry point: HTTP API -> tickets, their messages and what people do with them."""

import os
import secrets
from typing import Any

from aws_lambda_powertools.logging import correlation_paths
from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.api.access import Authenticate, ChooseBrand
from functions.api.customers import ReadCustomer
from functions.api.deadlines import BrandDeadlines
from functions.api.desk import Desk
from functions.api.erasure import EraseCustomer
from functions.api.incidents import OpenIncident, ReadIncident
from functions.api.replies import AnswerTicket, ReadReplyOptions
from functions.api.reports import ReportListening, ReportService
from functions.api.resolver import resolver_of
from functions.api.service import ChangeTicket, ClaimTicket, ReadHistory, ReadMessages, ReadTicket
from functions.api.settings import Settings
from shared.adapters.aws_lambda.reply_client import LambdaReplyClient
from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.brands import DynamoDBBrands
from shared.adapters.dynamodb.conversations import DynamoDBConversations
from shared.adapters.dynamodb.customers import DynamoDBCustomers
from shared.adapters.dynamodb.history import DynamoDBHistory
from shared.adapters.dynamodb.incidents import DynamoDBIncidents
from shared.adapters.dynamodb.listening import DynamoDBListening
from shared.adapters.dynamodb.messages import DynamoDBMessages
from shared.adapters.dynamodb.replies import DynamoDBReplies
from shared.adapters.dynamodb.table import DynamoDBTable
from shared.adapters.dynamodb.tickets import DynamoDBTickets
from shared.adapters.dynamodb.tokens import DynamoDBTokens
from shared.adapters.s3.texts import S3Texts
from shared.adapters.system_clock import SystemClock
from shared.channels import load_policy
from shared.observability.logs import logger

settings = Settings.model_validate(dict(os.environ))
clock = SystemClock()
table = DynamoDBTable(settings.table_name)
tickets = DynamoDBTickets(table)
history = DynamoDBHistory(table)
messages = DynamoDBMessages(table, clock)
customers = DynamoDBCustomers(table)
texts = S3Texts(settings.bucket_name)
incidents = DynamoDBIncidents(table, cache_seconds=settings.cache_seconds, clock=clock)
brands = DynamoDBBrands(table, cache_seconds=settings.cache_seconds, clock=clock)
listening = DynamoDBListening(table)
read_ticket = ReadTicket(tickets=tickets)
app = resolver_of(
    Desk(
        authenticate=Authenticate(
            tokens=DynamoDBTokens(table, cache_seconds=settings.cache_seconds, clock=clock), clock=clock
        ),
        choose_brand=ChooseBrand(brands=brands),
        tickets=tickets,
        read_ticket=read_ticket,
        read_messages=ReadMessages(
            read_ticket=read_ticket,
            messages=messages,
            texts=texts,
        ),
        read_history=ReadHistory(read_ticket=read_ticket, history=history),
        claim_ticket=ClaimTicket(read_ticket=read_ticket, tickets=tickets, history=history, clock=clock),
        change_ticket=ChangeTicket(
            read_ticket=read_ticket,
            tickets=tickets,
            history=history,
            brands=brands,
            deadlines=BrandDeadlines(brands=brands),
            clock=clock,
        ),
        answer_ticket=AnswerTicket(read_ticket=read_ticket, replier=LambdaReplyClient(settings.respond_function)),
        read_reply_options=ReadReplyOptions(read_ticket=read_ticket, policies=load_policy, clock=clock),
        incidents=incidents,
        read_incident=ReadIncident(incidents=incidents),
        open_incident=OpenIncident(incidents=incidents, clock=clock, salt=lambda: secrets.token_hex(2)),
        read_customer=ReadCustomer(customers=customers, tickets=tickets),
        erase_customer=EraseCustomer(
            customers=customers,
            tickets=tickets,
            messages=messages,
            conversations=DynamoDBConversations(table),
            history=history,
            replies=DynamoDBReplies(table),
            texts=texts,
            clock=clock,
        ),
        report_listening=ReportListening(listening=listening, brands=brands),
        report_service=ReportService(tickets=tickets, listening=listening, brands=brands),
        is_well=lambda: table.get(keys.brands(), consistent=False),
        clock=clock,
        stage=settings.stage,
    )
)


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_HTTP)
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return app.resolve(event, context)
