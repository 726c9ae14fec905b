"""The commands of the program as functions."""

from __future__ import annotations

import os
from typing import Iterable, List, Optional, Union

from nianbao import _program
from nianbao._results import Finding, Result

PathLike = Union[str, "os.PathLike[str]"]


def build(
    path: PathLike,
    *more: PathLike,
    output: Optional[PathLike] = None,
    to: Iterable[str] = (),
    previous: Iterable[PathLike] = (),
    pattern: Optional[PathLike] = None,
    template: Optional[PathLike] = None,
    font_path: Iterable[PathLike] = (),
    system_fonts: bool = True,
    draft: bool = False,
    chart: bool = False,
    controls: bool = False,
    force: bool = False,
    jobs: Optional[int] = None,
    time_limit: Optional[int] = None,
) -> List[Result]:
    """Checks data files and makes their reports: ``nianbao build``.

    Args:
        path, more: data files, folders, patterns of names, or tables.
        output: a folder, or a file where there is one output; beside the data file if not given.
        to: any of pdf, ofd, docx, html, html-fragment, png; PDF and Word if not given.
        previous: last year's reports: files, folders, tables or lists.
        pattern: for tables, the data file that has what the table does not (``--with``).
        template: a folder of one's own templates.
        font_path: faces to use first.
        system_fonts: whether the faces of this machine are used; without them all machines make the same.
        draft: reports with errors are made too, marked as drafts.
        chart: one more page, with charts.
        controls: content controls around the figures of the Word draft.
        force: outputs that somebody has edited are made again; what was there is kept as ``.bak``.
        jobs: how many at a time.
        time_limit: seconds for each report; 0 for no limit.

    A report whose findings forbid it has ``status == "failed"`` and the findings that say why.

    Raises:
        ProgramFailed: the program could not run, or a data file could not be read or an output not written.
        ProgramNotFound: there is no program.
    """
    arguments = ["build", "--output", "json"]
    arguments += _option("--out", output)
    arguments += _option("--to", ",".join([to] if isinstance(to, str) else to) or None)
    arguments += _options("--previous", previous)
    arguments += _option("--with", pattern)
    arguments += _option("--template", template)
    arguments += _options("--font-path", font_path)
    arguments += _option("--jobs", jobs)
    arguments += _option("--time-limit", time_limit)
    flags = {
        "--no-system-fonts": not system_fonts,
        "--draft": draft,
        "--chart": chart,
        "--controls": controls,
        "--force": force,
    }
    arguments += [flag for flag, wanted in flags.items() if wanted]
    status, lines, stderr = _program.run([*arguments, *_files(path, more)])
    results = [Result.from_json(line) for line in lines]
    if status == _program.FAILED:
        raise _program.ProgramFailed(status, stderr, results)
    return results


def check(
    path: PathLike,
    *more: PathLike,
    previous: Iterable[PathLike] = (),
    parts: Iterable[PathLike] = (),
    pattern: Optional[PathLike] = None,
    template: Optional[PathLike] = None,
) -> List[Finding]:
    """Checks data files: ``nianbao check``. Nothing is written.

    Args:
        path, more: data files, folders, patterns of names, or tables.
        previous: last year's reports: files, folders, tables or lists.
        parts: the data files of subordinate agencies whose sum the report must be.
        pattern: for tables, the data file that has what the table does not (``--with``).
        template: a folder of one's own templates.

    Raises:
        ProgramFailed: the program could not run, or a data file could not be read.
        ProgramNotFound: there is no program.
    """
    arguments = ["check", "--output", "json"]
    arguments += _options("--previous", previous)
    arguments += _options("--parts", parts)
    arguments += _option("--with", pattern)
    arguments += _option("--template", template)
    status, lines, stderr = _program.run([*arguments, *_files(path, more)])
    if status == _program.FAILED:
        raise _program.ProgramFailed(status, stderr)
    return [Finding.from_json(line) for line in lines]


def _option(name: str, value: Union[None, int, PathLike]) -> List[str]:
    if value is None:
        return []
    # In one word, so that a value may begin with a hyphen.
    return [f"{name}={value if isinstance(value, int) else os.fspath(value)}"]


def _options(name: str, values: Iterable[PathLike]) -> List[str]:
    # One path is meant as a whole, not as the letters of its name.
    listed = [values] if isinstance(values, (str, os.PathLike)) else values
    return [argument for value in listed for argument in _option(name, value)]


def _files(path: PathLike, more: Iterable[PathLike]) -> List[str]:
    """Files after ``--``; a lone hyphen is a file of that name, not standard input."""
    names = [os.fspath(file) for file in (path, *more)]
    return ["--", *(os.path.join(".", name) if name == "-" else name for name in names)]
