"""Which half of the checked claims ``fuente check`` may be fitted on; the other is reported."""

from __future__ import annotations

import hashlib


def is_for_fitting(article: str) -> bool:
    """Whether an article belongs to the half that models may be fitted on.

    Decided by the SHA-256 of its title, or of its text where it has none, so that all that is
    said of one article falls on one side.
    """
    return hashlib.sha256(article.encode()).digest()[0] % 2 == 0
