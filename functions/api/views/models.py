"""Requests and views of saved views."""

from typing import Annotated

from pydantic import Field, StringConstraints

from functions.api.http.models import RequestModel, ResponseModel, ShortText, described
from shared.domain.access.views import MAX_QUERY, MAX_VIEWS

_QUERY = described(r"^[!-~]*$", "should be a query as it stands in an address: visible ASCII characters")


class SavedViewModel(RequestModel):
    """A view of the list of tickets."""

    name: ShortText
    query: Annotated[str, StringConstraints(max_length=MAX_QUERY, pattern=_QUERY)] = Field(
        description="of `GET /tickets`, such as `status=open&team=experts`"
    )


class PutViewsRequest(RequestModel):
    """All views of the caller, in their order."""

    items: Annotated[list[SavedViewModel], Field(max_length=MAX_VIEWS)]


class SavedViewView(ResponseModel):
    name: str
    query: str


class SavedViewList(ResponseModel):
    """The caller's own views."""

    items: list[SavedViewView]
