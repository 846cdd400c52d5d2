"""Choosing sentences, deciding whether they answer, and putting them together."""

from __future__ import annotations

from dataclasses import replace

import pytest
from samples import document

from rag.answerable import ANSWER_FEATURES, answerable, describe, silence
from rag.compose import ExtractiveComposer, attribution, chosen, shown
from rag.evidence import FEATURES, answers_kind, fitted, refers_back
from rag.other_year import of_another_year
from rag.question import read
from rag.select import Pick, select
from rag.types import Draft, Evidence, Hit, Query, Source, Span
from rag.verify import check

GOOD = dict.fromkeys(FEATURES, 0.5) | {"figure_missing": 0.0, "name_missing": 0.0}


def hit(
    text: str, scores: dict[str, float], source: Source | None = None, **features: float
) -> Hit:
    """A passage whose sentences are the keys of ``scores``, with those scores."""
    values = tuple((GOOD | features)[name] for name in FEATURES)
    found = [
        Evidence(Span(text.index(s), text.index(s) + len(s)), s, score, values)
        for s, score in scores.items()
    ]
    ref = source or document("a.md", text, "Ports", published="2019").ref
    return Hit(ref, Span(0, len(text)), text, 0.5, "", tuple(found))


def texts(question: str, *hits: Hit, most: int = 4) -> list[str]:
    return [p.evidence.text for p in select(read(question), hits, most)]


def test_the_best_sentence_alone_where_the_others_stay_behind() -> None:
    found = hit("The pier is old. Gulls fly.", {"The pier is old.": 5.0, "Gulls fly.": 1.0})
    assert texts("How old is the pier?", found) == ["The pier is old."]


def test_nothing_is_said_twice() -> None:
    one = hit("The pier opened in 1908.", {"The pier opened in 1908.": 5.0})
    other = hit("In 1908 the pier opened.", {"In 1908 the pier opened.": 4.9})
    assert texts("When did the pier open?", one, other) == ["The pier opened in 1908."]


def test_the_same_words_of_another_name_that_is_asked_about_are_news() -> None:
    arlen, bree = "Arlen pays the port 5 dollars a ton.", "Bree pays the port 6 dollars a ton."
    hits = (hit(arlen, {arlen: 5.0}), hit(bree, {bree: 4.0}))
    assert texts("What do Arlen and Bree pay the port?", *hits) == [arlen, bree]
    assert texts("What does Arlen pay the port?", *hits) == [arlen]


def test_a_lead_in_brings_its_list_and_an_item_its_lead_in_or_the_list() -> None:
    text = "The port has three aims:\n\n- speed\n- safety\n- peace\n\nIt is old."
    low = {"The port has three aims:": 5.0, "speed": 1.0, "safety": 1.0, "peace": 1.0}
    aims = ["The port has three aims:", "speed", "safety", "peace"]
    assert texts("What does the port want?", hit(text, low)) == aims
    high = low | {"The port has three aims:": 1.0, "safety": 5.0}
    assert texts("What does it want?", hit(text, high)) == ["The port has three aims:", "safety"]
    assert texts("What are the aims of the port?", hit(text, high)) == aims


def picked(text: str, published: str | None = None) -> list[Pick]:
    ref = document("a.md", text, "Ports", published=published).ref
    return select(read("?"), [hit(text, {text: 5.0}, ref)], 1)


@pytest.mark.parametrize(
    ("question", "text", "published", "another"),
    [
        ("What was trade worth in 2020?", "Trade came to $5 in 2015.", None, True),
        ("What will it be in 2025?", "It is to grow to $11 by 2019.", "2018-01-01", True),
        ("trade 2024", "Trade came to $8 in 2023.", "2025-09-03", True),
        ("What was trade worth in 2015?", "Trade came to $5 in 2015.", None, False),
        ("What was trade worth in 2020?", "Trade came to $5.", None, False),
        ("What was trade worth in 2020?", "It is $5 now, up from $4 in 2015.", "2020-02-01", False),
        ("What was paid since 2010?", "In 2012 the port paid $5.", None, False),
        ("What does the 2020 note say of trade?", "Trade came to $5 in 2015.", None, False),
        ("How did trade change from 2015 to 2020?", "Trade came to $5 in 2016.", None, False),
        ("What was trade worth?", "Trade came to $5 in 2015.", None, False),
    ],
)
def test_sentences_of_another_year(question, text, published, another) -> None:
    assert of_another_year(question, picked(text, published)) is another


