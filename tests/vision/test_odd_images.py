"""Every odd, broken or hostile picture of ../shared is taken or refused for the reason given here."""

from __future__ import annotations

import csv
import time
from pathlib import Path

import pytest

from insecta.errors import BadPicture
from insecta.vision.decode import SHORT_SIDE, decode

REFUSED = {
    "pillow/16bit.cropped.jp2": "unsupported_format",
    "pillow/balloon_eciRGBv2_aware.jp2": "unsupported_format",
    "pillow/broken.png": "damaged",
    "pillow/broken_data_stream.png": "damaged",
    "pillow/crash-0c7e0e8e11ce787078f00b5b0ca409a167f070e0.tif": "damaged",
    "pillow/crash-2020-10-test.tif": "damaged",
    "pillow/crash-63b1dffefc8c075ddc606c0a2f5fdc15ece78863.tif": "damaged",
    "pillow/decompression_bomb.gif": "too_many_pixels",
    "pillow/decompression_bomb.ico": "unsupported_format",
    "pillow/hopper_16bit.pgm": "unsupported_format",
    "pillow/hopper_webp.tif": "damaged",
    "pillow/la.tga": "not_a_picture",
    "pillow/negative_size.ppm": "unsupported_format",
    "pillow/oom-8ed3316a4109213ca96fb8a256a0bfefdece1461.icns": "unsupported_format",
    "pillow/png_decompression_dos.png": "damaged",
    "pillow/pngtest_bad.png.bin": "not_a_picture",
    "pillow/timeout-1ee28a249896e05b83840ae8140622de8e648ba9.psd": "unsupported_format",
    "pillow/truncated_image.png": "truncated",
    "pillow/truncated_jpeg.jpg": "truncated",
    "pillow/zero_height.j2k": "unsupported_format",
    "pillow/zero_width.gif": "damaged",
    "derived_from_antweb/ant_truncated_60pct.jpg": "truncated",
    "derived_from_antweb/ant_truncated_header.jpg": "truncated",
    "derived_from_antweb/bomb_30000x30000_1bit.png": "too_many_pixels",
    "derived_from_antweb/html_not_image.jpg": "not_a_picture",
    "derived_from_antweb/zero_bytes.jpg": "empty",
}

NOT_ACCEPTED = {"unsupported_format", "not_a_picture"}
"""Formats Pillow knows and we refuse on purpose."""


def odd_files(shared: Path) -> dict[str, Path]:
    folder = shared / "data" / "odd_images"
    return {
        path.relative_to(folder).as_posix(): path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix not in {".md", ".csv"} and path.name != "LICENSE"
    }


def test_each_is_taken_or_refused_for_its_reason_in_seconds(shared: Path) -> None:
    found = {}
    for name, path in odd_files(shared).items():
        began = time.monotonic()
        try:
            picture = decode(path.read_bytes())
        except BadPicture as error:
            found[name] = error.reason
        else:
            height, width, channels = picture.pixels.shape
            assert channels == 3, name
            assert min(height, width) <= SHORT_SIDE, name
        assert time.monotonic() - began < 5, name
    assert found == REFUSED


def test_what_pillow_could_read_is_refused_only_where_its_format_is_not_accepted(
    shared: Path,
) -> None:
    listing = shared / "data" / "odd_images" / "decoder_behaviour.csv"
    with listing.open(encoding="utf-8", newline="") as lines:
        readable = {row["file"] for row in csv.DictReader(lines) if row["pil"].startswith("ok")}
    assert len(readable) > 90
    lost = {name: REFUSED[name] for name in readable & set(REFUSED)}
    assert set(lost.values()) <= NOT_ACCEPTED, lost


@pytest.mark.parametrize(
    "name",
    ["ant_exif_orientation_3.jpg", "ant_exif_orientation_6.jpg", "ant_exif_orientation_8.jpg"],
)
def test_exif_rotation_comes_out_upright(shared: Path, name: str) -> None:
    folder = shared / "data" / "odd_images" / "derived_from_antweb"
    turned = decode((folder / name).read_bytes())
    upright = decode((folder / "ant_exif_gps.jpg").read_bytes())
    assert turned.pixels.shape == upright.pixels.shape
    assert (turned.width, turned.height) == (upright.width, upright.height) == (640, 482)
    apart = abs(turned.pixels.astype(int) - upright.pixels.astype(int)).mean()
    assert apart < 6


@pytest.mark.parametrize(
    "name",
    [
        "ant_cmyk.jpg",
        "ant_cmyk.tiff",
        "ant.webp",
        "ant.avif",
        "ant_progressive.jpg",
        "ant_with_icc_srgb.jpg",
    ],
)
def test_other_containers_give_the_same_picture(shared: Path, name: str) -> None:
    folder = shared / "data" / "odd_images" / "derived_from_antweb"
    reference = decode((folder / "ant_exif_gps.jpg").read_bytes()).pixels.astype(int)
    assert abs(decode((folder / name).read_bytes()).pixels.astype(int) - reference).mean() < 6


def test_dark_12_bit_in_16_stays_visible(shared: Path) -> None:
    folder = shared / "data" / "odd_images" / "derived_from_antweb"
    dark = decode((folder / "ant_head_gray12in16_dark.tiff").read_bytes()).pixels
    usual = decode((folder / "ant_head_gray16.tiff").read_bytes()).pixels
    assert abs(dark.astype(int) - usual.astype(int)).mean() < 2


def test_transparent_becomes_white(shared: Path) -> None:
    folder = shared / "data" / "odd_images" / "transparent_png_buprestidae"
    assert decode((folder / "chongi.png").read_bytes()).pixels[0, 0].tolist() == [255, 255, 255]


@pytest.mark.parametrize(
    "name", ["ant_animated.webp", "ant_animated_3frames.gif", "ant_multipage_3.tiff"]
)
def test_first_of_several_is_noted(shared: Path, name: str) -> None:
    folder = shared / "data" / "odd_images" / "derived_from_antweb"
    assert "first of several" in decode((folder / name).read_bytes()).notes[0]
