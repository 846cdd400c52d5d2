"""Files to documents: the decoded file and nothing else, its front matter read, errors told."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import LoadError
from rag.load import MAX_BYTES, decode, from_text, front_matter, load
from rag.types import Span

BODY = "The ferry of Arlen runs at noon.\r\n\r\nIts captain is Runa Vik. 𝒳 ü\n"


@pytest.fixture
def write(tmp_path):
    def write(content, name="a.md"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def test_the_text_is_the_decoded_file_character_for_character(write):
    path = write(f"---\ntitle: Ferry\n---\n{BODY}")
    document = load(path)
    assert document.text == path.read_bytes().decode()
    assert document.ref.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert document.ref.doc_id == document.ref.sha256[:16]
    assert (document.ref.source, document.encoding) == (str(path), "utf-8")


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (BODY.encode(), "utf-8"),
        (b"\xef\xbb\xbf" + BODY.encode(), "utf-8"),
        ("café “déjà”".encode("cp1252"), "cp1252"),
        (BODY.encode("utf-16"), "utf-16"),
    ],
)
def test_encodings(data, encoding):
    text, found = decode(data)
    assert found == encoding
    assert text.removeprefix("\ufeff") in (BODY, "café “déjà”")


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (b"", "a.md", "the file is empty"),
        (b" \n\t\r\n", "a.md", "the file is empty"),
        (b"\xef\xbb\xbf\n", "a.md", "holds no article text"),
        (b"abc\x00def", "a.txt", "the file is binary, not text"),
        (b"\x89PNG\x0d\x0a\x1a\x0a\x81\x8d\x8f", "a.txt", "encoding is not UTF-8"),
        (b"words", "a.pdf", r"a\.pdf is not one of \.md, \.txt"),
        (b"words", "a", "a is not one of"),
        (b"---\ntitle: A\n---\n", "a.md", "holds no article text"),
        (b"--- \n***\n|---|\n?!\n", "a.md", "holds no article text"),
        ("😀 😀".encode(), "a.md", "holds no article text"),
        (b"---\ntitle: 'A\n---\nText.", "a.md", "front matter is not valid YAML on line 2"),
        (b"---\na: b\nc: [\n---\nText.", "a.md", "front matter is not valid YAML on line"),
    ],
)
def test_what_cannot_be_read_is_told_in_a_line(write, content, name, reason):
    with pytest.raises(LoadError, match=reason) as told:
        load(write(content, name))
    assert "\n" not in str(told.value)


def test_a_missing_file_a_folder_and_a_giant(write, tmp_path):
    with pytest.raises(LoadError, match="No such file"):
        load(tmp_path / "none.md")
    (tmp_path / "folder.md").mkdir()
    with pytest.raises(LoadError, match="cannot be read"):
        load(tmp_path / "folder.md")
    giant = write(b"x", "giant.md")
    with giant.open("r+b") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(LoadError, match="larger than 64 MiB"):
        load(giant)


def meta(front, body=BODY, source="some_file-name.md"):
    return from_text(f"---\n{front}\n---\n{body}", source, "0" * 64).ref.meta


def test_front_matter_becomes_metadata():
    found = meta(
        "title: 'Ferries: a history'\nauthor: [Ana Ruiz, Tom O'Neil]\npublisher: Alder Press\n"
        "published: 2019-03-04\nlanguage: en\nurl: https://example.org\nkind: digest\nother: 1"
    )
    assert (found.title, found.author, found.publisher, found.published) == (
        ("Ferries: a history", "Ana Ruiz, Tom O'Neil", "Alder Press", "2019-03-04")
    )
    assert (found.language, found.url, found.kind) == ("en", "https://example.org", "digest")
    assert len(found.found) == 7


def test_each_field_of_front_matter_has_its_place():
    front = (
        "---\ntitle: 'Ferries: a history'\r\nauthor:\n- Ana Ruiz\n- Tom Núñez\n\nnote: >\n  x\n"
        "'publisher' : Alder # not Elm\npublished: 2019-03-04\n---\nText of it.\n"
    )
    found = from_text(front, "a.md", "0" * 64).ref.meta.found
    places = {key: Span(*map(int, where.split()[-1].split(":"))) for key, where in found.items()}
    assert {key: span.of(front) for key, span in places.items()} == {
        "title": "title: 'Ferries: a history'",
        "author": "author:\n- Ana Ruiz\n- Tom Núñez",
        "publisher": "'publisher' : Alder",
        "published": "published: 2019-03-04",
    }
    assert {where.rsplit(" ", 1)[0] for where in found.values()} == {"front matter"}


@pytest.mark.parametrize(
    ("given", "published"),
    [
        ("2019-03-04 10:30:00", "2019-03-04"),
        ("2019", "2019"),
        ("March 4, 2019", "2019-03-04"),
        ("'2019-03'", "2019-03"),
        ("spring", "spring"),
        ("", None),
        ("null", None),
    ],
)
def test_published_is_an_iso_date_where_it_can_be(given, published):
    assert meta(f"published: {given}").published == published


def test_the_title_is_that_of_front_matter_then_heading_then_file():
    assert meta("title: Given", "# Heading\n\nText.").title == "Given"
    assert meta("author: A", "# Heading\n\nText.").title == "Heading"
    found = meta("author: A")
    assert (found.title, found.found["title"]) == ("some file name", "file name")


@pytest.mark.parametrize(
    "text",
    [
        "---\nA rule, then text.\n---\nMore text.",
        "----\ntitle: x\n----\nText.",
        "Text first.\n---\ntitle: x\n---\n",
        "---\n- a\n- list\n---\nText.",
        "--- \nno end to it: at all\n",
    ],
)
def test_a_rule_of_dashes_is_no_front_matter(text):
    assert front_matter(text) == ({}, None)


def test_front_matter_is_skipped_whole_whatever_its_line_ends():
    for text in (
        "---\ntitle: A\n---\nB.",
        "---\r\ntitle: A\r\n---\r\nB.",
        "\ufeff---\na: 1\n--- \nB.",
    ):
        _, span = front_matter(text)
        assert span == Span(0, len(text) - 2)


@given(st.text(max_size=80))
def test_any_text_is_kept_or_refused(text):
    try:
        document = from_text(text, "a.txt", "0" * 64)
    except LoadError:
        return
    assert document.text is text
    assert all(len(s.span) and s.span.end <= len(text) for s in document.skips)
