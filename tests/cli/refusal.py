"""How a command ends that is given what it cannot take."""

import subprocess


def assert_refused(result: subprocess.CompletedProcess, message: str) -> None:
    assert (result.returncode, result.stdout, result.stderr) == (2, "", f"embedviz: {message}\n")
