"""The operations on saved replies."""

from dataclasses import dataclass

from functions.api.http.access import ChooseBrand, acting_agent
from functions.api.http.models import BrandQuery, Empty
from functions.api.http.operation import ApiRequest, ApiResponse, HeaderParameter, Router
from functions.api.http.problems import ProblemError
from functions.api.saved_replies.models import (
    FilledReplyView,
    PutSavedReplyRequest,
    SavedReplyChangeList,
    SavedReplyChangesQuery,
    SavedReplyChangeView,
    SavedReplyList,
    SavedReplyView,
    UseSavedReplyRequest,
)
from functions.api.saved_replies.use_cases import PutSavedReply, StaleReplyError, UseSavedReply
from shared.domain.access.tokens import Scope
from shared.domain.events.model import iso
from shared.ports.saved import SavedReplyRepository
from shared.ports.time_and_language import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedReplyUseCases:
    choose_brand: ChooseBrand
    saved: SavedReplyRepository
    put_saved_reply: PutSavedReply
    use_saved_reply: UseSavedReply
    clock: Clock


router = Router(SavedReplyUseCases)

SEEN = HeaderParameter(
    description="`updated_at` of the saved reply you have read: nothing is done if it has changed since, or is gone",
    pattern=r'^"?[0-9A-Za-z:.+-]{1,40}"?$',  # any other value than that of the stored one answers 412
    message='should be one updated_at, such as "2026-03-02T21:10:00.000Z"',
)


@router.operation(
    "GET",
    "/saved-replies",
    "The saved replies of a brand",
    scope=Scope.TICKETS_READ,
    query=BrandQuery,
    response=SavedReplyList,
    errors=(400, 404),
)
def list_saved_replies(use_cases: SavedReplyUseCases, request: ApiRequest[BrandQuery, Empty]) -> ApiResponse:
    brand = use_cases.choose_brand(request.caller, request.query.brand)
    found = use_cases.saved.of_brand(brand)
    return ApiResponse(body=SavedReplyList(items=[SavedReplyView.of(reply) for reply in found]))


@router.operation(
    "GET",
    "/saved-reply-changes",
    "Who added, replaced and deleted saved replies of a brand, and how they read before; the newest first",
    scope=Scope.DESK_SUPERVISE,
    query=SavedReplyChangesQuery,
    response=SavedReplyChangeList,
    errors=(400, 404),
)
def list_saved_reply_changes(
    use_cases: SavedReplyUseCases, request: ApiRequest[SavedReplyChangesQuery, Empty]
) -> ApiResponse:
    query = request.query
    brand = use_cases.choose_brand(request.caller, query.brand)
    page = use_cases.saved.changes(brand, limit=query.limit, cursor=query.cursor)
    return ApiResponse(body=SavedReplyChangeList.of(page, SavedReplyChangeView.of))


@router.operation(
    "PUT",
    "/saved-replies/{reply_id}",
    "Add or replace a saved reply, under an id of your own",
    scope=Scope.DESK_SUPERVISE,
    query=BrandQuery,
    body=PutSavedReplyRequest,
    response=SavedReplyView,
    headers={"If-Match": SEEN},
    errors=(404, 409, 412),
)
def put_saved_reply(
    use_cases: SavedReplyUseCases, request: ApiRequest[BrandQuery, PutSavedReplyRequest]
) -> ApiResponse:
    brand = use_cases.choose_brand(request.caller, request.query.brand)
    try:
        reply = use_cases.put_saved_reply(
            request.caller,
            brand,
            request.path["reply_id"],
            title=request.body.title,
            texts=dict(request.body.texts),
            version=request.headers.get("if-match", "").strip('"') or None,
        )
    except StaleReplyError as error:
        raise ProblemError(412, str(error)) from None
    return ApiResponse(body=SavedReplyView.of(reply))


@router.operation(
    "DELETE",
    "/saved-replies/{reply_id}",
    "Delete a saved reply; the answer is the one that was deleted",
    scope=Scope.DESK_SUPERVISE,
    query=BrandQuery,
    response=SavedReplyView,
    headers={"If-Match": SEEN},
    errors=(400, 404, 412),
)
def delete_saved_reply(use_cases: SavedReplyUseCases, request: ApiRequest[BrandQuery, Empty]) -> ApiResponse:
    brand = use_cases.choose_brand(request.caller, request.query.brand)
    reply_id = request.path["reply_id"]
    known = use_cases.saved.get(brand, reply_id)
    seen = request.headers.get("if-match", "").strip('"')
    if seen and (known is None or iso(known.updated_at) != seen):
        raise ProblemError(412, str(StaleReplyError()))
    caller = request.caller
    use_cases.saved.delete(brand, reply_id, by=caller.name, by_id=caller.id, at=use_cases.clock.now())
    return ApiResponse(body=None if known is None else SavedReplyView.of(known))


@router.operation(
    "POST",
    "/saved-replies/{reply_id}/use",
    "Fill in a saved reply for a ticket, and count the use; nothing is sent",
    scope=Scope.TICKETS_WRITE,
    body=UseSavedReplyRequest,
    response=FilledReplyView,
    errors=(404,),
)
def use_saved_reply(use_cases: SavedReplyUseCases, request: ApiRequest[Empty, UseSavedReplyRequest]) -> ApiResponse:
    body = request.body
    language, text = use_cases.use_saved_reply(
        request.caller,
        request.path["reply_id"],
        ticket_id=body.ticket_id,
        language=body.language,
        agent=acting_agent(body.agent, request.caller),
    )
    return ApiResponse(body=FilledReplyView(language=language, text=text))
