"""What a text says twice is found where it stands first, and nothing it says is lost."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.load import from_text
from rag.repeats import repeats
from rag.text import blocks

LEAD = "The harbor of Port Alder was dredged twice in ten years, at a cost of 40 million dollars."
CRANE = "Its new crane lifts forty tons, which is more than any other crane on that coast can lift."
PILOTS = "Pilots say that contact with the tower is easier since the lighthouse was built again."
SHORT = "Nobody came."
ROWS = (
    "| berth | depth |\n| one, by the old customs house | 11 m |\n| two, by the mill pond | 14 m |"
)


def skipped(*parts: str) -> list[str]:
    text = "\n\n".join(parts)
    return [skip.span.of(text) for skip in repeats(text, blocks(text))]


@pytest.mark.parametrize(
    ("parts", "left_out"),
    [
        ([LEAD, CRANE, PILOTS], []),
        ([LEAD, CRANE, LEAD], [LEAD]),
        # White space and capitals make no difference; one word does.
        ([LEAD, CRANE, LEAD.upper().replace(" ", "  ")], [LEAD.upper().replace(" ", "  ")]),
        ([LEAD, CRANE, LEAD.replace("40", "41")], []),
        # What stands in a row is one stretch, however short its last line.
        ([LEAD, SHORT, CRANE, LEAD, SHORT], [f"{LEAD}\n\n{SHORT}"]),
        ([LEAD, SHORT, CRANE, SHORT], []),
        ([ROWS, CRANE, ROWS], [ROWS]),
        # A heading goes with what is under it.
        (["# Port", LEAD, "# Coast", CRANE, "# Port", LEAD], [f"# Port\n\n{LEAD}"]),
        (["# Port", LEAD, "# Coast", LEAD, "# Port", CRANE], [LEAD]),
        ([LEAD, LEAD, LEAD], [LEAD, LEAD]),
        ([f"- {LEAD}", f"- {CRANE}", f"- {LEAD}"], [f"- {LEAD}"]),
    ],
)
def test_a_stretch_of_whole_blocks_that_stood_before_is_left_out(
    parts: Sequence[str], left_out: Sequence[str]
) -> None:
    assert skipped(*parts) == left_out


@given(st.lists(st.sampled_from([LEAD, CRANE, PILOTS, SHORT, "# Port", ROWS]), max_size=20))
def test_nothing_is_lost(parts: list[str]) -> None:
    text = "\n\n".join(parts)
    left_out = [skip.span for skip in repeats(text, blocks(text))]
    kept = {
        block.span.of(text)
        for block in blocks(text)
        if not any(
            span.start <= block.span.start and block.span.end <= span.end for span in left_out
        )
    }
    assert kept == {block.span.of(text) for block in blocks(text)}
    assert all(len(span) >= 80 for span in left_out)


@pytest.mark.parametrize("front", ["", "---\ntitle: Digging\n---\n\n"])
def test_it_is_marked_whether_or_not_the_article_is_described(front: str) -> None:
    text = f"{front}{LEAD}\n\n{CRANE}\n\n{LEAD}\n"
    document = from_text(text, "harbor.md", "0" * 64)
    found = [skip for skip in document.skips if skip.reason == "repeated"]
    assert [skip.span.start for skip in found] == [text.rindex(LEAD)]


def test_what_is_skipped_for_another_reason_is_no_first_place() -> None:
    title = "Why the harbor of Port Alder has been dredged twice in ten years and will be again"
    text = f"{title}\n\n{LEAD} {CRANE}\n\n{title}\n\n{PILOTS} {CRANE}\n"
    document = from_text(text, "harbor.txt", "0" * 64)
    assert [(skip.reason, skip.span.start) for skip in document.skips] == [("title", 0)]
