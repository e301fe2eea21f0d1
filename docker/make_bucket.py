"""Make the bucket that INSECTA_OBJECT_STORE_URL names, where it is missing.

For a house that brings its own S3 server up, such as docker/compose.yaml; elsewhere the people who
run the storage make it.
"""

from __future__ import annotations

import sys
from typing import Any
from urllib.parse import urlsplit

from insecta.settings import load

HOME = "us-east-1"
"""The region that S3 takes for granted, and must not be told."""


def main() -> int:
    """0 once the bucket is there; boto3's own error where it cannot be made."""
    import boto3
    from botocore.config import Config
    from botocore.exceptions import ClientError

    settings = load()
    bucket = urlsplit(settings.object_store).netloc
    client = boto3.client(
        "s3",
        endpoint_url=settings.s3_endpoint or None,
        aws_access_key_id=settings.s3_access_key or None,
        aws_secret_access_key=settings.s3_secret_key or None,
        region_name=settings.s3_region,
        config=Config(retries={"total_max_attempts": 10, "mode": "standard"}),
    )
    region = settings.s3_region
    where: Any = (
        {} if region == HOME else {"CreateBucketConfiguration": {"LocationConstraint": region}}
    )
    try:
        client.create_bucket(Bucket=bucket, **where)
    except ClientError as error:
        if error.response["Error"]["Code"] not in {"BucketAlreadyOwnedByYou"}:
            raise
    print(f"bucket {bucket} is there")
    return 0


if __name__ == "__main__":
    sys.exit(main())
