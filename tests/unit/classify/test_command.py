"""``nightdesk classify``: lines in, lines out, whatever they hold."""

import json

from cli.commands.classify import answers

FIELDS = {
    "id", "language", "sentiment", "category", "needs_response", "urgent", "priority", "personal_data", "confidence",
    "abstained", "reasons", "danger", "probabilities",
}  # fmt: skip


def _ask(*lines: dict | bytes) -> list[dict]:
    return list(answers(line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines))


def test_each_line_has_one_answer_with_every_field():
    (answer,) = _ask(
        {"id": "7", "text": "panne générale, plus personne n'a internet, écrivez à a@b.fr", "surface": "mention"}
    )
    assert set(answer) == FIELDS
    assert answer["id"] == "7"
    assert answer["category"] == "outage"
    assert answer["priority"] == "urgent"
    assert answer["personal_data"][0]["kind"] == "email"


def test_lines_that_cannot_be_read_are_answered_with_an_error_and_do_not_stop_the_others():
    told = _ask(b"not json", b"\xff\xfe", b"[1]", b"\n", {"id": 5, "text": None}, {"text": "merci"})
    assert [answer.get("error") for answer in told] == ["not a JSON object"] * 3 + [None, None]
    assert told[3]["id"] == 5
    assert told[4]["id"] == "6"


def test_a_broad_mention_is_worth_less_than_one_addressed_to_us():
    order = ["low", "normal", "high", "urgent"]
    direct, proactive = (
        answer["priority"]
        for answer in _ask(
            {"text": "votre application est nulle"}, {"text": "votre application est nulle", "surface": "sector_match"}
        )
    )
    assert order.index(proactive) <= order.index(direct)


def test_odd_fields_and_deep_brackets_are_answered_too():
    told = _ask({"text": "merci", "surface": ["mention"]}, {"text": ["a"], "channel": 3}, b"[" * 100_000)
    assert [answer.get("error") for answer in told] == [None, None, "not a JSON object"]


def test_the_probabilities_of_every_head_are_told():
    (answer,) = _ask({"text": "ça sent le gaz dans tout l'immeuble, venez vite"})
    assert answer["danger"] == "possible"
    assert answer["priority"] == "urgent"
    told = answer["probabilities"]
    assert set(told) == {"sentiment", "category", "needs_response", "urgent", "danger"}
    assert abs(sum(told["sentiment"].values()) - 1) < 0.001
    assert abs(sum(told["category"].values()) - 1) < 0.001
    assert set(told["sentiment"]) == {"negative", "neutral", "positive"}
    assert len(told["category"]) == 9
    assert 0 <= told["danger"] <= 1


def test_reasons_are_written_for_the_reader_who_was_named():
    line = json.dumps({"text": "mon colis est perdu, c'est une honte"}).encode()
    assert "says the parcel is lost" in next(answers([line]))["reasons"]
    assert "dit que le colis est perdu" in next(answers([line], "fr"))["reasons"]
