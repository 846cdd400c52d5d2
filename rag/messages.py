"""What Fuente itself says to the person who asks, in the two languages it is asked in."""

from __future__ import annotations

from rag.language import Language

_SAID: dict[str, tuple[str, str]] = {
    "hello": (
        "Hello! Ask me anything about the articles in the library. Every sentence I answer"
        " with is quoted from an article, and its number opens the place.",
        "¡Hola! Pregúnteme lo que quiera sobre los artículos de la biblioteca. Cada frase de mis"
        " respuestas es una cita de un artículo, y su número abre el lugar.",
    ),
    "welcome": (
        "You're welcome. Ask on whenever you like.",
        "De nada. Siga preguntando cuando quiera.",
    ),
    "goodbye": ("Goodbye!", "¡Hasta luego!"),
    "about": (
        "I answer questions from the articles in the library, in their own words. Each"
        " sentence carries a number that opens the article at that very place. When the"
        " articles do not answer a question, I say so.",
        "Respondo preguntas con los artículos de la biblioteca, en sus propias palabras. Cada"
        " frase lleva un número que abre el artículo en ese mismo lugar. Cuando los artículos"
        " no responden a una pregunta, lo digo.",
    ),
    "silence": (
        "The sources in the library do not answer this",
        "Las fuentes de la biblioteca no responden a esto",
    ),
    "nearest_lacks": ("what comes nearest", "lo más cercano"),
    "lacks_figure": ("speaks of no such year or number", "no habla de ese año o número"),
    "lacks_name": (
        "does not mention everyone and everything you name",
        "no menciona todo lo que usted nombra",
    ),
    "lacks_amount": ("gives no amount", "no da ninguna cantidad"),
    "lacks_when": ("gives no date", "no da ninguna fecha"),
    "nearest": (
        "The passages below come nearest.",
        "Los pasajes siguientes son los más cercanos.",
    ),
    "no_question": (
        "I cannot find a question in that.",
        "No encuentro ninguna pregunta en eso.",
    ),
    "untranslated_question": (
        "Without Apertium a question in Spanish finds few English articles, and their quotes are"
        " not translated. To install it: {install}",
        "Sin Apertium una pregunta en español encuentra pocos artículos en inglés, y sus citas no"
        " se traducen. Para instalarlo: {install}",
    ),
    "untranslated_articles": (
        "Without Apertium a question in English finds few Spanish articles, and their quotes are"
        " not translated. To install it: {install}",
        "Sin Apertium una pregunta en inglés encuentra pocos artículos en español, y sus citas no"
        " se traducen. Para instalarlo: {install}",
    ),
    "translator_failed": (
        "Apertium failed ({reason}); what follows is not translated.",
        "Apertium ha fallado ({reason}); lo que sigue está sin traducir.",
    ),
    "machine_translation": (
        "machine translation by {by}",
        "traducción automática de {by}",
    ),
    "understood": ("Understood as:", "Entendido como:"),
    "sources": ("Sources", "Fuentes"),
    "differ": ("The sources differ", "Las fuentes difieren"),
    "nearest_passages": ("Nearest passages", "Pasajes más cercanos"),
    "confidence": ("Confidence", "Confianza"),
}


def say(what: str, language: str = "en", **values: str) -> str:
    """A message in a language, English where it is neither of the two.

    :raises KeyError: if there is no such message, or one of its values is missing.
    """
    english, spanish = _SAID[what]
    return (spanish if language == _SPANISH else english).format(**values)


_SPANISH: Language = "es"
