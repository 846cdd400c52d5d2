"""A checked draft as plain lines for a terminal, and as JSON."""

from __future__ import annotations

import re
import textwrap
from collections import Counter
from collections.abc import Sequence
from typing import Any

from rag.claims import bare
from rag.messages import say
from rag.show import WIDTH, byline, translation_lines
from rag.types import Checked, Citation

MARKS = {"supported": "+", "partial": "~", "unsupported": "?", "contradicted": "!"}
NEAREST = 2  # quotes shown


def outcome(checked: Checked) -> str:
    """Its support, or ``contradicted`` where a source says otherwise."""
    return "contradicted" if checked.contradicted else checked.support


def tally(checked: Sequence[Checked]) -> dict[str, int]:
    """How many statements came out each way; every way is there."""
    counts = Counter(map(outcome, checked))
    return {name: counts[name] for name in MARKS}


def check_json(draft: str, checked: Sequence[Checked], note: str = "") -> dict[str, Any]:
    """The stable JSON of a checked draft; offsets count characters of the draft.

    :param note: what could not be checked.
    """
    return {
        "characters": len(draft),
        "counts": tally(checked),
        "claims": [c.to_json() for c in checked],
        **({"note": note} if note else {}),
    }


def check_lines(checked: Sequence[Checked], language: str = "en") -> list[str]:
    """Each statement with its mark, what lacks support, and the quote it was held against.

    :param language: of the draft.
    """
    if not checked:
        return [say("nothing_stated", language)]
    lines: list[str] = []
    for item in checked:
        lines += [*_statement(item, language), ""]
    return [*lines, summary(checked, language)]


def summary(checked: Sequence[Checked], language: str) -> str:
    """How many statements there are, and how many came out each way."""
    number = len(checked)
    counts = [say(f"count_{name}", language, number=n) for name, n in tally(checked).items() if n]
    many = say("statement" if number == 1 else "statements", language, number=number)
    return f"{many}: {', '.join(counts)}"


def word(how: str, language: str) -> str:
    """An outcome in words."""
    return say(f"check_{how}", language)


def _statement(item: Checked, language: str) -> list[str]:
    how = outcome(item)
    lines = [_wrap(flat(bare(item.text)), f"{MARKS[how]} "), f"    {word(how, language)}"]
    if item.support != "supported":
        missing = lacking_words(item)
        lines[-1] += f"; {say('not_in_sources', language, missing=missing)}" if missing else ""
        lines[-1] += "" if item.unsupported else f", {say('other_words', language)}"
    lines[-1] = _wrap(lines[-1].strip(), "    ")
    quotes = item.contradicted or item.citations
    if how == "unsupported" and quotes:
        lines.append(f"    {say('nearest_says', language)}")
    return lines + [line for c in quotes[:NEAREST] for line in _quote(c, language)]


def lacking_words(item: Checked) -> str:
    """The words that lack support, quoted; empty where that is the whole statement."""
    spans = [s for s in item.unsupported if len(s) < len(item.text)]
    return ", ".join(f"“{flat(bare(item.text)[s.start : s.end])}”" for s in spans)


def _quote(citation: Citation, language: str) -> list[str]:
    ref = citation.source
    return [
        _wrap(f"“{flat(citation.quote)}”", "      "),
        *translation_lines(citation, language, "      "),
        _wrap(f"{ref.meta.title} ({byline(ref.meta, language)})", "      "),
        f"      {ref.source}:{citation.start}-{citation.end}",
    ]


def flat(text: str) -> str:
    """On one line, single spaces, and none where a marker was."""
    return re.sub(r" (?=[.,;:!?](?:\s|$))", "", " ".join(text.split()))


def _wrap(text: str, indent: str) -> str:
    return textwrap.fill(
        text,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=" " * len(indent),
        break_on_hyphens=False,
    )
