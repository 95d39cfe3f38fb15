"""What the reports say of a week of a large desk: numbers of six digits, names of one long word."""

from typing import Any


def took(count: int, *, median: int = 745, p90: int = 435_000, p95: int = 604_000) -> dict[str, int]:
    return {"count": count, "median_seconds": median, "p90_seconds": p90, "p95_seconds": p95}


def part(number: int, name: str | None) -> dict[str, Any]:
    counts = {"answered": 12_840, "resolved": 11_200, "breached": 1_033}
    return {"id": f"id-{number}", "name": name, **counts, "first_response": took(98_300, median=435_000)}


LISTENING: dict[str, Any] = {
    **{"messages": 128_000, "deserved_an_answer": 96_000, "answered_by_a_page": 38_400},
    **{"account_or_technical": 51_200, "frustrated": 25_600, "feedback_good": 6_400, "feedback_bad": 12_800},
    **{"desk_closed": 49_000, "closed_exceptionally": 6_400, "time_zone": "Europe/Paris"},
    "hours": [{"hour": hour, "messages": hour * 400, "open_share": float(9 <= hour < 18)} for hour in range(24)],
    "extra_hours": [{"weekday": 5, "hour": 10, "until_hour": 13, "messages": 15_360, "share": 0.12}],
}
SERVICE: dict[str, Any] = {
    **{"brand": "acme", "counted_until": "2026-03-09T07:20:00.000Z", "complete": True},
    **{"opened": 128_400, "answered": 98_300, "resolved": 90_200, "withdrawn": 1_240, "reopened": 9_020},
    **{"breached": 12_000, "near_misses": 3_100, "next_breached": 2_050, "next_near_misses": 1_210},
    **{"resolution_breached": 880, "resolution_near_misses": 410, "dangers": 14, "repeat_share": 0.23},
    "by_channel": {"facebook": 90_000, "google_business": 38_400},
    "by_category": {"account_or_technical": 51_200, "urgent_request": 12_800},
    "first_response": took(98_300),
    "first_response_business": took(98_300, median=620),
    "resolution": took(90_200, median=86_400),
    "resolution_business": took(90_200, median=43_200),
    "after_acknowledgement": {"answered": 40_000, "wrote_again": 4_000, "share": 0.1},
    "without_acknowledgement": {"answered": 50_000, "wrote_again": 10_000, "share": 0.2},
    "satisfaction": {"asked": 20_000, "answered": 8_400, "average": 4.12, "scores": {}},
    "teams": [part(1, "experts-techniques-réseaux"), part(2, "triage")],
    "agents": [*(part(number, f"Maximilienne Vandenbroucke-{number}") for number in range(18)), part(99, None)],
}
TOPICS = [
    {"kind": "page", "name": "https-aide-acme-fr-comment-suivre-mon-colis-et-que-faire", "tickets": 8, "usual": 2.0}
]
WORDS = [{"word": "remboursement", "messages": 1_200, "usual": 3.2}] * 8
REPORTS: dict[str, Any] = {"listening": LISTENING, "service": SERVICE, "topics": TOPICS, "words": WORDS}
