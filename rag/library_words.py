"""Words in the library: passages by their words, how rare a word is, what a slip was meant to be.

A word is a stem of the lexicon; scores are BM25, larger is better.
"""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Iterable, Sequence

from rag.library_file import LibraryFile, marks
from rag.terms import edits

SLIP_LENGTH = 5  # letters of the shortest word that may be a slip for another


def lexical(
    file: LibraryFile,
    terms: Sequence[str],
    k: int,
    within: Collection[str] | None,
    weights: Sequence[float],
) -> list[tuple[str, float]]:
    """Up to ``k`` chunk ids with any of ``terms``, best first, with their BM25 (positive).

    :param within: ids of the documents to look in; None is all of them.
    :param weights: of title, heading, text and its English.
    """
    if not (match := match_expression(terms)):
        return []
    only, values = "", []
    if within is not None:
        only = (
            " AND rowid IN (SELECT id FROM chunks WHERE doc_id IN (SELECT value FROM json_each(?)))"
        )
        values = [json.dumps(sorted(within))]
    # Ranked and cut off inside FTS5; only what is left is looked up.
    return file.rows(
        "SELECT c.chunk_id, -best.score FROM (SELECT rowid, bm25(lexicon, ?, ?, ?, ?) AS score"
        f" FROM lexicon WHERE lexicon MATCH ?{only} ORDER BY score LIMIT ?) AS best"
        " JOIN chunks c ON c.id = best.rowid ORDER BY best.score, c.chunk_id",
        (*weights, match, *values, k),
    )


def match_expression(terms: Iterable[str]) -> str:
    """An FTS5 query for any of ``terms``, each quoted so that none is read as an operator."""
    clean = (t.replace("\0", " ").encode("utf-8", "replace").decode() for t in terms)
    quoted = dict.fromkeys('"' + t.replace('"', '""') + '"' for t in clean if t.strip())
    return " OR ".join(quoted)


def rarity(file: LibraryFile, stems: Sequence[str], total: int) -> dict[str, float]:
    """The inverse document frequency of each stem among ``total`` chunks, as BM25 has it."""
    wanted = list(dict.fromkeys(stems))
    held = dict(_known(file, wanted))
    return {s: math.log1p((total - held.get(s, 0) + 0.5) / (held.get(s, 0) + 0.5)) for s in wanted}


def respell(file: LibraryFile, stems: Sequence[str]) -> dict[str, str]:
    """For stems no chunk has, the commonest stem one slip of the keyboard away.

    Short words and figures are taken as meant.
    """
    long = [s for s in stems if len(s) >= SLIP_LENGTH and s.isalpha()]
    known = {stem for stem, _ in _known(file, long)}
    found = {}
    for stem in (s for s in long if s not in known):
        near = max(_known(file, list(edits(stem))), key=lambda row: row[1], default=None)
        if near:
            found[stem] = near[0]
    return found


def _known(file: LibraryFile, stems: Sequence[str]) -> list[tuple[str, int]]:
    """Those of ``stems`` that the lexicon has, each with the number of its chunks."""
    return file.rows(f"SELECT term, doc FROM vocabulary WHERE term IN ({marks(stems)})", stems)
