"""Turns a draft into an answer: numbers its citations, checks each, and puts it in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from rag.messages import say
from rag.terms import has_content
from rag.types import (
    Abstention,
    Answer,
    Citation,
    Claim,
    Document,
    Draft,
    DraftClaim,
    Hit,
    Query,
    Quote,
)
from rag.verify import Verdict, check, is_exact

NEAREST = 3  # passages offered when nothing is said


def small_talk(query: Query) -> Answer:
    """The short reply to a greeting or thanks; nothing is claimed, nothing cited."""
    reply = query.small_talk or ""
    return Answer(query.asked, query.text, reply, confidence=1.0, model="rules")


def check_draft(base: Answer, draft: Draft, document: Callable[[str], Document | None]) -> Answer:
    """The answer a draft makes once every citation has been looked up in its document.

    :param document: finds a document by its id; asked once a document.
    """
    documents = {q.source.doc_id: None for claim in draft.claims for q in claim.quotes}
    found = {doc_id: document(doc_id) for doc_id in documents}
    numbered: dict[Quote, Citation] = {}
    brief = _brief(draft, numbered, found)
    for quote in strongest(draft.claims):
        _number(quote, numbered)
    claims = tuple(_claim(claim, numbered, found) for claim in draft.claims)
    citations = tuple(numbered.values())
    return in_words(replace(base, brief=brief, claims=claims, citations=citations))


def strongest(claims: Sequence[DraftClaim]) -> tuple[Quote, ...]:
    """The quotes of the sentence an answer rests on most: they are cited first.

    A sentence that is told before it only to make it clear has a later number. Looked for among
    the sentences of the first source, up to a list or another source's name.
    """
    if not claims or claims[0].item:
        return ()
    rest = takewhile(lambda claim: not (claim.item or claim.lead), claims[1:])
    return max((claims[0], *rest), key=lambda claim: claim.score).quotes


def _brief(
    draft: Draft, numbered: dict[Quote, Citation], found: dict[str, Document | None]
) -> tuple[Claim, ...]:
    """The short answers, checked; none at all unless each is supported by a sentence below it."""
    below = {quote for claim in draft.claims for quote in claim.quotes}
    if not all(below.issuperset(short.quotes) for short in draft.brief):
        return ()
    trial: dict[Quote, Citation] = {}
    brief = tuple(_claim(short, trial, found) for short in draft.brief)
    if not all(short.support == "supported" for short in brief):
        return ()
    numbered.update(trial)
    return brief


def _claim(
    claim: DraftClaim, numbered: dict[Quote, Citation], found: dict[str, Document | None]
) -> Claim:
    citations = [_number(quote, numbered) for quote in claim.quotes]
    exact = all(is_exact(c, found[c.source.doc_id]) for c in citations)
    verdict = (
        check(claim.checked_as or claim.text, [c.quote for c in citations])
        if exact
        else Verdict("unsupported", 0)
    )
    return Claim(
        text=claim.text,
        citations=tuple(c.marker for c in citations),
        support=verdict.support,
        score=verdict.score,
        lead=claim.lead,
        item=claim.item,
    )


def _number(quote: Quote, numbered: dict[Quote, Citation]) -> Citation:
    if quote not in numbered:
        numbered[quote] = Citation.of(len(numbered) + 1, quote)
    return numbered[quote]


def answer_text(
    claims: Sequence[Claim], brief: Sequence[Claim] = (), language: str = "en"
) -> Iterator[str]:
    """The Markdown of an answer piece by piece: short answers in bold, then claim by claim.

    List items stand on their own lines, markers come last.
    """
    for i, short in enumerate(brief):
        markers = "".join(f"[{n}]" for n in short.citations)
        yield f"{'; ' if i else ''}**{short.text if i else capital(short.text)}** {markers}"
    for i, claim in enumerate(claims):
        before = claims[i - 1] if i else None
        if before is None:
            gap = "\n\n" if brief else ""
        elif claim.item and before.item and not claim.lead:
            gap = "\n"
        else:
            gap = "\n\n" if claim.item or before.item or claim.lead else " "
        bullet = "- " if claim.item else ""
        lead = f"{claim.lead} " if claim.lead else ""
        doubt = claim.support if claim.citations else "uncited"
        flag = "" if claim.support == "supported" else f" ({say(doubt, language)})"
        markers = "".join(f"[{n}]" for n in claim.citations)
        yield f"{gap}{bullet}{lead}{claim.text} {markers}".rstrip() + flag


def in_words(answer: Answer) -> Answer:
    """The answer with the Markdown of what it claims for its text."""
    text = "".join(answer_text(answer.claims, answer.brief, answer.language))
    return replace(answer, text=text)


def undisputed(answer: Answer) -> Answer:
    """The answer without its short answers where sources contradict each other: it is no one's."""
    if not (answer.brief and answer.conflicts):
        return answer
    return in_words(replace(answer, brief=()))


def capital(text: str) -> str:
    """A text with a capital first letter."""
    return text[:1].upper() + text[1:]


def abstain(base: Answer, reason: str, hits: Sequence[Sequence[Hit]]) -> Answer:
    """An answer that says the sources do not say, with the passages that came nearest."""
    ranked = sorted((h for part in hits for h in part), key=lambda h: -h.score)
    nearest: dict[Quote, Citation] = {}
    for hit in ranked:
        best = max(hit.sentences, key=lambda s: s.score, default=None)
        if best is not None and len(nearest) < NEAREST:
            _number(Quote(hit.source, best.span, best.text), nearest)
    if not has_content(base.standalone_question):
        reason = say("no_question", base.language)
    text = reason
    if nearest:
        text += f" {say('nearest', base.language)}"
    return replace(base, text=text, abstained=Abstention(reason, tuple(nearest.values())))
