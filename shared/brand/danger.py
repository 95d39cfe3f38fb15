"""The section ``danger`` of a brand file: its own phrases of danger, and names that only sound like one."""

import re

from shared.brand.reading import Part
from shared.domain.brand.danger_lists import DangerLists
from shared.domain.classification.danger import dangers_in, words_of

MIN_LETTERS, MAX_LENGTH = 4, 100
MAX_PHRASES = 200  # of one language and list: each message is compared with all of them


def danger_lists(part: Part) -> DangerLists:
    """Any language may be given: customers also write in those the desk does not answer in."""
    fields = part.fields(optional=("phrases", "exceptions"))
    found = DangerLists(phrases=_phrases(fields["phrases"]), exceptions=_phrases(fields["exceptions"]))
    for listed in fields["exceptions"].entries().values():
        for item in listed.items():
            if dangers_in(item.text()):
                item.note("says a danger by itself: a customer who writes just this will wake nobody")
    excepted = {words_of(text) for texts in found.exceptions.values() for text in texts}
    for listed in fields["phrases"].entries().values():
        for item in listed.items():
            if words_of(item.text()) in excepted:
                item.problem("stands among the exceptions too")
    return found


def _phrases(part: Part) -> dict[str, tuple[str, ...]]:
    found = {}
    for language, listed in part.entries().items():
        if not re.fullmatch(r"[a-z]{2}", language):
            listed.problem(f"{language!r} is not a two-letter language code such as 'fr'")
        found[language] = listed.texts()
        if len(found[language]) > MAX_PHRASES:
            listed.problem(f"has {len(found[language])} phrases, more than {MAX_PHRASES}")
        for item in listed.items():
            text = item.text()
            if text and sum(map(str.isalnum, text)) < MIN_LETTERS:
                item.problem(f"{text!r} has fewer than {MIN_LETTERS} letters: it would be found everywhere")
            elif len(text) > MAX_LENGTH:
                item.problem(f"has {len(text)} characters, more than {MAX_LENGTH}")
    return found
