"""The checkout, and what every package has of it: the program, manual pages, completions, licences, an example."""

import functools
import gzip
import json
import os
import re
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Dict, List

from licences import third_party

ROOT = Path(__file__).resolve().parent.parent.parent
#: What is made on the way. Packages themselves come into target/packages/.
WORK = ROOT / "target" / "packaging"

#: The reversed domain name that shops of programs know this one by.
APP_ID = "io.github.nianbao"

#: Files of completions, by the folders that the shells look into.
COMPLETIONS = {
    "bash": "bash-completion/completions/nianbao",
    "zsh": "zsh/vendor-completions/_nianbao",
    "fish": "fish/vendor_completions.d/nianbao.fish",
    "elvish": "elvish/lib/nianbao.elv",
    "powershell": "nianbao/completions/nianbao.ps1",
}


@dataclass(eq=False)
class Package:
    """What is to be packed."""

    program: Path
    arch: str
    system: str
    #: The name that Rust has for both.
    target: str
    glibc: str
    #: Words before the program's name, where this machine does not run it by itself.
    runner: List[str] = field(default_factory=list)

    @functools.lru_cache(maxsize=None)
    def printed(self, *arguments: str) -> bytes:
        """What the program prints."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("NIANBAO")}
        return subprocess.run(
            [*self.runner, str(self.program), *arguments], stdout=subprocess.PIPE, check=True, env=environment
        ).stdout

    def manual_pages(self) -> Dict[str, bytes]:
        """All manual pages by the names of their files: a page lists those of its commands."""
        pages = {}
        rest = [[]]
        while rest:
            command = rest.pop()
            name = "-".join(["nianbao", *command])
            page = self.printed("man-page", *command)
            pages[f"{name}.1"] = page
            text = page.decode("utf-8").replace("\\-", "-")
            rest += [[*command, word] for word in re.findall(rf"^{name}-(\S+)\(1\)$", text, re.MULTILINE)]
        return pages

    def shared_files(self) -> Dict[str, bytes]:
        """The files below share/ but for the documents."""
        files = {path: self.printed("completions", shell) for shell, path in COMPLETIONS.items()}
        for name, page in self.manual_pages().items():
            files[f"man/man1/{name}.gz"] = compressed(page)
        return files

    def documents(self) -> Dict[str, bytes]:
        """What the program's documents are everywhere."""
        names = ["README.zh-CN.md", "README.md", "CHANGELOG.md"]
        files = {name: (ROOT / name).read_bytes() for name in names}
        files["examples/jiyuan-2024.yaml"] = (ROOT / "examples/jiyuan-2024.yaml").read_bytes()
        return files

    def licences(self) -> Dict[str, bytes]:
        """The licences of the program, of the faces and of every library in it."""
        files = {path.name: path.read_bytes() for path in sorted(ROOT.glob("LICENSE-*"))}
        for path in sorted((ROOT / "fonts/licenses").iterdir()):
            files[f"fonts/{path.name}"] = path.read_bytes()
        files["THIRD-PARTY.txt"] = third_party(metadata("--filter-platform", self.target))
        return files


@functools.lru_cache(maxsize=None)
def metadata(*arguments: str) -> dict:
    """What cargo says of the package, its dependencies and where their sources lie."""
    command = ["cargo", "metadata", "--locked", "--format-version", "1", *arguments]
    return json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True, cwd=ROOT).stdout)


@functools.lru_cache(maxsize=None)
def manifest() -> dict:
    """Cargo.toml of the program."""
    packages = metadata("--no-deps")["packages"]
    (found,) = [package for package in packages if package["name"] == "nianbao"]
    return found


def version() -> str:
    return manifest()["version"]


@functools.lru_cache(maxsize=None)
def epoch() -> int:
    """The time that files in packages have."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if given:
        return int(given)
    command = ["git", "log", "-1", "--format=%ct"]
    return int(subprocess.run(command, stdout=subprocess.PIPE, check=True, cwd=ROOT).stdout)


def compressed(data: bytes) -> bytes:
    """gzip, without a time and a name."""
    return gzip.compress(data, 9, mtime=0)


def write(path: Path, data: bytes, mode: int = 0o644) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    path.chmod(mode)
