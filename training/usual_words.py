"""How usual a word is in what customers write, in French and English: ``python -m training.usual_words``

Writes ``shared/domain/incidents/usual_words.py`` from the corpus, and prints what it is good for on
``outage_day.jsonl``: the words shown of an outage, and which reports the title of an incident that was opened by hand
takes.
"""

import json
import random
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from shared.domain.incidents.evidence import Told, common_words, words_of
from shared.domain.incidents.linking import incident_for
from shared.domain.incidents.model import Incident
from training.corpus import CORPUS
from training.outages import BEGIN, BURSTS, DAY

LANGUAGES = ("fr", "en")
AT_LEAST = 10
"""Of a thousand messages. Rarer words are no more usual than names."""
PLACEHOLDERS = frozenset({"user", "https", "example", "pic", "img", "email", "phone"})
"""What stands in the corpus where messages name somebody or link to something."""
TARGET = Path(__file__).parent.parent / "shared" / "domain" / "incidents" / "usual_words.py"
HEAD = '''"""Of a thousand messages so many use a word: in French or English, whichever is more. Without accents.

Written by ``python -m training.usual_words`` from the corpus, whose messages come from all trades.
"""

from collections.abc import Mapping

USUAL: Mapping[str, int] = {
'''
TITLES: Mapping[tuple[str, str], Sequence[str]] = {
    ("internet_down", "fr"): (
        "Panne internet à Nantes",
        "Coupure de la fibre",
        "Panne générale d'internet",
        "Plus d'internet chez une partie de nos clients",
        "Service internet perturbé dans l'ouest",
        "Problème de connexion fibre",
    ),
    ("internet_down", "en"): (
        "Internet outage",
        "Broadband is down for some customers",
        "Fibre outage in Leeds",
        "Problem with our internet service",
        "Total loss of internet",
        "The internet is not working",
    ),
    ("login_down", "fr"): (
        "Connexion impossible à l'espace client",
        "Panne de l'espace client",
        "Problème de connexion aux comptes",
        "Incident sur la page de connexion",
    ),
    ("login_down", "en"): (
        "Login problems",
        "Customers cannot sign in to their account",
        "Issue with the login page",
        "Account login is down",
    ),
    ("mobile_down", "fr"): (
        "Panne du réseau mobile",
        "Réseau mobile indisponible",
        "Perturbation nationale des appels mobiles",
        "Plus de réseau sur les mobiles",
    ),
    ("mobile_down", "en"): (
        "Mobile network outage",
        "No signal for mobile customers",
        "Calls are failing on our mobile network",
        "Nationwide mobile issues",
    ),
}
"""As supervisors would write them, before any was measured."""


def texts_of(group: str, language: str) -> list[str]:
    rows = map(json.loads, DAY.read_text(encoding="utf-8").splitlines())
    return [row["text"] for row in rows if (row["group"], row["language"]) == (group, language)]


def usual() -> dict[str, int]:
    """By word, in alphabetical order."""
    found: dict[str, int] = {}
    for language in LANGUAGES:
        counts: Counter[str] = Counter()
        texts = [
            json.loads(line)["text"]
            for path in sorted((CORPUS / language).glob("*.jsonl"))
            for line in path.read_text(encoding="utf-8").splitlines()
        ]
        for text in texts:
            counts.update(words_of(text).keys())
        for word, count in counts.items():
            share = round(1000 * count / len(texts))
            if share >= AT_LEAST and word not in PLACEHOLDERS:
                found[word] = max(share, found.get(word, 0))
    return dict(sorted(found.items()))


def shown(texts: Sequence[str]) -> tuple[str, ...]:
    return common_words(Told(ticket_id=str(n), customer=str(n), text=text) for n, text in enumerate(texts))


def says_something(word: str, group: str, language: str) -> bool:
    """Whether at least three times as many of the outage's reports as of the day's complaints use it."""

    def share(texts: Sequence[str]) -> float:
        return sum(word in words_of(text).values() for text in texts) / len(texts)

    return share(texts_of(group, language)) >= 3 * max(share(texts_of("complaints", language)), 0.01)


def words_of_a_usual_hour(language: str) -> float:
    """How many words would be shown of twenty complaints about twenty things, on average."""
    chance = random.Random(1)  # noqa: S311  no secret
    complaints = texts_of("complaints", language)
    return sum(len(shown(chance.sample(complaints, 20))) for _ in range(50)) / 50


def taken_by_titles() -> dict[str, float]:
    """The share of the reports that a title takes: of its own outage, of others, of complaints. It is all that is known
    of the incident, and every report says nothing but its words."""
    taken, of = Counter[str](), Counter[str]()
    for (group, language), titles in TITLES.items():
        for title in titles:
            incident = Incident(
                id="i", brand="acme", channels=(), title=title, opened_by="lead", opened_at=BEGIN, suspected=False
            )
            for other in (*BURSTS, "complaints"):
                kind = "own" if other == group else "complaints" if other == "complaints" else "others"
                texts = texts_of(other, language)
                of[kind] += len(texts)
                taken[kind] += sum(incident_for(None, text, [incident]) is not None for text in texts)
    return {kind: taken[kind] / of[kind] for kind in of}


def main() -> None:
    lines = [f'    "{word}": {share},\n' for word, share in usual().items()]
    TARGET.write_text(HEAD + "".join(lines) + "}\n", encoding="utf-8")
    for group, language in TITLES:
        words = shown(texts_of(group, language))
        nothing = [word for word in words if not says_something(word, group, language)]
        print(f"{group} {language}: {', '.join(words)}; says nothing: {', '.join(nothing) or 'none'}")
    for language in LANGUAGES:
        print(f"complaints {language}: {words_of_a_usual_hour(language):.2f} words of twenty")
    print("titles:", ", ".join(f"{kind} {share:.0%}" for kind, share in taken_by_titles().items()))


if __name__ == "__main__":
    sys.exit(main())
