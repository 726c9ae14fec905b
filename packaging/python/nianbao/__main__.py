"""``python -m nianbao …``: the program itself, with the same arguments and the same exit status."""

import os
import subprocess
import sys

from nianbao._program import NianbaoError, find_program


def main() -> int:
    try:
        command = [os.fspath(find_program()), *sys.argv[1:]]
    except NianbaoError as error:
        print(f"错误：{error}", file=sys.stderr)
        return 2
    if os.name == "posix":
        # The program takes this one's place, so that signals reach it.
        os.execv(command[0], command)
    return subprocess.run(command).returncode


if __name__ == "__main__":
    sys.exit(main())
