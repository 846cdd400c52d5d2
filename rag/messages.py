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
    "not_spelled_out": (
        "{silence}: no article spells out {letters}.",
        "{silence}: ningún artículo explica las siglas {letters}.",
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
    "unchecked_es": (
        "Without Apertium a draft in Spanish can be held against English articles by its names and"
        " figures alone. To install it: {install}",
        "Sin Apertium un borrador en español solo puede contrastarse con artículos en inglés por"
        " sus nombres y cifras. Para instalarlo: {install}",
    ),
    "unchecked_en": (
        "Without Apertium a draft in English can be held against Spanish articles by its names and"
        " figures alone. To install it: {install}",
        "Sin Apertium un borrador en inglés solo puede contrastarse con artículos en español por"
        " sus nombres y cifras. Para instalarlo: {install}",
    ),
    "check_supported": ("supported", "confirmada"),
    "check_partial": ("supported in part", "confirmada en parte"),
    "check_unsupported": ("not supported", "sin confirmar"),
    "check_contradicted": ("contradicted", "desmentida"),
    "count_supported": ("{number} supported", "confirmadas: {number}"),
    "count_partial": ("{number} supported in part", "confirmadas en parte: {number}"),
    "count_unsupported": ("{number} not supported", "sin confirmar: {number}"),
    "count_contradicted": ("{number} contradicted", "desmentidas: {number}"),
    "note_supported": ("", ""),
    "note_partial": (
        "The sources say it in part, or with less certainty.",
        "Las fuentes lo dicen en parte, o con menos certeza.",
    ),
    "note_unsupported": ("The nearest passage:", "El pasaje más cercano:"),
    "note_contradicted": ("A source says otherwise:", "Una fuente dice otra cosa:"),
    "nothing_stated": (
        "Nothing in it states anything to check.",
        "No hay en él ninguna afirmación que comprobar.",
    ),
    "statement": ("1 statement", "1 afirmación"),
    "statements": ("{number} statements", "{number} afirmaciones"),
    "not_in_sources": ("not in the sources: {missing}", "no está en las fuentes: {missing}"),
    "other_words": ("in other words", "con otras palabras"),
    "nearest_says": ("the nearest passage says:", "el pasaje más cercano dice:"),
    "open_in": ("Open the passage in {title}", "Abrir el pasaje en {title}"),
    "machine_translation": (
        "machine translation by {by}",
        "traducción automática de {by}",
    ),
    "understood": ("Understood as:", "Entendido como:"),
    "searched_as": ("Searched as:", "Buscado en inglés (traducción automática):"),
    "sources": ("Sources", "Fuentes"),
    "differ": ("The sources differ", "Las fuentes difieren"),
    "nearest_passages": ("Nearest passages", "Pasajes más cercanos"),
    "confidence": ("Confidence", "Confianza"),
    "reading": ("Reading the articles", "Leyendo los artículos"),
    "partial": ("partial", "en parte"),
    "unsupported": ("unsupported", "sin apoyo"),
    "only_partly": (
        "only partly supported by the source",
        "la fuente lo apoya solo en parte",
    ),
    "not_supported": ("not supported by the sources", "las fuentes no lo apoyan"),
    "uncited": ("no source cited", "sin fuente"),
    "is_supported": ("supported", "con apoyo"),
    "built_in_instead": (
        "{problem} This is the built-in answer instead.",
        "{problem} Esta es la respuesta incorporada en su lugar.",
    ),
    "not_mended": (
        "{problem} Nothing was mended.",
        "{problem} No se corrigió nada.",
    ),
    "broke_off": (
        "{problem} What it had said until then is shown.",
        "{problem} Se muestra lo que había dicho hasta entonces.",
    ),
    "cut_short": (
        "The answer was cut at the longest length that is set ({number} tokens).",
        "La respuesta se cortó en la longitud máxima fijada ({number} tokens).",
    ),
    "one_removed": (
        "One sentence without support was left out.",
        "Se omitió una frase sin apoyo.",
    ),
    "removed": (
        "{number} sentences without support were left out.",
        "Se omitieron {number} frases sin apoyo.",
    ),
    "one_invented": (
        "One marker that is no passage's was dropped.",
        "Se descartó una marca que no es de ningún pasaje.",
    ),
    "invented": (
        "{number} markers that are no passage's were dropped.",
        "Se descartaron {number} marcas que no son de ningún pasaje.",
    ),
    "nothing_supported": (
        "{model} said nothing that the sources support",
        "{model} no dijo nada que las fuentes apoyen",
    ),
    "model_silent": (
        "The passages that were found do not answer this, {model} says",
        "Los pasajes encontrados no responden a esto, según {model}",
    ),
    "cost": (
        "{read} tokens read, {written} written, {seconds} s",
        "{read} tokens leídos, {written} escritos, {seconds} s",
    ),
    "from_cache": ("given before: not asked again", "ya respondida: no se volvió a preguntar"),
    "asking": ("Asking {model} ({seconds} s)", "Preguntando a {model} ({seconds} s)"),
    "stopped": ("The answer was stopped here.", "La respuesta se detuvo aquí."),
    "no_date": ("date not stated", "sin fecha"),
    "page": ("page {number}", "página {number}"),
    "source": ("Source {marker}", "Fuente {marker}"),
    "open_source": (
        "Source {marker}: {title}, {date}. Open the passage",
        "Fuente {marker}: {title}, {date}. Abrir el pasaje",
    ),
    "open_quote": (
        "Open passage {marker} in the article",
        "Abrir el pasaje {marker} en el artículo",
    ),
    "nothing_found": ("nothing found", "no se ha encontrado nada"),
    # The articles a question is put to, after "Only articles", "No article is" and the like.
    "called": ("called {names}", "llamados {names}"),
    "by": ("by {names}", "de {names}"),
    "published_by": ("published by {names}", "publicados por {names}"),
    "in_year": ("published in {when}", "publicados en {when}"),
    "since": ("from {when} on", "desde {when}"),
    "before": ("before {when}", "antes de {when}"),
    "published": ("published {when}", "publicados {when}"),
    "newest_of": ("the newest of them", "los más recientes de ellos"),
    "newest": ("that are newest", "más recientes"),
    "or": (" or ", " o "),
    "and": (" and ", " y "),
    "sources_of_all": ("The sources in the library", "Las fuentes de la biblioteca"),
    "articles_that": ("The articles {which}", "Los artículos {which}"),
    "only_articles": (
        "Only articles {which}: {left} of {all}",
        "Solo artículos {which}: {left} de {all}",
    ),
    "undated_left_out": ("; {number} without a date left out", "; sin contar {number} sin fecha"),
    "undated": ("; {number} without a date", "; {number} sin fecha"),
    "no_article": (
        "No article in the library is {which}.",
        "En la biblioteca no hay artículos {which}.",
    ),
    "its_authors": ("Its authors: {names}.", "Sus autores: {names}."),
    "its_publishers": ("Its publishers: {names}.", "Los publican: {names}."),
    "its_titles": ("Its titles: {names}.", "Sus títulos: {names}."),
    "none_stated": ("none is stated", "no consta ninguno"),
    "and_more": (" and {number} more", " y {number} más"),
    "one_there": ("1 article is there", "Hay 1 artículo"),
    "many_there": ("{number} articles are there", "Hay {number} artículos"),
    "none_dated": (", {number} without a date.", ", {number} sin fecha."),
    "from_to": ("Its articles are from {first} to {last}", "Sus artículos van de {first} a {last}"),
    "sources_lists": ("`fuente sources` lists all.", "`fuente sources` los muestra todos."),
    "as_of": ("As of {when}", "A fecha de {when}"),
    "undated_as_of": ("Date not stated", "Sin fecha"),
    # Of the articles themselves; what follows is what each states.
    "author_is": ("“{title}” is by", "“{title}” es de"),
    "published_on": ("“{title}” was published:", "“{title}” se publicó:"),
    "publisher_is": ("“{title}” was published by", "“{title}” lo publicó"),
    "title_is": ("It is called", "Se titula"),
    "came_out": ("published {when}", "publicado {when}"),
    "no_author": ("“{title}” does not state its author.", "“{title}” no dice quién es su autor."),
    "no_published": (
        "“{title}” does not state when it was published.",
        "“{title}” no dice cuándo se publicó.",
    ),
    "no_publisher": (
        "“{title}” does not state its publisher.",
        "“{title}” no dice quién lo publicó.",
    ),
    "no_title": ("“{title}” has no title of its own.", "“{title}” no tiene título propio."),
    "one_article": ("1 article.", "1 artículo."),
    "articles": ("{number} articles.", "{number} artículos."),
    "articles_listed": (
        "{number} articles; the newest {listed} are listed, `fuente sources` lists all.",
        "{number} artículos; aquí van los {listed} más recientes, `fuente sources` los muestra"
        " todos.",
    ),
}


def say(what: str, language: str = "en", **values: str | int) -> str:
    """A message in a language, English where it is neither of the two.

    :raises KeyError: if there is no such message, or one of its values is missing.
    """
    english, spanish = _SAID[what]
    return (spanish if language == _SPANISH else english).format(**values)


_SPANISH: Language = "es"
