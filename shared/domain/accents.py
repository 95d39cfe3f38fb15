"""Text without its accents, as people write it in haste."""

import unicodedata
from typing import Literal


def without_accents(text: str, form: Literal["NFD", "NFKD"] = "NFD") -> str:
    """``form``: NFKD also takes apart what only looks different, such as full-width letters and ligatures."""
    return "".join(sign for sign in unicodedata.normalize(form, text) if not unicodedata.combining(sign))
