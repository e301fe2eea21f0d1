"""A device reads a picture as the server does, to the last bit, or leaves it to the server."""

from __future__ import annotations

import hashlib
import io
import json
import struct
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import simplejpeg
from numpy.typing import NDArray
from PIL import Image

from insecta.errors import BadPicture
from insecta.toolchain import node
from insecta.vision.decode import decode
from insecta.vision.rendition import encode, read
from tests.app.test_equal import pictures
from tests.end_to_end.platform import ROOT

SOURCES = ROOT / "webportal" / "packages" / "decision" / "src"
ORIENTATION = 0x0112


def drawn(width: int, height: int, seed: int = 1) -> NDArray[np.uint8]:
    """Soft shapes, hard edges, grain and strong colours; the same every time."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    grain = np.random.default_rng(seed).normal(0, 9, (height, width, 3))
    waves = [np.sin(x / 37 + n * y / 23 + seed) for n in (0.5, 1.0, 2.0)]
    pixels = 128 + 90 * np.stack(waves, axis=2) + grain
    pixels[(x // 31 + y // 17) % 5 == 0] = (250, 20, 30)
    return np.clip(pixels, 0, 255).astype(np.uint8)


def fixed(*values: float) -> bytes:
    """Numbers as ICC writes them: 16 bits before the point, 16 behind it."""
    return struct.pack(f">{len(values)}i", *(round(value * 65536) for value in values))


def profile(gamma: str) -> bytes:
    """An RGB profile of wide primaries (Display P3): by the formula of ICC, a power, or a table."""
    curves = {
        "formula": b"para\0\0\0\0\0\3\0\0" + fixed(2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045),
        "power": b"curv\0\0\0\0\0\0\0\1\2\x33\0\0",
        "table": b"curv" + struct.pack(">2I1024H", 0, 1024, *(round(65535 * (n / 1023) ** 1.8) for n in range(1024))),
    }  # fmt: skip
    xyz = {
        b"rXYZ": (0.51512, 0.2412, -0.00105), b"gXYZ": (0.29198, 0.69225, 0.04189),
        b"bXYZ": (0.1571, 0.06657, 0.78407), b"wtpt": (0.9642, 1.0, 0.8249),
    }  # fmt: skip
    text = b"Wide\0"
    tags = {b"desc": b"desc\0\0\0\0" + struct.pack(">I", len(text)) + text + bytes(79)}
    tags |= {name: b"XYZ \0\0\0\0" + fixed(*values) for name, values in xyz.items()}
    tags |= dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curves[gamma])
    table, body = b"", b""
    at = 132 + 12 * len(tags)
    for key, tag in tags.items():
        padded = tag + bytes(-len(tag) % 4)
        table += key + struct.pack(">2I", at, len(tag))
        body, at = body + padded, at + len(padded)
    head = struct.pack(">I4sI4s4s4s", at, b"lcms", 0x04300000, b"mntr", b"RGB ", b"XYZ ")
    head += struct.pack(">6H4s", 2026, 1, 1, 0, 0, 0, b"acsp") + bytes(28) + fixed(0.9642, 1.0, 0.8249)  # fmt: skip
    return head + bytes(128 - len(head)) + struct.pack(">I", len(tags)) + table + body


def saved(image: Image.Image, **how: Any) -> bytes:
    held = io.BytesIO()
    image.save(held, **how)
    return held.getvalue()


def jpegs() -> Iterator[tuple[str, bytes]]:
    """Every size that scaled decoding has, every usual sampling of colours, both ways of coding."""
    sides = [(3080, 3111), (1537, 2003), (1100, 1030), (800, 799), (640, 623), (530, 517), (450, 441), (390, 433), (97, 61), (41, 17), (16, 9)]  # fmt: skip
    for width, height in sides:
        yield f"{width} × {height}", saved(Image.fromarray(drawn(width, height)), format="JPEG", quality=83)  # fmt: skip
    for width, height in [(1101, 1033), (531, 515), (61, 97)]:
        pixels = drawn(width, height, 2)
        image = Image.fromarray(pixels)
        for sampling in ("444", "422", "440", "411"):
            yield f"{sampling} {width}", simplejpeg.encode_jpeg(pixels, 77, "RGB", sampling)
        yield f"grey {width}", saved(image.convert("L"), format="JPEG", quality=90)
        for kind in (0, 1, 2):
            yield f"progressive {kind} {width}", saved(image, format="JPEG", quality=70, progressive=True, subsampling=kind)  # fmt: skip
        yield f"restarts {width}", saved(image, format="JPEG", quality=70, restart_marker_blocks=7)
        yield f"RGB {width}", saved(image, format="JPEG", quality=80, keep_rgb=True)
    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[ORIENTATION] = orientation
        yield f"orientation {orientation}", saved(Image.fromarray(drawn(501, 420)), format="JPEG", exif=exif)  # fmt: skip
    for gamma in ("formula", "power", "table"):
        yield f"profile, {gamma}", saved(Image.fromarray(drawn(640, 480, 3)), format="JPEG", icc_profile=profile(gamma))  # fmt: skip


def pngs() -> Iterator[tuple[str, bytes]]:
    wide, small = Image.fromarray(drawn(1621, 1561)), Image.fromarray(drawn(430, 411))
    seen = Image.fromarray(drawn(430, 411, 9)[..., 0])
    layered = small.copy()
    layered.putalpha(seen)
    palette = small.convert("P")
    made: list[tuple[str, Image.Image, dict[str, Any]]] = [
        ("large", wide, {}), ("RGB", small, {}), ("grey", small.convert("L"), {}), ("1 bit", small.convert("1"), {}),
        ("palette", palette, {}), ("palette with holes", palette, {"transparency": bytes(range(256))}),
        ("4 bits", small.quantize(16), {"bits": 4}), ("layered", layered, {}), ("layered grey", layered.convert("LA"), {}),
        ("profile", small, {"icc_profile": profile("formula")}), ("layered, profile", layered, {"icc_profile": profile("power")}),
    ]  # fmt: skip
    for name, image, how in made:
        yield f"PNG, {name}", saved(image, format="PNG", **how)


def told(paths: list[Path], place: Path) -> list[dict[str, Any]]:
    """What the TypeScript copy reads."""
    (place / "list.json").write_text(json.dumps([str(path) for path in paths]))
    ended = subprocess.run(
        [node(place / "cache"), "--no-warnings", "--experimental-transform-types",
         Path(__file__).with_name("renditions.mjs"), SOURCES, place / "list.json"],
        capture_output=True, text=True, timeout=1_200, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr[-2000:]
    found: list[dict[str, Any]] = json.loads(ended.stdout)
    return found


def sha256(pixels: NDArray[np.uint8]) -> str:
    return hashlib.sha256(np.ascontiguousarray(pixels).tobytes()).hexdigest()


def ours(data: bytes) -> dict[str, Any]:
    """The same by the server's code."""
    pixels = decode(data).pixels
    kept = read(encode(pixels))
    return {"size": [pixels.shape[1], pixels.shape[0]], "seen": sha256(pixels), "kept": sha256(kept)}  # fmt: skip


