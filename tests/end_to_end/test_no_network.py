"""At run time nothing leaves the house: the museum's day in a network namespace without a route."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.end_to_end.platform import ROOT

MUSEUM = (
    "tests/end_to_end/test_museum.py::test_a_collection_goes_in_and_comes_out_searchable[embedded]"
)
ALONE = 'ip link set lo up && ! ip route get 192.0.2.1 2>/dev/null && exec "$@"'


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_embedded_platform_needs_no_network(shared: Path) -> None:
    unshare = shutil.which("unshare")
    missing = "`apt install util-linux iproute2`"
    assert unshare, missing
    assert shutil.which("ip"), missing
    inside = [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", MUSEUM]
    done = subprocess.run(
        [unshare, "--net", "--map-root-user", "sh", "-c", ALONE, "sh", *inside],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    assert "1 passed" in done.stdout
