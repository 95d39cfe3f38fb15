"""The branches of a workflow: all that its definition has, and those that a run took.

A branch is a state and how it is left: ``next``, ``end``, ``default``, ``choice 1``, ``catch 1``.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Branch = tuple[str, str]
States = Mapping[str, Mapping[str, Any]]


def machines(definition: Mapping[str, Any]) -> Iterator[tuple[str | None, States]]:
    """Each machine, with the state that holds it."""
    yield from _machines(None, definition)


def _machines(holder: str | None, definition: Mapping[str, Any]) -> Iterator[tuple[str | None, States]]:
    yield holder, definition["States"]
    for name, state in definition["States"].items():
        for inner in (*state.get("Branches", ()), state.get("ItemProcessor"), state.get("Iterator")):
            if inner:
                yield from _machines(name, inner)


def branches(definition: Mapping[str, Any]) -> set[Branch]:
    """Every branch of a definition."""
    found: set[Branch] = set()
    for _, states in machines(definition):
        for name, state in states.items():
            found |= {(name, how) for how in _ways_out(state)}
    return found


def _ways_out(state: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"choice {number}" for number, _ in enumerate(state.get("Choices", ()), start=1))
    yield from (f"catch {number}" for number, _ in enumerate(state.get("Catch", ()), start=1))
    if state["Type"] == "Choice":
        yield "default"
    else:
        yield "end" if state.get("End") else "next"


def taken(definition: Mapping[str, Any], events: Sequence[Mapping[str, Any]]) -> tuple[list[str], set[Branch]]:
    """The states that a run entered, in order, and its branches. ``events`` is the history of one execution that ended
    well, with at most one item at a time in each Map."""
    states = {name: state for _, inner in machines(definition) for name, state in inner.items()}
    holders = {name: holder for holder, inner in machines(definition) for name in inner}
    entered: list[tuple[str, Any]] = []
    errors: dict[int, str | None] = {}  # of the task that is entered there, as it ended
    for event in events:
        details = event.get("stateEnteredEventDetails")
        if details is not None:
            entered.append((details["name"], json.loads(details.get("input") or "{}")))
            continue
        result = _result(event)
        if result is not None and entered:
            errors[len(entered) - 1] = result or None
    found: set[Branch] = set()
    for place, (name, given) in enumerate(entered):
        after = entered[place + 1][0] if place + 1 < len(entered) else None
        left: str | None = name
        while left is not None and left != after and not _is_within(after, left, holders):
            found.add((left, _how(states[left], given if left == name else {}, errors.get(place))))
            # The last state of an inner machine: the state that holds it is left, too.
            left = holders[left] if after is None or holders[left] != holders[after] else None
    return [name for name, _ in entered], found


def _is_within(name: str | None, holder: str, holders: Mapping[str, str | None]) -> bool:
    return name is not None and holders[name] == holder


def _result(event: Mapping[str, Any]) -> str | None:
    """The name of the error with which an attempt of a task ended, empty for a success; ``None`` for anything else."""
    for key, details in event.items():
        if re.fullmatch(r"(task|lambdaFunction|activity)(Failed|TimedOut)EventDetails", key):
            return str(details.get("error") or "States.Timeout")
        if re.fullmatch(r"(task|lambdaFunction)SucceededEventDetails", key):
            return ""
    return None


def _how(state: Mapping[str, Any], given: Any, error: str | None) -> str:
    if state["Type"] == "Choice":
        chosen = (number for number, rule in enumerate(state["Choices"], start=1) if _holds(rule, given))
        return next((f"choice {number}" for number in chosen), "default")
    if state["Type"] == "Task" and error is not None:
        for number, rule in enumerate(state.get("Catch", ()), start=1):
            if {error, "States.ALL"} & set(rule["ErrorEquals"]):
                return f"catch {number}"
    return "end" if state.get("End") else "next"


def _holds(rule: Mapping[str, Any], given: Any) -> bool:
    """The operators that our workflows use; any other is a ``KeyError``, so that nobody forgets to add it here."""
    if "And" in rule:
        return all(_holds(each, given) for each in rule["And"])
    value, is_there = given, True
    for part in rule["Variable"].removeprefix("$.").split("."):
        is_there = is_there and isinstance(value, dict) and part in value
        value = value[part] if is_there else None
    operators = {
        "IsPresent": lambda wanted: is_there is wanted,
        "IsNull": lambda wanted: (value is None) is wanted,
        "BooleanEquals": lambda wanted: value is wanted,
        "StringEquals": lambda wanted: value == wanted,
        "NumericGreaterThanEquals": lambda wanted: value is not None and value >= wanted,
    }
    (operator,) = (name for name in rule if name not in ("Variable", "Next", "Comment"))
    return operators[operator](rule[operator])
