"""What the API says by a code, the page says in both languages."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from shared.domain.replies.failures import KNOWN_CODES
from shared.domain.replies.model import RefusalReason
from shared.domain.tickets.history_words import CODES, HAPPENED

ROOT = Path(__file__).parents[3]
OF_PEOPLE = (
    "functions/api",
    *(f"shared/domain/{name}" for name in ("tickets", "customers", "proposals", "escalation")),
)
OF_OPERATORS = "functions/api/webhooks/"  # which the page does not show
REFUSALS = {"RefusedError", "UnknownAgentError", "UnknownAssigneeError"}


@cache
def _texts(language: str) -> frozenset[str]:
    source = (ROOT / f"desk/src/i18n/{language}.ts").read_text()
    return frozenset(re.findall(r'^  "([^"]+)":', source, re.MULTILINE))


@cache
def _calls(*folders: str) -> tuple[tuple[str, ast.Call, str], ...]:
    """Where it stands, the call, and the name of what is called."""
    found = []
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            place = path.relative_to(ROOT).as_posix()
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call):
                    name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                    found.append((f"{place}:{node.lineno}", node, name))
    return tuple(found)


def _keyword(call: ast.Call, name: str) -> ast.expr | None:
    return next((keyword.value for keyword in call.keywords if keyword.arg == name), None)


def _words(value: ast.expr | None) -> Iterator[str]:
    """The strings that an expression may be."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.value
    if isinstance(value, ast.IfExp):
        yield from _words(value.body)
        yield from _words(value.orelse)


def _refusals() -> Iterator[tuple[str, ast.Call]]:
    for place, call, name in _calls(*OF_PEOPLE):
        if name in REFUSALS and not place.startswith(OF_OPERATORS):
            yield place, call


def test_every_refusal_that_people_may_read_has_a_name() -> None:
    assert [place for place, call in _refusals() if _keyword(call, "reason") is None] == []


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_page_says_every_refusal(language: str) -> None:
    reasons = {reason.value for reason in RefusalReason}
    for _, call in _refusals():
        reasons |= set(_words(_keyword(call, "reason")))
    for place, call, _ in _calls("functions/api"):
        members = _keyword(call, "members")
        if isinstance(members, ast.Dict) and not place.startswith(OF_OPERATORS):
            for name, value in zip(members.keys, members.values, strict=True):
                reasons |= set(_words(value)) if "reason" in set(_words(name)) else set()

    assert sorted(reason for reason in reasons if f"refused.{reason}" not in _texts(language)) == []


def _entries() -> Iterator[tuple[ast.expr | None, ast.expr | None]]:
    """What happened and its details, of every entry of a history whose words stand in the code."""
    for _, call, name in _calls("functions", "shared"):
        if name == "HistoryEntry":
            yield _keyword(call, "what"), _keyword(call, "details")
        elif name == "audit_entry":
            yield call.args[1], call.args[4]
        elif name == "write_history":
            yield call.args[3], call.args[4]
        elif name == "entry" and len(call.args) == 2:
            yield call.args[0], call.args[1]


DETAILS_MADE_ELSEWHERE = {
    "claimed_by",
    "incident",
    "taken_from",
    "team",
    "status",
    "priority",
    "tags",
    "sentiment",
    "urgent",
    "into",
}


def test_what_happens_to_a_ticket_is_a_closed_list() -> None:
    assert sorted(word for what, _ in _entries() for word in _words(what) if word not in HAPPENED) == []


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_page_says_what_happened_to_a_ticket(language: str) -> None:
    assert sorted(what for what in HAPPENED if f"event.{what}" not in _texts(language)) == []


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_page_says_every_detail_that_is_a_code(language: str) -> None:
    source = (ROOT / "desk/src/ticket/details.ts").read_text()
    lists = dict(re.findall(r'^  (\w+): "(\w+)",$', source, re.MULTILINE))
    assert sorted(set(CODES).difference(lists)) == []
    said = [
        f"{name}: {code}"
        for name, codes in CODES.items()
        for code in codes
        if code and not {f"{lists[name]}.{code}", f"code.{code}"} & _texts(language)
    ]
    assert sorted(said) == []


def test_the_page_says_what_platforms_refuse() -> None:
    source = (ROOT / "desk/src/api/said.ts").read_text()
    said = set(re.findall(r'^  (\w+): "refused\.', source, re.MULTILINE))
    assert sorted(code for code in KNOWN_CODES if code not in said and f"refused.{code}" not in _texts("fr")) == []


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_page_names_the_details_of_what_happened(language: str) -> None:
    names = set(DETAILS_MADE_ELSEWHERE)
    for _, details in _entries():
        if isinstance(details, ast.Dict):
            names |= {word for name in details.keys for word in _words(name)}

    assert sorted(name for name in names if f"detail.{name}" not in _texts(language)) == []
