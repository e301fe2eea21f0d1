"""Objects in a bucket of any S3 server that honours conditional writes (`If-None-Match: *`).

Streams above 8 MiB go up in parts, one part in memory at a time. Before the first write the server
is asked to prove that it refuses a second write of one key: one that ignores the condition could
change bytes under a key, so it is refused. Where an answer is lost and the write is repeated by
the driver, `put` may say False though it was ours: the bytes are the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from uuid import uuid4

from insecta.domain.object_key import checked
from insecta.errors import BadSettings, Fault, InsectaError, NotFound, StoreFull, Unavailable
from insecta.settings import Settings

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

PART = 8 * 2**20
"""Bytes of a part; grows by itself, so that 10,000 parts hold more than 40 GB."""
SILENT, ATTEMPTS = 15, 3
"""Seconds a server may say nothing, and how often it is asked: together less than the minute after
which a worker that makes no progress counts as hung."""
_GROWTH = 1000
_CONFLICT_TRIES = 5
_FULL = {"InsufficientStorage", "QuotaExceeded", "XMinioStorageFull", "InsufficientCapacity"}
_NO_RANGE = {"InvalidRange", "416"}
_CONFLICT = {"ConditionalRequestConflict", "409"}
_EXPECTED = {"NoSuchKey", "NotFound", "404", "NoSuchUpload", "PreconditionFailed", "412"}
_EXPECTED |= _NO_RANGE | _CONFLICT
_REFUSED = {
    "NoSuchBucket": "make the bucket, or correct INSECTA_OBJECT_STORE_URL",
    "AccessDenied": "the key needs s3:GetObject, PutObject, DeleteObject, ListBucket",
    "403": "the key needs s3:GetObject, PutObject, DeleteObject, ListBucket",
    "InvalidAccessKeyId": "check INSECTA_S3_ACCESS_KEY",
    "XAdminUserNotFound": "check INSECTA_S3_ACCESS_KEY",  # what versitygw says for the above
    "SignatureDoesNotMatch": "check INSECTA_S3_SECRET_KEY and INSECTA_S3_REGION",
}


def open_store(url: str, settings: Settings) -> S3Store:
    """The store an `s3://BUCKET/PREFIX` URL names; nothing is sent before it is used."""
    parts = urlsplit(url)
    if not parts.netloc:
        raise BadSettings(f"{url} names no bucket", hint="use s3://BUCKET or s3://BUCKET/PREFIX")
    prefix = parts.path.strip("/")
    return S3Store(parts.netloc, f"{prefix}/" if prefix else "", settings)


class S3Store:
    """`ObjectStore` on a bucket; threads may share it."""

    def __init__(self, bucket: str, prefix: str, settings: Settings) -> None:
        self._bucket = bucket
        self._prefix = prefix
        self._settings = settings
        self._proven = False

    @cached_property
    def _client(self) -> S3Client:
        import boto3
        from botocore.config import Config

        given = self._settings
        return boto3.session.Session().client(
            "s3",
            endpoint_url=given.s3_endpoint or None,
            aws_access_key_id=given.s3_access_key or None,
            aws_secret_access_key=given.s3_secret_key or None,
            region_name=given.s3_region,
            config=Config(
                signature_version="s3v4",
                connect_timeout=3,
                read_timeout=SILENT,
                max_pool_connections=32,
                retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
                s3={"addressing_style": "path" if given.s3_endpoint else "auto"},
            ),
        )

    def close(self) -> None:
        """Let go of the connections."""
        if "_client" in self.__dict__:
            self._client.close()

    def put(self, key: str, chunks: Iterable[bytes]) -> bool:
        name = self._prefix + checked(key)
        self.prove()
        blocks = _blocks(chunks)
        first = next(blocks, b"")
        second = next(blocks, None) if len(first) == PART else None
        if second is None:
            return self._put_once(name, first)
        if self.size(key) is not None:
            return False
        return self._put_parts(name, chain((first, second), blocks))

    def read(self, key: str, start: int = 0, length: int | None = None) -> bytes:
        asked: dict[str, Any] = {}
        if start or length:
            end = "" if length is None else str(start + length - 1)
            asked["Range"] = f"bytes={start}-{end}"
        name = self._prefix + key
        answer, code = self._ask("head_object" if length == 0 else "get_object", name, **asked)
        if code in _NO_RANGE or (length == 0 and not code):
            return b""
        if code:
            raise NotFound(f"no object {key}")
        return self._body(name, answer)

    def size(self, key: str) -> int | None:
        answer, code = self._ask("head_object", self._prefix + key)
        return None if code else int(answer["ContentLength"])

    def modified(self, key: str) -> datetime | None:
        """When a key was written, or None where there is no such key."""
        answer, code = self._ask("head_object", self._prefix + key)
        if code:
            return None
        written: datetime = answer["LastModified"]
        return written

    def delete(self, key: str) -> None:
        self._ask("delete_object", self._prefix + key)

    def keys(self, prefix: str) -> Iterator[str]:
        return (key for key, _ in self.listing(prefix))

    def listing(self, prefix: str) -> Iterator[tuple[str, int]]:
        """Keys below a prefix with their sizes, in order: one request per thousand."""
        after: dict[str, str] = {}
        while True:
            page, _ = self._ask("list_objects_v2", None, Prefix=self._prefix + prefix, **after)
            for row in page.get("Contents", ()):
                yield row["Key"][len(self._prefix) :], row["Size"]
            if not page.get("IsTruncated"):
                return
            after = {"ContinuationToken": page["NextContinuationToken"]}

    def presign(self, key: str, method: str, seconds: int) -> str:
        """A URL that lets its holder GET the key, or PUT it once, for some seconds.

        A PUT must send the header `If-None-Match: *`, which is part of the signature.
        """
        params: dict[str, Any] = {"Bucket": self._bucket, "Key": self._prefix + checked(key)}
        if method == "GET":
            return self._client.generate_presigned_url("get_object", params, seconds)
        if method == "PUT":
            params["IfNoneMatch"] = "*"
            return self._client.generate_presigned_url("put_object", params, seconds)
        raise ValueError(f"a presigned URL is for GET or PUT, not {method}")

    def prove(self) -> None:
        """Once per process: does the server refuse a second write of a key? Raises BadSettings."""
        if self._proven:
            return
        name = f"{self._prefix}insecta-probe/{uuid4().hex}"
        try:
            whole = (self._put_once(name, b"1"), self._put_once(name, b"2"))
            parts = self._put_parts(name, iter([b"3"]))
        finally:
            with suppress(Unavailable):
                self._ask("delete_object", name)
        if whole != (True, False) or parts:
            raise BadSettings(
                f"{self._settings.s3_endpoint or 'the S3 server'} overwrites a key in spite of"
                " If-None-Match",
                hint="use a server, or a version of it, that supports conditional writes",
            )
        self._proven = True

    def _put_once(self, name: str, body: bytes) -> bool:
        return self._condition("put_object", name, Body=body)

    def _put_parts(self, name: str, blocks: Iterator[bytes]) -> bool:
        upload = self._ask("create_multipart_upload", name)[0]["UploadId"]
        done = False
        try:
            sent = self._send(name, upload, blocks)
            done = self._condition(
                "complete_multipart_upload", name, UploadId=upload, MultipartUpload={"Parts": sent}
            )
        finally:
            if not done:
                with suppress(InsectaError):  # what failed first is what the caller must know
                    self._ask("abort_multipart_upload", name, UploadId=upload)
        return done

    def _send(self, name: str, upload: str, blocks: Iterator[bytes]) -> list[dict[str, Any]]:
        sent = []
        for number, block in enumerate(blocks, start=1):
            answer, code = self._ask(
                "upload_part", name, UploadId=upload, PartNumber=number, Body=block
            )
            if code:
                raise Unavailable(f"{name}: the upload was given up by the server ({code})")
            sent.append({"PartNumber": number, "ETag": answer["ETag"]})
        return sent

    def _condition(self, operation: str, name: str, **asked: Any) -> bool:
        """A write that must not replace anything: whether it was ours that made the key."""
        for _ in range(_CONFLICT_TRIES):
            _, code = self._ask(operation, name, IfNoneMatch="*", **asked)
            if code not in _CONFLICT:
                return not code
            if self._ask("head_object", name)[1] == "":
                return False
        raise Unavailable(f"{name}: others keep writing it", hint="try again")

    def _ask(self, operation: str, name: str | None, **asked: Any) -> tuple[Any, str]:
        """One request: its answer, or the code of an error its caller knows how to take."""
        from botocore.exceptions import (
            BotoCoreError,
            ClientError,
            NoCredentialsError,
            PartialCredentialsError,
        )

        key = {} if name is None else {"Key": name}
        try:
            return getattr(self._client, operation)(Bucket=self._bucket, **key, **asked), ""
        except ClientError as error:
            code = str(error.response.get("Error", {}).get("Code", ""))
            status = int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
            _judge(code, status, f"s3://{self._bucket}/{name or ''}", error)
            return None, code or str(status)
        except (NoCredentialsError, PartialCredentialsError) as error:
            raise BadSettings(
                f"s3://{self._bucket}: there is no key to open it with",
                hint="set INSECTA_S3_ACCESS_KEY and INSECTA_S3_SECRET_KEY, or log in as boto3 does",
            ) from error
        except BotoCoreError as error:
            raise Unavailable(f"the S3 server does not answer: {error}") from error

    def _body(self, name: str, answer: Any) -> bytes:
        from botocore.exceptions import BotoCoreError

        try:
            with answer["Body"] as body:
                return bytes(body.read())
        except (BotoCoreError, OSError) as error:
            raise Unavailable(f"the S3 server broke off {name}: {error}") from error


def _judge(code: str, status: int, what: str, error: Exception) -> None:
    """Raise what an unexpected answer means; return where the caller knows what to do."""
    if code in _FULL or status == 507:
        raise StoreFull(f"{what}: the S3 server is full") from error
    if code in _REFUSED:
        raise BadSettings(f"{what}: {error}", hint=_REFUSED[code]) from error
    if status >= 500 or status == 429:
        raise Unavailable(f"{what}: {error}") from error
    if code not in _EXPECTED:
        raise Fault(f"{what}: {error}") from error


def _blocks(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The stream in parts of equal size, the last one shorter; larger parts in a very long one."""
    buffer = bytearray()
    sent = 0
    for chunk in chunks:
        buffer += chunk
        while len(buffer) >= (size := PART * (1 + sent // _GROWTH)):
            yield bytes(memoryview(buffer)[:size])
            del buffer[:size]
            sent += 1
    if buffer:
        yield bytes(buffer)
