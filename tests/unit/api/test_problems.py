"""Every error is a problem document that says what is wrong and where, and tells nothing of the inside."""

import json
import logging
import sys
import unicodedata
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from functions.api.http.models import ListItem, ShortText
from shared.domain.errors import UpstreamError
from shared.observability.logs import logger
from tests.unit.api.fake_api import CONTEXT, EVENTS, Answered, FakeApi, a_ticket


def problem(answered: Answered, status: int) -> dict[str, Any]:
    assert answered.status == status
    assert answered.headers["Content-Type"] == "application/problem+json"
    document = answered.json
    assert list(document) == ["type", "title", "status", "detail", "instance", "errors"]
    assert document["status"] == status
    assert document["type"].startswith("urn:problem-type:nightdesk:")
    return document


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=ten", "limit"),
        ("limit=5&limit=6", "limit"),
        ("status=done", "status.0"),
        ("status=new,done", "status.1"),
        ("priority=URGENT", "priority.0"),
        ("category=anger", "category.0"),
        ("updated_since=yesterday", "updated_since"),
        ("updated_since=2026-03-02T09:00:00", "updated_since"),
        ("updated_since=0001-01-01T00:00:00%2B14:00", "updated_since"),
        ("statsu=new", "statsu"),
        ("cursor=", "cursor"),
        ("cursor=nonsense", "cursor"),
        ("brand=", "brand"),
        ("status=", "status"),
        ("team=experts,", "team"),
        ("updated_since=1772485800", "updated_since"),
        ("updated_since=-1.5", "updated_since"),
    ],
)
def test_a_parameter_that_is_wrong_is_named(api: FakeApi, query: str, parameter: str) -> None:
    query = query if query.startswith("brand") else f"brand=acme&{query}"

    document = problem(api.call("GET", "/tickets", query=query), 400)

    assert [fault["parameter"] for fault in document["errors"]] == [parameter]
    assert parameter in document["detail"]
    assert document["instance"] == "/tickets"
    assert document["errors"][0]["place"] == "query"


def test_every_fault_is_named_at_once(api: FakeApi) -> None:
    document = problem(api.call("GET", "/tickets", query="brand=acme&limit=0&status=done&x=1"), 400)

    assert {fault["parameter"] for fault in document["errors"]} == {"limit", "status.0", "x"}


def test_the_value_that_was_wrong_is_not_repeated(api: FakeApi) -> None:
    answered = api.call("GET", "/tickets", query="brand=acme&status=luc@example.org")

    assert "luc@example.org" not in answered.text


def test_a_cursor_of_another_list_is_refused(api: FakeApi) -> None:
    api.store(*(a_ticket(f"T{number}") for number in range(3)), a_ticket("O1", brand="other"))
    cursor = api.call("GET", "/tickets", query={"brand": "acme", "limit": 1}).json["next_cursor"]

    document = problem(api.call("GET", "/tickets", query={"brand": "other", "limit": 1, "cursor": cursor}), 400)

    assert document["errors"][0]["parameter"] == "cursor"


def test_a_path_that_does_not_exist(api: FakeApi) -> None:
    for path in ("/nothing", "/tickets/T1/nothing", "/", "/tickets/"):
        assert problem(api.call("GET", path), 404)["instance"] == path


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [("DELETE", "/tickets/T1", "GET, PATCH"), ("POST", "/tickets", "GET"), ("GET", "/tickets/T1/claim", "POST")],
)
def test_a_method_that_is_not_possible_names_those_that_are(api: FakeApi, method: str, path: str, allowed: str) -> None:
    answered = api.call(method, path)

    problem(answered, 405)
    assert answered.headers["Allow"] == allowed


@pytest.mark.parametrize("path", ["/tickets/\u2603", "/customers/a b\u00e9", "/tickets/\u0000/messages"])
def test_a_name_that_nothing_can_have_is_not_called_a_wrong_method(api: FakeApi, path: str) -> None:
    problem(api.call("GET", path), 404)
    assert problem(api.call("PUT", "/tickets/\u2603"), 405)


@pytest.mark.parametrize("cursor", ["~", "0~", "00~", "\u0660~", "-1~", "x~", "1~", "99999~"])
def test_a_cursor_of_messages_that_was_made_up_is_refused(api: FakeApi, cursor: str) -> None:
    api.store(a_ticket())

    document = problem(api.call("GET", "/tickets/T1/messages", query={"cursor": cursor}), 400)

    assert document["errors"][0]["parameter"] == "cursor"


