"""Container and decoder on pictures made here: every promise without any outside file."""

from __future__ import annotations

import io
import random
import struct
from contextlib import suppress

import numpy as np
import pytest
from PIL import Image, ImageCms

from insecta.errors import BadPicture
from insecta.vision import rendition
from insecta.vision.decode import decode
from insecta.vision.quality import measure


def gradient(width: int, height: int) -> Image.Image:
    across = np.linspace(0, 255, width)[None, :, None]
    down = np.linspace(0, 255, height)[:, None, None]
    stacked = np.concatenate(
        [across + 0 * down, down + 0 * across, 128 + 0 * (across + down)], axis=2
    )
    return Image.fromarray(stacked.astype(np.uint8))


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)  # type: ignore[arg-type]
    return out.getvalue()


def reason_of(data: bytes, **limits: int) -> str:
    with pytest.raises(BadPicture) as caught:
        decode(data, **limits)
    return caught.value.reason


def test_large_jpeg_comes_scaled_to_384() -> None:
    picture = decode(saved(gradient(2400, 1600), "JPEG", quality=92))
    assert picture.pixels.shape == (384, 576, 3)
    assert (picture.width, picture.height, picture.format) == (2400, 1600, "JPEG")
    exact = np.asarray(gradient(2400, 1600).resize((576, 384), Image.Resampling.BOX))
    assert np.abs(picture.pixels.astype(int) - exact.astype(int)).mean() < 2


def test_small_pictures_keep_their_size() -> None:
    assert decode(saved(gradient(60, 45), "PNG")).pixels.shape == (45, 60, 3)


def test_heic_is_read_upright() -> None:
    pytest.importorskip("pillow_heif")
    from pillow_heif import from_pillow

    out = io.BytesIO()
    from_pillow(gradient(120, 80)).save(out, quality=90)
    assert decode(out.getvalue()).pixels.shape == (80, 120, 3)


def test_icc_profile_is_honoured() -> None:
    """sRGB with its red and green primaries exchanged turns stored red into shown green."""
    usual = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = usual.replace(b"rXYZ", b"tmpX").replace(b"gXYZ", b"rXYZ").replace(b"tmpX", b"gXYZ")
    other = swapped.replace("sRGB".encode("utf-16-be"), "test".encode("utf-16-be"))
    red = Image.new("RGB", (64, 64), (220, 10, 10))
    shown = decode(saved(red, "PNG", icc_profile=other)).pixels[30, 30]
    assert shown[1] > 200 > 60 > shown[0]
    assert decode(saved(red, "PNG", icc_profile=usual)).pixels[30, 30].tolist() == [220, 10, 10]


def test_an_unusable_profile_is_noted_and_changes_nothing() -> None:
    grey = Image.new("RGB", (64, 64), (128, 128, 128))
    picture = decode(saved(grey, "JPEG", icc_profile=b"not a profile" * 20))
    assert "profile" in picture.notes[0]
    assert abs(int(picture.pixels.mean()) - 128) < 3


def test_zero_bytes_and_text_and_svg() -> None:
    assert reason_of(b"") == "empty"
    assert reason_of(b"\xef\xbb\xbf<!DOCTYPE html><html></html>") == "not_a_picture"
    assert reason_of(b"<svg xmlns='http://www.w3.org/2000/svg'/>") == "not_a_picture"
    assert reason_of(b"hello") == "not_a_picture"


def test_pixel_limit_counts_from_the_header() -> None:
    header = b"IHDR" + struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    fake = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + header
    import zlib

    fake += struct.pack(">I", zlib.crc32(header)) + b"\0\0\0\0IDAT"
    assert reason_of(fake) == "too_many_pixels"
    assert reason_of(saved(gradient(50, 50), "PNG"), max_pixels=2_499) == "too_many_pixels"
    assert decode(saved(gradient(50, 50), "PNG"), max_pixels=2_500).width == 50


def test_every_cut_of_a_jpeg_is_refused_or_whole() -> None:
    data = saved(gradient(200, 150), "JPEG")
    for length in range(0, len(data) - 2, 97):
        assert reason_of(data[:length]) in {"empty", "truncated", "damaged", "not_a_picture"}


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "GIF", "WEBP"])
def test_flipped_bytes_never_raise_anything_else(kind: str) -> None:
    data = saved(gradient(90, 70), kind)
    dice = random.Random(kind)
    for _ in range(60):
        broken = bytearray(data)
        for _ in range(dice.randint(1, 12)):
            broken[dice.randrange(len(broken))] = dice.randrange(256)
        with suppress(BadPicture):
            assert decode(bytes(broken), max_pixels=5_000_000).pixels.dtype == np.uint8


