"""The sidebar: which articles the next questions are put to."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from rag.catalog import Catalog, dated
from rag.filters import matching, note
from rag.types import Filters, SourceState


def show(states: Sequence[SourceState]) -> Filters:
    """The filters chosen in the sidebar; its controls are only those the library has use for."""
    catalog = Catalog([state.ref for state in states if state.ref])
    if len(catalog.refs) < 2:
        return Filters()
    with st.sidebar:
        st.markdown("**Only some articles**")
        titles = sorted(ref.meta.title for ref in catalog.refs)
        sources = st.multiselect("Titles", titles, key="only_titles")
        authors = _choice("Authors", catalog.authors)
        publishers = _choice("Publishers", catalog.publishers)
        after, before = _years(catalog)
        chosen = Filters(tuple(sources), authors, publishers, after, before)
        if chosen:
            st.caption(note(chosen, catalog, matching(chosen, catalog.refs)))
    return chosen


def _choice(label: str, names: Sequence[str]) -> tuple[str, ...]:
    if not names:
        return ()
    return tuple(st.multiselect(label, sorted(names), key=f"only_{label.lower()}"))


def _years(catalog: Catalog) -> tuple[str | None, str | None]:
    """From the first day of a year up to that of another; none at the ends of the range."""
    years = sorted(int(days.start[:4]) for ref in catalog.refs if (days := dated(ref)))
    if not years or years[0] == years[-1]:
        return None, None
    first, last = st.slider(
        "Published", years[0], years[-1], (years[0], years[-1]), key="only_years"
    )
    after = f"{first}-01-01" if first > years[0] else None
    return after, f"{last + 1}-01-01" if last < years[-1] else None
