"""Answers, hits and reports as plain lines for a terminal."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rag.converse import understood
from rag.messages import say
from rag.types import Answer, Citation, Document, Hit, Metadata, SourceState, Usage

if TYPE_CHECKING:
    from rag.ingest import Report

WIDTH = 88


def show(lines: Sequence[str], value: object, as_json: bool) -> None:
    """Print the lines for a person, or the value as JSON if that is asked for."""
    print(json.dumps(value, ensure_ascii=False, indent=1) if as_json else "\n".join(lines))


def answer_lines(answer: Answer) -> list[str]:
    """The answer, then the sources it cites with the place of each quote."""
    body = [_wrap(part) for part in body_text(answer).split("\n")]
    return [*head_lines(answer), *body, *tail_lines(answer)]


def head_lines(answer: Answer) -> list[str]:
    """How the question was understood, where that needs saying."""
    told = understood(answer.question, answer.standalone_question, answer.language)
    return [_wrap(" ".join(told)), ""] if told and answer.model != "rules" else []


def body_text(answer: Answer) -> str:
    """What the answer says, without its emphasis."""
    return answer.text.replace("**", "") if answer.brief else answer.text


def tail_lines(answer: Answer) -> list[str]:
    """What contradicts it, and the sources it cites."""
    lines = [
        line
        for conflict in answer.conflicts
        for line in ("", *_conflict_lines(conflict, answer.language))
    ]
    cited = answer.citations or (answer.abstained.nearest if answer.abstained else ())
    shown_already = {claim.text for claim in answer.claims}
    for citation in cited:
        lines += ["", *_citation_lines(citation, citation.quote in shown_already, answer.language)]
        lines += translation_lines(citation, answer.language)
    return lines


def cost(usage: Usage, language: str = "en") -> str:
    """What a chat model took, in words: tokens read and written, and seconds; empty if unknown."""
    if usage == Usage():
        return ""
    if usage.cached:
        return say("from_cache", language)
    about = "~" if usage.estimated else ""
    read, written = f"{about}{usage.input_tokens:,}", f"{about}{usage.output_tokens:,}"
    return say("cost", language, read=read, written=written, seconds=f"{usage.seconds:.1f}")


def _conflict_lines(conflict: Mapping[str, Any], language: str) -> list[str]:
    """Sources that contradict each other, one a line: who, when, what."""
    lines = [f"{say('differ', language)} ({conflict['matter']}):"]
    for side in conflict["sides"]:
        who = side["publisher"] or side["author"] or f"“{side['title']}”"
        when = side["published"] or say("no_date", language)
        said = _wrap(f"{who}, {when}: {side['value']} [{side['marker']}]", "    ")
        lines.append(f"  - {said.lstrip()}")
    return lines


def _citation_lines(citation: Citation, said: bool, language: str) -> list[str]:
    ref = citation.source
    lines = [
        f"[{citation.marker}] {ref.meta.title}",
        f"    {byline(ref.meta, language)}",
        f"    {ref.source}:{citation.start}-{citation.end}",
    ]
    return lines if said else [*lines, _wrap(f"“{' '.join(citation.quote.split())}”", "    ")]


def translation_lines(citation: Citation, language: str, indent: str = "    ") -> list[str]:
    """The quote in the language of who reads it, if it has one, and who made that."""
    if not citation.translation:
        return []
    label = say("machine_translation", language, by=str(citation.translated_by).capitalize())
    return [_wrap(f"({label}) “{citation.translation}”", indent)]


def byline(meta: Metadata, language: str = "en") -> str:
    """Author, publisher and date in a line; the date is named even where it is not stated."""
    known = (meta.author, meta.publisher, meta.published or say("no_date", language))
    return ", ".join(part for part in known if part)


def hit_lines(hits: Sequence[Hit]) -> list[str]:
    """Passages with their rank, score and place."""
    lines: list[str] = []
    for rank, hit in enumerate(hits, start=1):
        meta = hit.source.meta
        lines += [
            f"{rank}. {meta.title} ({meta.published or say('no_date')})  {hit.score:.2f}",
            f"   {hit.source.source}:{hit.span.start}-{hit.span.end}",
            _wrap(" ".join(hit.text.split()), "   "),
            "",
        ]
    return lines[:-1] or [say("nothing_found")]


def source_lines(states: Sequence[SourceState]) -> list[str]:
    """What the library holds, a source a line."""
    if not states:
        return ["The library is empty. Run: fuente ingest FOLDER"]
    lines = []
    for state in states:
        what = f"failed: {state.error}" if state.status == "failed" else state.status
        lines.append(f"{state.source}  [{what}, {state.chunks} passages]")
        if state.ref:
            lines.append(f"    {state.ref.meta.title}; {byline(state.ref.meta)}")
    return lines


def model_lines(usable: Sequence[str], missing: Mapping[str, str]) -> list[str]:
    """The chat models that can be used now, and what the others lack."""
    lines = ["built-in  (always there; needs nothing)", *usable]
    lines += ["", *(f"{name}: {what}" for name, what in missing.items())] if missing else []
    return [*lines, "", "Choose one with --model, FUENTE_MODEL or in fuente.toml."]


def report_lines(report: Report) -> list[str]:
    """What an ingest did: counts, then each failure with its reason."""
    counts = {
        "added": report.added,
        "changed": report.changed,
        "unchanged": report.unchanged,
        "removed": report.removed,
        "duplicates": report.duplicates,
        "passed over": report.passed_over,
        "failed": len(report.failed),
    }
    always = ("added", "changed", "unchanged", "removed", "failed")
    lines = [", ".join(f"{n} {what}" for what, n in counts.items() if n or what in always)]
    return lines + [f"failed: {source}: {reason}" for source, reason in report.failed]


def document_json(document: Document, tokens: int) -> dict[str, Any]:
    """A document with its metadata, text, length in tokens and what is skipped of it."""
    ref = document.ref
    return {
        "doc_id": ref.doc_id,
        "source": ref.source,
        "sha256": ref.sha256,
        "title": ref.meta.title,
        "author": ref.meta.author,
        "publisher": ref.meta.publisher,
        "published": ref.meta.published,
        "found": dict(ref.meta.found),
        "encoding": document.encoding,
        "tokens": tokens,
        "skips": [
            {"start": s.span.start, "end": s.span.end, "reason": s.reason} for s in document.skips
        ],
        "text": document.text,
    }


def _wrap(text: str, indent: str = "") -> str:
    return textwrap.fill(
        text, WIDTH, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
    )
