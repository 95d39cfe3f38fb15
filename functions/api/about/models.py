"""Views of the API itself."""

from functions.api.http.models import ResponseModel


class Health(ResponseModel):
    status: str = "ok"
    stage: str