def dng(width: int = 64, height: int = 48, orientation: int = 1) -> bytes:
    """A small DNG: 16-bit Bayer mosaic (red, green / green, blue) of a reddish picture."""
    mosaic = np.full((height, width), 20_000, np.uint16)
    mosaic[::2, ::2] = 60_000
    mosaic[1::2, 1::2] = 9_000
    rationals = struct.pack("<18i", *(v for n in range(9) for v in (int(n % 4 == 0), 1)))
    neutral = struct.pack("<6I", 1, 1, 1, 1, 1, 1)
    short, long = 3, 4
    entries: list[tuple[int, int, int, bytes]] = [
        (254, long, 1, struct.pack("<I", 0)),
        (256, long, 1, struct.pack("<I", width)),
        (257, long, 1, struct.pack("<I", height)),
        (258, short, 1, struct.pack("<H", 16)),
        (259, short, 1, struct.pack("<H", 1)),
        (262, short, 1, struct.pack("<H", 32803)),
        (271, 2, 5, b"Test\0"),
        (273, long, 1, b"STRP"),
        (274, short, 1, struct.pack("<H", orientation)),
        (277, short, 1, struct.pack("<H", 1)),
        (278, long, 1, struct.pack("<I", height)),
        (279, long, 1, struct.pack("<I", mosaic.nbytes)),
        (33421, short, 2, struct.pack("<HH", 2, 2)),
        (33422, 1, 4, bytes([0, 1, 1, 2])),
        (50706, 1, 4, bytes([1, 4, 0, 0])),
        (50708, 2, 5, b"Test\0"),
        (50721, 10, 9, rationals),
        (50728, 5, 3, neutral),
        (50778, short, 1, struct.pack("<H", 21)),
    ]
    after = 8 + 2 + 12 * len(entries) + 4
    table, extra = b"", b""
    strip_at = after + sum(len(v) + len(v) % 2 for *_, v in entries if len(v) > 4)
    for tag, kind, count, value in entries:
        known = struct.pack("<I", strip_at) if value == b"STRP" else value
        if len(known) > 4:
            place, padded = after + len(extra), known + b"\0" * (len(known) % 2)
            extra, known = extra + padded, struct.pack("<I", place)
        table += struct.pack("<HHI", tag, kind, count) + known.ljust(4, b"\0")
    head = b"II*\0" + struct.pack("<IH", 8, len(entries)) + table + bytes(4)
    return head + extra + mosaic.tobytes()


def test_raw_files_are_developed_where_the_extra_is_installed() -> None:
    pytest.importorskip("rawpy")
    picture = decode(dng())
    assert (picture.format, picture.width, picture.height) == ("RAW", 64, 48)
    red, green, blue = picture.pixels[20:28, 28:36].mean(axis=(0, 1))
    assert red > 200 > 120 > max(green, blue)
    assert decode(dng(orientation=6)).pixels.shape[0] > 60
    assert reason_of(dng(), max_pixels=3_000) == "too_many_pixels"
    assert reason_of(dng()[:300]) == "damaged"


def test_raw_files_name_the_extra_where_it_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("insecta.vision.raw.find_spec", lambda name: None)
    canon = struct.pack(">I", 24) + b"ftypcrx " + bytes(40)
    for data in (dng(), canon):
        with pytest.raises(BadPicture, match="insecta\\[raw\\]") as caught:
            decode(data)
        assert caught.value.reason == "unsupported_format"


def test_rendition_carries_pixels_and_nothing_else() -> None:
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (1.0, 2.0, 3.0)}
    exif[0x013B] = "A Person"
    data = saved(gradient(500, 400), "JPEG", exif=exif, comment=b"secret")
    assert b"A Person" in data
    made = rendition.encode(decode(data).pixels)
    again = Image.open(io.BytesIO(made), formats=["JPEG"])
    assert not again.getexif()
    assert b"A Person" not in made
    assert b"secret" not in made
    assert set(again.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert rendition.read(made).shape == (384, 480, 3)
    small = rendition.read(rendition.thumbnail(decode(data).pixels))
    assert max(small.shape) == 160


def test_a_damaged_rendition_is_told() -> None:
    with pytest.raises(BadPicture, match="stored rendition"):
        rendition.read(b"\xff\xd8\xff\xe0 nothing")


@pytest.mark.parametrize(
    ("pixels", "faults"),
    [
        (np.full((100, 100, 3), 255, np.uint8), {"blank", "bright"}),
        (np.zeros((100, 100, 3), np.uint8), {"blank", "dark"}),
        (np.asarray(gradient(300, 300)), {"blurred"}),
        (np.tile(np.array([0, 255], np.uint8), (20, 10))[..., None].repeat(3, 2), {"tiny"}),
        (np.tile(np.array([40, 200], np.uint8), (200, 100))[..., None].repeat(3, 2), set()),
    ],
)
def test_quality_names_faults(pixels: np.ndarray, faults: set[str]) -> None:
    assert set(measure(pixels).faults) == faults
