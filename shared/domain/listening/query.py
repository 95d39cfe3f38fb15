r"""A search as a person types it to try it.

    query   = part { " " part }            every part counts: it is "and"
    part    = [ "-" ] term                 with "-" it must not be there
            | term { "|" term }            one of them
            | word { "~" number "~" word } two words, at most so many apart
    term    = word | phrase | group
    group   = "(" query ")"                a query of its own, also within another
    phrase  = '"' words '"'                words in this order and nothing between them; also “ ” and « »

"|" binds closer than a space: ``a b|c`` is ``a`` and one of ``b`` and ``c``; ``(a b)|c`` is both or ``c``. "-" belongs
to one term: ``-b|c``, ``b|-c`` and ``-b~5~c`` could mean two things and are refused, ``-(b|c)`` is neither; so are the
operators of other searches (``OR``, ``from:``). Inside of a phrase nothing is an operator, and a dash inside of a word
is part of it (``e-mail``).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shared.domain.listening.condition import MAX_DEPTH, MAX_LENGTH, MAX_WITHIN, MAX_WORDS, Condition, Near, Term
from shared.domain.listening.misread import MINUSES, misread
from shared.domain.listening.search import SavedSearch
from shared.domain.listening.wanted import MAX_ALTERNATIVES, alternatives, wanted
from shared.domain.listening.words import words_of

_QUOTES = {'"': '"', "“": "”", "„": "“”", "«": "»"}
_CLOSING = frozenset("”»")
_BETWEEN = frozenset("|~-")
_TERMS = frozenset({"word", "phrase", "group"})
_BARE = re.compile(r"[^\s|~()\"“”„«»]+")
_NEAR = ["word", "~", "word", "~", "word"]


class InvalidQueryError(ValueError):
    """``position`` counts characters from 1."""

    def __init__(self, position: int, problem: str) -> None:
        super().__init__(f"character {position}: {problem}")
        self.position = position


@dataclass(frozen=True, slots=True)
class _Token:
    """``kind``: ``word``, ``phrase``, ``group``, or the operator itself; a space ends a part."""

    kind: str
    text: str
    position: int
    group: Condition | None = None


def parse(text: str, name: str = "query") -> SavedSearch:
    """Raises ``InvalidQueryError`` with the position and what is wrong there."""
    condition = _condition(_grouped(_tokens(text), None, 0))
    search = SavedSearch(
        name=name,
        all=condition.all,
        any=condition.any,
        none=condition.none,
        exact=condition.exact,
        near=condition.near,
    )
    if search.is_empty:
        raise InvalidQueryError(1, "name at least one word that has to be there")
    if len(" ".join(search.words)) > MAX_LENGTH:
        raise InvalidQueryError(1, f"its words have more than {MAX_LENGTH} characters; platforms take no longer ones")
    if len(alternatives(wanted(search))) > MAX_ALTERNATIVES:
        raise InvalidQueryError(
            1, f"it has more than {MAX_ALTERNATIVES} alternatives; each is a call where a platform has no “or”"
        )
    return search


def _condition(tokens: Sequence[_Token]) -> Condition:
    every: list[Term] = []
    exact: list[str] = []
    without: list[Term] = []
    near: list[Near] = []
    choices: list[tuple[Term, ...]] = []
    for part in _parts(tokens):
        operators = {token.kind for token in part} & set("-|~")
        if "-" in operators:
            without.append(_excluded(part))
        elif "|" in operators:
            choices.append(_alternatives(part))
        elif "~" in operators:
            near.append(_near(part))
        else:
            term = _single(part)
            if part[0].kind == "phrase" and isinstance(term, str):
                exact.append(term)
            else:
                every.append(term)
    first, *others = choices or [()]
    every += [Condition(any=each) for each in others]
    return Condition(all=tuple(every), any=first, none=tuple(without), exact=tuple(exact), near=tuple(near))


def _excluded(part: list[_Token]) -> Term:
    minus, *term = part
    if not term:
        raise InvalidQueryError(minus.position, "- stands directly before a word, a phrase or a group")
    stray = next((token for token in term if token.kind in _BETWEEN), None)
    if stray is not None:
        raise InvalidQueryError(stray.position, "- stands before one word, phrase or group: -b -c or -(b|c), not -b|c")
    return _single(term)


def _alternatives(part: list[_Token]) -> tuple[Term, ...]:
    found = []
    for number, token in enumerate(part):
        is_operator = number % 2 == 1
        if is_operator and token.kind != "|":
            raise InvalidQueryError(token.position, "a part has either | or ~, and spaces between other words")
        if not is_operator:
            if token.kind not in _TERMS:
                raise InvalidQueryError(token.position, "| stands between two words, phrases or groups: fr|en")
            found.append(_single([token]))
    if len(part) % 2 == 0:
        raise InvalidQueryError(part[-1].position, "| stands between two words, phrases or groups: fr|en")
    if len(found) > MAX_WORDS:
        raise InvalidQueryError(part[0].position, f"name at most {MAX_WORDS} of which one has to be there")
    return tuple(found)


def _near(part: list[_Token]) -> Near:
    if [token.kind for token in part] != _NEAR:
        raise InvalidQueryError(part[0].position, "two words near each other are written like box~5~broken")
    number = part[2]
    if not (number.text.isascii() and number.text.isdecimal() and 1 <= int(number.text) <= MAX_WITHIN):
        raise InvalidQueryError(number.position, f"how far apart they may be is a number from 1 to {MAX_WITHIN}")
    words = _spelled(part[0]), _spelled(part[4])
    if words_of(words[0]) == words_of(words[1]):
        raise InvalidQueryError(part[0].position, "name two different words")
    return Near(words=words, within=int(number.text))


def _single(part: list[_Token]) -> Term:
    if len(part) > 1:
        raise InvalidQueryError(part[1].position, "put a space between words, phrases and groups")
    (token,) = part
    return _spelled(token) if token.group is None else _simplest(token.group)


def _spelled(token: _Token) -> str:
    if not words_of(token.text):
        raise InvalidQueryError(token.position, "a word has letters or digits")
    wrong = misread(token.text) if token.kind == "word" else None
    if wrong is not None:
        raise InvalidQueryError(token.position, f"{wrong}; in quotation marks it is looked for")
    return token.text


def _simplest(group: Condition) -> Term:
    """What stands alone in parentheses needs none."""
    alone = (*group.all, *group.exact)
    return alone[0] if len(alone) == 1 and group in (Condition(all=alone), Condition(exact=group.exact)) else group


def _parts(tokens: Sequence[_Token]) -> Iterator[list[_Token]]:
    part: list[_Token] = []
    for token in tokens:
        if token.kind != " ":
            part.append(token)
        elif part:
            yield part
            part = []
    if part:
        yield part


def _grouped(tokens: Iterator[_Token], opened: _Token | None, depth: int) -> list[_Token]:
    """The tokens up to the end of this group, each group within it as one."""
    if opened is not None and depth > MAX_DEPTH:
        raise InvalidQueryError(opened.position, f"groups stand at most {MAX_DEPTH} deep within each other")
    found: list[_Token] = []
    for token in tokens:
        if token.kind == "(":
            group = _condition(_grouped(tokens, token, depth + 1))
            if group.is_empty:
                raise InvalidQueryError(token.position, "a group names at least one word that has to be there")
            found.append(_Token("group", "", token.position, group))
        elif token.kind != ")":
            found.append(token)
        elif opened is None:
            raise InvalidQueryError(token.position, "a closing parenthesis without an opening one")
        else:
            return found
    if opened is not None:
        raise InvalidQueryError(opened.position, "the group has no closing parenthesis")
    return found


def _tokens(text: str) -> Iterator[_Token]:
    at, starts_part, behind = 0, True, ""
    while at < len(text):
        character, position = text[at], at + 1
        if character.isspace():
            yield _Token(" ", " ", position)
            at, starts_part, behind = at + 1, True, ""
            continue
        if character in _QUOTES:
            end = next((n for n in range(at + 1, len(text)) if text[n] in _QUOTES[character]), None)
            if end is None:
                raise InvalidQueryError(position, "the phrase has no closing quotation mark")
            yield _Token("phrase", text[at + 1 : end], position)
            at = end + 1
        elif character in MINUSES and behind in ("|", "~"):
            raise InvalidQueryError(position, "- stands before a part, not within one: fr|en -comics")
        elif character in "|~()" or (character in MINUSES and starts_part):
            yield _Token("-" if character in MINUSES else character, character, position)
            at += 1
        elif character in _CLOSING:
            raise InvalidQueryError(position, "a closing quotation mark without an opening one")
        else:
            found = _BARE.match(text, at)
            word = text[at : found.end()] if found is not None else character
            yield _Token("word", word, position)
            at += len(word)
        starts_part, behind = character == "(", character
