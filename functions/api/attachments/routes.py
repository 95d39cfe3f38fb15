"""The operation to see a file of a message."""

from dataclasses import dataclass

from functions.api.attachments.models import AttachmentLinkView, AttachmentQuery
from functions.api.attachments.use_cases import LinkAttachment, NoFileError
from functions.api.http.models import Empty
from functions.api.http.operation import ApiRequest, ApiResponse, Router
from functions.api.http.problems import ProblemError
from functions.api.message_names import message_id_of
from shared.domain.access.tokens import Scope
from shared.domain.errors import NotFoundError
from shared.domain.vocabulary import AttachmentStatus

RETRY_AFTER_SECONDS = 5  # of a file that is being fetched


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentUseCases:
    link_attachment: LinkAttachment


router = Router(AttachmentUseCases)


@router.operation(
    "GET",
    "/tickets/{ticket_id}/messages/{message_id}/attachments/{attachment_id}",
    "A file of a message: leads to an address that opens it for five minutes",
    scope=Scope.TICKETS_READ,
    query=AttachmentQuery,
    response=AttachmentLinkView,
    status=302,
    other_statuses={200: "The address, with `redirect=false`"},
    errors=(400, 404, 409),
)
def get_attachment(use_cases: AttachmentUseCases, request: ApiRequest[AttachmentQuery, Empty]) -> ApiResponse:
    message_id = message_id_of(request.path["message_id"])
    if message_id is None:
        raise NotFoundError("There is no such file.")
    try:
        url, expires_at = use_cases.link_attachment(
            request.caller, request.path["ticket_id"], message_id, request.path["attachment_id"]
        )
    except NoFileError as error:
        pending = error.status is AttachmentStatus.PENDING
        raise ProblemError(
            404 if error.status is AttachmentStatus.GONE else 409,
            str(error),
            headers={"Retry-After": str(RETRY_AFTER_SECONDS)} if pending else None,
            members={"reason": error.status.value},
        ) from None
    view = AttachmentLinkView(url=url, expires_at=expires_at)
    if not request.query.redirect:
        return ApiResponse(body=view, status=200)
    return ApiResponse(body=view, headers={"Location": url})
