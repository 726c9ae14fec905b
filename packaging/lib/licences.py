"""The notices of the libraries that are linked into the program: their licences ask that they come along."""

import re
from pathlib import Path
from typing import Dict, List, Set

NOTICE = re.compile(r"(licen[cs]e|copying|notice|copyright|unlicense)", re.IGNORECASE)


def third_party(metadata: dict) -> bytes:
    """One text: every crate with its licence, then each notice once, under the names of the crates that have it."""
    packages = {package["id"]: package for package in metadata["packages"]}
    linked = [packages[identity] for identity in sorted(_linked(metadata))]
    linked = [package for package in linked if package["source"]]
    linked.sort(key=lambda package: (package["name"], package["version"]))
    texts: Dict[str, List[str]] = {}
    lines = ["Libraries in this program, with their licences; the texts follow.", ""]
    for package in linked:
        name = f"{package['name']} {package['version']}"
        lines.append(f"{name}: {package['license'] or package['license_file']}")
        for text in _notices(package):
            texts.setdefault(text, []).append(name)
    for text, names in texts.items():
        lines += ["", "=" * 80, ", ".join(names), "-" * 80, "", text]
    return ("\n".join(lines) + "\n").encode("utf-8")


def _linked(metadata: dict) -> Set[str]:
    """Whatever the program depends on, but not what only its build and its tests need."""
    nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}
    (root,) = [package["id"] for package in metadata["packages"] if package["name"] == "nianbao"]
    found: Set[str] = set()
    rest = [root]
    while rest:
        identity = rest.pop()
        if identity in found:
            continue
        found.add(identity)
        for dependency in nodes[identity]["deps"]:
            if any(kind["kind"] is None for kind in dependency["dep_kinds"]):
                rest.append(dependency["pkg"])
    return found


def _notices(package: dict) -> List[str]:
    folder = Path(package["manifest_path"]).parent
    files = [path for path in folder.iterdir() if path.is_file() and NOTICE.search(path.name)]
    # Code that others have published under "licenses" has its texts there.
    for name in ("LICENSES", "licenses"):
        if (folder / name).is_dir():
            files += [path for path in (folder / name).iterdir() if path.is_file()]
    texts = [path.read_text(encoding="utf-8", errors="replace").strip() for path in sorted(set(files))]
    return [text for text in dict.fromkeys(texts) if text]
