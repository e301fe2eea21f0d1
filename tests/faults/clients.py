"""Clients that upload until they are told yes: raw bodies, forms, parts; some twice at once."""

from __future__ import annotations

import base64
import hashlib
import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx

from tests.faults.ledger import Entry, Ledger
from tests.faults.pictures import picture

TUS = {"Tus-Resumable": "1.0.0"}
PART = {**TUS, "Content-Type": "application/offset+octet-stream"}
PATIENCE = 180.0
WAYS = ("raw", "raw", "form", "parts", "twice")


class ComeBack(Exception):
    """Not yes, and not no: again later."""


class Clients:
    """`address` is asked for anew at every try: the platform may have moved."""

    def __init__(
        self, address: Callable[[], str], ledger: Ledger, collection: str, seed: int
    ) -> None:
        self._address = address
        self._ledger = ledger
        self._collection = collection
        self._seed = seed
        self._next = self._last = 0
        self._lock = threading.Lock()
        self._local = threading.local()

    def run(self, uploads: int, at_once: int = 4) -> None:
        """So many more; returns when each was acknowledged, or ran out of patience."""
        self._last = self._next + uploads
        with ThreadPoolExecutor(at_once) as pool:
            for one in [pool.submit(self._work) for _ in range(at_once)]:
                one.result()

    def _work(self) -> None:
        while True:
            with self._lock:
                number = self._next
                if number >= self._last:
                    return
                self._next += 1
            self._upload(number)

    def _upload(self, number: int) -> None:
        rng = random.Random(f"{self._seed}:{number}")
        data, way = picture(number, self._seed), rng.choice(WAYS)
        # Every tenth is a later picture of the specimen that its predecessor shows.
        shared = f"F-{number - number % 10:06}" if number % 10 < 2 else None
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                for image in getattr(self, f"_{way}")(number, data, shared):
                    self._acknowledge(number, data, shared, way, image)
                return
            except (httpx.HTTPError, ComeBack):
                self._ledger.come_back()
                time.sleep(rng.uniform(0.05, 0.4))
        self._ledger.wrong(f"upload {number} ({way}) was never acknowledged")

    def _acknowledge(
        self, number: int, data: bytes, shared: str | None, way: str, image: dict[str, Any]
    ) -> None:
        digest = hashlib.sha256(data).hexdigest()
        self._ledger.acknowledged(
            Entry(number, digest, len(data), image["id"], image["specimenId"], shared, way)
        )

    @property
    def _http(self) -> httpx.Client:
        if not hasattr(self._local, "http"):
            self._local.http = httpx.Client(timeout=30, trust_env=False)
        found: httpx.Client = self._local.http
        return found

    def _fields(self, number: int, shared: str | None) -> dict[str, str]:
        fields = {"fileName": f"IMG_{number:06}.jpg", "collection": self._collection}
        return fields | ({"catalogNumber": shared} if shared else {})

    def _raw(self, number: int, data: bytes, shared: str | None) -> list[dict[str, Any]]:
        return [self._post(number, shared, content=data)]

    def _form(self, number: int, data: bytes, shared: str | None) -> list[dict[str, Any]]:
        return [self._post(number, shared, files={"file": ("camera.jpg", data, "image/jpeg")})]

    def _twice(self, number: int, data: bytes, shared: str | None) -> list[dict[str, Any]]:
        """The same picture in two calls at once: both succeed, and are one."""
        with ThreadPoolExecutor(2) as pair:
            both = [pair.submit(self._post, number, shared, content=data) for _ in range(2)]
            return [one.result() for one in both]

    def _post(self, number: int, shared: str | None, **body: Any) -> dict[str, Any]:
        answer = self._http.post(
            f"{self._address()}/api/v1/images", params=self._fields(number, shared), **body
        )
        self._judge(answer, {200, 201, 202})
        found: dict[str, Any] = answer.json()
        return found

    def _parts(self, number: int, data: bytes, shared: str | None) -> list[dict[str, Any]]:
        """By tus, in two parts; a broken line goes on where HEAD says."""
        fields = self._fields(number, shared)
        told = {"filename" if k == "fileName" else k: v for k, v in fields.items()}
        metadata = ",".join(f"{k} {base64.b64encode(v.encode()).decode()}" for k, v in told.items())
        begun = self._http.post(
            f"{self._address()}/api/v1/uploads",
            headers={**TUS, "Upload-Length": str(len(data)), "Upload-Metadata": metadata},
        )
        self._judge(begun, {201})
        where = begun.headers["location"]
        for _ in range(40):
            try:
                image = self._go_on(where, data)
            except (httpx.HTTPError, ComeBack):
                self._ledger.come_back()
                time.sleep(0.3)
                continue
            if image:
                shown = self._http.get(f"{self._address()}{image}")
                self._judge(shown, {200})
                return [shown.json()]
        raise ComeBack

    def _go_on(self, where: str, data: bytes) -> str | None:
        head = self._http.head(f"{self._address()}{where}", headers=TUS)
        self._judge(head, {200}, also={423})
        if "insecta-image" in head.headers:
            return str(head.headers["insecta-image"])
        offset = int(head.headers["upload-offset"])
        part = data[offset : max(offset + 1, (offset + len(data) + 1) // 2)]
        answer = self._http.patch(
            f"{self._address()}{where}",
            content=part,
            headers={**PART, "Upload-Offset": str(offset)},
        )
        self._judge(answer, {204}, also={409})
        found = answer.headers.get("insecta-image")
        return str(found) if found else None

    def _judge(self, answer: httpx.Response, good: set[int], also: set[int] = frozenset()) -> None:  # type: ignore[assignment]
        if answer.status_code in good:
            return
        if answer.status_code not in {503, 507, 429} | also:
            self._ledger.wrong(
                f"{answer.request.method} {answer.request.url}: {answer.status_code} {answer.text[:300]}"
            )
        raise ComeBack
