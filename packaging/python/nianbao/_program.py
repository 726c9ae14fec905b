"""Where the program is, and how it is run."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any, Dict, Iterator, List, Sequence, Tuple

from nianbao._results import Result

#: Exit status of a program that could not run, or could not write.
FAILED = 2

#: How much of what the program said on stderr stands in an error's text.
TAIL_LINES = 20


class NianbaoError(Exception):
    """Whatever this module raises."""


class ProgramNotFound(NianbaoError):
    """There is no program ``nianbao``, neither beside this module nor in PATH."""


class ProgramFailed(NianbaoError):
    """The program could not run or could not write, for at least one data file.

    ``results`` has what became of all data files that it came to, those that went well among them.
    """

    def __init__(self, status: int, stderr: str, results: Sequence[Result] = ()) -> None:
        self.status = status
        self.stderr = stderr
        self.results: Tuple[Result, ...] = tuple(results)
        errors = [f"{result.input}：{result.error}" for result in self.results if result.error]
        said = errors or stderr.strip().splitlines()[-TAIL_LINES:]
        super().__init__("\n".join(said) or f"nianbao 以 {status} 退出")

    def __reduce__(self) -> Tuple[Any, ...]:
        # Exceptions that cross processes (multiprocessing, concurrent.futures) are made anew from their arguments.
        return (type(self), (self.status, self.stderr, self.results))


def find_program() -> Path:
    """The program that came with this module, or else the one in PATH.

    Raises:
        ProgramNotFound: there is none.
    """
    name = "nianbao.exe" if os.name == "nt" else "nianbao"
    for folder in _script_folders():
        if (folder / name).is_file():
            return folder / name
    found = shutil.which("nianbao")
    if found is None:
        raise ProgramNotFound("没有找到 nianbao 程序：请重新安装（pip install --force-reinstall nianbao），或把它放进 PATH")
    return Path(found)


def _script_folders() -> Iterator[Path]:
    """Where installers put programs: of this environment, of this user, of ``pip install --target``."""
    yield Path(sysconfig.get_path("scripts"))
    user_scheme = f"{os.name}_user"
    if sys.version_info >= (3, 10):
        user_scheme = sysconfig.get_preferred_scheme("user")
    yield Path(sysconfig.get_path("scripts", user_scheme))
    yield Path(__file__).resolve().parent.parent / "bin"


def run(arguments: Sequence[str]) -> Tuple[int, List[Dict[str, Any]], str]:
    """Runs the program; gives its exit status, the objects of its lines and what it said.

    Raises:
        ProgramNotFound: there is no program.
        ProgramFailed: what is there cannot be started, or printed something else.
    """
    command = [os.fspath(find_program()), *arguments]
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    except OSError as error:
        raise ProgramFailed(FAILED, f"{command[0]} 不能运行：{error}") from error
    stderr = done.stderr.decode("utf-8", "replace")
    if done.returncode not in (0, 1, FAILED):
        raise ProgramFailed(done.returncode, stderr)
    try:
        lines = [json.loads(line) for line in done.stdout.decode("utf-8").splitlines() if line]
    except ValueError as error:
        raise ProgramFailed(FAILED, f"{command[0]} 的输出不是 JSON：{error}\n{stderr}") from error
    return done.returncode, lines, stderr
