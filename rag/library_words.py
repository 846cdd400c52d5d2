"""Words in the library: passages by their words, and how rare a word is.

A word is a stem of the lexicon; scores are BM25, larger is better.
"""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Iterable, Sequence

from rag.library_file import LibraryFile, marks


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
    held = known(file, wanted)
    return {s: math.log1p((total - held.get(s, 0) + 0.5) / (held.get(s, 0) + 0.5)) for s in wanted}


def known(file: LibraryFile, stems: Collection[str]) -> dict[str, int]:
    """Those of ``stems`` that the lexicon has, each with the number of its chunks."""
    wanted = list(stems)
    rows: list[tuple[str, int]] = file.rows(
        f"SELECT term, doc FROM vocabulary WHERE term IN ({marks(wanted)})", wanted
    )
    return dict(rows)


def texts(file: LibraryFile, chunk_ids: Sequence[str]) -> list[str]:
    """The words of some chunks, in their order, without all else that is kept of them."""
    rows = file.rows(
        "SELECT c.chunk_id, l.text FROM chunks c JOIN lexicon l ON l.rowid = c.id"
        f" WHERE c.chunk_id IN ({marks(chunk_ids)})",
        chunk_ids,
    )
    said: dict[str, str] = dict(rows)
    return [said[chunk_id] for chunk_id in chunk_ids if chunk_id in said]
