"""Runs the steps of a composite action as a runner of GitHub Actions does, as far as action.yml of this repository needs it: its
inputs and defaults, the expressions with them, variables of each step, what a step adds to the PATH of the later ones.

usage: run_action.py FOLDER NAME=VALUE…      in the working folder, which stands for the checkout of who uses the action

FOLDER holds action.yml. github.action_repository is empty, as for an action that is used by its path, unless
NIANBAO_TEST_REPOSITORY gives one. Ends as the first step that fails.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import yaml


def main(folder, given):
    action = yaml.safe_load((folder / "action.yml").read_text(encoding="utf-8"))
    inputs = {name: str(about.get("default", "")) for name, about in action["inputs"].items()}
    for name, value in given.items():
        assert name in inputs, f"action.yml has no input {name}"
        inputs[name] = value
    for name, about in action["inputs"].items():
        assert name in given or not about["required"], f"{name} is required"
    github = {"action_path": str(folder), "action_repository": os.environ.get("NIANBAO_TEST_REPOSITORY", "")}
    used = set()

    def filled(text):
        def value(match):
            context, name = match.group(1).split(".", 1)
            if context == "inputs":
                used.add(name)
            return {"inputs": inputs, "github": github}[context][name]

        return re.sub(r"\$\{\{\s*([\w.-]+)\s*\}\}", value, text)

    assert action["runs"]["using"] == "composite"
    with tempfile.TemporaryDirectory() as temporary:
        path_file = Path(temporary, "path")
        path_file.touch()
        environment = os.environ | {"RUNNER_TEMP": temporary, "GITHUB_PATH": str(path_file)}
        for step in action["runs"]["steps"]:
            assert "${{ inputs." not in step["run"], "an input in a script would be run as one"
            added = path_file.read_text(encoding="utf-8").split("\n")[:-1]
            path = ":".join([*reversed(added), os.environ["PATH"]])
            env = {name: filled(text) for name, text in step.get("env", {}).items()}
            # The command of `shell: bash` in GitHub's documentation.
            command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", filled(step["run"])]
            status = subprocess.run(command, env=environment | env | {"PATH": path}).returncode
            if status != 0:
                return status
    assert used == set(inputs), f"inputs that do nothing: {set(inputs) - used}"
    return 0


if __name__ == "__main__":
    pairs = dict(argument.split("=", 1) for argument in sys.argv[2:])
    sys.exit(main(Path(sys.argv[1]).resolve(), pairs))
