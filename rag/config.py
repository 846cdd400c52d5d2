"""Settings: defaults, then ``fuente.toml``, then ``FUENTE_*`` variables, then flags."""

from __future__ import annotations

import hashlib
import json
import os
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from rag.errors import ConfigError

BUNDLED_MODEL = "all-MiniLM-L6-v2"
FILE_NAME = "fuente.toml"


def _setting(default: Any, what: str) -> Any:
    return field(default=default, metadata={"what": what})


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be chosen; each field says what it is for.

    :raises ConfigError: when a value makes no sense.
    """

    home: str = _setting("", "folder of the library; empty means the user's data folder")
    embedding_model: str = _setting(
        BUNDLED_MODEL, "the bundled model, or a sentence-transformers name or folder"
    )
    chroma_url: str = _setting("", "a Chroma server, as http://host:port; empty means embedded")
    collection: str = _setting("fuente", "name of the Chroma collection")
    passage_tokens: int = _setting(200, "longest passage, in tokens of the embedding model")
    top_k: int = _setting(10, "passages read for an answer")
    max_sentences: int = _setting(6, "most sentences chosen for an answer of the built-in composer")
    threshold: float = _setting(
        0.4, "answer when the evidence is at least this likely to answer the question"
    )
    model: str = _setting(
        "", "a chat model as provider:name, such as openai:gpt-5-mini; empty means the built-in"
    )
    model_url: str = _setting("", "address of its server, as http://host:port/v1, if not the usual")
    temperature: float = _setting(0.0, "of the chat model")
    answer_tokens: int = _setting(
        1500, "longest answer of the chat model, in tokens, thinking included"
    )
    context_tokens: int = _setting(
        0, "tokens the chat model reads at once; 0 means what it states, or else 8192"
    )
    timeout: float = _setting(60.0, "seconds a chat model may be silent")
    retries: int = _setting(2, "times a chat model is asked again that was busy or out of reach")
    strict: bool = _setting(False, "leave out what a chat model says without support")
    repair: bool = _setting(False, "ask a chat model once to mend its sentences without support")
    cache: bool = _setting(True, "keep a chat model's answers, and give them again")
    conversations: bool = _setting(True, "keep conversations of the app, to open them again")

    def __post_init__(self) -> None:
        _at_least(self, passage_tokens=32, top_k=1, max_sentences=1)
        _at_least(self, answer_tokens=1, context_tokens=0, retries=0, temperature=0)
        if self.timeout <= 0:
            raise ConfigError(f"timeout is {self.timeout}", "Give seconds, more than 0.")
        if self.model and not all(self.model.partition(":")):
            raise ConfigError(f"model is {self.model!r}", "Give it as provider:name.")
        if self.model_url and not _is_address(self.model_url):
            raise ConfigError(f"model_url is {self.model_url!r}", "Give it as http://host:port/v1.")
        if not 0 <= self.threshold <= 1:
            raise ConfigError(f"threshold is {self.threshold}", "Give a number from 0 to 1.")
        if self.chroma_url and not _is_address(self.chroma_url):
            raise ConfigError(f"chroma_url is {self.chroma_url!r}", "Give it as http://host:port.")

    @property
    def path(self) -> Path:
        """The library's folder, absolute."""
        try:
            return Path(self.home).expanduser().resolve() if self.home else _default_home()
        except (RuntimeError, ValueError) as error:
            raise ConfigError(f"home is {self.home!r} ({error})", "Give a folder.") from error

    @property
    def fingerprint(self) -> str:
        """Twelve hex digits that change whenever a setting that shapes answers does."""
        shaping = {k: v for k, v in asdict(self).items() if k not in _NOT_SHAPING}
        return hashlib.sha256(json.dumps(shaping, sort_keys=True).encode()).hexdigest()[:12]


_NOT_SHAPING = ("home", "chroma_url", "timeout", "retries", "cache", "conversations")


def load_settings(
    flags: Mapping[str, Any] | None = None,
    environ: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> Settings:
    """Settings from every layer; later layers win.

    :param flags: values from the command line; None values are left out.
    :param environ: defaults to the process environment.
    :param folder: where ``fuente.toml`` may lie; defaults to the working folder.
    :raises ConfigError: for an unknown key or a value of the wrong kind.
    """
    environ = os.environ if environ is None else environ
    layers = (
        _from_file(folder or Path.cwd()),
        _from_environ(environ),
        {k: v for k, v in (flags or {}).items() if v is not None},
    )
    merged: dict[str, Any] = {}
    for layer in layers:
        merged.update(layer)
    return Settings(**{k: _coerce(k, v) for k, v in merged.items()})


def describe() -> list[tuple[str, Any, str]]:
    """Each setting's name, default and purpose."""
    return [(f.name, f.default, f.metadata["what"]) for f in fields(Settings)]


def _default_home() -> Path:
    data = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    return Path(data).expanduser().resolve() / "fuente"


def _from_file(folder: Path) -> dict[str, Any]:
    path = folder / FILE_NAME
    if not path.is_file():
        return {}
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}", "Mend its rights.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is not valid TOML: {error}", "Mend or remove it.") from error
    for key in table:
        _known(key, str(path))
    return table


def _from_environ(environ: Mapping[str, str]) -> dict[str, str]:
    found = {}
    for variable, value in environ.items():
        if variable.startswith("FUENTE_"):
            key = variable.removeprefix("FUENTE_").lower()
            _known(key, f"the variable {variable}")
            found[key] = value
    return found


def _known(key: str, where: str) -> None:
    names = [f.name for f in fields(Settings)]
    if key not in names:
        raise ConfigError(f"unknown setting {key!r} in {where}", f"Known: {', '.join(names)}.")


def _coerce(key: str, value: Any) -> Any:
    kind: Any = type(next(f.default for f in fields(Settings) if f.name == key))
    try:
        if kind is str and not isinstance(value, str):
            raise ValueError
        if kind is int and (isinstance(value, bool) or float(value) != int(value)):
            raise ValueError
        if kind is bool:
            return value if isinstance(value, bool) else _SWITCH[str(value).strip().lower()]
        return kind(value)
    except (TypeError, ValueError, KeyError) as error:
        raise ConfigError(f"setting {key} is {value!r}", f"It must be {_KINDS[kind]}.") from error


_SWITCH = {
    **dict.fromkeys(("true", "yes", "on", "1"), True),
    **dict.fromkeys(("false", "no", "off", "0", ""), False),
}
_KINDS = {str: "text", int: "a whole number", float: "a number", bool: "true or false"}


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # the port is no number
        return False


def _at_least(settings: Settings, **lowest: int) -> None:
    for key, low in lowest.items():
        if getattr(settings, key) < low:
            raise ConfigError(f"{key} is {getattr(settings, key)}", f"It must be at least {low}.")