def test_what_is_told_of_another_year_answers_nothing() -> None:
    found = [hit("Trade came to $5 in 2015.", {"Trade came to $5 in 2015.": 9.0})]
    question = "How much was trade worth in 2012?"
    asked = Query(question, "", (question,))
    draft = ExtractiveComposer(0.01, 3).compose(asked, [found])
    assert (draft.claims, draft.confidence) == ((), 0.0)
    assert ExtractiveComposer(0.0, 3).compose(asked, [found]).claims


def test_a_sentence_that_points_back_brings_the_one_it_points_to() -> None:
    text = "Fog is common here. For that reason the ferry stops."
    found = hit(text, {"Fog is common here.": 1.0, "For that reason the ferry stops.": 5.0})
    both = ["Fog is common here.", "For that reason the ferry stops."]
    assert texts("Does the ferry stop?", found) == both


def test_what_a_sentence_cannot_do_without_takes_no_other_s_place() -> None:
    text = "Fog is common. For that reason the ferry stops. Gales close the port in winter."
    foggy, stops, gales = "Fog is common.", "For that reason the ferry stops.", text[48:]
    found = hit(text, {foggy: 1.0, stops: 5.0, gales: 4.0})
    assert texts("When are there no boats?", found, most=2) == [foggy, stops, gales]
    assert texts("When are there no boats?", found, most=1) == [foggy, stops]


def test_an_announcement_brings_what_it_announces() -> None:
    text = "There are two ferries. One is red. The other is blue. Gulls fly."
    found = hit(text, dict(zip(["There are two ferries.", "One is red."], [5.0, 1.0], strict=True))
                | {"The other is blue.": 1.0, "Gulls fly.": 0.5})  # fmt: skip
    assert texts("Which ferries are there", found)[:3] == [
        "There are two ferries.",
        "One is red.",
        "The other is blue.",
    ]


def test_an_announcement_that_points_back_brings_what_it_points_to() -> None:
    text = "Fog is common. That has two effects. One is silence. The other is danger."
    first, *rest = [
        "Fog is common.",
        "That has two effects.",
        "One is silence.",
        "The other is danger.",
    ]
    found = hit(text, {first: 1.0, rest[0]: 5.0, rest[1]: 0.0, rest[2]: 0.0})
    assert texts("What does it do?", found) == [first, *rest]


def test_one_of_several_things_announced_brings_the_others() -> None:
    text = "There are two ferries. One is red. The other is blue."
    found = hit(text, {"There are two ferries.": 1.0, "One is red.": 5.0, "The other is blue.": 0})
    every = ["There are two ferries.", "One is red.", "The other is blue."]
    assert texts("What are the colors of the ferries?", found) == every
    assert texts("Is a ferry red?", found) == every  # "One is red" leaves the other to come
    last = hit(text, {"There are two ferries.": 1.0, "One is red.": 0, "The other is blue.": 5.0})
    assert texts("Is a ferry blue?", last) == every


@pytest.mark.parametrize(("second", "answered"), [(0.16, 2), (0.14, 1)])
def test_the_second_of_two_questions_answered_needs_three_tenths_as_much(
    monkeypatch: pytest.MonkeyPatch, second: float, answered: int
) -> None:
    monkeypatch.setattr("rag.compose.answerable", lambda hits: hits[0].score)
    query = Query("", "", ("How old is the pier?", "Who built it?"))
    pier, yard = "The pier is old.", "Moss built the pier."
    hits = [
        [replace(hit(pier, {pier: 5.0}), score=0.9)],
        [replace(hit(yard, {yard: 5.0}), score=second)],
    ]
    assert len(chosen(query, hits, 0.5, 4)) == answered
    assert len(chosen(query, hits[::-1], 0.5, 4)) == 1


