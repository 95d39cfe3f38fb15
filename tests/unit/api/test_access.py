"""Who may do what. A ticket of a brand the token may not see does not exist for it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from functions.api import routes
from shared.domain.access.agents import Role
from shared.domain.access.tokens import Scope
from shared.domain.brand.model import Account
from shared.domain.customers.model import Customer
from shared.domain.incidents.model import Incident
from shared.domain.incidents.updates import PublicUpdate, UpdateKind
from shared.domain.proposals.hiding import hide_of_message
from shared.domain.proposals.model import Proposal, ProposalKind
from shared.domain.replies.saved import SavedReply
from shared.domain.subscriptions.model import Subscription
from shared.domain.vocabulary import Category, Status
from tests.fakes.brands import FakeBrands
from tests.fakes.stored import START
from tests.unit.api.fake_api import FakeApi, a_brand, a_message, a_photo, a_ticket, operation_of

READ, WRITE, ADMIN = Scope.TICKETS_READ, Scope.TICKETS_WRITE, Scope.ADMIN
REPORTS, SUPERVISE = Scope.REPORTS_READ, Scope.DESK_SUPERVISE
INCIDENT = "acme-20260301T090000-4f3a"

# method, path, query, body, headers, the scope that opens it
ABOUT_THE_TOKEN = [
    ("GET", "/me", "", None, {}, READ),
    ("GET", "/brands", "", None, {}, READ),
    ("GET", "/views", "", None, {}, READ),
    ("PUT", "/views", "", {"items": []}, {}, READ),
    ("POST", "/tickets/bulk", "", {"tickets": ["T1"], "status": "open"}, {}, WRITE),
]
"""They answer every token, each with what it may see: tests/unit/api/test_discovery.py, test_bulk.py."""
OPERATIONS = [
    ("GET", "/tickets", "brand=acme", None, {}, READ),
    ("GET", "/tickets/T1", "", None, {}, READ),
    ("GET", "/tickets/T1/messages", "", None, {}, READ),
    ("GET", "/tickets/T1/history", "", None, {}, READ),
    ("GET", "/tickets/T1/messages/m1/attachments/a1", "redirect=false", None, {}, READ),
    ("POST", "/tickets/T1/claim", "", {}, {}, WRITE),
    ("POST", "/tickets/T1/release", "", {}, {}, WRITE),
    ("POST", "/tickets/T1/escalate", "", {}, {}, WRITE),
    ("POST", "/tickets/T1/deescalate", "", {}, {}, WRITE),
    ("POST", "/tickets/T1/assign", "", {"team": "experts", "agent": None}, {}, WRITE),
    ("GET", "/tickets/T1/notes", "", None, {}, READ),
    ("POST", "/tickets/T1/notes/read", "", {}, {}, WRITE),
    ("POST", "/tickets/T1/notes", "", {"text": "Hello"}, {"idempotency-key": "k"}, WRITE),
    ("GET", "/tickets/T1/presence", "", None, {}, READ),
    ("PUT", "/tickets/T1/presence", "", {"activity": "looking"}, {}, WRITE),
    ("POST", "/tickets/T1/merge", "", {"into": "T2"}, {}, SUPERVISE),
    ("PATCH", "/tickets/T1", "", {"team": "experts"}, {"if-match": "1"}, WRITE),
    ("GET", "/customers/cus_1", "", None, {}, READ),
    ("GET", "/customers/cus_1/export", "", None, {}, ADMIN),
    ("POST", "/customers/cus_1/link", "", {"customer": "cus_2"}, {}, SUPERVISE),
    ("POST", "/customers/cus_1/unlink", "", {"customer": "cus_2"}, {}, SUPERVISE),
    ("GET", "/reports/listening", "brand=acme", None, {}, REPORTS),
    ("GET", "/reports/service", "brand=acme", None, {}, REPORTS),
    ("GET", "/reports/service/kinds", "brand=acme&by=category", None, {}, REPORTS),
    ("GET", "/reports/topics", "brand=acme", None, {}, REPORTS),
    ("GET", "/incidents", "brand=acme", None, {}, READ),
    ("GET", f"/incidents/{INCIDENT}", "", None, {}, READ),
    ("GET", f"/incidents/{INCIDENT}/evidence", "", None, {}, READ),
    ("GET", f"/incidents/{INCIDENT}/report", "", None, {}, READ),
    ("GET", f"/incidents/{INCIDENT}/updates", "", None, {}, READ),
    ("PUT", f"/incidents/{INCIDENT}/updates/1", "", {"texts": {"fr": "Panne"}}, {}, SUPERVISE),
    ("POST", f"/incidents/{INCIDENT}/updates/1/publish", "", None, {}, SUPERVISE),
    ("POST", f"/incidents/{INCIDENT}/stop", "", None, {}, SUPERVISE),
    ("POST", f"/incidents/{INCIDENT}/resume", "", None, {}, SUPERVISE),
    ("GET", "/teams", "brand=acme", None, {}, READ),
    ("GET", "/on-call", "brand=acme", None, {}, READ),
    ("GET", "/agents", "brand=acme", None, {}, READ),
    ("GET", "/accounts", "brand=acme", None, {}, REPORTS),
    ("GET", "/automatic-answers", "brand=acme", None, {}, READ),
    ("PUT", "/automatic-answers", "", {"brand": "acme", "setting": "off"}, {}, SUPERVISE),
    *ABOUT_THE_TOKEN,
    ("POST", "/tickets/T1/replies/check", "", {"text": "Hello", "visibility": "private"}, {}, WRITE),
    ("GET", "/saved-replies", "brand=acme", None, {}, READ),
    ("GET", "/saved-reply-changes", "brand=acme", None, {}, SUPERVISE),
    ("PUT", "/saved-replies/late", "brand=acme", {"title": "Late", "texts": {"fr": "Bonjour"}}, {}, SUPERVISE),
    ("POST", "/saved-replies/known/use", "", {"ticket_id": "T1"}, {}, WRITE),
    ("DELETE", "/saved-replies/known", "brand=acme", None, {}, SUPERVISE),
    ("GET", "/customers/cus_1/automatic-texts", "", None, {}, READ),
    ("PUT", "/customers/cus_1/automatic-texts", "", {"setting": "off"}, {}, WRITE),
    ("GET", "/board", "brand=acme", None, {}, SUPERVISE),
    ("GET", "/counts", "brand=acme", None, {}, READ),
    ("GET", "/tickets/T1/reply-options", "", None, {}, READ),
    ("POST", "/tickets/T1/replies", "", {"text": "Hello", "visibility": "private"}, {"idempotency-key": "k"}, WRITE),
    (
        "POST",
        "/uploads",
        "",
        {"brand": "acme", "file_name": "a.jpg", "mime_type": "image/jpeg", "size": 9},
        {},
        WRITE,
    ),
    ("GET", "/brands/deadlines", "brand=acme", None, {}, READ),
    ("GET", "/proposals", "brand=acme", None, {}, READ),
    ("POST", "/proposals/PR-1/accept", "", {"brand": "acme"}, {}, WRITE),
    ("POST", "/proposals/PR-1/dismiss", "", {"brand": "acme"}, {}, WRITE),
    ("POST", "/proposals/PR-2/revert", "", {"brand": "acme"}, {}, WRITE),
    ("POST", "/messages/spam/hide", "", {"ticket": "T1"}, {}, WRITE),
    ("POST", "/messages/hidden/show", "", {"ticket": "T1"}, {}, WRITE),
    ("GET", "/subscriptions", "brand=acme", None, {}, ADMIN),
    (
        "POST",
        "/subscriptions",
        "brand=acme",
        {"url": "https://a.example/h", "events": ["*"], "owner": "crm"},
        {},
        ADMIN,
    ),
    ("GET", "/subscriptions/wh1/deliveries", "", None, {}, ADMIN),
    ("POST", "/subscriptions/wh1/replay", "", {"from": "2026-02-28T00:00:00Z"}, {}, ADMIN),
    ("POST", "/subscriptions/wh1/resume", "", None, {}, ADMIN),
    ("POST", "/subscriptions/wh1/rotate", "", None, {}, ADMIN),
    ("DELETE", "/subscriptions/wh1", "", None, {}, ADMIN),
    ("DELETE", "/messages/m1/content", "ticket=T1", None, {}, SUPERVISE),
    ("DELETE", "/customers/cus_1", "", None, {}, ADMIN),
    ("POST", "/incidents", "", {"brand": "acme", "title": "Down"}, {}, SUPERVISE),
    ("POST", f"/incidents/{INCIDENT}/resolve", "", None, {}, SUPERVISE),
]


def test_every_operation_that_needs_a_token_is_tried_here() -> None:
    tried = [operation_of(method, path) for method, path, *_ in OPERATIONS]

    assert [o.name for o in routes.OPERATIONS if o.scope is not None and o not in tried] == []


@pytest.fixture
def api() -> FakeApi:
    fakes = FakeApi()
    fakes.store(a_ticket(), a_ticket("T2", status=Status.RESOLVED, waiting_since=None))
    fakes.messages.save(a_message("m1", attachments=(a_photo(),)))
    fakes.saved_replies.put(
        SavedReply(id="known", brand="acme", title="Known", texts={"fr": "Bonjour"}, updated_at=START, updated_by="x")
    )
    for customer_id, channel, tickets in (("cus_1", "facebook", frozenset({"T1"})), ("cus_2", "x", frozenset())):
        customer = Customer(
            id=customer_id, brand="acme", identities={channel: "9"}, first_seen_at=START, last_seen_at=START
        )
        fakes.customers.remember(replace(customer, tickets=tickets))
    posting = Account(channel="x", id="3000000001", handle="acmeshop", secret="acme-x")
    fakes.brands = FakeBrands.of(replace(a_brand("acme"), accounts=(posting,)), a_brand("other"))
    fakes.proposals.propose(
        Proposal(
            id="PR-1",
            brand="acme",
            kind=ProposalKind.OPENING,
            channel="facebook",
            account_id="100100100100100",
            text="Bonjour",
            created_at=START,
            expires_at=START + timedelta(days=1),
        )
    )
    for message_id, name in (("spam", None), ("hidden", None), ("m3", "PR-2")):
        message = a_message(message_id, category=Category.SPAM)
        fakes.messages.save(message)
        done = hide_of_message(fakes.brands.current("acme"), message, START).hidden("Mia", START).done(None)
        if message_id != "spam":
            fakes.proposals.propose(replace(done, id=name or done.id))
    webhook = Subscription(
        id="wh1", brand="acme", url="https://a.example", events=("*",), owner="crm", created_at=START
    )
    fakes.subscriptions.add(webhook, entry=0)
    opened_at = START - timedelta(days=1)
    fakes.incidents.open(Incident(id=INCIDENT, brand="acme", title="Down", opened_at=opened_at, opened_by="lead"))
    draft = PublicUpdate(
        incident_id=INCIDENT,
        number=1,
        kind=UpdateKind.OPENED,
        texts={"fr": "Panne"},
        written_at=opened_at,
        written_by="lead",
    )
    fakes.incidents.save_update(draft)
    return fakes


def _send(api: FakeApi, operation: tuple, token: str | None) -> int:
    method, path, query, body, headers, _ = operation
    return api.call(method, path, query=query, body=body, headers=headers, token=token).status


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda o: f"{o[0]} {o[1]}")
@pytest.mark.parametrize("held", list(Scope))
def test_each_scope_opens_what_it_is_for_and_admin_opens_everything(
    api: FakeApi, operation: tuple, held: Scope
) -> None:
    api.token("ndk_held", held)
    needed = operation[-1]
    opening = {needed, ADMIN} | ({READ} if needed is REPORTS else set())  # tokens older than the scope of reports

    status = _send(api, operation, "ndk_held")

    assert (status < 300) == (held in opening)
    if held not in opening:
        assert status == 403


ROLES = {
    Role.AGENT: {READ, WRITE},
    Role.SUPERVISOR: {READ, WRITE, REPORTS, SUPERVISE, Scope.REPLIES_OVERRIDE},
    Role.ADMIN: set(Scope),
}


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda o: f"{o[0]} {o[1]}")
@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("brand", ["acme", "other"])
def test_a_role_opens_what_it_is_for_in_its_own_brand_only(
    api: FakeApi, operation: tuple, role: Role, brand: str
) -> None:
    signed_in = api.agent("sub-1", role, brands=(brand,))

    status = _send(api, operation, signed_in)

    if operation[-1] not in ROLES[role]:
        assert status == 403
    elif brand == "other" and operation not in ABOUT_THE_TOKEN:
        assert status == 404
    else:
        assert status < 300


@pytest.mark.parametrize(
    "operation", [o for o in OPERATIONS if o not in ABOUT_THE_TOKEN], ids=lambda o: f"{o[0]} {o[1]}"
)
def test_a_token_of_another_brand_is_told_that_nothing_is_there(api: FakeApi, operation: tuple) -> None:
    api.token("ndk_other", ADMIN, brands=("other",))

    assert _send(api, operation, "ndk_other") == 404
    assert api.tickets.stored["T1"].version == 1
    assert api.incidents.stored[INCIDENT].resolved_at is None


@pytest.mark.parametrize("path", ["/tickets/{}", "/tickets/{}/messages", "/tickets/{}/history"])
def test_what_is_hidden_and_what_does_not_exist_are_answered_alike(api: FakeApi, path: str) -> None:
    api.token("ndk_other", READ, brands=("other",))

    hidden = api.call("GET", path.format("T1"), token="ndk_other")
    missing = api.call("GET", path.format("T9"), token="ndk_other")

    assert hidden.text.replace("T1", "T9") == missing.text
    assert hidden.headers == missing.headers


def test_a_hidden_brand_and_one_that_does_not_exist_are_answered_alike(api: FakeApi) -> None:
    api.token("ndk_other", READ, brands=("other", "never-pushed"))

    answers = [
        api.call("GET", "/tickets", query={"brand": b}, token="ndk_other") for b in ("acme", "none", "never-pushed")
    ]

    assert {answered.status for answered in answers} == {404}
    assert len({answered.text for answered in answers}) == 1


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda o: f"{o[0]} {o[1]}")
@pytest.mark.parametrize("token", [None, "", "ndk_unknown", "everything", "ndk_revoked", "ndk_expired"])
def test_without_a_valid_token_nothing_is_told(api: FakeApi, operation: tuple, token: str | None) -> None:
    api.token("ndk_revoked", ADMIN, revoked_at=START)
    api.token("ndk_expired", ADMIN, not_after=START)

    method, path, query, body, headers, _ = operation
    answered = api.call(method, path, query=query, body=body, headers=headers, token=token)

    assert answered.status == 401
    assert answered.headers["WWW-Authenticate"].startswith('Bearer realm="nightdesk"')
    assert ("invalid_token" in answered.headers["WWW-Authenticate"]) == bool(token)
    assert "T1" not in answered.json["detail"]


@pytest.mark.parametrize("given", ["Basic bmRrXw==", "ndk_everything", "Bearer", "bearer  "])
def test_another_scheme_is_no_token(api: FakeApi, given: str) -> None:
    answered = api.call("GET", "/tickets/T1", token=None, headers={"Authorization": given})

    assert answered.status == 401


def test_the_scheme_may_be_written_in_any_case(api: FakeApi) -> None:
    answered = api.call("GET", "/tickets/T1", token=None, headers={"Authorization": "bearer ndk_everything"})

    assert answered.status == 200


def test_a_token_is_checked_before_anything_else_is(api: FakeApi) -> None:
    assert api.call("GET", "/tickets", query="limit=nonsense", token=None).status == 401
    assert api.call("POST", "/tickets/T1/claim", body="{", token=None).status == 401


def test_a_missing_scope_is_named(api: FakeApi) -> None:
    api.token("ndk_reader", READ)

    answered = api.call("POST", "/tickets/T1/claim", token="ndk_reader")

    assert answered.status == 403
    assert 'scope="tickets:write"' in answered.headers["WWW-Authenticate"]


def test_the_brand_may_be_left_out_when_the_token_sees_one_only(api: FakeApi) -> None:
    api.token("ndk_one", READ, brands=("acme",))
    api.token("ndk_two", READ, brands=("acme", "other"))

    assert [t["id"] for t in api.call("GET", "/tickets", token="ndk_one").json["items"]] == ["T1"]
    for token in ("ndk_two", "ndk_everything"):
        answered = api.call("GET", "/tickets", token=token)
        assert answered.status == 400
        assert answered.json["errors"][0]["parameter"] == "brand"


def test_a_token_that_ends_later_is_valid_until_then(api: FakeApi) -> None:
    api.token("ndk_short", READ, not_after=START + timedelta(minutes=1))

    assert api.call("GET", "/tickets/T1", token="ndk_short").status == 200
    api.clock.pass_time(minutes=1)
    assert api.call("GET", "/tickets/T1", token="ndk_short").status == 401


def test_health_and_the_document_need_no_token(api: FakeApi) -> None:
    assert api.call("GET", "/health", token=None).json == {"status": "ok", "stage": "test"}
    assert api.call("GET", "/openapi.json", token=None).json["openapi"] == "3.1.0"
