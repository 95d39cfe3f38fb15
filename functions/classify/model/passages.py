"""A long message in parts that are short enough to be read for danger one by one."""

import re
from collections.abc import Iterator

SHORT = 200
"""Characters: up to here a message is read as a whole alone. Nine in ten that the heads learnt from are shorter."""
_MOST = 8
"""Parts of one message, so that the time stays bounded; the rest of a longer text is read by the lists alone."""
_SENTENCE = re.compile(r"[^.!?…\n]+[.!?…\n]*")
_RUN = re.compile(r"\s*\S.{0,97}(?:\s|$)|\s*\S{1,99}", re.DOTALL)
"""Up to a hundred characters that end where a word does, if one does."""


def passages(text: str) -> list[str]:
    """The first ``_MOST`` parts of ``text``, each ``SHORT`` at most: whole sentences where they fit; none when short.

    A danger told in one sentence of a long complaint is a small part of what the whole message says.
    """
    if len(text) <= SHORT:
        return []
    found, part = [], ""
    for piece in _pieces(text):
        if part and len(part) + len(piece) > SHORT:
            found.append(part)
            part = ""
            if len(found) == _MOST:
                return found
        part += piece
    return [*found, part] if part.strip() else found


def _pieces(text: str) -> Iterator[str]:
    """Sentences, and runs of words of those that do not end; never longer than ``SHORT``."""
    for sentence in _SENTENCE.finditer(text):
        if len(sentence.group()) <= SHORT:
            yield sentence.group()
        else:
            yield from _RUN.findall(sentence.group())
