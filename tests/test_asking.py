"""Questions embedded by the encoder trained for them."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from evals.training.asking import AskingPlan, train_asking
from evals.training.examples import Example, joined
from evals.training.train import low_rank
from rag.asking import CHANGES, Asker, asker_for, encoded
from rag.config import Settings
from rag.errors import ModelError
from rag.models import bundled_folder, load_embedder
from rag.reader_network import merged

TEXTS = ("Who paid?", "How much of the money that Congress allocated went to training judges?")


@pytest.fixture(scope="module")
def embedder():
    return load_embedder(Settings())


@pytest.fixture(scope="module")
def base():
    return load_file(str(bundled_folder() / "model.safetensors"))


def test_without_changes_a_question_is_embedded_as_an_article_is(embedder, base, tmp_path):
    changes = low_rank(base, 2, torch.Generator().manual_seed(1))
    save_file(changes, tmp_path / "none.safetensors")
    asker = Asker(bundled_folder(), tmp_path / "none.safetensors")
    mine = np.stack([asker.vector(text) for text in TEXTS])
    assert np.allclose(mine, embedder.encode(TEXTS), atol=1e-5)


def test_a_shorter_text_in_a_batch_is_embedded_as_alone(base):
    weights = merged(base, {k: v.float() for k, v in load_file(str(CHANGES)).items()})
    long, short = [101, 2040, 3825, 2005, 1996, 2231, 1029, 102], [101, 2040, 1029, 102]
    both = encoded(weights, [long, short])
    assert torch.allclose(both[1], encoded(weights, [short])[0], atol=1e-5)
    assert torch.allclose(both.norm(dim=1), torch.ones(2))


def test_a_question_lands_nearer_to_its_answer_than_to_its_own_words(embedder):
    rows = embedder.encode(
        (
            "The crossing was financed by a loan from the harbour board.",
            "The bridge bill was read in parliament on Monday.",
        )
    )
    question = "Who footed the bill for the bridge?"
    plain, asked = (
        rows @ embedder.encode([question])[0],
        rows @ asker_for(embedder).vector(question),
    )
    assert plain[0] < plain[1]
    assert asked[0] > asked[1]


def test_another_model_embeds_its_own_questions():
    class Other:
        fingerprint = "0" * 64

    assert asker_for(Other()) is None


def test_weights_that_are_no_weights(tmp_path):
    (tmp_path / "bad.safetensors").write_text("no")
    with pytest.raises(ModelError, match="cannot be loaded"):
        Asker(bundled_folder(), tmp_path / "bad.safetensors").vector("Who?")


def test_training_brings_a_question_to_its_sentence(embedder):
    passage = joined(("The mill was sold to Osk.", "Rain fell all day.", "Bread is baked."), "")
    question = "Who bought it?"
    examples = [Example(question, passage, (n,), None, "mill", True) for n in (0, 0)]
    plan = replace(AskingPlan(), epochs=12, batch=2, warming=1, rate=2e-3, hidden=0.0, average=0.5)
    kept = []
    changes = train_asking(
        bundled_folder(), examples, embedder, plan, lambda _, epoch: kept.append(epoch)
    )
    assert kept == list(range(12))
    rows = embedder.encode([span.of(passage.text) for span in passage.sentences])
    weights = merged(load_file(str(bundled_folder() / "model.safetensors")), changes)
    from rag.reader import load_tokenizer

    ids = load_tokenizer(bundled_folder()).encode(question).ids
    after = rows @ encoded(weights, [ids])[0].detach().numpy()
    before = rows @ embedder.encode([question])[0]
    assert after[0] - after[1:].max() > before[0] - before[1:].max() + 0.05
