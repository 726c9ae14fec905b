"""政府信息公开工作年度报告: checks data files and makes the reports, by the program ``nianbao``.

>>> import nianbao
>>> for result in nianbao.build("2024.yaml", output="out", to=["pdf", "docx"]):
...     print(result.status, result.outputs)
>>> [finding.message for finding in nianbao.check("2024.yaml")]

Findings are values; exceptions are for a program that could not do its work.
"""

from nianbao._program import NianbaoError, ProgramFailed, ProgramNotFound, find_program
from nianbao._results import Finding, Result
from nianbao._run import build, check

__all__ = [
    "Finding",
    "NianbaoError",
    "ProgramFailed",
    "ProgramNotFound",
    "Result",
    "build",
    "check",
    "find_program",
]
