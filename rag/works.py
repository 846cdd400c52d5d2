"""The words by which one calls a piece of writing, as a part of regular expressions."""

from __future__ import annotations

WORK = (
    r"(?:articles?|papers?|notes?|reports?|texts?|pieces?|digests?|columns?|essays?|accounts?"
    r"|stud(?:y|ies)|briefs?|analys[ie]s|guides?|commentar(?:y|ies)|publications?|documents?"
    r"|op-eds?)"
)
