"""Raw camera files (DNG, CR2, CR3, NEF and alike) through LibRaw, where the extra `raw` is installed."""

from __future__ import annotations

import io
import struct
from importlib.util import find_spec

from PIL import Image

from insecta.errors import BadPicture

_SUBFILE_TYPE, _SUB_IFDS, _DNG_VERSION = 254, 330, 50706
_HALF_FROM = 4_000_000
"""Pixels from which half the resolution is enough for a rendition, and four times as quick."""


def _tags(data: bytes) -> dict[int, int]:
    """Tag → inline value or offset of the first directory of a TIFF; empty where it is damaged."""
    order = {b"II": "<", b"MM": ">"}.get(data[:2])
    if order is None or len(data) < 8 or data[2:4] not in {b"*\0", b"\0*"}:
        return {}
    try:
        (start,) = struct.unpack_from(order + "I", data, 4)
        (count,) = struct.unpack_from(order + "H", data, start)
        found = {}
        for number in range(min(count, 512)):
            at = start + 2 + 12 * number
            tag, kind = struct.unpack_from(order + "HH", data, at)
            (value,) = struct.unpack_from(order + ("H" if kind == 3 else "I"), data, at + 8)
            found[tag] = value
    except struct.error:
        return {}
    return found


def is_raw(data: bytes) -> bool:
    """CR3 by its brand, CR2 by its mark, DNG by its version tag, NEF, ARW and alike by a first
    picture that is declared a thumbnail of another: Pillow would take that for the picture."""
    if data[4:12] == b"ftypcrx " or data[8:10] == b"CR":
        return True
    tags = _tags(data)
    return _DNG_VERSION in tags or (tags.get(_SUBFILE_TYPE) == 1 and _SUB_IFDS in tags)


def develop(data: bytes, max_pixels: int) -> tuple[Image.Image, int, int]:
    """Upright sRGB picture with the camera's white balance, and the width and height of the
    original. Raises BadPicture."""
    if find_spec("rawpy") is None:
        raise BadPicture(
            "unsupported_format",
            "This is a raw camera file",
            hint="install the extra: pip install 'insecta[raw]', or export a TIFF or JPEG",
        )
    import rawpy

    try:
        with rawpy.imread(io.BytesIO(data)) as opened:
            height, width = opened.sizes.height, opened.sizes.width
            if opened.sizes.flip in {5, 6}:
                height, width = width, height
            if width * height > max_pixels:
                raise BadPicture(
                    "too_many_pixels",
                    f"{width} × {height} pixels are more than the {max_pixels / 1e6:g} million allowed",
                    hint="save it smaller, or ask an administrator to raise the pixel limit",
                )
            developed = opened.postprocess(
                use_camera_wb=True, half_size=width * height >= _HALF_FROM, output_bps=8
            )
    except rawpy.LibRawError as error:
        raise BadPicture(
            "damaged", f"The raw file cannot be read: {error}", hint="copy it again"
        ) from error
    return Image.fromarray(developed), width, height
