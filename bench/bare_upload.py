"""The peer of uploads: `python -m bench.bare_upload PORT FOLDER`, a plain FastAPI handler.

What one writes in an afternoon: `UploadFile`, the whole of it read, hashed, checked and made small
by Pillow, original and rendition written and synced, one row in SQLite. No limits, no separate
process for strangers' bytes, no codes on labels, no collections, nothing resumable.
"""

from __future__ import annotations

import hashlib
import io
import os
import sqlite3
import sys
from pathlib import Path

import uvicorn
from fastapi import FastAPI, UploadFile
from PIL import Image, ImageOps

from insecta.vision.decode import SHORT_SIDE

SCHEMA = (
    "CREATE TABLE IF NOT EXISTS images (sha256 TEXT PRIMARY KEY, name TEXT, width INT, height INT)"
)


def make_app(folder: Path) -> FastAPI:
    app = FastAPI()
    rows = sqlite3.connect(folder / "rows.db", check_same_thread=False, isolation_level=None)
    rows.execute("PRAGMA journal_mode = WAL")
    rows.execute("PRAGMA synchronous = FULL")
    rows.execute(SCHEMA)

    @app.post("/upload")
    def upload(file: UploadFile) -> dict[str, str]:
        data = file.file.read()
        digest = hashlib.sha256(data).hexdigest()
        with Image.open(io.BytesIO(data)) as opened:
            upright = ImageOps.exif_transpose(opened).convert("RGB")
        size = upright.size
        ratio = min(1.0, SHORT_SIDE / min(size))
        small = upright.resize((round(size[0] * ratio), round(size[1] * ratio)))
        rendition = io.BytesIO()
        small.save(rendition, "JPEG", quality=90)
        _keep(folder / f"{digest}.small.jpg", rendition.getvalue())
        _keep(folder / f"{digest}.jpg", data)
        rows.execute(
            "INSERT OR IGNORE INTO images VALUES (?, ?, ?, ?)", (digest, file.filename, *size)
        )
        return {"sha256": digest}

    return app


def _keep(path: Path, data: bytes) -> None:
    """Durable: the file, and its name."""
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.rename(path)
    place = os.open(path.parent, os.O_RDONLY)
    os.fsync(place)
    os.close(place)


def main() -> None:
    port, folder = int(sys.argv[1]), Path(sys.argv[2])
    uvicorn.run(make_app(folder), port=port, log_level="warning", access_log=False)


if __name__ == "__main__":
    main()
