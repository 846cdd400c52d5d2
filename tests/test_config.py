"""Settings: the later layer wins, and what makes no sense is one line and a way out."""

from pathlib import Path

import pytest

from rag.config import Settings, describe, load_settings
from rag.errors import ConfigError


def load(tmp_path, toml=None, environ=None, **flags):
    if toml is not None:
        (tmp_path / "fuente.toml").write_bytes(toml if isinstance(toml, bytes) else toml.encode())
    return load_settings(flags, environ or {}, tmp_path)


def test_flags_beat_variables_beat_the_file_beat_defaults(tmp_path):
    toml = 'top_k = 3\nhome = "from file"\nthreshold = 1'
    environ = {"FUENTE_TOP_K": "4", "FUENTE_COLLECTION": "mine", "PATH": "/bin"}
    found = load(tmp_path, toml, environ, top_k=5, home=None)
    assert found == Settings(top_k=5, home="from file", threshold=1.0, collection="mine")
    assert isinstance(found.threshold, float)
    assert load(tmp_path / "elsewhere") == Settings()


def test_a_file_with_a_byte_order_mark_is_read(tmp_path):
    assert load(tmp_path, b"\xef\xbb\xbftop_k = 3\n").top_k == 3


@pytest.mark.parametrize(
    ("toml", "environ", "message"),
    [
        ("top = 1", {}, "unknown setting 'top' in .*fuente.toml. Known: home, embedding_model,"),
        ("[table]", {}, "unknown setting 'table'"),
        ("x = = 1", {}, "fuente.toml is not valid TOML: .*Mend or remove it."),
        (b"\xff\xfe", {}, "is not valid TOML"),
        ("top_k = 3.5", {}, "setting top_k is 3.5. It must be a whole number."),
        ("top_k = true", {}, "setting top_k is True. It must be a whole number."),
        ("home = 3", {}, "setting home is 3. It must be text."),
        ('home = "a\\u0000b"', {}, "home is .*Give a folder."),
        ("", {"FUENTE_FOO": "1"}, "unknown setting 'foo' in the variable FUENTE_FOO"),
        ("", {"FUENTE_TOP_K": "many"}, "setting top_k is 'many'. It must be a whole number."),
        ("", {"FUENTE_TOP_K": ""}, "setting top_k is ''"),
        ("", {"FUENTE_TOP_K": "0"}, "top_k is 0. It must be at least 1."),
        ("", {"FUENTE_TOP_K": "inf"}, "setting top_k is 'inf'"),
        ("", {"FUENTE_PASSAGE_TOKENS": "31"}, "passage_tokens is 31. It must be at least 32."),
        ("", {"FUENTE_THRESHOLD": "1.1"}, "threshold is 1.1. Give a number from 0 to 1."),
        ("", {"FUENTE_THRESHOLD": "nan"}, "threshold is nan"),
        ("", {"FUENTE_CHROMA_URL": "localhost:8000"}, "chroma_url is 'localhost:8000'. Give it as"),
        ("", {"FUENTE_CHROMA_URL": "http://"}, "chroma_url is 'http://'"),
        ("", {"FUENTE_CHROMA_URL": "http://h:port"}, "chroma_url is 'http://h:port'"),
        ("", {"FUENTE_HOME": "~nobody-of-this-name/x"}, "home is .*Give a folder."),
    ],
)
def test_what_makes_no_sense_is_a_line_and_a_way_out(tmp_path, toml, environ, message):
    with pytest.raises(ConfigError, match=message) as told:
        _ = load(tmp_path, toml, environ).path
    assert "\n" not in str(told.value)
    assert told.value.exit_code == 2


def test_the_library_is_where_it_is_said_or_in_the_users_data_folder(tmp_path, monkeypatch):
    assert Settings(home=str(tmp_path / "a" / ".." / "b")).path == tmp_path / "b"
    monkeypatch.setenv("HOME", str(tmp_path))
    assert Settings(home="~/lib").path == tmp_path / "lib"
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert Settings().path == tmp_path / "data" / "fuente"
    monkeypatch.delenv("XDG_DATA_HOME")
    assert Settings().path == tmp_path / ".local" / "share" / "fuente"
    monkeypatch.chdir(tmp_path)
    assert Settings(home="here").path == Path.cwd() / "here"


def test_the_fingerprint_changes_with_what_shapes_answers_alone():
    plain = Settings().fingerprint
    assert len(plain) == 12
    assert Settings(home="/x", chroma_url="http://h:1").fingerprint == plain
    assert Settings(top_k=9).fingerprint != plain


def test_every_setting_says_what_it_is_for():
    assert [(name, default) for name, default, _ in describe()] == [
        (name, getattr(Settings(), name)) for name in Settings.__dataclass_fields__
    ]
    assert all(len(what) > 10 for _, _, what in describe())
