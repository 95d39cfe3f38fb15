"""The sentences of the weekly letter, in French and English: for the page and for the mail."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from babel.numbers import format_decimal, format_percent

MAX_EXTRA_HOURS = 3
MAX_RISING = 8
_MINUTE = 60
MIN_SHARE = 0.005  # what is less than a per cent when it is rounded is not said

TEXTS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "title": "Customer service of {brand}",
        "rose": "{name}: {tickets} (usually {usual})",
        "span": "{begin} to {end}",
        "late": "Not everything is counted yet: the figures end on {until}.",
        "uncounted": "Nothing of this time is counted yet.",
        "messages": "messages",
        "opened": "tickets opened",
        "answered": "answered by a person",
        "resolved": "resolved",
        "breached": "deadlines missed",
        "dangers": "somebody may be hurt",
        "median": "first response, median",
        "p90": "nine in ten within",
        "closed": "{share} of the messages come when you are closed.",
        "exceptional": "{share} came at your usual hours while you were closed: holidays, closed days.",
        "extra": "{day} {hour}:00–{until}:00 would cover {share}.",
        "hours": "When customers write (hour of the day)",
        "short_answered": "answered",
        "short_resolved": "resolved",
        "short_breached": "missed",
        "half": "median",
        "more": "and {count} more",
        "times": "How long it took",
        "first_response": "first response",
        "first_response_business": "the same, in opening hours",
        "resolution": "resolution",
        "resolution_business": "the same, in opening hours",
        "questions": "What they wrote (share of the messages)",
        "deserved_an_answer": "deserved an answer",
        "answered_by_a_page": "a help page answers it",
        "account_or_technical": "technical, or an account",
        "frustrated": "frustrated",
        "feedback_good": "good feedback",
        "feedback_bad": "bad feedback",
        "dark": "Dark bars: the desk is open in a usual week.",
        "near": "{answers} first answers, {next} later ones and {solutions} solutions came only just in time.",
        "late_next": "{next} later answers and {solutions} solutions came too late.",
        "reopened": "{count} tickets were reopened, {share} of those resolved.",
        "withdrawn": "{count} tickets were withdrawn: their customers deleted everything.",
        "satisfaction": "Satisfaction: {average} of 5 ({answered} of {asked} customers answered).",
        "channels": "Tickets by channel",
        "categories": "Tickets by category",
        "teams": "Teams",
        "agents": "Agents",
        "former": "former agent",
        "rising": "More than usual",
        "nothing": "Nothing rose.",
        "attached": "The same letter with charts is attached.",
        "words": "Words that are written more than usual: {words}.",
        "word": "{word} ({messages}; usually {usual})",
        "repeated": "of the tickets: the customer had one in the 30 days before",
        "again": "{share} wrote again before a person answered, although they had been acknowledged; {other} of those "
        "who had not.",
        "days": "Monday,Tuesday,Wednesday,Thursday,Friday,Saturday,Sunday",
    },
    "fr": {
        "title": "Service client : {brand}",
        "span": "du {begin} au {end}",
        "late": "Tout n’est pas encore compté : les chiffres s’arrêtent au {until}.",
        "uncounted": "Rien de cette période n’est encore compté.",
        "messages": "messages",
        "opened": "tickets ouverts",
        "answered": "réponses d’une personne",
        "resolved": "résolus",
        "breached": "délais dépassés",
        "dangers": "une personne peut être en danger",
        "median": "première réponse, médiane",
        "p90": "neuf sur dix en moins de",
        "closed": "{share} des messages arrivent quand vous êtes fermés.",
        "exceptional": "{share} sont arrivés à vos heures habituelles pendant une fermeture : jours fériés, congés.",
        "extra": "{day} {hour} h–{until} h en couvrirait {share}.",
        "hours": "Quand les clients écrivent (heure de la journée)",
        "short_answered": "réponses",
        "short_resolved": "résolus",
        "short_breached": "retards",
        "half": "médiane",
        "more": "et {count} de plus",
        "times": "Combien de temps il a fallu",
        "first_response": "1re réponse",
        "first_response_business": "idem, heures d’ouverture",
        "resolution": "résolution",
        "resolution_business": "idem, heures d’ouverture",
        "questions": "Ce qu’ils ont écrit (part des messages)",
        "deserved_an_answer": "méritait une réponse",
        "answered_by_a_page": "une page d’aide y répond",
        "account_or_technical": "technique ou compte",
        "frustrated": "agacé",
        "feedback_good": "avis positif",
        "feedback_bad": "avis négatif",
        "dark": "Barres foncées : le service est ouvert dans une semaine habituelle.",
        "near": "De justesse : {answers} premières réponses, {next} suivantes et {solutions} résolutions.",
        "late_next": "Trop tard : {next} réponses suivantes et {solutions} résolutions.",
        "reopened": "Tickets rouverts : {count}, soit {share} des tickets résolus.",
        "withdrawn": "Tickets retirés : {count}, leurs clients ont tout supprimé.",
        "satisfaction": "Satisfaction : {average} sur 5 ({answered} clients sur {asked} ont répondu).",
        "channels": "Tickets par canal",
        "categories": "Tickets par catégorie",
        "teams": "Équipes",
        "agents": "Agents",
        "former": "ancien agent",
        "rising": "Plus que d’habitude",
        "rose": "{name} : {tickets} (d’habitude {usual})",
        "nothing": "Rien n’a augmenté.",
        "attached": "La même lettre, avec des graphiques, est jointe.",
        "words": "Mots plus fréquents que d’habitude : {words}.",
        "word": "{word} ({messages} ; d’habitude {usual})",
        "repeated": "des tickets : le client en avait un dans les 30 jours d’avant",
        "again": "{share} ont réécrit avant la réponse d’une personne malgré un accusé de réception ; {other} sans.",
        "days": "Lundi,Mardi,Mercredi,Jeudi,Vendredi,Samedi,Dimanche",
    },
}

_CATEGORIES_FR = {
    "account_or_technical": "compte ou technique",
    "complaint": "réclamation",
    "urgent_request": "demande urgente",
    "outage": "panne",
    "question": "question",
    "praise": "compliment",
    "mention": "mention",
    "spam": "indésirable",
    "abuse": "insulte",
}


def sentence_of_counting(
    listening: Mapping[str, Any], service: Mapping[str, Any], text: Mapping[str, str], language: str
) -> str:
    """How far the figures are counted; empty when that is to the end."""
    if service.get("complete", True):
        return ""
    if service["counted_until"] is None:
        return text["uncounted"]
    until, zone = datetime.fromisoformat(service["counted_until"]), ZoneInfo(listening["time_zone"])
    return text["late"].format(until=format_datetime(until, "d MMMM, H:mm", tzinfo=zone, locale=language))


def sentences_of_hours(listening: Mapping[str, Any], text: Mapping[str, str], language: str) -> list[str]:
    """How much comes while the desk is closed, and what some hours more would have covered."""
    total = listening["messages"] or 1
    days = text["days"].split(",")
    exceptional = listening.get("closed_exceptionally", 0) / total  # an older API has none
    return [
        text["closed"].format(share=share(listening["desk_closed"] / total, language)),
        *([text["exceptional"].format(share=share(exceptional, language))] if exceptional >= MIN_SHARE else []),
        *(
            text["extra"].format(
                day=days[each["weekday"]],
                hour=each["hour"],
                until=each.get("until_hour", each["hour"] + 1),  # an older API has single hours
                share=share(each["share"], language),
            )
            for each in listening["extra_hours"][:MAX_EXTRA_HOURS]
        ),
    ]


def sentence_of_acknowledgements(service: Mapping[str, Any], text: Mapping[str, str], language: str) -> str:
    """Empty when nobody was answered with an acknowledgement, or nobody without."""
    shares = [service[name]["share"] for name in ("after_acknowledgement", "without_acknowledgement")]
    if None in shares:
        return ""
    with_one, without = (share(each, language) for each in shares)
    return text["again"].format(share=with_one, other=without)


def lines_of_service(service: Mapping[str, Any], text: Mapping[str, str], language: str) -> list[str]:
    """What was only just in time, late, reopened or withdrawn, and what customers said of it; what was not, is not."""

    def told(name: str, **counts: str) -> list[str]:
        found = {each: service.get(figure, 0) for each, figure in counts.items()}  # an older API has none
        shown = {each: number(count, language) for each, count in found.items()}
        reopened = found.get("count", 0) / (service["resolved"] or 1)
        return [text[name].format(**shown, share=share(reopened, language))] if any(found.values()) else []

    lines = told("near", answers="near_misses", next="next_near_misses", solutions="resolution_near_misses")
    lines += told("late_next", next="next_breached", solutions="resolution_breached")
    lines += told("reopened", count="reopened") + told("withdrawn", count="withdrawn")
    satisfaction = service.get("satisfaction", {"average": None})
    if satisfaction["average"] is not None:
        counts = {name: number(satisfaction[name], language) for name in ("average", "answered", "asked")}
        lines.append(text["satisfaction"].format(**counts))
    return lines


def rising_lines(topics: Sequence[Mapping[str, Any]], text: Mapping[str, str], language: str) -> list[str]:
    return [
        text["rose"].format(
            name=category(str(topic["name"]), language),
            tickets=number(topic["tickets"], language),
            usual=number(round(topic["usual"], 1), language),
        )
        for topic in topics[:MAX_RISING]
    ]


def sentence_of_words(words: Sequence[Mapping[str, Any]], text: Mapping[str, str], language: str) -> str:
    """Empty when no word rose."""
    found = [
        text["word"].format(
            word=each["word"],
            messages=number(each["messages"], language),
            usual=number(round(each["usual"], 1), language),
        )
        for each in words[:MAX_RISING]
    ]
    return text["words"].format(words=", ".join(found)) if found else ""


def key_figures(
    listening: Mapping[str, Any], service: Mapping[str, Any], text: Mapping[str, str], language: str
) -> list[tuple[str, str]]:
    """Pairs of a value and what it is."""
    response, repeated = service["first_response"], service.get("repeat_share")  # an older API has none
    dangers = service.get("dangers", 0)
    return [
        (number(listening["messages"], language), text["messages"]),
        *((number(service[name], language), text[name]) for name in ("opened", "answered", "resolved", "breached")),
        *([(number(dangers, language), text["dangers"])] if dangers else []),
        (duration(response["median_seconds"]), text["median"]),
        (duration(response["p90_seconds"]), text["p90"]),
        ("–" if repeated is None else share(repeated, language), text["repeated"]),
    ]


def category(name: str, language: str) -> str:
    """In the language of the letter; help pages keep their names."""
    return _CATEGORIES_FR.get(name, name) if language == "fr" else name.replace("_", " ")


def duration(seconds: int | None) -> str:
    """``4 h 05``, ``12 min``, ``40 s``; a dash for nothing. The same in both languages."""
    if seconds is None:
        return "–"
    if seconds < _MINUTE:
        return f"{seconds} s"
    hours, minutes = divmod(round(seconds / _MINUTE), 60)
    return f"{hours} h {minutes:02d}" if hours else f"{minutes} min"


def number(value: float, language: str) -> str:
    return format_decimal(value, locale=language)


def share(value: float, language: str) -> str:
    return format_percent(value, locale=language)
