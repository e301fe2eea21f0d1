"""The two runtimes of a release held to each other: does OpenVINO answer as LiteRT does?

    python -m model.runtimes --shared ../shared --release releases/starter --out model/proofs/runtimes.json

Pictures of every folder of ../shared/data, evenly taken. LiteRT's own kernels (without XNNPACK) stand
beside, since they too round otherwise than the kernels that a release is calibrated with.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from insecta.vision.classifier import BATCH, calibrated, golden_picture, off_golden, unit
from insecta.vision.preprocess import prepare
from insecta.vision.release_folder import ReleaseFolder, read_release
from insecta.vision.runtime import SIGNATURE, load
from model.equality import Outputs, answers, apart, pictures, said
from model.export import write_bytes

FORMAT = "insecta-runtimes-1"
OUTPUTS = ("leaves", "embedding")
Run = Callable[[NDArray[np.uint8]], Outputs]


def measured(folder: ReleaseFolder, data: Path) -> dict[str, Any]:
    """What is written: for each other way to run the file, how far it is from LiteRT."""
    names, renditions = zip(*pictures(data), strict=True)
    shown = np.stack([prepare(pixels, folder.release.side) for pixels in renditions])
    litert, openvino = load("litert", folder.model, 1), load("openvino", folder.model, 1)
    ways = {
        openvino.program: _by_name(lambda batch: openvino.run(batch, OUTPUTS)),
        f"{litert.program} without XNNPACK": _by_name(_plain(folder.model)),
    }
    one = _by_name(lambda batch: litert.run(batch, OUTPUTS))
    folders = [name.split("/")[0] for name in names]
    told = {
        way: {**compared(folder, folders, renditions, (one(shown), run(shown))), **_golden(folder, run)}
        for way, run in ways.items()
    }  # fmt: skip
    return {
        "format": FORMAT, "release": folder.release.digest, "beside": litert.program,
        "folders": dict(sorted(Counter(folders).items())), "ways": told,
    }  # fmt: skip


def compared(
    folder: ReleaseFolder, folders: Sequence[str], renditions: Sequence[NDArray[np.uint8]],
    both: tuple[Outputs, Outputs],
) -> dict[str, Any]:  # fmt: skip
    """`equality.apart`, and every picture that gets another answer: folder, both answers, difference."""
    temperature = folder.release.temperature
    off = np.abs(calibrated(both[0][0], temperature) - calibrated(both[1][0], temperature))
    told = [[said(answer) for answer in answers(folder, renditions, of)] for of in both]
    other = [n for n, (ours, theirs) in enumerate(zip(*told, strict=True)) if ours != theirs]
    return {
        **apart(folder, renditions, *both),
        "same_name_and_rank": len(renditions) - sum(told[0][n][:2] != told[1][n][:2] for n in other),
        "same_best_leaf": int((both[0][0].argmax(axis=1) == both[1][0].argmax(axis=1)).sum()),
        "other_answers": [
            {
                "folder": folders[n], "litert": _words(told[0][n]), "other": _words(told[1][n]),
                "largest_difference": float(f"{off[n].max():.3g}"),
            }
            for n in other
        ],
    }  # fmt: skip


def _words(answer: Sequence[str | None]) -> str:
    return ", ".join(word for word in answer if word)


def _by_name(run: Callable[[NDArray[np.uint8]], Any]) -> Run:
    def outputs(shown: NDArray[np.uint8]) -> Outputs:
        found = [run(shown[n : n + BATCH]) for n in range(0, len(shown), BATCH)]
        leaves, embedding = (np.concatenate([part[name] for part in found]) for name in OUTPUTS)
        return leaves, embedding

    return outputs


def _plain(model: bytes) -> Callable[[NDArray[np.uint8]], Any]:
    from ai_edge_litert.interpreter import Interpreter, OpResolverType

    kind = OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES
    interpreter = Interpreter(
        model_content=model, num_threads=1, experimental_op_resolver_type=kind
    )
    runner = interpreter.get_signature_runner(SIGNATURE)
    return lambda batch: runner(pictures=batch)


def _golden(folder: ReleaseFolder, run: Run) -> dict[str, float]:
    """How far it is from what LiteRT said of the release's drawn picture when it was made."""
    logits, embedding = run(golden_picture(folder)[np.newaxis])
    leaves = calibrated(logits, folder.release.temperature)[0]
    off, cosine = off_golden(folder, leaves, unit(embedding)[0])
    return {"golden_off": round(off, 4), "golden_cosine": round(cosine, 4)}


def main(argv: Sequence[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m model.runtimes", description=__doc__)
    parser.add_argument("--shared", type=Path, required=True, help="folder with data/")
    parser.add_argument("--release", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True, help="JSON file to write")
    args = parser.parse_args(argv)
    told = measured(read_release(args.release), args.shared / "data")
    write_bytes(args.out, (json.dumps(told, indent=1) + "\n").encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