@pytest.mark.parametrize("path", ["/tickets/T9", "/tickets/T9/messages", "/tickets/T9/history"])
def test_a_ticket_that_does_not_exist(api: FakeApi, path: str) -> None:
    assert problem(api.call("GET", path), 404)["detail"] == "There is no such ticket."


@pytest.mark.parametrize("body", ["{", "nonsense", '{"agent": "a"} trailing', "[" * 10_000, '{"agent": "\\ud800"}'])
def test_a_body_that_is_no_json_is_refused(api: FakeApi, body: str) -> None:
    api.store(a_ticket())

    document = problem(api.call("POST", "/tickets/T1/claim", body=body), 400)

    assert document["errors"][0]["place"] == "body"
    assert api.tickets.stored["T1"].version == 1


@pytest.mark.parametrize(
    ("body", "parameter"),
    [
        ({"agent": ""}, "agent"),
        ({"agent": 7}, "agent"),
        ({"agent": "x" * 101}, "agent"),
        ({"agent": "a\nb"}, "agent"),
        ({"agent": "a", "takeover": True}, "takeover"),
        ({"take_over": "yes"}, "take_over"),
        ("[]", "body"),
        ("null", "body"),
    ],
)
def test_a_claim_that_is_wrong_says_where(api: FakeApi, body: Any, parameter: str) -> None:
    api.store(a_ticket())

    document = problem(api.call("POST", "/tickets/T1/claim", body=body), 422)

    assert [fault["parameter"] for fault in document["errors"]] == [parameter]
    assert api.tickets.stored["T1"].version == 1


def test_a_body_in_another_format_is_refused(api: FakeApi) -> None:
    api.store(a_ticket())

    answered = api.call("POST", "/tickets/T1/claim", body="agent=a", headers={"content-type": "text/plain"})

    problem(answered, 415)


@pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencoded", "application/merge-patch+json", "Application/JSON; charset=utf-8", ""]
)
def test_json_is_read_whatever_a_common_tool_calls_it(api: FakeApi, kind: str) -> None:
    api.store(a_ticket())

    answered = api.call("POST", "/tickets/T1/claim", body={"agent": "sophie"}, headers={"content-type": kind})

    assert answered.json["claimed_by"] == "sophie"


def test_a_body_that_is_too_large_is_refused(api: FakeApi) -> None:
    problem(api.call("POST", "/tickets/T1/claim", body=json.dumps({"agent": "x" * 70_000})), 413)


def test_a_body_that_is_needed_and_missing_is_said_to_be(api: FakeApi) -> None:
    api.store(a_ticket())

    problem(api.call("PATCH", "/tickets/T1", headers={"if-match": "1"}), 400)


def test_a_broken_base64_body_is_refused(api: FakeApi) -> None:
    event = json.loads((EVENTS / "api_claim.json").read_text())
    event["headers"]["authorization"] = "Bearer ndk_everything"
    event["body"] = "%%%"

    assert api.app.resolve(event, CONTEXT)["statusCode"] == 400


def test_a_service_that_does_not_answer_is_not_the_callers_fault(api: FakeApi) -> None:
    api.failure = UpstreamError("dynamodb GetItem: InternalServerError")

    answered = api.call("GET", "/health")

    problem(answered, 503)
    assert answered.headers["Retry-After"] == "1"
    assert "dynamodb" not in answered.text


