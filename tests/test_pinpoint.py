"""Sentences held against the passages they cite: verdict, words lacking, exact quotes."""

import pytest

from rag.assistant import Assistant
from rag.config import Settings
from rag.library import Library
from rag.markers import Said
from rag.pinpoint import Pinpoint, claims_of

FERRY = (
    "The ferry of Arlen carried 310 passengers a day in 2018. Its captain is Runa Vik. She said"
    " the boat was “old but sound”. The port may close in 2026."
)
LIBRARY = "The town library of Dos Rios opened in 1921. Bees live on its roof."
CARRIED = "The ferry of Arlen carried 310 passengers a day in 2018."


@pytest.fixture(scope="module")
def pinpoint(embedder):
    with Assistant(Settings(), Library(), embedder).about([FERRY, LIBRARY]) as given:
        hits = sorted(given.search("ferry library", 5), key=lambda hit: hit.source.source)
        yield Pinpoint(hits, given.checker_over, lambda quote: bool(quote.text))


@pytest.mark.parametrize(
    ("text", "cites", "support", "lacking", "quotes"),
    [
        ("The ferry carried 310 passengers a day in 2018.", (1,), "supported", [], [CARRIED]),
        (
            "In 2018 the Arlen ferry carried some 310 passengers a day, under captain Runa Vik.",
            (1,),
            "supported",
            [],
            [f"{CARRIED} Its captain is Runa Vik."],  # two in a row make one quote
        ),
        (
            "The ferry carried 310 passengers in 2018 and the library opened in 1921.",
            (1, 2),
            "supported",
            [],
            [CARRIED, "The town library of Dos Rios opened in 1921."],
        ),
        ("The ferry carried 510 passengers a day.", (1,), "unsupported", ["510"], [CARRIED]),
        (
            "The ferry carried 310 passengers a day in 2018.",  # true, but cited to the wrong one
            (2,),
            "unsupported",
            ["310", "2018"],
            ["Bees live on its roof."],
        ),
        ("Ola Berg is its captain.", (1,), "unsupported", ["Ola Berg"], None),
        ("The library did not open in 1921.", (2,), "unsupported", ["not"], None),
        ("The port will close in 2026.", (1,), "partial", [], ["The port may close in 2026."]),
        ("Its captain Runa Vik called it “old but sound”.", (1,), "supported", [], None),
        (
            "Its captain Runa Vik called it “fast and new”.",
            (1,),
            "unsupported",
            ["fast and new"],
            None,
        ),
        ("Bees are kept there.", (), "unsupported", [], []),
        ("Ola Berg keeps 9 hives.", (), "unsupported", ["Ola Berg", "9"], []),
    ],
)
def test_a_sentence_is_held_against_what_it_cites(pinpoint, text, cites, support, lacking, quotes):
    pinned = pinpoint.pin(Said(text, cites))
    assert (pinned.support, [span.of(text) for span in pinned.lacking]) == (support, lacking)
    if quotes is not None:
        assert [quote.text for quote in pinned.quotes] == quotes
    for quote in pinned.quotes:
        source = (FERRY, LIBRARY)[int(quote.source.source)]
        assert quote.span.of(source) == quote.text


@pytest.mark.parametrize(
    ("text", "support", "lacking"),
    [
        ("El transbordador de Arlen llevaba 310 pasajeros al día en 2018.", "supported", []),
        ("El transbordador de Arlen llevaba 510 pasajeros al día.", "unsupported", ["510"]),
    ],
)
def test_an_answer_in_spanish_is_held_against_english_passages(pinpoint, text, support, lacking):
    pinned = pinpoint.pin(Said(text, (1,)))
    assert (pinned.support, [span.of(text) for span in pinned.lacking]) == (support, lacking)
    assert [quote.text for quote in pinned.quotes] == [CARRIED]


def test_markers_that_are_no_passages_are_counted_and_cite_nothing(pinpoint):
    pinned = pinpoint.pin(Said("The ferry carried 310 passengers a day in 2018.", (0, 1, 3, 99)))
    assert (pinned.invented, pinned.support, len(pinned.quotes)) == (3, "supported", 1)
    assert pinpoint.pin(Said("It is so.", (3,))).quotes == ()


def test_who_is_cited_may_be_named(pinpoint):
    said = "According to Passage 0, the ferry carried 310 passengers a day in 2018."
    assert pinpoint.pin(Said(said, (1,))).support == "supported"


def test_a_quote_that_is_no_longer_the_documents_supports_nothing(pinpoint):
    changed = Pinpoint(pinpoint.passages, pinpoint.over, lambda quote: False)
    pinned = changed.pin(Said("The ferry carried 310 passengers a day in 2018.", (1,)))
    assert (pinned.support, pinned.quotes) == ("unsupported", ())


def test_claims_number_each_quote_once_in_the_order_cited(pinpoint):
    pinned = [
        pinpoint.pin(Said("The library opened in 1921.", (2,))),
        pinpoint.pin(Said("The ferry carried 310 passengers a day in 2018.", (1,), item=True)),
        pinpoint.pin(Said("In 1921 the library opened.", (2,))),
    ]
    claims, citations = claims_of(pinned)
    assert [claim.citations for claim in claims] == [(1,), (2,), (1,)]
    assert [claim.item for claim in claims] == [False, True, False]
    assert [(c.marker, c.quote) for c in citations] == [
        (1, "The town library of Dos Rios opened in 1921."),
        (2, CARRIED),
    ]
