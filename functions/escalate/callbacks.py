"""The use case: another tool calls back, because somebody pressed a button there."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from shared.domain.access.callers import ActingAgent
from shared.domain.access.tokens import Scope
from shared.domain.brand.model import Brand
from shared.domain.channels.webhook import Secrets, Verdict, WebhookRequest
from shared.domain.errors import (
    ConflictError,
    InvalidBrandError,
    NightdeskError,
    NotFoundError,
    UnknownBrandError,
    UpstreamError,
)
from shared.domain.incidents.model import is_suspicion_id
from shared.domain.notifications.action import (
    ActionKind,
    ActionOutcome,
    ActionRequest,
    ActionResult,
    remembered_until,
)
from shared.domain.notifications.target import NotificationTarget, TargetType
from shared.ports.agents import AgentsByEmail
from shared.ports.configuration import BrandRepository, SecretStore
from shared.ports.platforms import ActionResponder, UserDirectory
from shared.ports.repositories import ActedRepository
from shared.ports.time_and_language import Clock

MAX_BODY_BYTES = 256 * 1024
"""A block action of Slack holds the whole message: up to 50 blocks of 3,000 characters, far below this."""


_SO = (ActionOutcome.DONE, ActionOutcome.NOTED, ActionOutcome.ALREADY, ActionOutcome.QUIET)

_NOT_YET = (ActionOutcome.UNKNOWN_PERSON, ActionOutcome.UNKNOWN_TICKET)
"""Somebody may set that right, and have it delivered again."""


class CallbackFormat(Protocol):
    """How one kind of target signs and writes what it sends."""

    @property
    def verify(self) -> Callable[[WebhookRequest, Secrets, datetime], Verdict]: ...

    @property
    def actions(self) -> Callable[[WebhookRequest, datetime], Sequence[ActionRequest]]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Callback:
    """One request to ``/notifications/{type}/{brand}/{target}``."""

    type: str
    brand: str
    target: str
    request: WebhookRequest


@dataclass(frozen=True, slots=True)
class _Acting:
    """``may_dismiss``: they may say that what is suspected is no outage."""

    agent: ActingAgent
    may_dismiss: bool


@dataclass(frozen=True, slots=True)
class ReceiveCallback:
    """Verify the body, find out who acts, act, and tell them what came of it. The answer says nothing to strangers.

    A body that is refused was read with the secret as it is now: a rotation refuses nobody.
    """

    brands: BrandRepository
    secrets: SecretStore
    formats: Callable[[TargetType], CallbackFormat | None]
    users: UserDirectory
    agents: AgentsByEmail
    responder: ActionResponder
    act: Callable[..., ActionResult]
    act_on_suspicion: Callable[..., ActionResult]
    follow: Callable[[str], None]
    follow_suspicion: Callable[[Brand, str], None]
    together: Callable[[str, str], tuple[str, ...]]  # ticket and target: the other tickets of that notice
    acted: ActedRepository
    clock: Clock

    def __call__(self, callback: Callback) -> tuple[int, tuple[ActionResult, ...]]:
        """The status of the answer, and what came of each action. 503 asks the tool to send the body again."""
        if len(callback.request.body) > MAX_BODY_BYTES:
            return 413, ()
        try:
            brand, target = self._target(callback)
            form = None if target is None else self.formats(target.type)
            if brand is None or target is None or form is None:
                return 404, ()
            if self._verdict(form, callback.request, target) is not Verdict.VALID:
                return 401, ()
            return 200, tuple(
                self._do(brand, target, action) for action in form.actions(callback.request, self.clock.now())
            )
        except (ConflictError, InvalidBrandError, UpstreamError):
            return 503, ()

    def _target(self, callback: Callback) -> tuple[Brand | None, NotificationTarget | None]:
        try:
            brand = self.brands.current(callback.brand)
        except UnknownBrandError:
            return None, None
        target = brand.notification_target(callback.target)
        return brand, target if target is not None and target.type.value == callback.type else None

    def _verdict(self, form: CallbackFormat, request: WebhookRequest, target: NotificationTarget) -> Verdict:
        verdict = Verdict.INVALID
        for fresh in (False, True):
            try:
                record = self.secrets.get(target.secret, fresh=fresh)
            except NotFoundError:
                record = {}
            verdict = form.verify(request, record, self.clock.now())
            if verdict in (Verdict.VALID, Verdict.STALE):
                return verdict
        return verdict

    def _do(self, brand: Brand, target: NotificationTarget, request: ActionRequest) -> ActionResult:
        """What comes again does nothing, whatever happened since. It is remembered last: killed before, it is done once
        more, which changes nothing as long as nobody else has changed anything."""
        now = self.clock.now()
        if self.acted.is_known(brand.id, target.name, request.id, now):
            return ActionResult(outcome=ActionOutcome.REPEATED)
        result = self._done(brand, target, request)
        if result.outcome not in _NOT_YET:
            self.acted.remember(brand.id, target.name, request.id, remembered_until(request, now))
        return result

    def _done(self, brand: Brand, target: NotificationTarget, request: ActionRequest) -> ActionResult:
        who = self._who(brand, target, request)
        suspicion = is_suspicion_id(request.ticket_id)
        if who is None:
            result = ActionResult(outcome=ActionOutcome.UNKNOWN_PERSON)
        elif suspicion:
            result = self.act_on_suspicion(
                brand, request.ticket_id, request.kind, agent=who.agent, may_dismiss=who.may_dismiss
            )
        elif request.kind is ActionKind.RESOLVE:
            result = ActionResult(outcome=ActionOutcome.UNCHANGED)
        else:
            result = self._act(brand, target, request, who.agent)
        try:
            self.responder.respond(brand, target.name, request, result)
            if suspicion and result.outcome in (ActionOutcome.SEEN, ActionOutcome.DISMISSED):
                self.follow_suspicion(brand, request.ticket_id)
            elif result.outcome in (ActionOutcome.DONE, ActionOutcome.NOTED) or result.asked > 1:
                self.follow(request.ticket_id)
        except NightdeskError:
            return result  # it was done; the sweep tells the targets within a minute
        return result

    def _act(
        self, brand: Brand, target: NotificationTarget, request: ActionRequest, agent: ActingAgent
    ) -> ActionResult:
        """Each ticket of the notice: what a colleague has taken stays theirs. The result is that of the first one.

        A tool that names one ticket only means all that its notice names.
        """
        also = request.also or self.together(request.ticket_id, target.name)
        results = [
            self.act(
                brand,
                ticket_id,
                request.kind,
                agent=agent,
                via=target.name,
                at=request.at,
                call=request.calls.get(ticket_id),
            )
            for ticket_id in dict.fromkeys((request.ticket_id, *also))
        ]
        return replace(results[0], done=sum(each.outcome in _SO for each in results), asked=len(results))

    def _who(self, brand: Brand, target: NotificationTarget, request: ActionRequest) -> "_Acting | None":
        """Who acts, by their mail address: an agent of the brand, or else one of the people of its file.

        Whoever was removed from the agents may not act, also if the brand file still names them. An agent may do what
        their role allows; the people of the file are those who are called, and decide.
        """
        person = next((p for p in brand.people if request.user and request.user in (p.slack, p.pagerduty)), None)
        email = person.email if person is not None else request.email
        if not email and person is None:
            email = self.users.email_of(brand, target.name, request.user) or ""
        agent = self.agents.with_email(email) if email else None
        if agent is not None:
            may_act = agent.is_active and agent.works_for(brand.id)
            acting = ActingAgent(id=agent.id or agent.name, name=agent.name, initials=agent.initials)
            return _Acting(acting, Scope.DESK_SUPERVISE in agent.scopes) if may_act else None
        person = person or brand.person_by_email(email)
        return None if person is None else _Acting(ActingAgent.named(person.name), may_dismiss=True)
