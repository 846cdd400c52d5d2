"""The few words that are made from metadata: dates and bylines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rag.messages import say
from rag.text import subtract
from rag.types import Citation, Metadata, Span

_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre"
    " diciembre",
}


def date_words(published: str | None, language: str = "en") -> str:
    """An ISO date, year-month or year in words; anything else as it stands."""
    if not published:
        return say("no_date", language)
    year, *rest = published.split("-")
    if len(rest) > 2 or not all(part.isdecimal() for part in (year, *rest)):
        return published
    month, *day = [int(part) for part in rest] or [0]
    if not rest:
        return year
    if not 1 <= month <= 12:
        return published
    name = _MONTHS[language].split()[month - 1]
    return (" de " if language == "es" else " ").join([*map(str, day), name, year])


def byline(meta: Metadata, language: str = "en") -> str:
    """Author, publisher, date and kind, as far as they are known."""
    kind = meta.kind if meta.kind != "article" else None
    known = (meta.author, meta.publisher, date_words(meta.published, language), kind)
    return " · ".join(part for part in known if part)


def translation(citation: Citation, language: str) -> dict[str, Any]:
    """A quote's translation as a view has it, with who made it; nothing where it has none."""
    if not citation.translation:
        return {}
    by = say("machine_translation", language, by=str(citation.translated_by).capitalize())
    return {"translation": {"text": citation.translation, "label": by, "language": language}}


def runs(text: str, lacking: Sequence[Span]) -> list[dict[str, Any]]:
    """A text in order, cut where support is lacking; line ends become spaces."""
    cut = [(span, True) for span in lacking if len(span)]
    cut += [(span, False) for span in subtract(Span(0, len(text)), lacking)]
    return [{"text": s.of(text).replace("\n", " "), "lacks": lacks} for s, lacks in sorted(cut)]
