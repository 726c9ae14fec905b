#!/usr/bin/env python3
"""Measures nianbao and its peers in one run on one machine, and writes the table of docs/performance.md.

    benches/compare/run.py [--reports 1000] [--repeat 3] [--typst PROGRAM] [--long 10000] [--write]

Peers that are not there are left out: typst (`cargo install typst-cli --version 0.15.1 --locked`), soffice (LibreOffice). docxtpl is installed
by the script, into target/. Every number is the median of the repeats; memory is the largest of any process of the measured command.
"""

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HERE = ROOT / "benches/compare"
WORK = ROOT / "target/compare"
RUNS = WORK / f"runs-{os.getpid()}"
NIANBAO = ROOT / "target/release/nianbao"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"


def measure(command, **options):
    """Wall seconds, CPU seconds, peak MB of a command and what it started."""
    start = time.perf_counter()
    child = subprocess.Popen([str(c) for c in command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **options)
    errors = child.stderr.read()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - start
    if child.returncode != 0:
        sys.exit(f"{command} ended with {child.returncode}:\n{errors.decode(errors='replace')[-2000:]}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


class Row:
    """One line of the table."""

    def __init__(self, name, reports):
        self.name, self.reports, self.runs = name, reports, []

    def add(self, run):
        self.runs.append(run)

    def of(self, which):
        return statistics.median(run[which] for run in self.runs)

    @property
    def wall_ms(self):
        return self.of(0) * 1000 / self.reports

    @property
    def cpu_ms(self):
        return self.of(1) * 1000 / self.reports

    @property
    def memory(self):
        return max(run[2] for run in self.runs)

    def line(self):
        return f"| {self.name} | {self.reports} | {self.wall_ms:.1f} | {self.cpu_ms:.1f} | {self.memory:.0f} |"


def fresh(name):
    folder = WORK / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def new():
    """A folder to write into that was never there before. Nothing is deleted until the end: ext4 looks long for a free inode after many
    files were deleted, and who writes most files would pay for it."""
    RUNS.mkdir(parents=True, exist_ok=True)
    return Path(tempfile.mkdtemp(dir=RUNS))


def build(data, formats, jobs, out):
    command = [NIANBAO, "build", data, "-o", out, "--to", formats, "--jobs", jobs, "--no-system-fonts", "--output", "json"]
    return measure(command)


def docxtpl_python():
    folder = WORK / "python"
    python = folder / "bin/python"
    if not python.exists():
        subprocess.run(["python3", "-m", "venv", folder], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "-r", HERE / "requirements.txt"], check=True)
    return python


def fonts_conf():
    """The bundled faces in the place of the official ones, for LibreOffice."""
    aliases = {"Baogao Biaoti Song": "方正小标宋简体", "FandolFang R": "仿宋_GB2312", "FandolKai": "楷体_GB2312", "Baogao Hei": "黑体",
               "Baogao Shu Song": "宋体", "Liberation Serif": "Times New Roman"}
    match = ('<match target="pattern"><test name="family" compare="eq"><string>{}</string></test>'
             '<edit name="family" mode="assign" binding="same"><string>{}</string></edit></match>')
    path = WORK / "fonts.conf"
    path.write_text('<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
                    f'<dir>{ROOT}/fonts</dir><cachedir>{WORK}/fontcache</cachedir>'
                    '<include ignore_missing="yes">/etc/fonts/fonts.conf</include>'
                    + "".join(match.format(name, face) for face, name in aliases.items()) + "</fontconfig>")
    return path


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--reports", type=int, default=1000)
    options.add_argument("--repeat", type=int, default=3)
    options.add_argument("--typst", default=shutil.which("typst"))
    options.add_argument("--long", type=int, default=0, help="also a run over so many reports, once, for its memory")
    options.add_argument("--write", action="store_true", help="write the table into docs/performance.md")
    args = options.parse_args()

    subprocess.run(["cargo", "build", "--release", "--quiet", "--bin", "nianbao", "--example", "corpus", "--example", "document_json"],
                   cwd=ROOT, check=True)
    WORK.mkdir(parents=True, exist_ok=True)
    examples = ROOT / "target/release/examples"
    os.environ["NIANBAO_FONTS"] = str(ROOT / "fonts")
    data = fresh("data")
    subprocess.run([examples / "corpus", str(args.reports), data], check=True)
    files = sorted(data.iterdir())
    few, single = files[:20], files[0]
    trees = fresh("trees")
    subprocess.run([examples / "document_json", trees, *files[:100]], check=True)
    n = args.reports

    rows = {
        "cold": Row("nianbao, one report, whole process, PDF + DOCX", 1),
        "pdf1": Row("nianbao, PDF, 1 job", n),
        "pdf2": Row("nianbao, PDF, 2 jobs", n),
        "docx1": Row("nianbao, DOCX, 1 job", n),
        "docx2": Row("nianbao, DOCX, 2 jobs", n),
        "ofd1": Row("nianbao, OFD, 1 job", n),
        "pdfofd1": Row("nianbao, PDF + OFD, laid out once, 1 job", n),
        "both1": Row("nianbao, PDF + DOCX, 1 job", n),
        "both2": Row("nianbao, PDF + DOCX, 2 jobs", n),
        "skip": Row("nianbao, PDF + DOCX, all up to date, 2 jobs", n),
        "typst": Row("typst command line, PDF, once per report", len(few)),
        "typst-one": Row("typst command line, PDF, one report", 1),
        "office-all": Row("LibreOffice, our DOCX to PDF, one process for all", 100),
        "office-one": Row("LibreOffice, our DOCX to PDF, one process each", 5),
        "docxtpl": Row("docxtpl (python-docx), DOCX, one process for all", 100),
    }
    office = shutil.which("soffice")
    drafts = fresh("drafts")
    subprocess.run([NIANBAO, "build", *files[:100], "-o", drafts, "--to", "docx", "--output", "json"], check=True, stdout=subprocess.DEVNULL)
    drafts = sorted(drafts.glob("*.docx"))
    python = docxtpl_python()
    environment = {**os.environ, "FONTCONFIG_FILE": str(fonts_conf())}

    def convert(which):
        command = [office, f"-env:UserInstallation=file://{WORK}/office", "--headless", "--convert-to", "pdf", "--outdir", new()]
        return measure([*command, *which], env=environment)

    def typst(file):
        tree = trees / file.with_suffix(".json").name
        return measure([args.typst, "compile", "--root", ROOT, "--font-path", ROOT / "fonts", "--ignore-system-fonts", "--pdf-standard",
                        "a-2a,ua-1", "--input", f"data=/{tree.relative_to(ROOT)}", HERE / "report.typ", WORK / "typst.pdf"])

    if office:
        convert(drafts[:1])  # makes its profile and its cache of faces
    for turn in range(args.repeat):
        print(f"turn {turn + 1} of {args.repeat}", file=sys.stderr)
        for _ in range(5):
            rows["cold"].add(measure([NIANBAO, "build", single, "-o", new(), "--no-system-fonts"]))
            if args.typst:
                rows["typst-one"].add(typst(single))
        for key, formats, jobs in [("pdf1", "pdf", 1), ("pdf2", "pdf", 2), ("docx1", "docx", 1), ("docx2", "docx", 2),
                                   ("ofd1", "ofd", 1), ("pdfofd1", "pdf,ofd", 1), ("both1", "pdf,docx", 1), ("both2", "pdf,docx", 2)]:
            out = new()
            rows[key].add(build(data, formats, jobs, out))
        rows["skip"].add(build(data, formats, jobs, out))
        if args.typst:
            runs = [typst(file) for file in few]
            rows["typst"].add((sum(r[0] for r in runs), sum(r[1] for r in runs), max(r[2] for r in runs)))
        if office:
            rows["office-all"].add(convert(drafts))
            runs = [convert([draft]) for draft in drafts[:5]]
            rows["office-one"].add((sum(r[0] for r in runs), sum(r[1] for r in runs), max(r[2] for r in runs)))
        rows["docxtpl"].add(measure([python, HERE / "fill.py", drafts[0], trees, new()]))

    lines = ["| what | reports | ms a report | CPU ms a report | peak MB |", "|---|---:|---:|---:|---:|"]
    lines += [row.line() for row in rows.values() if row.runs]
    ratios = []

    def ratio(text, slow, fast, target):
        if rows[slow].runs and rows[fast].runs:
            ratios.append(f"| {text} | {rows[slow].wall_ms / rows[fast].wall_ms:.1f} × | {target} |")

    ratio("PDF of many reports, 2 jobs: typst command line once per report", "typst", "pdf2", "≥ 10 ×")
    ratio("the same: LibreOffice, one process for all", "office-all", "pdf2", "≥ 50 ×")
    ratio("the same: LibreOffice, one process each", "office-one", "pdf2", "≥ 50 ×")
    ratio("DOCX of many reports, 2 jobs: docxtpl", "docxtpl", "docx2", "≥ 10 ×")
    ratio("one report, whole process, PDF + DOCX: typst command line, PDF alone", "typst-one", "cold", "≥ 1 ×")
    lines += ["", "| compared with nianbao | takes | target |", "|---|---:|---:|", *ratios]
    if args.long:
        long_data = fresh("long")
        subprocess.run([examples / "corpus", str(args.long), long_data], check=True)
        run = build(long_data, "pdf,docx", 2, new())
        base = rows["both2"].memory
        lines += ["", f"Peak memory over {args.long} reports, PDF + DOCX, 2 jobs: {run[2]:.0f} MB, {run[2] / base:.2f} × that over {n} "
                  f"({run[0] / args.long * 1000:.1f} ms a report). Targets: ≤ 1.3 ×, < 250 MB."]
    shutil.rmtree(RUNS)
    lines += ["", machine(args, office)]
    text = "\n".join(lines)
    print(text)
    (WORK / "rows.json").write_text(json.dumps({key: row.runs for key, row in rows.items()}))
    if args.write:
        page = ROOT / "docs/performance.md"
        old = page.read_text()
        page.write_text(old[:old.index(BEGIN) + len(BEGIN)] + "\n" + text + "\n" + old[old.index(END):])


def machine(args, office):
    def version(command):
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()[0].strip()

    cpu = next((l.split(":")[1].strip() for l in open("/proc/cpuinfo") if l.startswith("model name")), platform.machine())
    parts = [f"{os.cpu_count()} cores of {cpu}", f"{platform.system()} {platform.release()}", version([NIANBAO, "--version"]),
             version(["rustc", "--version"])]
    if args.typst:
        parts.append(version([args.typst, "--version"]))
    if office:
        parts.append(" ".join(version([office, "--version"]).split()[:2]))
    return f"Machine: {'; '.join(parts)}. Medians of {args.repeat} turns."


if __name__ == "__main__":
    main()
