"""The container house's own bucket: made once, whoever asks again."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.seconds

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def endpoint() -> Iterator[str]:
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.mark.parametrize("region", ["us-east-1", "eu-central-1"])
def test_makes_the_bucket_and_a_second_time_changes_nothing(endpoint: str, region: str) -> None:
    import boto3

    told = {
        "INSECTA_OBJECT_STORE_URL": "s3://house/prefix",
        "INSECTA_S3_ENDPOINT": endpoint,
        "INSECTA_S3_ACCESS_KEY": "key",
        "INSECTA_S3_SECRET_KEY": "secret",
        "INSECTA_S3_REGION": region,
    }
    for _ in range(2):
        subprocess.run(
            [sys.executable, ROOT / "docker" / "make_bucket.py"],
            env={**os.environ, **told, "PYTHONPATH": str(ROOT)},
            check=True,
            timeout=60,
        )
    client = boto3.client(
        "s3",
        endpoint_url=endpoint,
        aws_access_key_id="key",
        aws_secret_access_key="secret",
        region_name=region,
    )
    assert [bucket["Name"] for bucket in client.list_buckets()["Buckets"]] == ["house"]
