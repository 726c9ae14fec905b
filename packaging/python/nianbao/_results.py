"""What the program says of its work, as values."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Mapping, Optional, Tuple


@dataclass(frozen=True)
class Finding:
    """Something that a rule found. Lines and columns count from 1, a column is a character, the end is exclusive."""

    #: The code of the rule; ``nianbao explain N101`` says what it asks for.
    rule: str
    #: ``error`` or ``warning``.
    severity: str
    message: str
    file: str
    line: int
    column: int
    end_line: int
    end_column: int
    #: The name of the figure it is about: ``依申请公开.予以公开.自然人``.
    path: Optional[str] = None
    help: Optional[str] = None
    #: Whose report it is, of which year, and which row of a table, where the program knows.
    agency: Optional[str] = None
    row: Optional[int] = None
    year: Optional[int] = None
    #: Of a received report (Word, PDF, page, text): where the finding stands, in the words of the form and in the file.
    place: Optional[Mapping[str, Any]] = None

    @property
    def is_error(self) -> bool:
        return self.severity == "error"

    @classmethod
    def from_json(cls, line: Mapping[str, Any]) -> Finding:
        # Keys of later versions are left out.
        return cls(**{name: line[name] for name in cls.__dataclass_fields__ if name in line})


@dataclass(frozen=True)
class Result:
    """What became of one data file, or of one row of a table."""

    input: str
    #: ``built``, ``skipped`` (what is there is up to date) or ``failed``.
    status: str
    #: The files that are there now, whether this run wrote them or found them up to date.
    outputs: Tuple[Path, ...]
    findings: Tuple[Finding, ...]
    #: How long it took, in milliseconds.
    ms: float
    #: Whose report it is, of which year, and which row of a table, where the program knows.
    agency: Optional[str] = None
    row: Optional[int] = None
    year: Optional[int] = None
    #: Why the program could not make it. Findings are not errors in this sense.
    error: Optional[str] = None
    #: Outputs that somebody has edited and that were left as they are, unless forced.
    kept: Tuple[Path, ...] = ()
    #: Where files that stood in the way, and were not the program's own, have been put.
    copies: Tuple[Path, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the outputs are there and up to date."""
        return self.status != "failed"

    @classmethod
    def from_json(cls, line: Mapping[str, Any]) -> Result:
        def paths(key: str) -> Tuple[Path, ...]:
            return tuple(Path(path) for path in line.get(key, ()))

        return cls(
            input=line["input"],
            status=line["status"],
            outputs=paths("outputs"),
            findings=tuple(Finding.from_json(finding) for finding in line["findings"]),
            ms=line["ms"],
            agency=line.get("agency"),
            row=line.get("row"),
            year=line.get("year"),
            error=line.get("error"),
            kept=paths("kept"),
            copies=paths("copies"),
        )
