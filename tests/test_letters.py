"""Short names in a question."""

import pytest

from rag.letters import called

TEXTS = {
    "ABR": ["Ana Bo Ruiz (known as ABR) ran the Northern Ferry Authority (NFA)."],
    "NFA": ["Ana Bo Ruiz (known as ABR) ran the Northern Ferry Authority (NFA)."],
}


@pytest.mark.parametrize(
    ("question", "counts", "asked"),
    [
        ("ABR or ABR?", {"ruiz": 5, "abr": 1}, "Ana Bo Ruiz or Ana Bo Ruiz?"),
        # Articles that mostly use the short name are asked by it.
        ("What did ABR say?", {"ruiz": 1, "abr": 5}, "What did ABR say?"),
        ("What does ABR stand for?", {"ruiz": 5, "abr": 1}, "What does ABR stand for?"),
        ("What did the NFA say?", {"author": 9, "nfa": 1}, "What did the NFA say?"),
        ("What did XYZ say?", {}, "What did XYZ say?"),
    ],
)
def test_who_is_known_by_a_short_name_is_called_as_the_articles_do(question, counts, asked):
    def known(stems):
        return {s: counts[s] for s in stems if s in counts}

    assert called(question, lambda word: TEXTS.get(word, []), known) == asked
