"""The operation on the content of one message."""

from dataclasses import dataclass

from functions.api.http.models import Empty
from functions.api.http.operation import ApiRequest, ApiResponse, Router
from functions.api.messages.models import ContentRemovalView, MessageQuery
from functions.api.messages.use_cases import RemoveContent
from functions.api.ticket_messages import named_message
from shared.domain.access.tokens import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageUseCases:
    remove_content: RemoveContent


router = Router(MessageUseCases)


@router.operation(
    "DELETE",
    "/messages/{message_id}/content",
    "Take the text and the files of one message away, without erasing the person; a mark stays",
    scope=Scope.DESK_SUPERVISE,
    query=MessageQuery,
    response=ContentRemovalView,
    errors=(400, 404, 409),
)
def remove_content(use_cases: MessageUseCases, request: ApiRequest[MessageQuery, Empty]) -> ApiResponse:
    message_id = named_message(request.path["message_id"])
    ticket_id = request.query.ticket
    message = use_cases.remove_content(request.caller, ticket_id, message_id)
    return ApiResponse(body=ContentRemovalView.of(message, ticket_id))
