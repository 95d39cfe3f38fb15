"""How a typed search is understood: one meaning for each spelling, or an error that says where."""

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shared.domain.listening.condition import MAX_DEPTH, MAX_WITHIN, Condition, Near
from shared.domain.listening.query import InvalidQueryError, parse
from shared.domain.listening.search import SavedSearch
from shared.domain.listening.words import words_of


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("acme box", {"all": ("acme", "box")}),
        ("a -b c|d", {"all": ("a",), "none": ("b",), "any": ("c", "d")}),
        ("a b|c", {"all": ("a",), "any": ("b", "c")}),
        ("a|b|c d", {"any": ("a", "b", "c"), "all": ("d",)}),
        ('fr|"ne marche pas"', {"any": ("fr", "ne marche pas")}),
        ('"ne marche pas"|panne acme', {"any": ("ne marche pas", "panne"), "all": ("acme",)}),
        ('"no line" -comics -"acme park"', {"exact": ("no line",), "none": ("comics", "acme park")}),
        ("“ne marche pas” «en panne» „kein Netz“", {"exact": ("ne marche pas", "en panne", "kein Netz")}),
        ('"a|b -c~5~d"', {"exact": ("a|b -c~5~d",)}),
        ("box~3~broken", {"near": (Near(words=("box", "broken"), within=3),)}),
        ("e-mail wi-fi", {"all": ("e-mail", "wi-fi")}),
        ("a|b c|d", {"any": ("a", "b"), "all": (Condition(any=("c", "d")),)}),
        ("acme (panne|broken)", {"all": ("acme", Condition(any=("panne", "broken")))}),
        ("acme -(park|comics)", {"all": ("acme",), "none": (Condition(any=("park", "comics")),)}),
        (
            'acme (box~5~red)|("no line" -mobile)',
            {
                "all": ("acme",),
                "any": (
                    Condition(near=(Near(words=("box", "red"), within=5),)),
                    Condition(exact=("no line",), none=("mobile",)),
                ),
            },
        ),
        ('(a) ("b c")|((d))', {"all": ("a",), "any": ("b c", "d")}),
        ("(-a b)", {"all": (Condition(all=("b",), none=("a",)),)}),
        ("  acme\t box\u00a0red ", {"all": ("acme", "box", "red")}),
        ("acme \u2212comics", {"all": ("acme",), "none": ("comics",)}),
        ("acme \u2013comics", {"all": ("acme",), "none": ("comics",)}),
        ('acme "OR" -"from:mia"', {"all": ("acme",), "exact": ("OR",), "none": ("from:mia",)}),
        ("acme or 10:30 e-mail", {"all": ("acme", "or", "10:30", "e-mail")}),
    ],
)
def test_each_spelling_has_one_meaning(typed: str, expected: dict[str, Any]) -> None:
    assert parse(typed) == SavedSearch(name="query", **expected)


@pytest.mark.parametrize(
    ("typed", "position", "word"),
    [
        ("a -b|c", 5, "-b -c"),
        ("acme -box~5~broken", 10, "-b -c"),
        ("acme - comics", 6, "directly before"),
        ("-", 1, "directly before"),
        ("a|", 2, "between two"),
        ("|a", 1, "between two"),
        ("a||b", 3, "between two"),
        ("a|b~5~c", 4, "either"),
        ("acme (panne", 6, "no closing"),
        ("acme (a|(b c)", 6, "no closing"),
        ("acme panne)", 11, "without an opening"),
        ("acme ()", 6, "at least one"),
        ("acme (-b)", 6, "at least one"),
        ("a|(-b -c)", 3, "at least one"),
        ("acme(panne)", 5, "space"),
        ("(a b)c", 6, "space"),
        ("(a|)", 3, "between two"),
        ("acme (b -c|d)", 11, "-b -c"),
        ("(a)~5~b", 1, "box~5~broken"),
        ("x (box~5)", 4, "box~5~broken"),
        ("(" * (MAX_DEPTH + 1) + "a b" + ")" * (MAX_DEPTH + 1), MAX_DEPTH + 1, "deep"),
        ("|".join(f"w{n}" for n in range(11)), 1, "at most 10"),
        ("|".join(f"({'|'.join(f'{c}{n}' for n in range(6))})" for c in "ab"), 1, "more than 10 alternatives"),
        ("w" * 301, 1, "more than 300"),
        ("box~broken", 1, "box~5~broken"),
        ("box~5~broken~lid", 1, "box~5~broken"),
        ("box~x~broken", 5, "a number"),
        ("box~0~broken", 5, "a number"),
        (f"box~{MAX_WITHIN + 1}~broken", 5, "a number"),
        ("~5~broken", 1, "box~5~broken"),
        ("very~5~Very", 1, "two different"),
        ('acme "no line', 6, "closing"),
        ("acme no line”", 13, "opening"),
        ('acme"no line"', 5, "space"),
        ('"no line"acme', 10, "space"),
        ('""', 1, "letters"),
        ("acme !!!", 6, "letters"),
        ("acme fr|-comics", 9, "not within"),
        ("box~5~-red", 7, "not within"),
        ("acme fr|\u2212comics", 9, "not within"),
        ("acme NOT comics", 6, "NOT is no operator"),
        ("acme OR panne", 6, "OR is no operator"),
        ("acme (panne AND fibre)", 13, "AND is no operator"),
        ("from:mia acme", 1, "from: is no operator"),
        ("acme Lang:fr", 6, "Lang: is no operator"),
        ("", 1, "at least one"),
        ("-comics", 1, "at least one"),
    ],
)
def test_what_could_mean_two_things_is_refused_with_its_position(typed: str, position: int, word: str) -> None:
    with pytest.raises(InvalidQueryError, match=word) as caught:
        parse(typed)
    assert caught.value.position == position


