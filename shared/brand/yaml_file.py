"""Reads YAML as people mean it: a date stays text, ``no`` is Norwegian and not false, and no field stands twice."""

import re
from typing import Any

import yaml

from shared.domain.errors import InvalidBrandError


class _Loader(yaml.SafeLoader):
    """YAML without its surprises: of the plain values only true, false, null and whole numbers are no text."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise InvalidBrandError((f"line {key.start_mark.line + 1}: {key.value!r} stands here twice",))
            seen.add(key.value)
        mapping: dict[Any, Any] = super().construct_mapping(node, deep=deep)
        return mapping


_Loader.yaml_implicit_resolvers = {}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))
_Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^(?:null|~|)$"), ["n", "~", ""])
_Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^-?(?:0|[1-9][0-9]*)$"), list("-0123456789"))


def read_yaml(text: str) -> Any:
    """Raises ``InvalidBrandError`` with the line that cannot be read."""
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - a SafeLoader, made stricter
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise InvalidBrandError((f"line {line}: this is not YAML ({error.problem})",)) from None
    except yaml.YAMLError as error:
        raise InvalidBrandError((f"file: this is not YAML ({type(error).__name__})",)) from None