def test_footnote_marks_leave_what_is_shown_but_not_the_quote() -> None:
    text = "Trade grew[3] by 4 percent.[12]"
    query = Query("How much did trade grow?", "", ("How much did trade grow?",))
    draft = ExtractiveComposer(0.0, 3).compose(query, [[hit(text, {text: 5.0})]])
    (claim,) = draft.claims
    assert claim.text == shown(text) == "Trade grew by 4 percent."
    assert claim.quotes[0].text == text


def test_sources_are_named_only_where_there_are_several() -> None:
    lee = document("lee.md", "The pier is red.", "Piers", author="Ann Lee", published="2017-01-17")
    note = document("note.md", "A blue boat waits.", "Note", publisher="Harbor Weekly")
    red = hit(lee.text, {"The pier is red.": 5.0}, lee.ref)
    blue = hit(note.text, {"A blue boat waits.": 4.9}, note.ref)
    query = Query("What is there?", "", ("What is there?",))
    composer = ExtractiveComposer(0.0, 3)
    alone = composer.compose(query, [[red]])
    both = composer.compose(query, [[red, blue]])
    assert [c.lead for c in alone.claims] == [""]
    assert [c.lead for c in both.claims] == ["Lee (2017):", "Harbor Weekly:"]
    assert attribution(document("x.md", "x", "A title").ref) == "“A title”:"


def drafted(question: str, *hits: Hit) -> Draft:
    return ExtractiveComposer(0.0, 4).compose(Query(question, "", (question,)), [list(hits)])


LONG = "The pier at Dover, which is the oldest of them all, was opened in 1908 by the mayor."


def test_a_short_answer_is_words_of_its_sentence() -> None:
    draft = drafted("When was the pier at Dover opened?", hit(LONG, {LONG: 5.0}))
    (short,) = draft.brief
    assert short.text == "1908"
    assert short.quotes == draft.claims[0].quotes


def test_no_short_answer_where_the_first_sentence_is_short_itself() -> None:
    text = "The pier at Dover was opened in 1908."
    assert drafted("When was the pier at Dover opened?", hit(text, {text: 5.0})).brief == ()


def test_half_an_answer_is_not_put_first() -> None:
    one, other = "When was the pier at Dover opened", "what do gulls eat?"
    query = Query(f"{one} and {other}", "", (one, other))
    found = [[hit(LONG, {LONG: 5.0})], [hit("Gulls eat fish.", {"Gulls eat fish.": 5.0})]]
    assert ExtractiveComposer(0.0, 4).compose(query, found).brief == ()


def test_the_best_sentence_comes_first_with_those_that_stand_beside_it() -> None:
    text = "A pier is long. Boats wait. Gulls fly. The mayor came. Dover sleeps."
    scores = dict.fromkeys(["A pier is long.", "Boats wait.", "Gulls fly."], 4.5) | {
        "The mayor came.": 4.2,
        "Dover sleeps.": 5.0,
    }
    apart = scores | {"Gulls fly.": 0.0}
    said = [c.text for c in drafted("What is there?", hit(text, apart)).claims]
    assert said == ["The mayor came.", "Dover sleeps.", "A pier is long.", "Boats wait."]


def test_with_a_short_answer_what_is_beside_the_point_is_left_out() -> None:
    old = document("a.md", "Piers near Dover are old.", "Old", author="Ann Lee", published="2017")
    text = f"{LONG} That was late. This made 1909 a great year for the pier at Dover."
    new = document("b.md", text, "New", author="Bo Ruiz", published="2025")
    late, great = "That was late.", "This made 1909 a great year for the pier at Dover."
    found = [
        hit(old.text, {old.text: 5.0}, old.ref),
        hit(text, {LONG: 4.9, late: 4.0, great: 4.5}, new.ref),
    ]
    draft = drafted("When was the pier at Dover opened?", *found)
    assert [c.text for c in draft.brief] == ["1908"]
    assert [c.text for c in draft.claims] == [LONG, late, great]
    asked = drafted("What is the pier at Dover?", *found)
    assert [c.lead for c in asked.claims if c.lead] == ["Lee (2017):", "Ruiz (2025):"]


