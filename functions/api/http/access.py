"""Who calls, and what they may do."""

import re
import unicodedata
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator

from functions.api.http.models import ShortText
from functions.api.http.problems import FieldError, ProblemError
from shared.domain.access.agents import Agent, Identity
from shared.domain.access.callers import ActingAgent, Caller
from shared.domain.access.tokens import TOKEN_PREFIX, Scope, token_hash
from shared.domain.errors import ConflictError, RefusedError, UpstreamError
from shared.ports.agents import AgentDirectory, IdentityVerifier
from shared.ports.configuration import BrandRepository
from shared.ports.repositories import TokenRepository
from shared.ports.time_and_language import Clock

_REALM = 'Bearer realm="nightdesk"'
_DOTS_OF_A_JWT = 2  # our own tokens have none
ISSUER_RETRY_SECONDS = 10  # the keys are not asked for sooner


@dataclass(frozen=True, slots=True, kw_only=True)
class Authenticate:
    """Who calls: a program with a token of ours, or an agent with a token of the issuer.

    Our tokens are found by their hash, so no comparison takes longer for a better guess. ``identities`` is ``None``
    where no issuer is configured.
    """

    tokens: TokenRepository
    agents: AgentDirectory
    identities: IdentityVerifier | None
    clock: Clock

    def __call__(self, headers: Mapping[str, str], scope: Scope) -> Caller:
        """Raises ``ProblemError`` 401, 403 or 503."""
        scheme, _, secret = (headers.get("authorization") or "").strip().partition(" ")
        if scheme.lower() != "bearer" or not secret.strip():
            raise ProblemError(
                401, "Send the header Authorization: Bearer <token>.", headers={"WWW-Authenticate": _REALM}
            )
        caller = self._caller(secret.strip())
        require_scope(caller, scope)
        return caller

    def _caller(self, secret: str) -> Caller:
        if self.identities is not None and secret.count(".") == _DOTS_OF_A_JWT:
            return self._agent(self.identities, secret)
        token = self.tokens.find(token_hash(secret)) if secret.startswith(TOKEN_PREFIX) else None
        if token is None or not token.is_valid(self.clock.now()):
            raise _not_authenticated("This token is unknown, expired or revoked.")
        return Caller.of_token(token)

    def _agent(self, identities: IdentityVerifier, token: str) -> Caller:
        try:
            identity = identities.verify(token)
        except RefusedError as error:
            raise _not_authenticated(str(error)) from None
        except UpstreamError:
            raise ProblemError(
                503,
                "The sign-in service does not answer, so this token cannot be checked; try again.",
                headers={"Retry-After": str(ISSUER_RETRY_SECONDS)},
            ) from None
        agent = self.agents.find(identity.subject)
        if agent is None:
            agent = self._first_sign_in(identity)
        if agent is None or not agent.is_active:
            raise _no_agent(
                "no_agent",
                "You are signed in, but you are no agent of this desk; ask whoever runs it to add your e-mail address.",
            )
        with suppress(UpstreamError):  # who is online matters less than the answer
            self.agents.seen(agent, self.clock.now())
        return Caller.of_agent(agent, identity)

    def _first_sign_in(self, identity: Identity) -> Agent | None:
        """Raises ``ProblemError`` 403 where the address cannot decide who it is."""
        if identity.email is None:  # access tokens often name none
            raise _no_agent(
                "no_verified_email",
                "This token names no verified e-mail address, by which an agent is known at the first sign-in; send "
                "the ID token with the first request, or have the issuer verify the address.",
            )
        try:
            return self.agents.bind(identity.email, identity.subject, self.clock.now())
        except ConflictError:
            raise _no_agent(
                "another_subject",
                "Your e-mail address belongs to another sign-in of the issuer; ask whoever runs the desk to remove the "
                "agent and add them again.",
            ) from None
        except ValueError:
            return None  # what the issuer calls an address is none


def _no_agent(reason: str, detail: str) -> ProblemError:
    return ProblemError(
        403,
        detail,
        headers={"WWW-Authenticate": f'{_REALM}, error="insufficient_scope"'},
        members={"reason": reason},
    )


def _not_authenticated(detail: str) -> ProblemError:
    return ProblemError(401, detail, headers={"WWW-Authenticate": f'{_REALM}, error="invalid_token"'})


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


def acting_agent(given: str | None, caller: Caller) -> ActingAgent:
    """Who acts. A program names an agent, or else acts under its own name; an agent acts for nobody else.

    Raises ``ProblemError`` 422.
    """
    if caller.agent is not None:
        if given not in (None, caller.id, caller.name):
            raise _wrong_agent("you act for yourself; leave it out")
        return ActingAgent(id=caller.id, name=caller.name, initials=caller.agent.initials)
    if given is not None:
        return ActingAgent.named(given)
    try:
        return ActingAgent.named(check_agent(caller.name))
    except ValueError as error:
        raise _wrong_agent(f"is needed: the name of the token {error}") from None


def _wrong_agent(detail: str) -> ProblemError:
    return ProblemError(422, f"agent: {detail}", errors=[FieldError(place="body", parameter="agent", detail=detail)])


def require_scope(caller: Caller, scope: Scope) -> None:
    """Raises ``ProblemError`` 403."""
    if not caller.may(scope):
        raise ProblemError(
            403,
            f"You lack the scope {scope}." if caller.agent else f"The token lacks the scope {scope}.",
            headers={"WWW-Authenticate": f'{_REALM}, error="insufficient_scope", scope="{scope}"'},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseBrand:
    """The brand a list is about. A brand the token may not see does not exist for it."""

    brands: BrandRepository

    def __call__(self, caller: Caller, given: str | None, *, place: str = "query") -> str:
        """Raises ``ProblemError`` 400 or 404."""
        brand_id = given
        if brand_id is None:
            if len(caller.brands) != 1:
                error = FieldError(
                    place=place, parameter="brand", detail="is needed, because the token is not for exactly one brand"
                )
                raise ProblemError(400, f"brand: {error.detail}", errors=[error])
            (brand_id,) = caller.brands
        if not caller.sees(brand_id) or brand_id not in self.brands.ids():
            error = FieldError(place=place, parameter="brand", detail="there is no such brand")
            raise ProblemError(404, "There is no such brand.", errors=[error])
        return brand_id
