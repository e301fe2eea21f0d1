"""The usual way to show pictures to a network in Spark, after its documentation's own examples.

`binaryFile` reads the files, a pandas UDF decodes them into a column of arrays, `predict_batch_udf`
shows those to the network, and Spark writes Parquet. The model file is the same as ours.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any, cast

import numpy as np

BATCH = 64


def predictor() -> Callable[[Any], Any]:
    """Made once in each Python worker."""
    from insecta.vision.litert_classifier import LiteRTClassifier
    from insecta.vision.release_folder import default_release

    classifier = LiteRTClassifier.open(default_release())

    def predict(pictures: Any) -> Any:
        return np.stack([one.leaves for one in classifier.see(pictures.astype(np.uint8))])

    return predict


def look(spark: Any, folder: Path, out: Path, side: int) -> float:
    """Seconds from the files to written Parquet."""
    import pandas as pd  # type: ignore[import-untyped]
    from PIL import Image
    from pyspark.ml.functions import predict_batch_udf
    from pyspark.sql.functions import col
    from pyspark.sql.pandas.functions import PandasUDFType, pandas_udf
    from pyspark.sql.types import ArrayType, FloatType

    from insecta.vision.preprocess import prepare

    def decoded(content: pd.Series) -> pd.Series:
        return content.map(
            lambda data: (
                prepare(np.asarray(Image.open(io.BytesIO(data)).convert("RGB")), side)
                .astype(np.float32)
                .ravel()
            )
        )

    decode: Any = cast(Any, pandas_udf)(
        decoded, returnType=ArrayType(FloatType()), functionType=PandasUDFType.SCALAR
    )
    classify = predict_batch_udf(
        predictor, return_type=ArrayType(FloatType()), batch_size=BATCH,
        input_tensor_shapes=[[side, side, 3]],
    )  # fmt: skip
    started = perf_counter()
    files = spark.read.format("binaryFile").load(str(folder)).repartition(2)
    files.select("path", classify(decode(col("content"))).alias("leaves")).write.parquet(str(out))
    return perf_counter() - started
