"""The operations on notes."""

from dataclasses import dataclass

from functions.api.http.access import acting_agent
from functions.api.http.models import Empty
from functions.api.http.operation import ApiRequest, ApiResponse, HeaderParameter, Router
from functions.api.http.problems import FieldError, ProblemError
from functions.api.notes.models import CreateNoteRequest, NoteList, NoteView
from functions.api.notes.use_cases import AddNote, ListNotes, UnknownAgentError
from shared.domain.access.tokens import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteUseCases:
    add_note: AddNote
    list_notes: ListNotes


router = Router(NoteUseCases)

IDEMPOTENCY_KEY = HeaderParameter(
    description="your own name for this note, so that a repeated request writes it only once",
    pattern=r"^[!-~]{1,200}$",
    message="should be 1 to 200 visible ASCII characters",
    status_if_missing=400,
)


@router.operation(
    "GET",
    "/tickets/{ticket_id}/notes",
    "The notes of a ticket, oldest first; customers never see them",
    scope=Scope.TICKETS_READ,
    response=NoteList,
    errors=(404,),
)
def list_notes(use_cases: NoteUseCases, request: ApiRequest[Empty, Empty]) -> ApiResponse:
    notes = use_cases.list_notes(request.caller, request.path["ticket_id"])
    return ApiResponse(body=NoteList(items=[NoteView.of(note) for note in notes]))


@router.operation(
    "POST",
    "/tickets/{ticket_id}/notes",
    "Leave a note for colleagues; repeating the request with the same key writes nothing again",
    scope=Scope.TICKETS_WRITE,
    body=CreateNoteRequest,
    response=NoteView,
    status=201,
    headers={"Idempotency-Key": IDEMPOTENCY_KEY},
    errors=(404, 409),
)
def create_note(use_cases: NoteUseCases, request: ApiRequest[Empty, CreateNoteRequest]) -> ApiResponse:
    body = request.body
    try:
        note = use_cases.add_note(
            request.caller,
            request.path["ticket_id"],
            key=request.headers["idempotency-key"],
            agent=acting_agent(body.agent, request.caller),
            text=body.text,
            mentions=tuple(body.mentions),
        )
    except UnknownAgentError as error:
        field_error = FieldError(place="body", parameter="mentions", detail=str(error))
        raise ProblemError(422, str(error), errors=[field_error]) from None
    return ApiResponse(body=NoteView.of(note))
