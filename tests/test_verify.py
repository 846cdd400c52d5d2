"""Claims against the words they cite: what is not in them is never called supported."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import document

from rag.types import Citation, Span
from rag.verify import Verdict, check, is_exact, plain

QUOTE = (
    "In January 2017 Mexico and the United States signed the Alder Treaty,[3] worth $2.5 billion,"
    " to\nprotect the ports of the Gulf."
)


@pytest.mark.parametrize(
    "claim",
    [
        QUOTE,
        QUOTE.replace("\n", " ").replace("[3]", ""),
        "the Alder Treaty, worth $2.5 billion",
        "Mexico and the United States signed the Alder Treaty to protect the ports of the Gulf.",
        "The Alder Treaty, signed in Jan. 2017, is worth 2.5 billion dollars.",
        "The ports of the Gulf.",
    ],
)
def test_what_the_quote_says_is_supported(claim):
    assert check(claim, [QUOTE]).support == "supported"


@pytest.mark.parametrize(
    ("claim", "lacking"),
    [
        ("The Alder Treaty is worth $2.6 billion.", ["$2.6 billion"]),
        ("The Alder Treaty is worth $2.5 million.", ["$2.5 million"]),
        ("The Alder Treaty is worth 2.5 billion pesos.", ["2.5 billion pesos"]),
        ("The Alder Treaty, worth $2", ["$2"]),
        ("Mexico and the United States signed the Alder Treaty in 2018.", ["2018"]),
        ("In March 2017 they signed the Alder Treaty.", ["March"]),
        ("On Monday they signed the Alder Treaty.", ["Monday"]),
        ("The United States and Canada signed the Alder Treaty.", ["United States and Canada"]),
        ("The ports of the Gulf are protected by Ana Ruiz.", ["Ana Ruiz"]),
        ("Nobody knows what whales sing at night.", []),
        ("", []),
        (" [3] ", None),
    ],
)
def test_what_it_does_not_say_is_unsupported_and_pointed_at(claim, lacking):
    verdict = check(claim, [QUOTE])
    assert verdict.support == "unsupported"
    assert verdict.score <= 0.5
    if lacking is not None:
        assert [span.of(claim) for span in verdict.lacking] == lacking


@pytest.mark.parametrize(
    "claim",
    [
        "The Alder Treaty protects ports, ships and many sailors of the Gulf.",  # half of it
        "Canada signed the Alder Treaty to protect the ports of the Gulf.",  # another subject
        "They never signed the Alder Treaty to protect the ports of the Gulf.",  # denied
    ],
)
def test_what_it_says_in_part_or_not_quite_is_partial(claim):
    assert check(claim, [QUOTE]).support == "partial"


def test_a_denial_is_not_support_for_what_it_denies():
    quote = "The port did not buy the crane of the old yard."
    assert check("The port of the old yard did buy the crane.", [quote]).support == "partial"
    assert check(quote, [quote]).support == "supported"


def test_numbers_are_the_same_however_they_are_written():
    assert check("Twelve ships sank.", ["That year 12 ships sank."]).support == "supported"
    assert check("It rose 3% then.", ["It rose by 3 percent then."]).support == "supported"
    assert check("The U.S. paid.", ["It was paid by the U.S."]).support == "supported"
    assert check("It rose 3% then.", ["It rose by 3 then."]).support == "unsupported"


def test_several_quotes_support_together_and_none_supports_nothing():
    parts = ["Mexico signed the Alder Treaty.", "The treaty is worth $2.5 billion."]
    assert (
        check("Mexico signed the Alder Treaty, worth $2.5 billion.", parts).support == "supported"
    )
    for quotes in ([], [""], [" \n"]):
        assert check("Mexico.", quotes) == Verdict("unsupported", 0.0, (Span(0, 7),))


@given(st.text(max_size=60), st.lists(st.text(max_size=60), max_size=3))
def test_any_claim_gets_a_verdict_and_quoting_is_support(claim, quotes):
    verdict = check(claim, quotes)
    assert 0 <= verdict.score <= 1
    assert all(span.end <= len(claim) for span in verdict.lacking)
    quoted = check(claim, [claim]).support
    assert quoted == ("supported" if plain(claim) else "unsupported")


def test_a_quote_is_exact_only_if_it_is_the_text_at_its_place():
    doc = document("a.md", "The ferry runs at noon.")
    good = Citation(1, doc.ref, 4, 9, "ferry")
    assert is_exact(good, doc)
    other = document("b.md", "A ferry runs at noon. ")
    assert not is_exact(good, other)
    assert not is_exact(good, None)
    for start, end, quote in (
        (4, 9, "Ferry"),
        (4, 10, "ferry"),
        (3, 4, " "),
        (9, 9, ""),
        (4, 99, "x"),
    ):
        assert not is_exact(Citation(1, doc.ref, start, end, quote), doc)
