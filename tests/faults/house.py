"""The four stores read raw, past all of the product's code: rows, bytes, documents, letters."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

import httpx

Row = dict[str, Any]


class Raw(Protocol):
    """What the checker asks of a platform's stores."""

    def rows(self, query: str) -> list[Row]: ...

    def digest(self, key: str) -> str | None:
        """SHA-256 of an object's bytes, None where it is missing."""

    def documents(self, alias: str) -> dict[str, tuple[int, Row]]:
        """id → (version, fields) of every document that is not deleted."""


class Embedded:
    """SQLite and a folder."""

    def __init__(self, data: Path) -> None:
        self._data = data

    def rows(self, query: str) -> list[Row]:
        with closing(sqlite3.connect(self._data / "catalogue.db", timeout=30)) as db:
            db.row_factory = sqlite3.Row
            return [dict(row) for row in db.execute(query)]

    def digest(self, key: str) -> str | None:
        path = self._data / "objects" / key
        return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None

    def documents(self, alias: str) -> dict[str, tuple[int, Row]]:
        with closing(sqlite3.connect(self._data / "index.db", timeout=30)) as db:
            found = db.execute("SELECT number FROM aliases WHERE alias = ?", (alias,)).fetchone()
            if found is None:
                return {}
            rows = db.execute(
                f"SELECT id, version, fields FROM docs_{found[0]} JOIN stored_{found[0]} USING (doc)"
                " WHERE NOT deleted"
            )
            return {row[0]: (row[1], json.loads(row[2])) for row in rows}


class Servers:
    """PostgreSQL, S3 and Elasticsearch."""

    def __init__(self, settings: Mapping[str, str]) -> None:
        self._settings = settings

    def rows(self, query: str) -> list[Row]:
        import psycopg
        from psycopg.rows import dict_row

        url = self._settings["INSECTA_CATALOGUE_URL"]
        with psycopg.connect(url, row_factory=dict_row) as connection:
            return list(connection.execute(query))  # type: ignore[call-overload]

    def digest(self, key: str) -> str | None:
        import boto3
        from botocore.exceptions import ClientError

        if not hasattr(self, "_s3"):
            self._s3 = boto3.client(
                "s3",
                endpoint_url=self._settings["INSECTA_S3_ENDPOINT"],
                aws_access_key_id=self._settings["INSECTA_S3_ACCESS_KEY"],
                aws_secret_access_key=self._settings["INSECTA_S3_SECRET_KEY"],
                region_name=self._settings["INSECTA_S3_REGION"],
            )
        url = urlsplit(self._settings["INSECTA_OBJECT_STORE_URL"])
        name = "/".join(part for part in (url.path.strip("/"), key) if part)
        try:
            body = self._s3.get_object(Bucket=url.netloc, Key=name)["Body"]
        except ClientError:
            return None
        with body:
            return hashlib.sha256(body.read()).hexdigest()

    def documents(self, alias: str) -> dict[str, tuple[int, Row]]:
        found: dict[str, tuple[int, Row]] = {}
        for hit in self._hits(alias):
            source = hit["_source"]
            if not source.get("deleted"):
                found[hit["_id"]] = (hit["_version"], _stored(source))
        return found

    def _hits(self, alias: str) -> Iterator[Row]:
        url = urlsplit(self._settings["INSECTA_SEARCH_INDEX_URL"])
        name = (unquote(url.path.strip("/")) or "insecta-") + alias
        address = f"http://{url.netloc}/{name}"
        with httpx.Client(trust_env=False, timeout=60) as http:
            http.post(f"{address}/_refresh").raise_for_status()
            after: list[Any] | None = None
            while True:
                asked: Row = {"size": 1_000, "sort": ["id"], "version": True}
                if after:
                    asked["search_after"] = after
                answer = http.post(f"{address}/_search", json=asked)
                answer.raise_for_status()
                hits = answer.json()["hits"]["hits"]
                yield from hits
                if not hits:
                    return
                after = hits[-1]["sort"]


def _stored(source: Row) -> Row:
    stored = source["stored"]
    return dict(json.loads(stored)) if isinstance(stored, str) else dict(stored)


def by(rows: Iterable[Row], key: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(str(row[key]), []).append(row)
    return found