WORDS = st.text("abcdeéß0", min_size=1, max_size=6)
PHRASES = st.lists(WORDS, min_size=1, max_size=3).map(" ".join)
PAIRS = st.tuples(WORDS, WORDS).filter(lambda pair: words_of(pair[0]) != words_of(pair[1]))
NEAR = st.lists(st.builds(Near, words=PAIRS, within=st.integers(1, MAX_WITHIN)), max_size=1).map(tuple)
SEARCHES = st.builds(
    SavedSearch,
    name=st.just("query"),
    all=st.lists(WORDS, min_size=1, max_size=3).map(tuple),
    any=st.one_of(st.just(()), st.lists(WORDS, min_size=2, max_size=3).map(tuple)),
    none=st.lists(st.one_of(WORDS, PHRASES), max_size=2).map(tuple),
    exact=st.lists(PHRASES, max_size=2).map(tuple),
    near=st.lists(st.builds(Near, words=PAIRS, within=st.integers(1, MAX_WITHIN)), max_size=2).map(tuple),
)


CONDITIONS = st.recursive(
    st.builds(Condition, all=st.lists(WORDS, min_size=1, max_size=2).map(tuple), near=NEAR),
    lambda inner: st.builds(
        Condition,
        all=st.lists(st.one_of(WORDS, inner), min_size=1, max_size=2).map(tuple),
        any=st.one_of(st.just(()), st.lists(st.one_of(WORDS, inner), min_size=2, max_size=2).map(tuple)),
        none=st.lists(st.one_of(WORDS, inner), max_size=1).map(tuple),
        exact=st.lists(PHRASES, max_size=1).map(tuple),
        near=NEAR,
    ),
    max_leaves=4,
)
TEXTS = st.lists(st.sampled_from(["a", "b", "ab", "c", "abc", "0", "de"]), max_size=8).map(" ".join)


def written(condition: Condition) -> str:
    def term(one: str | Condition) -> str:
        return f"({written(one)})" if isinstance(one, Condition) else f'"{one}"' if " " in one else one

    near = [f"{each.words[0]}~{each.within}~{each.words[1]}" for each in condition.near]
    phrases = [f'"{phrase}"' for phrase in condition.exact]
    choice = ["|".join(map(term, condition.any))] if condition.any else []
    return " ".join([*map(term, condition.all), *phrases, *(f"-{term(one)}" for one in condition.none), *near, *choice])


@given(CONDITIONS, TEXTS)
def test_groups_within_each_other_take_what_they_say(condition: Condition, text: str) -> None:
    try:
        found = parse(written(condition))
    except InvalidQueryError as error:
        assert error.position == 1  # noqa: PT017  only as a whole too long, or too many alternatives
        return
    assert found.holds(words_of(text)) is condition.holds(words_of(text))


def spelled(search: SavedSearch) -> str:
    phrases = [f'"{phrase}"' for phrase in search.exact]
    without = [f'-"{term}"' if " " in term else f"-{term}" for term in search.none]
    near = [f"{each.words[0]}~{each.within}~{each.words[1]}" for each in search.near]
    return " ".join([*search.all, *phrases, *without, *near, *(["|".join(search.any)] if search.any else [])])


@given(SEARCHES)
def test_every_search_that_can_be_spelled_is_understood_as_it_was_meant(search: SavedSearch) -> None:
    assert parse(spelled(search)) == search


@given(SEARCHES, st.randoms(use_true_random=False))
def test_the_order_of_the_parts_does_not_count(search: SavedSearch, chance: Any) -> None:
    parts = spelled(SavedSearch(name="query", all=search.all, any=search.any)).split(" ")
    chance.shuffle(parts)
    found = parse(" ".join(parts))
    assert (sorted(found.all), found.any) == (sorted(search.all), search.any)


@given(st.text('ab -|~()"“”«»5é\t', max_size=20))
@example("-|~")
@example("(a|(b -(c d)))")
def test_whatever_is_typed_is_a_search_that_asks_for_something_or_an_error_inside_of_it(typed: str) -> None:
    found: SavedSearch | InvalidQueryError
    try:
        found = parse(typed)
    except InvalidQueryError as error:
        found = error
    if isinstance(found, InvalidQueryError):
        assert 1 <= found.position <= max(len(typed), 1)
    else:
        assert not found.is_empty
        assert not found.holds(())
