"""The comparison of what messages look like counts what it says it counts."""

import json

from training import surface
from training.corpus import examples


def test_shares_are_of_messages_in_per_cent():
    rows = surface.surface(["Help!! @user", "ok", "where is it? https://t.example/a", "NEVER again 😡"], "en")
    assert rows["messages"] == "4"
    assert rows["with “!”"] == rows["with “!!”"] == "25.0 %"
    assert rows["with “?”"] == rows["with a link"] == rows["with a mention"] == "25.0 %"
    assert rows["with emoji"] == rows["with a word in capitals"] == "25.0 %"


def test_a_mention_in_front_does_not_hide_how_a_message_begins():
    assert surface.surface(["@user @user hello"], "en")["begins in lower case"] == "100.0 %"
    assert surface.surface(["@user Hello"], "en")["begins in lower case"] == "0.0 %"


def test_emoji_and_links_behind_the_last_sentence_do_not_hide_how_it_ends():
    name = "ends without a full stop or the like"
    assert surface.surface(["Done. 😀 https://t.example/a"], "en")[name] == "0.0 %"
    assert surface.surface(["Done 😀"], "en")[name] == "100.0 %"


def test_words_without_their_accents_are_typed_in_a_hurry():
    assert surface.typed_in_a_hurry("ca marche pas", "fr")
    assert not surface.typed_in_a_hurry("ça ne marche pas", "fr")
    assert surface.typed_in_a_hurry("it DONT work", "en")
    assert not surface.typed_in_a_hurry("it doesn't work", "en")


def test_quantiles_of_nothing_are_zeros():
    assert surface.quantiles([]) == (0, 0, 0, 0, 0)
    assert surface.quantiles(range(101)) == (10, 25, 50, 75, 90)


def test_the_table_shows_figures_of_the_other_file_and_none_of_its_text(tmp_path):
    other = tmp_path / "others.jsonl"
    other.write_text(json.dumps({"text": "Xylophone!", "language": "fr"}) + "\n", encoding="utf-8")
    shown = surface.table(other)
    assert "fr, others" in shown
    assert "100.0 %" in shown
    assert "Xylophone" not in shown


def test_no_category_owns_the_exclamation_mark():
    """Else the mark alone decides: "Urgent !!" was once read as praise."""
    for language in ("fr", "en"):
        written = examples(language)
        for category in {one.category for one in written}:
            texts = [one.text for one in written if one.category == category]
            assert 8 <= surface.share(texts, lambda text: "!" in text) <= 45, (language, category)
        everything = surface.share([one.text for one in written], lambda text: "!" in text)
        assert 18 <= everything <= 26, language