def test_changes_are_told_by_date() -> None:
    old = document("a.md", "Trade was $5 in 2015.", "Old", author="Ann Lee", published="2017")
    new = document("b.md", "Trade hit $8 in 2023.", "New", author="Bo Ruiz", published="2025")
    found = [hit(new.text, {new.text: 5.0}, new.ref), hit(old.text, {old.text: 4.9}, old.ref)]
    draft = drafted("How has trade grown between 2015 and 2023?", *found)
    assert [c.lead for c in draft.claims] == ["Lee (2017):", "Ruiz (2025):"]


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("However, the ferry stops at noon.", "The ferry stops at noon."),
        ("But Mexico left the talks.", "Mexico left the talks."),
        ("So many ferries stop at noon.", "So many ferries stop at noon."),
        ("Then, in 1908, it opened.", "In 1908, it opened."),
        ("However, no.", "However, no."),
    ],
)
def test_a_connective_with_nothing_before_it_is_not_shown(sentence: str, said: str) -> None:
    draft = drafted("When does the ferry stop?", hit(sentence, {sentence: 5.0}))
    assert draft.claims[0].text == said
    assert draft.claims[0].quotes[0].text == sentence
    assert check(said, [sentence]).support == "supported"


def test_a_connective_stays_where_what_it_refers_to_is_shown() -> None:
    text = "The ferry runs. However, it stops at noon."
    low = {"The ferry runs.": 4.5, "However, it stops at noon.": 5.0}
    said = [c.text for c in drafted("When does it stop?", hit(text, low)).claims]
    assert said == ["The ferry runs.", "However, it stops at noon."]


def test_silence_says_what_is_lacking() -> None:
    asked = Query("What did it cost in 2020?", "", ("What did it cost in 2020?",))
    without = [[hit("It cost $5 in 2015.", {"It cost $5 in 2015.": 1.0}, figure_missing=1.0)]]
    assert "no such year" in silence(asked, without)
    draft = ExtractiveComposer(1.0, 3).compose(asked, without)
    assert draft.claims == () and draft.abstain == silence(asked, without)
    assert ExtractiveComposer(0.1, 3).compose(asked, [[]]).confidence == 0.0


@pytest.mark.parametrize("lack", ["figure_missing", "name_missing"])
def test_what_is_missing_lowers_the_chance_of_an_answer(lack: str) -> None:
    text = "It cost $5 in 2015."
    assert answerable([hit(text, {text: 5.0})]) > answerable(
        [hit(text, {text: 5.0}, **{lack: 1.0})]
    )


def test_the_committed_models_fit_their_features() -> None:
    models = fitted()
    assert len(models["sentence"].weights) == len(FEATURES)
    assert len(models["answer"].weights) == len(ANSWER_FEATURES)
    assert describe([]) is None and answerable([]) == 0.0


@pytest.mark.parametrize(
    ("question", "sentence", "expected"),
    [
        ("How much did it cost?", "It cost $5 million.", 1.0),
        ("How much did it cost?", "It cost much in 2015.", 0.0),
        ("How many ships came?", "On May 17 they came.", 0.0),
        ("How many ships came?", "Forty-two ships came.", 1.0),
        ("What percentage was lost?", "They lost $5.", 0.0),
        ("What percentage was lost?", "They lost 5 percent.", 1.0),
        ("When did it open?", "It opened in 1998.", 1.0),
        ("Who opened it?", "In May it was opened by Ann Lee.", 1.0),
        ("Who opened it?", "It was opened in May.", 0.0),
        ("Is it open?", "It is.", 0.5),
    ],
)
def test_a_sentence_holds_what_is_asked_for_or_not(
    question: str, sentence: str, expected: float
) -> None:
    assert answers_kind(read(question), sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "back"),
    [("It is old.", True), ("That refusal cost much.", True), ("However, they left.", True),
     ("Mexico left.", False), ("Italy left.", False)],
)  # fmt: skip
def test_which_sentences_refer_back(sentence: str, back: bool) -> None:
    assert refers_back(sentence) is back
