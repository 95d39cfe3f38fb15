"""What an automatic text may leave open: the brand's name, the next opening time in words, our handle."""

from string import Formatter

PLACEHOLDERS = frozenset({"brand", "opening", "handle"})


def placeholders(text: str) -> set[str]:
    """The placeholders a text uses. Raises ``ValueError`` for a brace without its other half."""
    found = set()
    for _, name, form, conversion in Formatter().parse(text):
        if name is not None:
            found.add(name + (f"!{conversion}" if conversion else "") + (f":{form}" if form else ""))
    return found


def filled(text: str, *, brand: str, opening: str, handle: str) -> str:
    """The text with its placeholders filled in."""
    return text.format(brand=brand, opening=opening, handle=handle)
