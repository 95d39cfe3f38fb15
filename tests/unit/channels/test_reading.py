"""What is made of the same fact in all its spellings."""

from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.adapters import limits
from shared.adapters.dynamodb import keys
from shared.channels import reading
from tests.fakes.stored import START

MOMENT = datetime(2026, 7, 31, 12, 13, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    "spelling",
    [
        1785500000, 1785500000.0, "1785500000", 1785500000000, "1785500000000", 1785500000000000,
        "2026-07-31T12:13:20Z", "2026-07-31T12:13:20+0000", "2026-07-31T14:13:20+02:00", "2026-07-31T12:13:20",
    ],
)  # fmt: skip
def test_a_moment_in_every_spelling(spelling: Any) -> None:
    assert reading.instant(spelling) == MOMENT


@pytest.mark.parametrize("nonsense", [None, True, 0, -1, "", "soon", [], {}, 1e30, float("nan"), float("inf"), "1e999"])
def test_what_is_no_moment_is_none(nonsense: Any) -> None:
    assert reading.instant(nonsense) is None


TOO_LONG = f"sha256:{sha256(b'x' * 701).hexdigest()}"


@pytest.mark.parametrize(
    ("given_value", "spelled"),
    [(900719925474099312345, "900719925474099312345"), (12.0, "12"), (" a ", "a"), ("", None), (True, None),
     (None, None), ([], None), ("x" * 700, "x" * 700), ("x" * 701, TOO_LONG), (1.5, None), (-5, "-5")],
)  # fmt: skip
def test_ids_are_text(given_value: Any, spelled: str | None) -> None:
    assert reading.identifier(given_value) == spelled


@pytest.mark.parametrize("sign", ["a", "é", "漢", "😀"])
def test_an_id_of_seven_hundred_characters_fits_every_key(sign: str) -> None:
    """Seven hundred characters may be 2,800 bytes; a sort key has 1,024 and a partition key 2,048."""
    found = reading.identifier(sign * 700)
    assert found is not None
    assert found == reading.identifier(sign * 700)
    entry = keys.history("T-1", START, f"delivery_failed#{found}")
    assert len(entry["sk"].encode()) <= limits.SORT_KEY_BYTES
    conversation = keys.conversation("webhook", "forum", f"{found}:{found}")
    assert len(conversation["pk"].encode()) <= limits.PARTITION_KEY_BYTES


@pytest.mark.parametrize(
    ("text", "found"),
    [("@acmeshop hi", ("acmeshop",)), ("mail me@acme.example", ()), ("@a.b, @c. @a.b", ("a.b", "c")), (None, ()),
     ("no one", ()), ("@élan!", ("élan",))],
)  # fmt: skip
def test_handles_in_a_text(text: str | None, found: tuple[str, ...]) -> None:
    assert reading.handles(text) == found


@pytest.mark.parametrize("value", ["ftp://x", "https://a b", "https://x\n", "javascript:alert(1)", 7, None, "h" * 3000])
def test_what_is_no_address_on_the_web_is_none(value: Any) -> None:
    assert reading.url(value) is None


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


@given(value=ANYTHING)
def test_nothing_is_ever_raised(value: Any) -> None:
    text = reading.text(value)
    assert text is None or text.encode()
    reading.identifier(value)
    reading.name(value)
    reading.instant(value)
    reading.url(value)
    reading.handles(text)
    reading.attachment(value, value)
    reading.digest(value)
