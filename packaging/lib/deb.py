"""The .deb in its two layouts: Debian's own, and the one that the shop of 统信 UOS asks for."""

import json
import os
import shutil
import subprocess
from pathlib import Path

from checkout import APP_ID, ROOT, WORK, Package, compressed, epoch, manifest, version, write

MAINTAINER = "The nianbao contributors <nianbao@nianbao.invalid>"
LINUX = ROOT / "packaging/linux"

DESCRIPTION = """Description: yearly reports on government information disclosure
 政府信息公开工作年度报告：填一份数据文件，核对每一个数，生成符合 GB/T 9704 版式的
 PDF、OFD、Word 文稿和网页。在浏览器里填写，也可以在命令行成批生成。
 .
 Fill in one data file; have every figure checked; get the official PDF, OFD,
 Word draft and web page. With a page to fill it in, and commands for many reports.
"""


def write_deb(package: Package, out: Path) -> None:
    """Into /usr."""
    stage = _new_stage("deb", package)
    share = stage / "usr/share"
    _programs(package, stage / "usr/bin", stage / "usr/lib/nianbao")
    _entry(share / "applications/nianbao.desktop", "/usr/lib/nianbao/open-page", "nianbao")
    write(share / "icons/hicolor/scalable/apps/nianbao.svg", (LINUX / "nianbao.svg").read_bytes())
    for path, data in package.shared_files().items():
        write(share / path, data)
    _documents(package, share / "doc/nianbao", "nianbao")
    _pack(package, stage, "nianbao", version(), out)


def write_uos_deb(package: Package, out: Path) -> None:
    """Into /opt/apps/<id>: entries, files, info. No scripts run at installation, nothing else is touched."""
    stage = _new_stage("uos", package)
    home = f"/opt/apps/{APP_ID}"
    folder = stage / home.lstrip("/")
    _programs(package, folder / "files/bin", folder / "files/bin")
    _entry(folder / f"entries/applications/{APP_ID}.desktop", f"{home}/files/bin/open-page", APP_ID)
    write(
        folder / f"entries/icons/hicolor/scalable/apps/{APP_ID}.svg", (LINUX / "nianbao.svg").read_bytes()
    )
    for path, data in package.shared_files().items():
        write(folder / "files/share" / path, data)
    _documents(package, folder / "files/doc", APP_ID)
    # The shop's versions have four numbers.
    uos_version = version() + ".0"
    write(folder / "info", _info(package, uos_version))
    _pack(package, stage, APP_ID, uos_version, out)


def _info(package: Package, uos_version: str) -> bytes:
    """What the shop wants to know. The program needs no permission of these."""
    permissions = [
        "autostart",
        "notification",
        "trayicon",
        "clipboard",
        "account",
        "bluetooth",
        "camera",
        "audio_record",
        "installed_apps",
    ]
    info = {
        "appid": APP_ID,
        "name": "政府信息公开年度报告",
        "version": uos_version,
        "arch": [package.arch],
        "permissions": {name: False for name in permissions},
    }
    return (json.dumps(info, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def _new_stage(layout: str, package: Package) -> Path:
    stage = WORK / "stage" / f"{layout}-{package.arch}"
    shutil.rmtree(stage, ignore_errors=True)
    stage.mkdir(parents=True)
    return stage


def _programs(package: Package, programs: Path, helpers: Path) -> None:
    for path, source in ((programs / "nianbao", package.program), (helpers / "open-page", LINUX / "open-page")):
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, path)
        path.chmod(0o755)


def _entry(path: Path, open_page: str, icon: str) -> None:
    text = (LINUX / "nianbao.desktop").read_text(encoding="utf-8")
    write(path, text.replace("@OPEN_PAGE@", open_page).replace("@ICON@", icon).encode("utf-8"))


def _documents(package: Package, folder: Path, name: str) -> None:
    for path, data in package.documents().items():
        # As Debian has it: long texts are compressed, examples are not.
        if path.startswith("examples/"):
            write(folder / path, data)
        else:
            write(folder / f"{path}.gz", compressed(data))
    for path, data in package.licences().items():
        write(folder / "licenses" / f"{path}.gz", compressed(data))
    write(folder / "copyright", (LINUX / "copyright").read_bytes())
    date = subprocess.run(
        ["date", "--utc", "--rfc-email", f"--date=@{epoch()}"],
        stdout=subprocess.PIPE,
        check=True,
        env={**os.environ, "LC_ALL": "C"},
    ).stdout.decode()
    entry = f"{name} ({version()}) unstable; urgency=medium\n\n  * See CHANGELOG.md.\n\n -- {MAINTAINER}  {date}"
    write(folder / "changelog.gz", compressed(entry.encode("utf-8")))


def _pack(package: Package, stage: Path, name: str, package_version: str, out: Path) -> None:
    paths = sorted(path for path in stage.rglob("*"))
    size = sum(path.stat().st_size for path in paths if path.is_file())
    homepage = manifest().get("homepage") or manifest().get("repository")
    control = [
        f"Package: {name}",
        f"Version: {package_version}",
        f"Architecture: {package.arch}",
        f"Maintainer: {MAINTAINER}",
        f"Installed-Size: {-(-size // 1024)}",
        f"Depends: libc6 (>= {package.glibc})",
        "Recommends: xdg-utils, xdg-user-dirs",
        "Section: text",
        "Priority: optional",
        *([f"Homepage: {homepage}"] if homepage else []),
    ]
    write(stage / "DEBIAN/control", ("\n".join(control) + "\n" + DESCRIPTION).encode("utf-8"))
    sums = subprocess.run(
        ["md5sum", *(str(path.relative_to(stage)) for path in paths if path.is_file())],
        cwd=stage,
        stdout=subprocess.PIPE,
        check=True,
    ).stdout
    write(stage / "DEBIAN/md5sums", sums)
    # Whoever builds, with whatever umask and clock.
    for path in sorted(stage.rglob("*"), reverse=True):
        if path.is_dir():
            path.chmod(0o755)
        os.utime(path, (epoch(), epoch()))
    stage.chmod(0o755)
    os.utime(stage, (epoch(), epoch()))
    target = out / f"{name}_{package_version}_{package.arch}.deb"
    # xz, as dpkg of Debian 10 knows no newer one.
    command = ["dpkg-deb", "--root-owner-group", "-Zxz", "--build", str(stage), str(target)]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(epoch())}
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)
