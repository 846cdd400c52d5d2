"""Trains and measures the reader (``rag.reader``) on public question sets.

Trained on half of the articles (``examples.is_training``, a hash of the title, the same for every
set) of SQuAD 2.0 dev and XQuAD English (both CC BY-SA 4.0, Wikipedia text) and CLAP NQ dev
(Apache-2.0); measured on the other half. Nothing of the sets is in the repository; the weights
hold no text. Unanswerable questions come from the sets and from ``made``.
"""
