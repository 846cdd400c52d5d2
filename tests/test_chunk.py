"""Passages: whole sentences under one heading, within the limit, outside what is skipped."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from samples import bundled
from test_text import TEXTS

from rag.chunk import MAX_CHARS, MAX_HEADING, chunk, passage_text
from rag.errors import LoadError
from rag.load import from_text
from rag.text import blocks, sentences, words
from rag.types import Span

FERRY = "The ferry of Arlen carries 310 passengers a day across the sound. "


def read(text):
    return from_text(text, "a.txt", "0" * 64)


def passages(text, limit=200):
    document = read(text)
    return [c.span.of(text) for c in chunk(document, bundled(), limit)]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS, st.sampled_from([16, 40, 200]))
def test_passages_are_sentences_in_order_within_the_limit_and_outside_skips(text, limit):
    try:
        document = read(text)
    except LoadError:
        return
    assert document.text is text
    found = chunk(document, bundled(), limit)
    assert found and len({c.chunk_id for c in found}) == len(found)
    at = 0
    for passage in found:
        span = passage.span
        assert at <= span.start and span.end <= len(text)
        assert passage.chunk_id == f"{'0' * 16}:{span.start}-{span.end}"
        assert (passage.sentences[0].start, passage.sentences[-1].end) == (span.start, span.end)
        assert not any(skip.span.overlaps(span) for skip in document.skips)
        at = span.start
        for sentence in passage.sentences:
            assert at <= sentence.start and words(sentence.of(text))
            at = sentence.end
        assert sum(bundled().count_tokens(s.of(text)) for s in passage.sentences) <= limit
    said = {s for c in found for s in c.sentences}
    missing = [
        span.of(text)
        for block in blocks(text)
        if block.kind != "heading"
        for span in sentences(text, block.span)
        if words(span.of(text))
        and not any(s.overlaps(span) for s in said)
        and not any(skip.span.overlaps(span) for skip in document.skips)
    ]
    assert not missing


def test_a_passage_ends_at_a_sentence_and_is_no_longer_than_it_may():
    text = "# Ferry\n\n" + FERRY * 20
    limit = 60
    found = passages(text, limit)
    each = bundled().count_tokens(FERRY)
    assert "".join(p + " " for p in found) == FERRY * 20
    assert all(bundled().count_tokens(p) <= limit for p in found)
    sizes = [p.count("Arlen") for p in found]
    assert max(sizes) == limit // each and max(sizes) - min(sizes) <= 1  # of even size


def test_headings_part_passages_and_are_remembered():
    text = (
        "# Top\n\nOne is here.\n\n## Sub A\n\nTwo is here.\n\n### Deep\n\nThree is here.\n\n"
        "## Sub B\n\nFour is here.\n\n# Second\n\nFive."
    )
    found = chunk(read(text), bundled(), 200)
    assert [(c.heading, c.span.of(text)) for c in found] == [
        ("", "One is here."),  # the first heading is the title, which is skipped
        ("Sub A", "Two is here."),
        ("Sub A > Deep", "Three is here."),
        ("Sub B", "Four is here."),
        ("Second", "Five."),
    ]


def test_text_around_something_skipped_is_never_one_passage():
    text = "First part of it.\n\nShare on Facebook\n\nSecond part of it.\n"
    assert passages(text) == ["First part of it.", "Second part of it."]


def test_bullets_count_and_tables_keep_their_rows():
    items = "".join(f"- item number {n}\n" for n in range(60))
    found = passages(items, 50)
    assert all(bundled().count_tokens(p) <= 50 for p in found) and len(found) > 4
    table = "| port | boxes |\n|---|---|\n| Arlen | 2.5 million. |\n"
    (passage,) = chunk(read(table), bundled(), 200)
    assert [s.of(table) for s in passage.sentences] == [
        "| port | boxes |",
        "| Arlen | 2.5 million. |",
    ]


def test_a_sentence_too_long_is_cut_between_words():
    text = "and so on with the next of many words " * 40
    found = passages(text, 50)
    assert " ".join(found) == text.strip()
    assert all(bundled().count_tokens(p) <= 50 for p in found)


def test_a_word_without_end_is_cut_too():
    found = passages("x" * 30_000, 200)
    assert "".join(found) == "x" * 30_000
    assert max(map(len, found)) <= 200 * MAX_CHARS


def test_no_passage_is_longer_than_the_models_window():
    text = FERRY * 60
    assert all(bundled().count_tokens(p) <= bundled().max_tokens for p in passages(text, 5000))


def test_a_text_of_headings_only_is_not_lost():
    assert passages("---\ntitle: A\n---\n# One\n## Two\n") == ["One\n## Two"]


def test_what_is_embedded_has_its_heading_in_front():
    assert passage_text("Title", "A > B", "Text.") == "A > B\nText."
    assert passage_text("Title", "", "Text.") == "Title\nText."
    assert passage_text("", "", "Text.") == "Text."
    assert len(passage_text("t" * 999, "", "")) == MAX_HEADING + 1


def test_spans_are_those_of_the_document_not_of_the_passage():
    text = "---\ntitle: Ferry\n---\n\n" + FERRY
    (passage,) = chunk(read(text), bundled(), 200)
    assert passage.sentences == (Span(text.index("The"), len(text) - 1),)