def test_an_error_nobody_foresaw_tells_nothing_of_the_inside(api: FakeApi, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(ticket_id: str) -> None:
        raise ZeroDivisionError("Bonjour, ma carte est 4111 1111 1111 1111")

    monkeypatch.setattr(api.tickets, "get", broken, raising=False)

    answered = api.call("GET", "/tickets/T1")

    document = problem(answered, 500)
    assert "Zero" not in answered.text
    assert "4111" not in answered.text
    assert document["instance"] == "/tickets/T1"


def test_the_log_names_the_place_of_an_error_and_no_text(api: FakeApi, monkeypatch: pytest.MonkeyPatch) -> None:
    lines: list[dict[str, Any]] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(record.__dict__)

    handler = Kept()
    logger.addHandler(handler)
    try:
        api.store(a_ticket())
        monkeypatch.setattr(api.tickets, "save", lambda *_: 1 / 0, raising=False)
        api.call("POST", "/tickets/T1/claim", body={"agent": "sophie"})
    finally:
        logger.removeHandler(handler)

    (error,) = [line for line in lines if line["msg"] == "request failed"]
    assert error["error"] == "ZeroDivisionError"
    assert "test_problems.py" in error["where"][-1]
    (access,) = [line for line in lines if line["msg"] == "request answered"]
    assert (access["operation"], access["status"]) == ("claim_ticket", 500)
    assert "sophie" not in str(lines)
    assert "everything" not in str(access)


@pytest.mark.parametrize(
    ("body", "parameter", "detail"),
    [
        ({"tags": ["Ü!"]}, "tags.0", "must be 1 to 50 small letters, digits, hyphens or underscores"),
        (
            {"team": "a\x00b"},
            "team",
            "must contain a visible character, and no control, direction or invisible characters",
        ),
    ],
)
def test_a_spelling_that_is_not_allowed_is_explained_in_words(
    body: dict[str, Any], parameter: str, detail: str
) -> None:
    api = FakeApi()
    api.tickets.save(a_ticket())
    answered = api.call("PATCH", "/tickets/T-1", body=body, headers={"If-Match": '"1"'})
    (fault,) = problem(answered, 422)["errors"]
    assert fault["parameter"] == parameter
    assert fault["detail"].startswith(detail)


FORMAT_CHARACTERS = [chr(code) for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code)) == "Cf"]


@pytest.mark.parametrize("sign", [*FORMAT_CHARACTERS, "\u034f", "\u115f", "\u2800", "\u3164", "\uffa0"], ids=ascii)
@pytest.mark.parametrize("kind", [ShortText, ListItem])
def test_no_name_holds_a_character_that_is_not_seen(kind: Any, sign: str) -> None:
    accepts = TypeAdapter(kind)
    for name in (f"so{sign}phie", f"{sign}sophie", f"sophie{sign}", sign):
        with pytest.raises(ValidationError):
            accepts.validate_python(name)


@pytest.mark.parametrize(
    "name",
    [
        "नेत्र\u200dा", "می\u200cخواهم", "ක්\u200dෂමා", "क्\u200dष",
        "\U0001f469\u200d\U0001f4bb", "\u2764\ufe0f\u200d\U0001f525",
        "Ève Robotin", "李娜", "O'Neil, J.",
    ],
)  # fmt: skip
def test_a_joiner_is_spelling_in_the_scripts_that_need_it(name: str) -> None:
    assert TypeAdapter(ShortText).validate_python(name) == name


@pytest.mark.parametrize("name", ["a\u200db", "م\u200c", "\u200cم", "م\u200c\u200cم", "so\u200cphie"])
def test_a_joiner_elsewhere_is_refused(name: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(ShortText).validate_python(name)


@pytest.mark.parametrize("sign", ["\u200b", "\u00ad", "\ufeff", "\u206a", "\u2060"])
def test_a_team_or_tag_holds_no_invisible_character(sign: str) -> None:
    api = FakeApi()
    api.tickets.save(a_ticket())
    for body, parameter in (({"team": f"ex{sign}perts"}, "team"), ({"tags": [f"vi{sign}p"]}, "tags.0")):
        answered = api.call("PATCH", "/tickets/T-1", body=body, headers={"If-Match": '"1"'})
        assert [error["parameter"] for error in problem(answered, 422)["errors"]] == [parameter]


@pytest.mark.parametrize(
    "sign",
    [
        "\u200b",
        "\u00ad",
        "\ufeff",
        "\u206a",
        "\x07",
        "\x1b",
        "\x7f",
        "\x85",
        "\u061c",
        "\u200e",
        "\u200f",
        "\u202e",
        "\u2066",
        "\u2069",
    ],
)
@pytest.mark.parametrize("path", ["/tickets/T-1/claim", "/tickets/T-1/replies"])
def test_an_agents_name_holds_no_control_or_direction_characters(path: str, sign: str) -> None:
    api = FakeApi()
    api.tickets.save(a_ticket())
    body = {"agent": f"So{sign}phie"} | ({"text": "Bonjour", "visibility": "public"} if "replies" in path else {})
    answered = api.call("POST", path, body=body, headers={"If-Match": '"1"', "Idempotency-Key": "k"})
    assert "agent" in [error["parameter"] for error in problem(answered, 422)["errors"]]
