"""Texts of a brand file that are written in each language of the brand."""

from collections.abc import Collection

from shared.brand.reading import Part
from shared.domain.acknowledgement.placeholders import placeholders


def texts_by_language(part: Part, languages: tuple[str, ...], allowed: Collection[str]) -> dict[str, str]:
    """One text per language of the brand, with no placeholders but the allowed ones. Empty when it is not given."""
    found = {}
    for language, text in part.entries().items():
        if language not in languages:
            text.problem(f"{language!r} is not a language of this brand")
        found[language] = text.text()
        try:
            unknown = placeholders(found[language]) - set(allowed)
        except ValueError:
            text.problem("has a brace that is neither opened nor closed")
            continue
        names = ", ".join(f"{{{name}}}" for name in sorted(allowed))
        known = f"the placeholder is {names}" if len(allowed) == 1 else f"the placeholders are {names}"
        for name in sorted(unknown):
            text.problem(f"unknown placeholder {{{name}}}; {known}")
    for language in languages if part.given else ():
        if language not in found:
            part.problem(f"there is no text in {language!r}")
    return found
