"""tar.gz and zip, which need no installer, and the sums of all packages."""

import gzip
import hashlib
import io
import tarfile
import time
import zipfile
from pathlib import Path
from typing import Dict, Tuple

from checkout import COMPLETIONS, ROOT, Package, epoch, version


def _contents(package: Package) -> Dict[str, Tuple[bytes, int]]:
    """Names in the archive, with bytes and modes."""
    program = "nianbao.exe" if package.system == "windows" else "nianbao"
    files = {program: (package.program.read_bytes(), 0o755)}
    if package.system == "linux":
        files["open-page"] = ((ROOT / "packaging/linux/open-page").read_bytes(), 0o755)
    plain = package.documents()
    plain.update({f"licenses/{name}": data for name, data in package.licences().items()})
    for name, data in package.shared_files().items():
        # Windows has no man, and one shell of the five.
        if package.system != "windows" or name == COMPLETIONS["powershell"]:
            plain[f"share/{name}"] = data
    files.update({name: (data, 0o644) for name, data in plain.items()})
    return dict(sorted(files.items()))


def _name(package: Package) -> str:
    return f"nianbao-{version()}-{package.system}-{package.arch}"


def write_tar(package: Package, out: Path) -> None:
    """Everything in one folder; made from the same files, the same bytes."""
    name = _name(package)
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.GNU_FORMAT) as archive:
        for path, (data, mode) in _contents(package).items():
            member = tarfile.TarInfo(f"{name}/{path}")
            member.size, member.mode, member.mtime = len(data), mode, epoch()
            archive.addfile(member, io.BytesIO(data))
    (out / f"{name}.tar.gz").write_bytes(gzip.compress(packed.getvalue(), 6, mtime=0))


def write_zip(package: Package, out: Path) -> None:
    """The same for Windows."""
    name = _name(package)
    date = max(time.gmtime(epoch())[:6], (1980, 1, 1, 0, 0, 0))
    with zipfile.ZipFile(out / f"{name}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path, (data, mode) in _contents(package).items():
            member = zipfile.ZipInfo(f"{name}/{path}", date)
            member.compress_type, member.external_attr = zipfile.ZIP_DEFLATED, (0o100000 | mode) << 16
            archive.writestr(member, data)


def write_sums(out: Path) -> None:
    """SHA256SUMS of all packages that are there, as `sha256sum --check` reads it."""
    packages = [path for path in sorted(out.iterdir()) if path.is_file() and path.name != "SHA256SUMS"]
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in packages]
    (out / "SHA256SUMS").write_bytes("".join(lines).encode("ascii"))
