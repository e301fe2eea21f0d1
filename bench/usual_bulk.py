"""The usual way to show pictures to a network in Spark, after its documentation's own examples.

`binaryFile` reads the files, a pandas UDF decodes them into a column of arrays, `predict_batch_udf`
shows those to the network, and Spark writes Parquet. One thing differs from the examples: rows travel
256 at a time, since the 10,000 of Spark's default do not fit into the memory of a JVM of 1 GB.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any, cast

import numpy as np

from bench import seen

BATCH = 64
AT_ONCE = ("spark.sql.execution.arrow.maxRecordsPerBatch", "256")
EMBEDDING = 128


def same_model_file() -> Callable[[Any], Any]:
    """Made once in each Python worker."""
    return seen.Predictor().leaves


def float_network() -> Callable[[Any], Any]:
    """A network of the same shape in Keras; its weights are drawn, which costs the same time."""
    import keras

    from insecta.vision.release_folder import read_default_release

    keras.utils.set_random_seed(1)
    release = read_default_release().release
    trunk = keras.applications.MobileNetV2(
        input_shape=(release.side, release.side, 3), include_top=False, weights=None, pooling="avg"
    )
    outputs = [
        keras.layers.Dense(len(release.leaves), activation="softmax", name="leaves")(trunk.output),
        keras.layers.Dense(EMBEDDING, name="embedding")(trunk.output),
    ]
    whole = keras.Model(trunk.input, outputs)

    def predict(pictures: Any) -> Any:
        shown = (pictures.astype(np.float32) - 128.0) / 128.0
        return whole.predict(shown, verbose=0)[0]

    return predict


def look(spark: Any, folder: Path, side: int, predictor: Callable[[], Any], out: Path) -> float:
    """Seconds from the files to written Parquet."""
    import pandas as pd  # type: ignore[import-untyped]
    from pyspark.ml.functions import predict_batch_udf
    from pyspark.sql.functions import col
    from pyspark.sql.pandas.functions import pandas_udf
    from pyspark.sql.types import ArrayType, FloatType

    from insecta.vision.preprocess import prepare

    def decoded(content: pd.Series) -> pd.Series:
        return content.map(
            lambda data: prepare(seen.decoded(data), side).astype(np.float32).ravel()
        )

    # Spark reads these at run time, where a name of an inner import means nothing.
    decoded.__annotations__ = {"content": pd.Series, "return": pd.Series}
    decode: Any = cast(Any, pandas_udf)(decoded, returnType=ArrayType(FloatType()))
    classify = predict_batch_udf(
        predictor, return_type=ArrayType(FloatType()), batch_size=BATCH,
        input_tensor_shapes=[[side, side, 3]],
    )  # fmt: skip
    former = spark.conf.get(AT_ONCE[0])
    spark.conf.set(*AT_ONCE)
    started = perf_counter()
    files = spark.read.format("binaryFile").load(str(folder)).repartition(2)
    files.select("path", classify(decode(col("content"))).alias("leaves")).write.parquet(str(out))
    spent = perf_counter() - started
    spark.conf.set(AT_ONCE[0], former)
    return spent
