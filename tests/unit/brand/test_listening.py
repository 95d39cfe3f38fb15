"""The section ``searches`` of a brand file."""

from pathlib import Path
from typing import Any

import pytest

from shared.brand import load, read
from shared.domain.brand.model import Brand
from shared.domain.errors import InvalidBrandError
from shared.domain.listening.condition import Condition, Near
from shared.domain.listening.search import SavedSearch
from shared.domain.vocabulary import Stage

OUTAGE = {"name": "outage", "all": ["acme"]}


def acme(*searches: Any) -> Brand:
    document = {**read(Path("brands/acme.yaml").read_bytes()), "searches": list(searches)}
    return load(document, "acme", 1)


def test_it_is_read() -> None:
    full = {
        **OUTAGE,
        "stage": "proactive",
        "any": ["panne", "outage"],
        "none": ["acme comics"],
        "exact": ["no line"],
        "near": [{"words": ["box", "broken"], "within": 3}, {"words": ["a", "b"]}],
        "languages": ["FR", "en"],
        "countries": ["fr"],
        "exclude": ["x/acme_reseller"],
        "accounts": ["x/3000000001"],
        "per_day": 50,
    }
    (found,) = acme(full).searches
    assert found == SavedSearch(
        name="outage",
        stage=Stage.PROACTIVE,
        all=("acme",),
        any=("panne", "outage"),
        none=("acme comics",),
        exact=("no line",),
        near=(Near(words=("box", "broken"), within=3), Near(words=("a", "b"))),
        languages=frozenset({"fr", "en"}),
        countries=("FR",),
        excluded=frozenset({("x", "acme_reseller")}),
        accounts=frozenset({("x", "3000000001")}),
        per_day=50,
    )
    assert acme().searches == ()


def test_groups_within_each_other_are_read() -> None:
    near = {"near": [{"words": ["box", "rouge"]}]}
    nested = {"name": "n", "all": ["acme", {"any": ["panne", {"exact": ["plus de réseau"], "none": ["mobile"]}, near]}]}
    (found,) = acme(nested).searches
    exact = Condition(exact=("plus de réseau",), none=("mobile",))
    any_of = Condition(any=("panne", exact, Condition(near=(Near(words=("box", "rouge")),))))
    assert found == SavedSearch(name="n", all=("acme", any_of))


@pytest.mark.parametrize(
    ("group", "place", "said"),
    [
        ({"none": ["x"]}, "all[1]", "name at least one word that has to be there"),
        ({"any": ["a", {"or": ["b"]}]}, "all[1].any[1].or", "unknown field"),
        ({"any": ["a", {"exact": ["!!"]}]}, "all[1].any[1].exact[0]", "has no letter and no digit"),
        ({"any": [{"near": [{"words": ["a"]}]}]}, "all[1].any[0].near[0].words", "two to four words"),
        ({"all": [{"all": [{"all": [{"all": [{"all": ["a"]}]}]}]}]}, "all[1].all[0].all[0].all[0].all[0]", "deep"),
        ({"all": [5]}, "all[1].all[0]", "put it in quotes"),
    ],
    ids=str,
)
def test_what_is_wrong_within_a_group_is_said_with_its_place(group: Any, place: str, said: str) -> None:
    with pytest.raises(InvalidBrandError) as error:
        acme({**OUTAGE, "all": ["acme", group]})
    assert any(each.startswith(f"searches[0].{place}: ") and said in each for each in error.value.problems)


def test_a_search_of_too_many_alternatives_is_refused() -> None:
    words = [{"any": [f"{letter}{number}" for number in range(6)]} for letter in "ab"]
    with pytest.raises(InvalidBrandError) as error:
        acme({"name": "n", "any": words})
    assert any("more than 10 alternatives" in each for each in error.value.problems)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"all": [], "none": ["x"]}, "name at least one word that has to be there"),
        ({"stage": "direct"}, "a search finds what nobody addressed to us"),
        ({"all": [f"word{number}" for number in range(11)]}, "name at most 10"),
        ({"all": ["a" * 301]}, "more than 300 characters"),
        ({"all": ["!!"]}, "has no letter and no digit"),
        ({"near": [{"words": ["one"]}]}, "two to four words"),
        ({"near": [{"words": ["box", "☕"]}]}, "has no letter and no digit"),
        ({"near": [{"words": ["very", "Véry"]}]}, "stands there twice"),
        ({"near": [{"words": ["a", "b"]}] * 11}, "name at most 10"),
        ({"all": ["acme", "-comics"]}, "'-comics': what must not be there is written -comics, in a brand file under"),
        ({"any": ["fr|en"]}, "| and ~ are operators of a query"),
        ({"all": ["acme", "OR"]}, "OR is no operator"),
        ({"all": ["from:mia"]}, "from: is no operator"),
        ({"languages": ["french"]}, "is not a language such as 'fr'"),
        ({"countries": ["F1"]}, "is not a country such as 'FR'"),
        ({"exclude": ["reseller"]}, "is not a channel and a name"),
        ({"accounts": ["x/1"]}, "is not the channel and id of an account"),
        ({"per_day": 0}, "not between 1 and 5000"),
        ({"sentiment": "negative"}, "unknown field"),
    ],
    ids=str,
)
def test_what_is_wrong_is_said_with_its_place(changed: Any, said: str) -> None:
    with pytest.raises(InvalidBrandError) as error:
        acme({**OUTAGE, **changed})
    assert any(said in problem and problem.startswith("searches[0]") for problem in error.value.problems)


def test_people_who_are_no_customers_are_excluded_from_every_search() -> None:
    people = {"employees": ["bluesky/julie.example"], "resellers": ["x/acme_reseller", "reddit/u/shop"]}
    document = {**read(Path("brands/acme.yaml").read_bytes()), "searches": [OUTAGE], "not_customers": people}
    brand = load(document, "acme", 1)

    everybody = frozenset({("bluesky", "julie.example"), ("x", "acme_reseller"), ("reddit", "u/shop")})
    assert brand.not_customers == everybody
    assert brand.searches[0].excluded == everybody


@pytest.mark.parametrize(
    ("people", "said"),
    [
        ({"employees": ["julie"]}, "not_customers.employees[0]: 'julie' is not a channel and a name"),
        (["x/julie"], "not_customers: expected fields"),
    ],
    ids=str,
)
def test_what_is_wrong_with_a_list_of_people_is_said_with_its_place(people: Any, said: str) -> None:
    with pytest.raises(InvalidBrandError) as error:
        load({**read(Path("brands/acme.yaml").read_bytes()), "not_customers": people}, "acme", 1)
    assert any(problem.startswith(said) for problem in error.value.problems)


def test_a_name_is_used_once_and_there_are_not_too_many() -> None:
    with pytest.raises(InvalidBrandError) as error:
        acme(*[OUTAGE] * 21)
    assert {"searches: a name is used twice", "searches: name at most 20 searches"} <= set(error.value.problems)
