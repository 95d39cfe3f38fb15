r"""A search as a person types it to try it.

    query   = part { " " part }            every part counts: it is "and"
    part    = [ "-" ] term                 with "-" it must not be there
            | term { "|" term }            one of them; one such part in a query
            | word { "~" number "~" word } two words, at most so many apart
    term    = word | phrase
    phrase  = '"' words '"'                words in this order and nothing between them; also “ ” and « »

"|" binds closer than a space: ``a b|c`` is ``a`` and one of ``b`` and ``c``. "-" belongs to one term: ``-b|c`` and
``-b~5~c`` could mean two things and are refused. Inside of a phrase nothing is an operator, and a dash inside of a word
is part of it (``e-mail``).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from shared.domain.listening.search import MAX_WITHIN, Near, SavedSearch, words_of

_QUOTES = {'"': '"', "“": "”", "„": "“”", "«": "»"}
_CLOSING = frozenset("”»")
_BETWEEN = frozenset("|~-")
_BARE = re.compile(r"[^\s|~\"“”„«»]+")
_NEAR = ["word", "~", "word", "~", "word"]


class InvalidQueryError(ValueError):
    """``position`` counts characters from 1."""

    def __init__(self, position: int, problem: str) -> None:
        super().__init__(f"character {position}: {problem}")
        self.position = position


@dataclass(frozen=True, slots=True)
class _Token:
    """``kind``: ``word``, ``phrase``, or the operator itself; a space ends a part."""

    kind: str
    text: str
    position: int


def parse(text: str, name: str = "query") -> SavedSearch:
    """Raises ``InvalidQueryError`` with the position and what is wrong there."""
    every: list[str] = []
    exact: list[str] = []
    without: list[str] = []
    near: list[Near] = []
    any_of: tuple[str, ...] = ()
    for part in _parts(text):
        first = part[0]
        operators = {token.kind for token in part} & set("-|~")
        if "-" in operators:
            without.append(_excluded(part))
        elif "|" in operators:
            if any_of:
                raise InvalidQueryError(first.position, "only one part may have |; search twice, or leave one out")
            any_of = _alternatives(part)
        elif "~" in operators:
            near.append(_near(part))
        else:
            (exact if first.kind == "phrase" else every).append(_single(part))
    search = SavedSearch(
        name=name, all=tuple(every), any=any_of, none=tuple(without), exact=tuple(exact), near=tuple(near)
    )
    if search.is_empty:
        raise InvalidQueryError(1, "name at least one word that has to be there")
    return search


def _excluded(part: list[_Token]) -> str:
    minus, *term = part
    if not term:
        raise InvalidQueryError(minus.position, "- stands directly before a word or a phrase")
    stray = next((token for token in term if token.kind in _BETWEEN), None)
    if stray is not None:
        raise InvalidQueryError(stray.position, "- stands before one word or phrase alone: -b -c, not -b|c")
    return _single(term)


def _alternatives(part: list[_Token]) -> tuple[str, ...]:
    found = []
    for number, token in enumerate(part):
        is_operator = number % 2 == 1
        if is_operator and token.kind != "|":
            raise InvalidQueryError(token.position, "a part has either | or ~, and spaces between other words")
        if not is_operator:
            if token.kind not in ("word", "phrase"):
                raise InvalidQueryError(token.position, "| stands between two words or phrases: fr|en")
            found.append(_single([token]))
    if len(part) % 2 == 0:
        raise InvalidQueryError(part[-1].position, "| stands between two words or phrases: fr|en")
    return tuple(found)


def _near(part: list[_Token]) -> Near:
    if [token.kind for token in part] != _NEAR:
        raise InvalidQueryError(part[0].position, "two words near each other are written like box~5~broken")
    number = part[2]
    if not (number.text.isascii() and number.text.isdecimal() and 1 <= int(number.text) <= MAX_WITHIN):
        raise InvalidQueryError(number.position, f"how far apart they may be is a number from 1 to {MAX_WITHIN}")
    words = _single([part[0]]), _single([part[4]])
    if words_of(words[0]) == words_of(words[1]):
        raise InvalidQueryError(part[0].position, "name two different words")
    return Near(words=words, within=int(number.text))


def _single(part: list[_Token]) -> str:
    if len(part) > 1:
        raise InvalidQueryError(part[1].position, "put a space between words and phrases")
    if not words_of(part[0].text):
        raise InvalidQueryError(part[0].position, "a word has letters or digits")
    return part[0].text


def _parts(text: str) -> Iterator[list[_Token]]:
    part: list[_Token] = []
    for token in _tokens(text):
        if token.kind != " ":
            part.append(token)
        elif part:
            yield part
            part = []


def _tokens(text: str) -> Iterator[_Token]:
    at, starts_part = 0, True
    while at < len(text):
        character, position = text[at], at + 1
        if character.isspace():
            yield _Token(" ", " ", position)
            at, starts_part = at + 1, True
            continue
        if character in _QUOTES:
            end = next((n for n in range(at + 1, len(text)) if text[n] in _QUOTES[character]), None)
            if end is None:
                raise InvalidQueryError(position, "the phrase has no closing quotation mark")
            yield _Token("phrase", text[at + 1 : end], position)
            at = end + 1
        elif character in "|~" or (character == "-" and starts_part):
            yield _Token(character, character, position)
            at += 1
        elif character in _CLOSING:
            raise InvalidQueryError(position, "a closing quotation mark without an opening one")
        else:
            found = _BARE.match(text, at)
            word = text[at : found.end()] if found is not None else character
            yield _Token("word", word, position)
            at += len(word)
        starts_part = False
    yield _Token(" ", " ", len(text) + 1)
