"""Words that somebody who knows another search takes for operators. Ours has others, so they are refused, and not
looked for as they stand there.
"""

import re

MINUSES = "-\u2212\u2013"
"""The minus of a keyboard, and what a phone or a word processor makes of it."""

_BOOLEANS = {
    "AND": "a space is 'and'",
    "OR": "one of two is written fr|en, in a brand file under `any`",
    "NOT": "what must not be there is written -comics, in a brand file under `none`",
}
_FIELD = re.compile(
    r"(author|conversation_id|domain|filter|from|has|is|lang|mentions|place_country|point_radius|selftext|since|site|"
    r"subreddit|title|to|until|url):\S",
    re.IGNORECASE,
)


def misread(term: str) -> str | None:
    """What is wrong with a word that is no phrase; ``None``: nothing."""
    if term in _BOOLEANS:
        return f"{term} is no operator: {_BOOLEANS[term]}"
    if term[:1] in set(MINUSES) and len(term) > 1:
        return _BOOLEANS["NOT"]
    field = _FIELD.match(term)
    if field is not None:
        return f"{field[1]}: is no operator: people, languages and countries are options of their own"
    return None
