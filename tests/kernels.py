"""Whether this processor multiplies int8 in full width (VNNI); without it OpenVINO's sums may saturate."""

from __future__ import annotations

from pathlib import Path

import pytest

from insecta.vision.runtime import Runtime


def multiplies_int8() -> bool:
    """As Linux tells of the processor."""
    try:
        told = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return False
    return "vnni" in told


on_openvino = pytest.mark.skipif(
    not multiplies_int8(), reason="OpenVINO computes otherwise on a processor without VNNI"
)
RUNTIMES = ["litert", pytest.param("openvino", marks=on_openvino)]
SERVERS: Runtime = "openvino" if multiplies_int8() else "litert"
"""What servers are tested with, each day."""
