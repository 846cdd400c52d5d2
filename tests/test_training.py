"""What the reader is trained on: written sets, windows of them, and the library kept back."""

import json
from dataclasses import replace
from random import Random

import pytest
import torch

from evals.cases import locate
from evals.main import CORPUS
from evals.training.average import averaged
from evals.training.cases import kept_cases
from evals.training.examples import written
from evals.training.made import Maker
from evals.training.sets import ArticleSet, read_sets
from evals.training.windows import closest, pieces
from evals.workspace import documents_of, temporary
from rag.config import load_settings

ARTICLE = {"author": "Ada Rook", "publisher": "The Quill", "published": "2019-05-14"}
SET = {
    "id": "port-6",
    "articles": [
        {
            **ARTICLE,
            "title": "The old port",
            "paragraphs": [["It opened in 1990.", "Ana Ruiz ran it."], ["It cost 4 million."]],
        },
        {
            **ARTICLE,
            "title": "The new port",
            "author": "Leo Mars",
            "published": "2021-01",
            "paragraphs": [["It opened in 2004."], ["Bo Finch ran it.", "It cost 9 million."]],
        },
    ],
    "questions": [
        {
            "q": "What did both ports cost?",
            "kind": "compare",
            "gold": [[0, 1, 0], [1, 1, 1]],
            "answer": "9 million",
        },
        {
            "q": "And who ran it?",
            "kind": "follow",
            "before": "When did the Quill port open?",
            "before_gold": [[1, 0, 0]],
            "gold": [[1, 1, 0]],
            "also": [[0, 0, 1]],
        },
        {"q": "Who paid for it?", "kind": "none", "gold": [], "near": [[1, 1, 1]]},
    ],
}
LONE = {
    **ARTICLE,
    "id": "lone",
    "title": "A lighthouse",
    "paragraphs": [["It is red."], ["It is tall.", "It is old."]],
    "questions": [{"q": "How tall is it?", "kind": "none", "gold": [], "near": [[1, 0]]}],
}


@pytest.fixture
def sets(tmp_path) -> list[ArticleSet]:
    lines = "".join(json.dumps(row) + "\n" for row in (SET, LONE))
    (tmp_path / "x.jsonl").write_text(lines, encoding="utf-8")
    return list(read_sets(tmp_path))


def test_places_count_through_the_articles_of_a_set(sets):
    both, follow, none, lone = written(sets)
    assert [s.of(both.passage.text) for s in both.passage.sentences][2:4] == [
        "It cost 4 million.",
        "It opened in 2004.",
    ]
    assert (both.gold, both.starts, both.answerable) == ((2, 5), (0, 3), True)
    assert both.words is not None
    assert both.words.of(both.passage.text) == "9 million"
    assert (follow.question, follow.gold) == ("Who ran it (Quill)?", (1, 4))
    assert (none.gold, none.answerable) == ((5,), False)
    assert (lone.gold, lone.starts, lone.bylines) == ((1,), (0,), ("Ada Rook, 2019",))


@pytest.mark.parametrize("seed", range(20))
def test_no_stretch_runs_from_one_article_into_the_next(sets, seed):
    both = next(written(sets))
    window = pieces(both, 100, False, Random(seed))
    texts = sorted(p.text for p in window.passages)
    assert texts == [
        "It opened in 1990. Ana Ruiz ran it. It cost 4 million.",
        "It opened in 2004. Bo Finch ran it. It cost 9 million.",
    ]
    told = [s.of(p.text) for p in window.passages for s in p.sentences]
    assert [told[n] for n in window.gold] in (
        ["It cost 4 million.", "It cost 9 million."],
        ["It cost 9 million.", "It cost 4 million."],
    )


def test_the_closest_are_read_with_the_sentence_before_where_there_is_room(sets):
    both = replace(next(written(sets)), near=(5, 3, 0, 1, 2, 4))
    window = closest(both, 2, 12)
    assert [p.text for p in window.passages] == [
        "It opened in 2004. Bo Finch ran it. It cost 9 million."
    ]
    assert window.passages[0].above == "Leo Mars, 2021"
    assert window.gold == (2,)
    assert closest(both, 1, 4).passages[0].text == "It cost 9 million."


def test_what_is_left_when_the_answer_is_dropped_keeps_its_order(sets):
    both = replace(next(written(sets)), near=(5, 3, 2, 0, 1, 4))
    left = Maker([both], 1).dropped(both)
    assert left is not None
    assert left.passage.text == (
        "It opened in 1990. Ana Ruiz ran it. It opened in 2004. Bo Finch ran it."
    )
    assert (left.starts, left.near, left.answerable) == ((0, 2), (2, 0, 1, 3), False)


def test_each_kept_set_makes_a_library_whose_gold_is_found(tmp_path):
    (tmp_path / "written").mkdir()
    rows = [{**SET, "id": f"set-{n}"} for n in range(12)]
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    (tmp_path / "written" / "x.jsonl").write_text(lines, encoding="utf-8")
    made = list(kept_cases(tmp_path, tmp_path / "written"))
    assert [folder.name for folder, _ in made] == [
        one.id for one in read_sets(tmp_path / "written") if one.kept
    ]
    library, cases = made[0]
    assert cases
    with temporary([library], load_settings()) as engine:
        documents = documents_of(engine)
    assert all(locate(gold, documents) for case in cases for gold in case.evidence)
    follow = next(c for c in cases if c.history)
    assert [t.content for t in follow.history] == [
        "When did the Quill port open?",
        "It opened in 2004.",
    ]


def test_what_was_written_for_training_is_whole_and_not_about_the_corpus():
    every = list(read_sets())
    assert len({one.id for one in every}) == len(every)
    assert 0.08 < sum(one.kept for one in every) / len(every) < 0.22
    for one in every:
        for asked in one.questions:
            said = [one.sentence(place) for place in (*asked.gold, *asked.also, *asked.near)]
            assert said
            assert bool(asked.gold) == (asked.kind != "none")
            assert not asked.answer or any(asked.answer in sentence for sentence in said)
    titles = {a.meta.title for one in every for a in one.articles}
    corpus = " ".join(f.read_text(encoding="utf-8") for f in CORPUS.glob("*.md"))
    assert not [title for title in titles if title in corpus]


def test_the_mean_of_two_adapters_changes_the_weights_half_as_each_does():
    one = {"x.up": torch.tensor([[2.0], [0.0]]), "x.down": torch.tensor([[3.0, 1.0]])}
    other = {"x.up": torch.tensor([[4.0], [0.0]]), "x.down": torch.tensor([[3.0, 1.0]])}
    heads = {"bias": torch.tensor([1.0, 3.0])}, {"bias": torch.tensor([3.0, 3.0])}
    mean = averaged(one | heads[0], other | heads[1])
    assert mean["x.up"].shape == (2, 1)
    assert torch.allclose(mean["x.up"] @ mean["x.down"], torch.tensor([[9.0, 3.0], [0.0, 0.0]]))
    assert mean["bias"].tolist() == [2.0, 3.0]
