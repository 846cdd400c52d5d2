"""The words by which one calls a piece of writing, as parts of regular expressions."""

from __future__ import annotations

# A "report" may as well be what a piece of writing speaks of; where it is meant, it is added.
WORK = (
    r"(?:articles?|papers?|notes?|texts?|pieces?|digests?|columns?|essays?|accounts?|stud(?:y|ies)"
    r"|briefs?|analys[ie]s|guides?|commentar(?:y|ies)|publications?|documents?|op-eds?)"
)
WORK_OR_REPORT = rf"(?:{WORK}|reports?)"