def test_drawings_of_every_kind_are_read_alike(tmp_path: Path) -> None:
    made = [*jpegs(), *pngs()]
    paths = [tmp_path / f"{number}" for number in range(len(made))]
    for path, (_, data) in zip(paths, made, strict=True):
        path.write_bytes(data)
    found = told(paths, tmp_path)
    assert len(made) >= 55
    wrong = [(n, f) for (n, data), f in zip(made, found, strict=True) if f != ours(data)]
    assert not wrong


def test_what_is_rare_or_damaged_is_left_to_the_server(tmp_path: Path) -> None:
    image = Image.fromarray(drawn(400, 300))
    whole = saved(image, format="JPEG")
    left = {
        "CMYK": saved(image.convert("CMYK"), format="JPEG"), "TIFF": saved(image, format="TIFF"),
        "WebP": saved(image, format="WEBP"), "cut short": whole[: len(whole) // 2], "no end": whole[:-2],
        "16 bits": saved(Image.fromarray(np.full((9, 9), 300, dtype=np.uint16)), format="PNG"),
        "empty": b"", "words": b"no picture",
    }  # fmt: skip
    paths = [tmp_path / f"{number}" for number in range(len(left))]
    for path, data in zip(paths, left.values(), strict=True):
        path.write_bytes(data)
    found = dict(zip(left, told(paths, tmp_path), strict=True))
    assert all("why" in one for one in found.values()), found


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_real_pictures_are_read_alike(shared: Path, tmp_path: Path) -> None:
    paths = pictures(shared / "data", 200)
    same, wrong = 0, []
    for path, found in zip(paths, told(paths, tmp_path), strict=True):
        if "why" in found:
            continue
        try:
            expected = ours(path.read_bytes())
        except BadPicture:
            continue
        same += found == expected
        wrong += [path] if found != expected else []
    assert not wrong
    assert same >= 400
