"""A folder as it comes: good pictures of every accepted kind among everything that can be wrong."""

from __future__ import annotations

import io
import os
import struct
import zlib
from pathlib import Path

import numpy as np
from PIL import Image

RED, GREEN = (200, 30, 30), (30, 160, 30)


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)  # type: ignore[arg-type]
    return out.getvalue()


def halves(width: int = 120, height: int = 80, seed: int = 0) -> Image.Image:
    """Red above, green below; another seed, other bytes."""
    pixels = np.empty((height, width, 3), dtype=np.int16)
    pixels[: height // 2], pixels[height // 2 :] = RED, GREEN
    pixels += np.random.default_rng(seed).integers(-6, 6, pixels.shape, dtype=np.int16)
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def jpeg(seed: int = 0, width: int = 120, height: int = 80) -> bytes:
    return saved(halves(width, height, seed), "JPEG", quality=92)


def rotated() -> bytes:
    """Stored lying on its side: EXIF says that its right-hand edge is the top."""
    lying = halves().transpose(Image.Transpose.ROTATE_90)
    exif = Image.Exif()
    exif[0x0112] = 6
    return saved(lying, "JPEG", quality=92, exif=exif)


def animation(kind: str) -> bytes:
    """The first picture is red, the second green."""
    first, second = Image.new("RGB", (90, 60), RED), Image.new("RGB", (90, 60), GREEN)
    return saved(first, kind, save_all=True, append_images=[second])


def twelve_bits() -> bytes:
    """12 bits in 16: a ramp from 0 to 4095, black to the eye unless scaled by its own range."""
    ramp = np.broadcast_to(np.linspace(0, 4095, 128), (64, 128)).astype(np.uint16)
    return saved(Image.fromarray(ramp), "PNG")


def bomb() -> bytes:
    """A few bytes of PNG that declare 60,000 x 60,000 pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        whole = kind + body
        return struct.pack(">I", len(body)) + whole + struct.pack(">I", zlib.crc32(whole))

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    pixels = chunk(b"IDAT", zlib.compress(bytes(1000)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + pixels + chunk(b"IEND", b"")


GOOD: dict[str, bytes] = {
    "CASENT0000001_h.jpg": jpeg(1),
    "Schublade ä/ünï cödé (1) 标本.jpg": jpeg(2),
    "really a PNG.jpg": saved(halves(seed=3), "PNG"),
    "no picture by its name.dat": jpeg(4),
    "=cmd|' .calc'!A1.jpg": jpeg(5),
    "rotated.jpg": rotated(),
    "animation.gif": animation("GIF"),
    "animation.webp": animation("WEBP"),
    "two pictures.mpo": animation("MPO"),
    "twelve bits.png": twelve_bits(),
    "cmyk.jpg": saved(halves(seed=6).convert("CMYK"), "JPEG", quality=92),
    "palette.png": saved(halves(seed=7).convert("P"), "PNG"),
    "pages.tif": animation("TIFF"),
}
BAD: dict[str, tuple[bytes, str]] = {
    "page.jpg": (b"<!DOCTYPE html><html>not found</html>", "not_a_picture: "),
    "noise.png": (bytes(range(256)) * 8, "not_a_picture: "),
    "cut short.jpg": (jpeg(10, 640, 480)[:9000], "truncated: "),
    "cut short.png": (saved(halves(640, 480, 11), "PNG")[:30_000], "truncated: "),
    "zero.jpg": (b"", "empty: "),
    "bomb.png": (bomb(), "too_many_pixels: "),
    "picture.bmp.jpg": (saved(halves(seed=12), "BMP"), "unsupported_format: "),
}
"""File name → bytes, and how the reason begins."""
OTHER = {"readme.txt": b"three ants", "Thumbs.db": b"\x00"}
NAMELESS = os.fsdecode(b"caf\xe9.jpg")
"""A name that is no UTF-8, as old disks hold them."""
NAMELESS_SHOWN = r"caf\xe9.jpg"


def fill(folder: Path) -> Path:
    """Write all of it below `folder`; two things there must not be readable."""
    for name, data in {**GOOD, **{name: data for name, (data, _) in BAD.items()}, **OTHER}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    (folder / NAMELESS).write_bytes(jpeg(20))
    outside = folder.parent / "outside.jpg"
    outside.write_bytes(jpeg(21))
    (folder / "leads outside.jpg").symlink_to(outside)
    (folder / "leads nowhere.jpg").symlink_to(folder / "gone.jpg")
    (folder / "forbidden.jpg").write_bytes(jpeg(22))
    (folder / "forbidden.jpg").chmod(0)
    (folder / "locked").mkdir()
    (folder / "locked" / "inside.jpg").write_bytes(jpeg(23))
    (folder / "locked").chmod(0)
    return folder
