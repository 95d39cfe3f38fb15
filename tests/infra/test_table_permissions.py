"""What the code of a function does with the table is what its role allows: no less, and no more.

Read from the source: which adapters the handler wires, which of their methods the function calls, and which
operations of DynamoDB those come down to.
"""

import ast
from functools import cache

import pytest

from tests.infra.template import FUNCTIONS, ROOT, function, listed

OPERATIONS = {
    "get_item": "dynamodb:GetItem",
    "batch_get_item": "dynamodb:BatchGetItem",
    "put_item": "dynamodb:PutItem",
    "update_item": "dynamodb:UpdateItem",
    "delete_item": "dynamodb:DeleteItem",
    "query": "dynamodb:Query",
}
INDEXES = {"of_conversation": "conversation", "open_page": "open", "due": "work"}
PARTS = {
    "DynamoDBTable": {OPERATIONS["put_item"]},
    "CustomerLinks": {OPERATIONS["delete_item"], OPERATIONS["put_item"], OPERATIONS["update_item"]},
    "DynamoDBReferencedMessages": {OPERATIONS["put_item"], OPERATIONS["delete_item"]},
    "DynamoDBBrands": {OPERATIONS["put_item"], OPERATIONS["update_item"]},
    "DynamoDBIncidents": {OPERATIONS["put_item"], OPERATIONS["update_item"]},
}
"""What the transactions of an adapter hold."""
EXTENDED = {"DynamoDBReferencedMessages": "DynamoDBMessages"}
STREAM = {"dynamodb:GetRecords", "dynamodb:ListStreams"}  # of the event source, not of the code
OPERATOR_ONLY = {"push", "set", "all", "revoke", "resume", "versions", "every", "fill"}  # of the command line


@cache
def calls() -> dict[str, dict[str, set[tuple[str, str]]]]:
    """Class or "" (module functions) → method → (what it is called on, name) of everything it calls."""
    found: dict[str, dict[str, set[tuple[str, str]]]] = {"": {}}
    for path in (ROOT / "shared" / "adapters" / "dynamodb").glob("*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef):
                found[""].setdefault(node.name, set()).update(called(node))
            if isinstance(node, ast.ClassDef):
                found[node.name] = {each.name: called(each) for each in node.body if isinstance(each, ast.FunctionDef)}
    for name, base in EXTENDED.items():
        for method, called_there in found[base].items():
            own = found[name].setdefault(method, called_there)
            if ("super()", method) in own:
                found[name][method] = own | called_there
    return found


def called(tree: ast.AST) -> set[tuple[str, str]]:
    return {
        (ast.unparse(node.func.value), node.func.attr)
        if isinstance(node.func, ast.Attribute)
        else ("", ast.unparse(node.func))
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
    }


def operations(owner: str, method: str, seen: frozenset[tuple[str, str]] = frozenset()) -> set[str]:
    """The permissions that calling a method needs, whatever it goes through."""
    if (owner, method) in seen:
        return set()
    needed: set[str] = set()
    for on, name in calls().get(owner, {}).get(method, set()):
        if name in OPERATIONS:
            needed.add(OPERATIONS[name])
        if name == "transact_write_items":  # a transaction needs what its parts need
            needed |= PARTS[owner]
        if on == "self":
            needed |= operations(owner, name, seen | {(owner, method)})
        elif on == "self._links":
            needed |= operations("CustomerLinks", name, seen | {(owner, method)})
        elif on in ("self._table", "table"):
            needed |= operations("DynamoDBTable", name, seen | {(owner, method)})
        elif on in ("", "index"):
            needed |= operations("", name, seen | {(owner, method)})
    return needed


def source(verb: str) -> list[ast.Module]:
    return [ast.parse(path.read_text(encoding="utf-8")) for path in (ROOT / "functions" / verb).rglob("*.py")]


def wired(verb: str) -> set[str]:
    """The adapters of the table that the function uses."""
    return {
        alias.name
        for tree in source(verb)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("shared.adapters.dynamodb")
        for alias in node.names
        if alias.name != "DynamoDBTable"  # only handed on to the others
    }


def used(verb: str) -> set[str]:
    return {name for tree in source(verb) for _, name in called(tree)}


def needed(verb: str) -> set[str]:
    return {
        operation
        for owner in wired(verb)
        for method in used(verb) & set(calls().get(owner, {})) - OPERATOR_ONLY
        if not method.startswith("_")
        for operation in operations(owner, method)
    }


def table_statements(verb: str) -> list[dict[str, object]]:
    policies = function(verb)["Policies"]
    return [
        statement
        for policy in policies
        for statement in policy["Statement"]
        if all(str(action).startswith("dynamodb:") for action in listed(statement["Action"]))
        and not set(listed(statement["Action"])) & STREAM
    ]


@pytest.mark.parametrize("verb", FUNCTIONS)
def test_a_role_allows_what_the_code_does_with_the_table_and_no_more(verb: str) -> None:
    allowed = {str(action) for statement in table_statements(verb) for action in listed(statement["Action"])}
    assert allowed == needed(verb)


@pytest.mark.parametrize("verb", FUNCTIONS)
def test_a_role_allows_the_indexes_that_the_code_reads_and_no_other(verb: str) -> None:
    named = {
        str(resource["Fn::Sub"]).rpartition("/")[2]
        for statement in table_statements(verb)
        for resource in listed(statement.get("Resource", []))
        if "Fn::Sub" in resource
    }
    assert named == {index for method, index in INDEXES.items() if method in used(verb)}


def test_the_table_itself_is_named_by_its_own_address() -> None:
    for verb in FUNCTIONS:
        for statement in table_statements(verb):
            assert {"Fn::GetAtt": ["Table", "Arn"]} in listed(statement["Resource"])
