"""The operation to upload a file that a reply is going to have."""

from dataclasses import dataclass

from functions.api.http.access import ChooseBrand
from functions.api.http.models import Empty
from functions.api.http.operation import ApiRequest, ApiResponse, Router
from functions.api.uploads.models import CreateUploadRequest, UploadView
from functions.api.uploads.use_cases import CreateUpload
from shared.domain.access.tokens import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadUseCases:
    choose_brand: ChooseBrand
    create_upload: CreateUpload


router = Router(UploadUseCases)


@router.operation(
    "POST",
    "/uploads",
    "A form that puts one file into the bucket, to be sent with a reply",
    scope=Scope.TICKETS_WRITE,
    body=CreateUploadRequest,
    response=UploadView,
    status=201,
    errors=(400, 404),
)
def create_upload(use_cases: UploadUseCases, request: ApiRequest[Empty, CreateUploadRequest]) -> ApiResponse:
    body = request.body
    brand = use_cases.choose_brand(request.caller, body.brand, place="body")
    upload_id, form = use_cases.create_upload(brand, file_name=body.file_name, mime_type=body.mime_type, size=body.size)
    return ApiResponse(body=UploadView.of(upload_id, form))
