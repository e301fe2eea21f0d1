"""OpenVINO beside LiteRT: the same arithmetic, nothing sent anywhere, and a word where it is missing."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from insecta.errors import BadSettings
from insecta.vision.classifier import NetworkClassifier
from insecta.vision.openvino_graph import as_written
from insecta.vision.openvino_network import OpenVINONetwork
from insecta.vision.release_folder import default_release, read_release
from insecta.vision.runtime import load
from tests.kernels import on_openvino

QUIET = """
import sys
def hear(event, given):
    if event.startswith("socket."):
        raise SystemExit(f"{event} {given}")
sys.addaudithook(hear)
"""
SEE = """
from insecta.vision.classifier import NetworkClassifier
from insecta.vision.release_folder import default_release
print(NetworkClassifier.open(default_release(), "openvino").program)
"""


@on_openvino
def test_both_say_nearly_the_same_and_agree_where_it_is_clear() -> None:
    """The golden picture turned and darkened, and noise: what the kernels round differently is small."""
    both = [NetworkClassifier.open(default_release(), one) for one in ("litert", "openvino")]
    shown = _pictures(both[0].release.side)
    clear = 0
    for one, other in zip(*(classifier.see(shown) for classifier in both), strict=True):
        assert np.abs(one.leaves - other.leaves).max() < 0.1
        assert one.embedding @ other.embedding > 0.98
        first, second = np.sort(one.leaves)[::-1][:2]
        if first - second > 0.2:
            clear += 1
            assert one.leaves.argmax() == other.leaves.argmax()
    assert clear >= 3


def _pictures(side: int) -> Any:
    from insecta.vision.decode import decode
    from insecta.vision.preprocess import prepare

    drawn = prepare(decode(read_release(default_release()).golden_png).pixels, side)
    noise = np.random.default_rng(3).integers(0, 256, (4, side, side, 3), dtype=np.uint8)
    turned = [np.rot90(drawn, n) for n in range(4)]
    return np.stack([*turned, *(one // 2 for one in turned), *noise])


def test_nothing_of_the_starter_is_left_as_openvino_reads_it() -> None:
    """Weights of depthwise convolutions are int8 until they are scaled, and residual sums add what was
    rounded: what a newer OpenVINO reads otherwise would show here."""
    network = OpenVINONetwork(read_release(default_release()).model, 1)
    seen = {"GroupConvolution": 0, "Add": 0}
    for node in network._model.get_ordered_ops():
        kind = node.get_type_name()
        inputs = [node.input_value(n).get_node() for n in range(len(node.inputs()))]
        if kind == "GroupConvolution":
            chain = [inputs[1], inputs[1].input_value(0).get_node()]
            assert [one.get_type_name() for one in chain] == ["Multiply", "Convert"]
            assert chain[1].input_value(0).get_element_type().get_type_name() == "i8"
        elif kind == "Add" and not any(one.get_type_name() == "Constant" for one in inputs):
            steps = [
                one.input_value(0).get_node() for one in inputs if one.get_type_name() == "Multiply"
            ]
            assert [one.input_value(0).get_node().get_type_name() for one in steps] == ["Round"]
        else:
            continue
        seen[kind] += 1
    assert min(seen.values()) >= 10, seen


def test_what_looks_otherwise_is_left_alone() -> None:
    """Floats instead of int8 weights, and a sum of what was never rounded."""
    import openvino
    from openvino import opset13 as ops

    shown = ops.parameter([1, 2, 4, 4], np.float32)
    weights = ops.constant(np.ones((2, 1, 1, 3, 3), np.float32))
    convolved = ops.group_convolution(shown, weights, [1, 1], [1, 1], [1, 1], [1, 1])
    model = openvino.Model([ops.result(ops.add(convolved, shown))], [shown], "floats")
    before = [node.get_type_name() for node in model.get_ordered_ops()]
    as_written(model)
    assert [node.get_type_name() for node in model.get_ordered_ops()] == before


def test_a_house_without_the_extra_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("insecta.vision.runtime.find_spec", lambda _: None)
    with pytest.raises(BadSettings, match=r"INSECTA_RUNTIME=openvino needs.*insecta\[fast\]"):
        load("openvino", b"", 1)


@pytest.mark.parametrize("way", ["import openvino", pytest.param(SEE, marks=on_openvino)])
def test_its_telemetry_is_never_imported(tmp_path: Path, way: str) -> None:
    """A package of that name is put where the real one would be. OpenVINO alone imports it; we do not."""
    told = tmp_path / "told"
    (tmp_path / "openvino_telemetry.py").write_text(f"open({str(told)!r}, 'w').close()\n")
    done = _python(way, tmp_path)
    assert told.exists() == (way != SEE), done.stderr


@on_openvino
def test_it_runs_without_a_network_and_opens_no_socket() -> None:
    unshare = shutil.which("unshare")
    assert unshare, "`apt install util-linux`"
    done = _python(QUIET + SEE, None, unshare, "--net", "--map-root-user")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("OpenVINO 20")


def _python(code: str, first: Path | None, *around: str) -> subprocess.CompletedProcess[str]:
    root = Path(__file__).parents[2]
    path = ":".join(str(place) for place in (first, root) if place)
    command = [*around, sys.executable, "-c", code]
    return subprocess.run(
        command, env={"PYTHONPATH": path}, text=True, capture_output=True, check=False, timeout=120
    )
