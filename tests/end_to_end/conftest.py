from __future__ import annotations

from uuid import uuid4

import pytest

from tests.servers import S3Server


@pytest.fixture
def server_settings(
    postgres_url: str, s3_server: S3Server, kafka_server: str, elasticsearch_url: str
) -> dict[str, str]:
    """The four URLs (and S3's keys) that turn the embedded platform into one on real servers."""
    return {
        "INSECTA_CATALOGUE_URL": postgres_url,
        "INSECTA_OBJECT_STORE_URL": s3_server.url,
        "INSECTA_S3_ENDPOINT": s3_server.endpoint,
        "INSECTA_S3_ACCESS_KEY": s3_server.access_key,
        "INSECTA_S3_SECRET_KEY": s3_server.secret_key,
        "INSECTA_S3_REGION": s3_server.region,
        "INSECTA_EVENT_LOG_URL": kafka_server,
        "INSECTA_SEARCH_INDEX_URL": f"{elasticsearch_url}/{uuid4().hex}-",
    }
