"""Which files a list of paths means, and how each one stands on the disk."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rag.errors import LoadError

UNSETTLED_NS = 2_000_000_000  # a file written this recently may change again unnoticed


@dataclass(frozen=True, slots=True)
class Found:
    """What is to be ingested, resolved and in order.

    :param folders: the folders that were named, whose vanished files are to be forgotten.
    :param passed_over: files in folders that are of no known kind.
    :param unreadable: folders that cannot be listed, with the reason.
    """

    files: tuple[Path, ...]
    folders: tuple[Path, ...]
    passed_over: int = 0
    unreadable: tuple[tuple[str, str], ...] = ()


def find_files(paths: Sequence[str | Path], suffixes: Sequence[str]) -> Found:
    """The files ``paths`` name, and those of ``suffixes`` in the folders they name.

    Hidden files and folders and a folder's top README are left out of folders.

    :raises LoadError: if one of them does not exist.
    """
    named = [Path(path).expanduser() for path in paths]
    for path in named:
        _must_exist(path)
    folders = [path.resolve() for path in named if path.is_dir()]
    walk = _Walk(tuple(suffixes))
    found = [path.resolve() for path in named if not path.is_dir()]
    for folder in folders:
        found += [path for path in walk.files(folder) if not _is_readme(path, folder)]
    return Found(
        tuple(dict.fromkeys(found)), tuple(folders), walk.passed_over, tuple(walk.unreadable)
    )


def written_at(stat: os.stat_result) -> int:
    """When a file was written, in nanoseconds; 0 if too recently to tell it from a later change."""
    return stat.st_mtime_ns if time.time_ns() - stat.st_mtime_ns > UNSETTLED_NS else 0


def _must_exist(path: Path) -> None:
    try:
        path.stat()
    except (OSError, ValueError) as error:
        what = getattr(error, "strerror", None) or "not a path"
        raise LoadError(
            f"there is no {path} ({what})", "Check it; `fuente sources remove` forgets a file."
        ) from error


class _Walk:
    """A walk through folders, each visited once however many links lead to it."""

    def __init__(self, suffixes: tuple[str, ...]) -> None:
        self.passed_over = 0
        self.unreadable: list[tuple[str, str]] = []
        self._suffixes = suffixes
        self._visited: set[Path] = set()

    def files(self, folder: Path) -> Iterator[Path]:
        """The files of a folder and those below it, sorted by name."""
        if folder in self._visited:
            return
        self._visited.add(folder)
        try:
            entries = [
                (entry, entry.is_dir(), entry.is_file())
                for entry in sorted(folder.iterdir())
                if not entry.name.startswith(".")
            ]
        except OSError as error:
            self.unreadable.append((str(folder), f"the folder cannot be read ({error.strerror})"))
            return
        for entry, is_folder, is_file in entries:
            if is_folder:
                yield from self.files(entry.resolve())
            elif is_file and entry.suffix.lower() in self._suffixes:
                yield entry.resolve()
            else:
                self.passed_over += 1


def _is_readme(path: Path, folder: Path) -> bool:
    return path.parent == folder and path.stem.lower() == "readme"
