"""Filters: which articles they leave, which a question's words set, and what is found then."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import bundled

from rag.assistant import Assistant
from rag.catalog import Catalog
from rag.config import Settings
from rag.errors import UsageError
from rag.exact import ExactIndex
from rag.filters import in_words, matching, note, nothing_left
from rag.library import Library
from rag.periods import Period, period
from rag.phrases import understand
from rag.types import Filters, Metadata, Source


def ref(title: str, author: str | None, publisher: str | None, published: str | None) -> Source:
    meta = Metadata(title, author=author, publisher=publisher, published=published)
    return Source(title.encode().hex()[:16], f"texts/{title}.md", "0" * 64, meta)


REFS = (
    ref("Ports of the north", "Ana Ruiz and Ben Okoye", "The Wilson Center", "2019-05"),
    ref("Water in the desert", "Cara Lee (AI agent)", "Brookings Institution", "2017-01-17"),
    ref("Old trade", "Dan Bush", "Harbor Press, S.C.", "2012"),
    ref("Undated notes", None, None, None),
)
KNOWN = Catalog(REFS)


def titles(**filters: object) -> list[str]:
    return [r.meta.title for r in matching(Filters(**filters), REFS)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2017", "2017-01-01", "2018-01-01"),
        ("December 2019", "2019-12-01", "2020-01-01"),
        ("2020-02-29", "2020-02-29", "2020-03-01"),
        ("the USMCA", "2020-07-01", "2020-07-02"),
    ],
)
def test_periods(text, start, end) -> None:
    assert period(text) == Period(start, end)


@pytest.mark.parametrize("text", ["2020-13", "2019-02-30", "soon", "", "9999"])
def test_no_period(text) -> None:
    assert period(text) is None


def test_what_filters_leave() -> None:
    assert titles(authors=("lee",)) == ["Water in the desert"]
    assert titles(authors=("Okoye",)) == ["Ports of the north"]
    assert titles(publishers=("Harbor Press",), authors=("Lee",)) == []
    assert titles(sources=("Old trade.md", "undated")) == ["Old trade", "Undated notes"]
    assert titles(after="2017-01-17") == ["Ports of the north", "Water in the desert"]
    assert titles(after="2017-01-18", before="2019-06") == ["Ports of the north"]
    assert titles(before="2012-06") == ["Old trade"]  # any day of 2012
    assert titles(newest=True) == ["Ports of the north"]


def test_what_is_no_date_is_refused() -> None:
    with pytest.raises(UsageError, match=r"'yesterday' is no date. Give 2017"):
        titles(after="yesterday")


def test_filters_in_words() -> None:
    year = Filters(authors=("Cara Lee",), after="2017-01-01", before="2018-01-01")
    assert in_words(year) == "by Cara Lee, published in 2017"
    assert in_words(Filters(after="2017-05", before="2019-01-01")) == (
        "published from 2017-05 on and before 2019"
    )
    left = matching(year, REFS)
    assert note(year, KNOWN, left).endswith(": 1 of 4; 1 without a date left out.")
    assert nothing_left(Filters(authors=("Smith",)), KNOWN) == (
        "No article in the library is by Smith."
        " Its authors: Ana Ruiz; Ben Okoye; Cara Lee; Dan Bush."
    )
    assert nothing_left(Filters(after="2030"), KNOWN).endswith(
        "Its articles are from 2012 to 2019-05; 1 without a date."
    )


LEE, RUIZ = ("Cara Lee",), ("Ana Ruiz",)
IN_2017 = {"after": "2017-01-01", "before": "2018-01-01"}


@pytest.mark.parametrize(
    ("question", "filters", "left"),
    [
        ("What do articles from 2017 say on tea?", IN_2017, "What do articles say on tea?"),
        ("In sources since 2017, who won?", {"after": "2017-01-01"}, "Who won?"),
        ("Who won, in articles after 2017?", {"after": "2018-01-01"}, "Who won, in articles?"),
        ("What's on tea, published before May 2017?", {"before": "2017-05-01"}, "What's on tea?"),
        ("What does the 2017 paper ask?", IN_2017, "What does the paper ask?"),
        ("Which articles before the USMCA?", {"before": "2020-07-01"}, "Which articles?"),
        ("According to Lee, who won?", {"authors": LEE}, "Who won?"),
        ("Who won according to Dr Lee?", {"authors": LEE}, "Who won?"),
        ("what did lee write in 2017 on tea", {"authors": LEE, **IN_2017}, None),
        ("What did Lee write in 2011?", {"authors": LEE}, "What did Lee write in 2011?"),
        ("What do Ruiz and Okoye say?", {"authors": ("Ana Ruiz", "Ben Okoye")}, None),
        ("What's said in Ruiz's paper?", {"authors": RUIZ}, None),
        ("Who won, per the Wilson Center?", {"publishers": ("The Wilson Center",)}, "Who won?"),
        ("What is in the Brookings article?", {"publishers": ("Brookings Institution",)}, None),
        ('What does "Old trade" hold?', {"sources": ("Old trade",)}, None),
        ("What does the newest article say?", {"newest": True}, None),
    ],
)
def test_what_a_question_says_of_the_articles(question, filters, left) -> None:
    understood = understand(question, KNOWN)
    assert understood.filters == Filters(**filters)
    if left is not None:
        assert understood.text == left


@pytest.mark.parametrize(
    "question",
    [
        "What was trade worth in 2015?",
        "Which energy sources since 2015 are new?",
        "What was the main source in 2015?",
        "What does the 2011 article say?",  # none is of that year
        "What did Bush do in Iraq?",
        "How much did Lee's firm earn?",
        "Compare Lee and Ruiz on water.",
        "What do Lee and the mayor say about water?",
        "What did the United States write in 2017?",
        "",
    ],
)
def test_what_is_content_stays_content(question) -> None:
    understood = understand(question, KNOWN)
    assert (understood.text, understood.filters) == (question, Filters())


def test_where_no_article_states_a_date_none_is_told_by_it() -> None:
    undated = Catalog([replace(ref, meta=replace(ref.meta, published=None)) for ref in REFS])
    question = "Which article was published in 2017?"
    assert understand(question, KNOWN).filters == Filters(**IN_2017)
    assert understand(question, undated).filters == Filters()


def test_an_event_makes_a_time_likely_and_no_more() -> None:
    understood = understand("What was trade worth before the USMCA?", KNOWN)
    assert (understood.filters, understood.likely) == (Filters(), Filters(before="2020-07-01"))


@pytest.mark.parametrize(
    ("question", "latest"),
    [
        ("What is the latest figure?", True),
        ("How many are there now?", True),
        ("What must they now show?", False),
        ("What is the latest date to apply?", False),
    ],
)
def test_the_latest_is_asked_for(question, latest) -> None:
    assert understand(question, KNOWN).latest is latest


@given(st.text(alphabet="Lee Ruiz 2017 articles from since before ,?'s\n", max_size=60))
def test_any_words_are_understood(question) -> None:
    understood = understand(question, KNOWN)
    assert understood.filters or understood.latest or understood.text == question


FERRY = "The ferry of Arlen carried {} passengers a day in {}. It was built by the Moss yard.\n"


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    folder = tmp_path_factory.mktemp("filtered")
    for name, head, text in (
        ("old.md", "author: Cara Lee\npublished: 2017-03", FERRY.format("4,000", 2016)),
        ("new.md", "publisher: Brookings\npublished: 2021-05-02", FERRY.format("5,000", 2020)),
        ("undated.md", "author: Ana Ruiz", "Bakers in Arlen open at dawn every day.\n"),
    ):
        title = f"The town of Arlen, {name}"
        (folder / name).write_text(f"---\ntitle: {title}\n{head}\n---\n\n{text}", encoding="utf-8")
    settings, library = Settings(home=str(folder / "home")), Library()
    with Assistant(settings, library, bundled(), ExactIndex(library)) as made:
        made.ingest([str(folder / n) for n in ("old.md", "new.md", "undated.md")])
        yield made


def names(hits) -> set[str]:
    return {hit.source.source.rsplit("/", 1)[-1] for hit in hits}


def test_only_what_passes_is_found(house) -> None:
    question = "How many passengers did the ferry of Arlen carry?"
    assert names(house.search(question, 9)) == {"old.md", "new.md", "undated.md"}
    assert names(house.search(question, 9, Filters(before="2018"))) == {"old.md"}
    assert names(house.search(question, 9, Filters(publishers=("brookings",)))) == {"new.md"}
    assert names(house.search(f"According to Lee, {question}", 9)) == {"old.md"}


def test_the_answer_says_to_which_articles_it_was_narrowed(house) -> None:
    answer = house.ask("According to Lee, how many passengers did the ferry of Arlen carry a day?")
    assert "4,000" in answer.text and "5,000" not in answer.text
    assert answer.to_json()["filters"] == {"authors": ["Cara Lee"]}
    assert answer.note == "Only articles by Cara Lee: 1 of 3."
    assert "filters" not in house.ask("How many passengers did the ferry carry?").to_json()


def test_the_latest_is_said_with_its_date(house) -> None:
    answer = house.ask("What is the latest number of passengers a day on the ferry of Arlen?")
    assert answer.claims[0].lead == "As of 2021-05-02 (Brookings):"
    assert "5,000" in answer.text and "4,000" not in answer.text


def test_a_filter_of_words_that_leaves_nothing_is_silence(house) -> None:
    answer = house.ask("What do articles published before 2010 say about the ferry?")
    assert answer.abstained and "are from 2017-03 to 2021-05-02" in answer.abstained.reason
    assert answer.citations == () == answer.abstained.nearest


def test_a_filter_by_hand_that_leaves_nothing_is_refused(house) -> None:
    with pytest.raises(UsageError, match="Its authors: Cara Lee; Ana Ruiz"):
        house.ask("ferry", filters=Filters(authors=("Smith",)))


def test_silence_is_of_the_articles_looked_at(house) -> None:
    answer = house.ask("According to Ruiz, who won the chess championship in Reykjavik in 1972?")
    assert answer.abstained and answer.abstained.reason.startswith("The articles by Ana Ruiz do")


def test_filters_are_told_in_the_language_of_the_question(house) -> None:
    year = Filters(authors=("Cara Lee", "Ana Ruiz"), after="2017-01-01", before="2018-01-01")
    assert in_words(year, "es") == "de Cara Lee o Ana Ruiz, publicados en 2017"
    assert in_words(Filters(after="2017-05", before="2019", newest=True), "es") == (
        "publicados desde 2017-05 y antes de 2019, los más recientes de ellos"
    )
    spring = Filters(after="2017", before="2019")
    assert note(spring, KNOWN, matching(spring, REFS), "es") == (
        "Solo artículos publicados desde 2017 y antes de 2019: 1 de 4; sin contar 1 sin fecha."
    )
    assert nothing_left(Filters(after="2030"), KNOWN, "es") == (
        "En la biblioteca no hay artículos publicados desde 2030."
        " Sus artículos van de 2012 a 2019-05; 1 sin fecha."
    )
    with pytest.raises(UsageError, match="Sus autores: Cara Lee; Ana Ruiz"):
        house.ask("¿Qué dice del ferry?", filters=Filters(authors=("Smith",)))
