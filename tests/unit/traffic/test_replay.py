"""Recorded bodies, sent again."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import httpx
import pytest

from cli.commands.replay import deliver, rows, show
from cli.traffic import recordings
from cli.traffic.accounting import RecordedOutcome
from cli.traffic.delivered import directory
from cli.traffic.posting import CannotSignError, Poster
from local.traffic import accounts, meta
from shared.channels import load_webhook
from shared.domain.brand.model import Account, AcknowledgementPolicy, Brand, Calendar
from shared.domain.channels.webhook import Verdict, WebhookRequest
from shared.domain.vocabulary import Outcome, Visibility

NOW = datetime(2026, 7, 31, 12, 13, 20, tzinfo=UTC)
SECRETS = {"acme-meta": {"app_secret": ["new", "old"]}, "acme-x": {"client_secret": ["client"]}}
BRAND = Brand(
    id="acme",
    name="Acme",
    version=1,
    languages=("fr", "en"),
    default_language="fr",
    calendar=Calendar(time_zone="Europe/Paris", weekly={}),
    accounts=(
        Account(channel="facebook", id=accounts.PAGE, handle="acmeshop", secret="acme-meta"),
        Account(channel="x", id=accounts.X, handle="acmeshop", secret="acme-x"),
    ),
    targets={},
    acknowledgement=AcknowledgementPolicy(enabled=False, texts={}),
    tiers=(),
)


def comment_body(comment_id: str = "5_9", text: str = "Où est mon colis ?") -> dict:
    post = f"{accounts.PAGE}_5"
    change = meta.comment(author="7", name="Mia", post=post, comment_id=comment_id, parent=post, text=text, at=NOW)
    return meta.page_body(at=NOW, changes=[change])


def poster(answers: list[int], calls: list[httpx.Request], naps: list[float] | None = None) -> Poster:
    def answer(request: httpx.Request) -> httpx.Response:
        calls.append(request)
        return httpx.Response(answers.pop(0) if len(answers) > 1 else answers[0])

    http = httpx.Client(transport=httpx.MockTransport(answer))
    return Poster("http://desk/webhooks", SECRETS, http=http, sleep=(naps if naps is not None else []).append)


def replayed(path, channel, answers=(200,)):
    calls: list[httpx.Request] = []
    return deliver(recordings.read(path, channel), [BRAND], poster(list(answers), calls), lambda: NOW), calls


def test_a_file_with_one_body_is_sent_as_it_is_and_rightly_signed(tmp_path):
    file = tmp_path / "body.json"
    file.write_text(json.dumps(comment_body(), indent=1), encoding="utf-8")
    sent, calls = replayed(file, "facebook")
    assert calls[0].url == "http://desk/webhooks/facebook/acme"
    assert calls[0].content == file.read_bytes()
    request = WebhookRequest(method="POST", headers=dict(calls[0].headers), query={}, body=calls[0].content)
    assert load_webhook("facebook").verify(request, SECRETS["acme-meta"], NOW) is Verdict.VALID
    assert [item.kind for item in sent[0].items] == ["created"]


def test_an_item_is_shown_with_its_whole_name_however_narrow_the_window(monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", "40")
    row = {
        "event_id": "facebook:100100100100100:100100100100100_937066621808811:created",
        "kind": "created", "channel": "facebook", "outcome": "ticket", "ticket_id": "T-1", "visibility": "public",
        "status": 200,
    }  # fmt: skip
    show([row], as_json=False, expected=True)
    shown = capsys.readouterr().out.splitlines()
    assert shown[:2] == ["1 item delivered", row["event_id"]]
    assert "answered 200 · ticket · T-1 · public" in shown[2]


def test_a_folder_without_bodies_is_a_mistake_and_no_success(tmp_path):
    (tmp_path / "notes.txt").write_text("x", encoding="utf-8")
    with pytest.raises(recordings.NothingRecordedError, match="holds no file of bodies"):
        replayed(tmp_path, "facebook")


def test_each_json_line_is_a_body(tmp_path):
    file = tmp_path / "bodies.jsonl"
    file.write_bytes(b"\n".join(meta.encode(comment_body(f"5_{number}")) for number in (1, 2, 3)))
    sent, _ = replayed(file, "facebook")
    assert len({item.id for delivery in sent for item in delivery.items}) == 3


def test_a_list_of_records_names_its_channels(tmp_path):
    file = tmp_path / "records.json"
    posted = {"for_user_id": accounts.X, "tweet_create_events": []}
    file.write_text(json.dumps([{"channel": "facebook", "body": comment_body()}, {"channel": "x", "body": posted}]))
    _, calls = replayed(file, None)
    assert [request.url.path for request in calls] == ["/webhooks/facebook/acme", "/webhooks/x/acme"]
    assert calls[0].content.isascii()


def test_a_list_that_is_itself_a_body_is_one_body(tmp_path):
    file = tmp_path / "wrapped.json"
    file.write_text(json.dumps([comment_body()]))
    _, calls = replayed(file, "facebook")
    assert len(calls) == 1


def test_a_folder_is_replayed_file_by_file(tmp_path):
    for name in ("b.json", "a.json"):
        (tmp_path / name).write_bytes(meta.encode(comment_body(f"5_{name}")))
    (tmp_path / "notes.txt").write_text("not a recording")
    sent, _ = replayed(tmp_path, "facebook")
    assert [delivery.items[0].message_id for delivery in sent] == ["5_a.json", "5_b.json"]


def test_what_is_no_json_is_sent_and_expected_in_the_quarantine(tmp_path):
    file = tmp_path / "page.json"
    file.write_text("<html>")
    sent, _ = replayed(file, "x")
    assert sent[0].items[0].quarantined
    assert sent[0].items[0].id.startswith("quarantine/acme/x/")


def test_a_refused_delivery_rejects_each_of_its_items(tmp_path):
    file = tmp_path / "body.json"
    file.write_bytes(meta.encode(comment_body()))
    sent, _ = replayed(file, "facebook", answers=(401,))
    assert [(row["outcome"], row["status"]) for row in rows(sent, {})] == [("rejected", 401)]


def test_after_an_answer_that_makes_the_platform_send_again_the_outcome_is_still_owed(tmp_path):
    file = tmp_path / "body.json"
    file.write_bytes(meta.encode(comment_body()))
    sent, calls = replayed(file, "facebook", answers=(503,))
    assert len(calls) == 4
    assert not sent[0].refused
    assert [(row["outcome"], row["status"]) for row in rows(sent, {})] == [(None, 503)]


def test_rows_carry_the_outcome_the_ticket_and_the_visibility(tmp_path):
    file = tmp_path / "body.json"
    file.write_bytes(meta.encode(comment_body()))
    sent, _ = replayed(file, "facebook")
    found = RecordedOutcome(outcome=Outcome.TICKET, where="message", ticket_id="T1", visibility=Visibility.PUBLIC)
    key = sent[0].items[0].id
    assert rows(sent, {key: (found,)}) == [
        {
            "event_id": key,
            "kind": "created",
            "channel": "facebook",
            "outcome": "ticket",
            "ticket_id": "T1",
            "visibility": "public",
            "status": 200,
        }
    ]


def test_signals_of_one_body_are_one_item_named_as_ingest_names_it(tmp_path):
    reactions = [
        meta.reaction(author=str(number), name="Ana", post=f"{accounts.PAGE}_5", kind="like", at=NOW)
        for number in range(3)
    ]
    file = tmp_path / "likes.json"
    file.write_bytes(meta.encode(meta.page_body(at=NOW, changes=reactions)))
    sent, _ = replayed(file, "facebook")
    assert [item.kind for item in sent[0].items] == ["signal"]


def test_what_was_not_taken_is_sent_again_like_a_platform_does():
    calls: list[httpx.Request] = []
    naps: list[float] = []
    assert poster([503, 503, 200], calls, naps).post("facebook", BRAND, b"{}") == 200
    assert len(calls) == 3
    assert naps == [1.0, 2.0]


def test_a_channel_without_a_secret_is_a_clear_error(tmp_path):
    with pytest.raises(CannotSignError, match="no secret for linkedin"):
        poster([200], []).post("linkedin", BRAND, b"{}")
    file = tmp_path / "body.json"
    file.write_text("{}")
    with pytest.raises(CannotSignError, match="names no channel"):
        replayed(file, None)
    with pytest.raises(CannotSignError, match="fax is not a channel"):
        replayed(file, "fax")


def test_a_brand_without_that_very_account_signs_with_the_secret_of_the_same_app():
    calls: list[httpx.Request] = []
    assert poster([200], calls).post("instagram", BRAND, b"{}") == 200
    request = WebhookRequest(method="POST", headers=dict(calls[0].headers), query={}, body=b"{}")
    assert load_webhook("facebook").verify(request, SECRETS["acme-meta"], NOW) is Verdict.VALID


def test_an_account_of_another_brand_counts_only_if_the_same_secret_signs_for_it():
    other = replace(BRAND, id="other", accounts=(Account(channel="x", id="77", handle="o", secret="acme-x"),))
    stranger = replace(BRAND, id="stranger", accounts=(Account(channel="x", id="88", handle="s", secret="own"),))
    find = directory("x", [BRAND, other, stranger])
    assert find("x", accounts.X).brand == "acme"
    assert find("x", "77").brand == "other"
    assert find("x", "88") is None
    assert find("facebook", accounts.PAGE) is None
    assert find("x", "").id == accounts.X
