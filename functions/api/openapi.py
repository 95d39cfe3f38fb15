"""Writes ``openapi.json`` from the declared operations: ``python -m functions.api.openapi``."""

import json

from functions.api.about.routes import DOCUMENT
from functions.api.http.openapi import openapi_document
from functions.api.routes import OPERATIONS


def text() -> str:
    """The document as it is committed."""
    return json.dumps(openapi_document(OPERATIONS), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    DOCUMENT.write_text(text())
