"""Views of the API itself and of the token that calls it."""

from typing import Self

from pydantic import Field

from functions.api.http.models import Instant, ResponseModel
from shared.domain.access.tokens import Scope, Token


class Health(ResponseModel):
    status: str = "ok"
    stage: str


class TokenView(ResponseModel):
    """The token of the request."""

    id: str = Field(description="as in `nightdesk token list`; it opens nothing")
    name: str
    scopes: list[Scope]
    brands: list[str] = Field(description="the brands it may see")
    all_brands: bool = Field(description="it also sees brands that are added later")
    expires_at: Instant | None

    @classmethod
    def of(cls, token: Token, brands: tuple[str, ...]) -> Self:
        return cls(
            id=token.id,
            name=token.name,
            scopes=sorted(token.scopes),
            brands=list(brands),
            all_brands=not token.brands,
            expires_at=token.not_after,
        )
