"""Trains and measures the reader (``rag.reader``); ``support`` fits the model of ``fuente check``.

Two kinds of questions. ``written/`` holds articles about invented countries and questions about
them, written for this purpose and under this repository's licence; one article in seven is kept
for measuring. Of the public sets SQuAD 2.0 dev and XQuAD English (both CC BY-SA 4.0, Wikipedia
text) and CLAP NQ dev (Apache-2.0) half of the articles are trained on (``evals.bench.halves``, a
hash of the title, the same for every set) and the other half is measured. Nothing of those sets
is in the repository; the weights hold no text. Further unanswerable questions come from
``made``. Neither the golden set nor ``evals/fitting`` is ever trained on.
"""
