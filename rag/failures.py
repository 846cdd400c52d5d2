"""What goes wrong with a provider of chat models, in one line with a way out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rag.errors import ProviderError


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong with a provider.

    :param passing: whether it may be over in a moment.
    :param after: seconds the provider asks to wait; 0 if it says nothing.
    """

    error: ProviderError
    passing: bool = False
    after: float = 0.0


_PLAIN: dict[int, tuple[str, str]] = {
    401: ("did not accept the key", "Check the provider's key."),
    403: ("refused access", "Check what the key may use."),
    404: ("does not know this model", "Check its name and address."),
    413: ("found the question too long", "Lower context_tokens."),
    429: ("has had too many questions", "Wait a moment and ask again."),
}


def explained(error: BaseException, name: str, timeout: float) -> Failure:
    """A provider's own error as one line, and whether trying again may help."""
    status = _status(error)
    if status is not None:
        return _refused(error, status, name)
    kinds = " ".join(type(e).__name__.lower() for e in _chain(error))
    if "jsondecode" in kinds:
        said = f"{name} sent something that is not understood"
        return Failure(ProviderError(said, "Ask again, or choose another model."))
    if "timeout" in kinds:
        hint = "Ask again, or give it longer with FUENTE_TIMEOUT."
        return Failure(ProviderError(f"{name} was silent for {timeout:g} seconds", hint))
    if any(word in kinds for word in ("connect", "protocol", "readerror")):
        hint = "Check that its server is running, and its address."
        return Failure(ProviderError(f"{name} cannot be reached", hint), passing=True)
    return Failure(ProviderError(f"{name} failed: {_own_words(error)}", "Choose another model."))


def _refused(error: BaseException, status: int, name: str) -> Failure:
    what, hint = _PLAIN.get(status, (f"answered with an error ({status})", _own_words(error)))
    if status >= 500:
        what, hint = f"has trouble of its own ({status})", "Ask again later."
    passing = status in (408, 429) or status >= 500
    return Failure(ProviderError(f"{name} {what}", hint), passing, _pause(error))


def _status(error: BaseException) -> int | None:
    """The HTTP status an error stands for, wherever its package keeps it."""
    for one in _chain(error):
        told = (one, getattr(one, "response", None))
        for value in (getattr(x, n, None) for x in told for n in ("status_code", "code")):
            if isinstance(value, int) and 400 <= value < 600:
                return value
    return None


def _pause(error: BaseException) -> float:
    """Seconds a provider asks to wait before the next question."""
    for one in _chain(error):
        headers: Mapping[str, str] = getattr(getattr(one, "response", None), "headers", None) or {}
        try:
            return max(0.0, float(headers.get("retry-after", "")))
        except ValueError:  # a date, or nothing
            continue
    return 0.0


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _own_words(error: BaseException) -> str:
    said = " ".join(str(error).split())
    return (said or type(error).__name__)[:200]
