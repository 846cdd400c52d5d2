"""What a Spanish word that no dictionary has would be in English, by its ending."""

from __future__ import annotations

_ENDINGS = (
    ("ciones", "tions"), ("cion", "tion"),
    ("siones", "sions"), ("dades", "ties"), ("dad", "ty"), ("ismo", "ism"), ("ista", "ist"),
    ("istas", "ists"), ("ico", "ic"), ("ica", "ic"), ("icos", "ic"), ("icas", "ic"),
    ("mente", "ly"), ("encia", "ence"), ("encia", "ency"), ("ancia", "ance"), ("ia", "y"),
    ("ias", "ies"), ("oso", "ous"), ("osa", "ous"), ("osos", "ous"), ("osas", "ous"),
    ("ivo", "ive"), ("iva", "ive"), ("ivos", "ive"), ("ivas", "ive"), ("ario", "ary"),
    ("aria", "ary"), ("arios", "aries"), ("orio", "ory"), ("ores", "ors"), ("ales", "al"),
    ("izar", "ize"), ("ificar", "ify"), ("ar", "ate"), ("ar", "e"), ("ar", ""), ("ado", "ate"),
    ("ada", "ate"), ("os", ""), ("as", ""), ("es", ""), ("o", ""), ("a", ""), ("e", ""),
    ("o", "us"), ("a", "e"), ("o", "e"), ("os", "es"), ("as", "es"),
)  # fmt: skip
SHORTEST = 3  # letters before the ending


def cognates(word: str) -> list[str]:
    """Spellings the word might have in English, itself first.

    :param word: folded: lower case, without accents.
    """
    found = [word]
    for spanish, english in _ENDINGS:
        if word.endswith(spanish) and len(word) - len(spanish) >= SHORTEST:
            found.append(word.removesuffix(spanish) + english)
    # "esfera" is "sphere": English needs no vowel before s and a consonant.
    found += [form[1:] for form in found if form.startswith("es") and len(form) > 5]
    return list(dict.fromkeys(found))
