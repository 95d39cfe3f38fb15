"""Who calls, and what they may do."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator

from functions.api.http.models import ShortText
from functions.api.http.problems import FieldError, ProblemError
from shared.domain.access.tokens import TOKEN_PREFIX, Scope, Token, token_hash
from shared.ports.configuration import BrandRepository
from shared.ports.repositories import TokenRepository
from shared.ports.time_and_language import Clock

_REALM = 'Bearer realm="nightdesk"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Authenticate:
    """The token of a request. It is found by its hash, so no comparison takes longer for a better guess."""

    tokens: TokenRepository
    clock: Clock

    def __call__(self, headers: Mapping[str, str], scope: Scope) -> Token:
        """Raises ``ProblemError`` 401 or 403."""
        scheme, _, secret = (headers.get("authorization") or "").strip().partition(" ")
        if scheme.lower() != "bearer" or not secret.strip():
            raise ProblemError(
                401, "Send the header Authorization: Bearer <token>.", headers={"WWW-Authenticate": _REALM}
            )
        secret = secret.strip()
        token = self.tokens.find(token_hash(secret)) if secret.startswith(TOKEN_PREFIX) else None
        if token is None or not token.is_valid(self.clock.now()):
            raise ProblemError(
                401,
                "This token is unknown, expired or revoked.",
                headers={"WWW-Authenticate": f'{_REALM}, error="invalid_token"'},
            )
        require_scope(token, scope)
        return token


_RESERVED = frozenset(
    {
        "nightdesk",
        "system",
        "système",
        "robot",
        "bot",
        "automatic",
        "automatique",
        "automation",
        "platform",
        "plateforme",
        "customer",
    }
)


def check_agent(name: str) -> str:
    """An agent is a person: names that the history and pages use for the program are refused with ``ValueError``.

    Invisible characters, and signs before or after it, do not make another name of one.
    """
    folded = unicodedata.normalize("NFKC", name).casefold()
    visible = "".join(c for c in folded if unicodedata.category(c) != "Cf")
    if re.sub(r"^[\W_]+|[\W_]+$", "", visible) in _RESERVED:
        raise ValueError("is reserved: name the person who acts")
    return name


AgentName = Annotated[ShortText, AfterValidator(check_agent)]


def acting_agent(given: str | None, token: Token) -> str:
    """Who acts: the agent that the request names, or else the name of the token. Raises ``ProblemError`` 422."""
    if given is not None:
        return given
    try:
        return check_agent(token.name)
    except ValueError as error:
        detail = f"is needed: the name of the token {error}"
        field_error = FieldError(place="body", parameter="agent", detail=detail)
        raise ProblemError(422, f"agent: {detail}", errors=[field_error]) from None


def require_scope(token: Token, scope: Scope) -> None:
    """Raises ``ProblemError`` 403."""
    if not token.may(scope):
        raise ProblemError(
            403,
            f"The token lacks the scope {scope}.",
            headers={"WWW-Authenticate": f'{_REALM}, error="insufficient_scope", scope="{scope}"'},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseBrand:
    """The brand a list is about. A brand the token may not see does not exist for it."""

    brands: BrandRepository

    def __call__(self, token: Token, given: str | None, *, place: str = "query") -> str:
        """Raises ``ProblemError`` 400 or 404."""
        brand_id = given
        if brand_id is None:
            if len(token.brands) != 1:
                error = FieldError(
                    place=place, parameter="brand", detail="is needed, because the token is not for exactly one brand"
                )
                raise ProblemError(400, f"brand: {error.detail}", errors=[error])
            (brand_id,) = token.brands
        if not token.sees(brand_id) or brand_id not in self.brands.ids():
            error = FieldError(place=place, parameter="brand", detail="there is no such brand")
            raise ProblemError(404, "There is no such brand.", errors=[error])
        return brand_id
