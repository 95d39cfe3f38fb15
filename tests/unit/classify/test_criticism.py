"""Criticism is never hidden by a machine, whatever it looks like; who is rude and asks for something is answered."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from functions.classify.model.classifier import TrainedClassifier
from functions.classify.model.reading import read
from shared.domain.classification.model import Classification
from shared.domain.proposals.hiding import is_sure_spam
from shared.domain.tickets.opening import deserves_ticket
from shared.domain.vocabulary import Category, Surface
from tests.fakes.brands import acme
from tests.fakes.samples import an_event

CORPUS = Path(__file__).parents[3] / "corpus"
LEAST = 95
"""The lowest confidence that a brand file may name."""

OFFERS = (
    " Win an iPhone, click here https://promo.example",
    " Gagnez 500 €, cliquez ici https://promo.example",
    " link in bio",
    " https://proof.example",
)


def classified(text: str) -> Classification:
    return TrainedClassifier()(replace(an_event(text=text), surface=Surface.COMMENT), acme())


@pytest.mark.parametrize(
    "text",
    [
        "Win an iPhone? Fake promo, Acme never paid me my $500 bonus, click here for the proof http://proof.example",
        "Gagnez 500 € ? Personne n'a rien gagné chez Acme, cliquez ici pour la preuve https://proof.example",
        "Giveaway! Fake promo, Acme never paid me my $500 bonus, click the link to see the proof https://proof.example",
        "I made a video about how Acme cheats its customers, link in my bio, subscribe and share!!!",
    ],
)
def test_what_speaks_of_us_or_of_trouble_is_not_hidden_by_a_machine(text: str) -> None:
    found = classified(text)
    assert found.may_be_criticism
    assert not is_sure_spam(found, LEAST)


def test_no_complaint_of_ours_is_hidden_by_a_machine_with_an_offer_or_a_link_behind_it() -> None:
    pages = sorted(CORPUS.glob("[ef][nr]/*.jsonl"))
    lines = [json.loads(line) for page in pages for line in page.read_text(encoding="utf-8").splitlines()]
    told = [one["text"] for one in lines if one["category"] in (Category.COMPLAINT, Category.ACCOUNT_OR_TECHNICAL)]
    assert len(told) > 1000
    hidden = [
        text
        for number, text in enumerate(told[::20])
        if is_sure_spam(classified(text + OFFERS[number % len(OFFERS)]), LEAST)
    ]
    assert hidden == []


def test_plain_spam_is_hidden_by_a_machine() -> None:
    found = classified("gagnez un iphone 🎁 lien en bio, abonnez vous et partagez 👉 http://x.example")
    assert not found.may_be_criticism
    assert is_sure_spam(found, LEAST)


@pytest.mark.parametrize(
    "text",
    [
        "Bande de voleurs, vous êtes des escrocs, rendez moi mon argent",
        "Bunch of crooks, liars and thieves, give me my money back",
    ],
)
def test_who_insults_us_and_asks_for_something_gets_a_ticket(text: str) -> None:
    found = classified(text)
    assert found.needs_response
    assert deserves_ticket(found)


def test_a_confidence_is_never_rounded_up_to_what_a_rule_asks_for() -> None:
    texts = [
        *OFFERS,
        *(text + offer for text in ("my parcel is lost", "quels sont vos horaires ?") for offer in OFFERS),
    ]
    shares = {text: read(text).category_probability * 100 for text in texts}
    assert any(round(share) > share for share in shares.values())
    assert all(classified(text).confidence <= share for text, share in shares.items())
