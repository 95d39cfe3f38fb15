"""The operations on notes."""

from dataclasses import dataclass

from functions.api.http.access import acting_agent
from functions.api.http.models import Empty
from functions.api.http.operation import ApiRequest, ApiResponse, HeaderParameter, Router
from functions.api.http.problems import FieldError, ProblemError, etag
from functions.api.notes.models import CreateNoteRequest, NoteList, NoteView, ReadNotesRequest
from functions.api.notes.use_cases import AddNote, ListNotes, ReadNotes, UnknownAgentError
from functions.api.ticket_resource import TicketView
from shared.domain.access.tokens import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteUseCases:
    add_note: AddNote
    list_notes: ListNotes
    read_notes: ReadNotes


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
    "The notes of a ticket and of those merged into it, oldest first; customers never see them",
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


@router.operation(
    "POST",
    "/tickets/{ticket_id}/notes/read",
    "Whoever was named in notes has read them: the ticket leaves their list until they are named again",
    scope=Scope.TICKETS_WRITE,
    body=ReadNotesRequest,
    body_optional=True,
    response=TicketView,
    errors=(404, 409),
)
def read_notes(use_cases: NoteUseCases, request: ApiRequest[Empty, ReadNotesRequest]) -> ApiResponse:
    agent = acting_agent(request.body.agent, request.caller)
    ticket = use_cases.read_notes(request.caller, request.path["ticket_id"], agent=agent)
    return ApiResponse(body=TicketView.of(ticket), headers={"ETag": etag(ticket.version)})
