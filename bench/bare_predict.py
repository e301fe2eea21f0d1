"""The peer of answers: `python -m bench.bare_predict PORT SIDE LEAVES`, FastAPI and Keras.

What one writes in an afternoon: `UploadFile`, Pillow, `model.predict` for every request, the best
classes as JSON. The network is of the starter release's architecture (MobileNetV2, float32) with
weights that mean nothing: they cost the same time. Nothing is stored.
"""

from __future__ import annotations

import io
import sys

import numpy as np
import uvicorn
from fastapi import FastAPI, UploadFile
from PIL import Image

from insecta.vision.preprocess import prepare


def make_app(side: int, leaves: int) -> FastAPI:
    import keras

    model = keras.applications.MobileNetV2((side, side, 3), weights=None, classes=leaves)
    model.predict(np.zeros((1, side, side, 3), np.float32), verbose=0)
    app = FastAPI()

    @app.post("/identify")
    def identify(file: UploadFile) -> dict[str, list[float]]:
        with Image.open(io.BytesIO(file.file.read())) as opened:
            picture = prepare(np.asarray(opened.convert("RGB")), side)
        shown = (picture[np.newaxis].astype(np.float32) - 128) / 128
        scores = model.predict(shown, verbose=0)[0]
        return {"scores": sorted(map(float, scores), reverse=True)[:5]}

    return app


def main() -> None:
    port, side, leaves = map(int, sys.argv[1:4])
    uvicorn.run(make_app(side, leaves), port=port, log_level="warning", access_log=False)


if __name__ == "__main__":
    main()
