"""The automatic "we have read you": whether it is sent, and in which words."""

from string import Formatter

PLACEHOLDERS = frozenset({"brand", "opening", "handle"})
"""What a text may leave open: the brand's name, the next opening time in words, our handle on the channel."""


def placeholders(text: str) -> set[str]:
    """The placeholders a text uses. Raises ``ValueError`` for a brace without its other half."""
    found = set()
    for _, name, form, conversion in Formatter().parse(text):
        if name is not None:
            found.add(name + (f"!{conversion}" if conversion else "") + (f":{form}" if form else ""))
    return found
