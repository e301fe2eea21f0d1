"""Runs of Airflow's DAGs that we start: named by what they do, so that the same is not started twice.

A DAG run's id is its run key and an attempt: `KEY.1`, then `KEY.2` once the first has ended. While an
attempt waits or runs, starting the same again finds it. Airflow names the runs that its schedule or an
asset starts itself; those are told by their link (`services.orchestration.started_by`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote
from urllib.request import OpenerDirector, ProxyHandler, Request, build_opener
from uuid import NAMESPACE_OID, UUID, uuid5

from insecta.errors import Fault, Invalid, NotFound, Unavailable

PATIENCE = 30
"""Seconds for one answer."""
UNDER_WAY = ("queued", "running")
_REFUSED = (400, 422)
Answer = tuple[int, Any]


@dataclass(frozen=True, slots=True)
class Begun:
    """A DAG run that is under way. `fresh`: this call started it."""

    dag: str
    run: str
    state: str
    fresh: bool


def run_key(dag: str, given: Mapping[str, Any], runs: Sequence[UUID]) -> UUID:
    """The platform's own run where the DAG run works on that one alone; else a digest of all it does.

    `runs`: those that it works on, as far as they are known beforehand.
    """
    if len(runs) == 1:
        return runs[0]
    told = [dag, sorted(map(str, runs)), dict(given)]
    return uuid5(NAMESPACE_OID, json.dumps(told, sort_keys=True))


class AirflowHere:
    """The API of the Airflow that `insecta airflow up` runs on this machine."""

    def __init__(self, port: int) -> None:
        """Raises Unavailable where nothing answers."""
        self.address = f"http://127.0.0.1:{port}"
        self._opener: OpenerDirector = build_opener(ProxyHandler({}))
        self._token = ""
        status, told = self._ask("/auth/token")
        if status not in (200, 201):
            raise Fault(f"{self.address} gives no token ({status})")
        self._token = str(told["access_token"])

    def begin(self, dag: str, key: UUID, given: Mapping[str, Any]) -> Begun:
        """The next attempt of a run, or the one under way. Raises NotFound, Invalid, Unavailable."""
        runs = f"/api/v2/dags/{quote(dag, safe='')}/dagRuns"
        attempt = 1
        while True:
            name = f"{key}.{attempt}"
            status, found = self._ask(f"{runs}/{name}")
            if status == 200 and found["state"] in UNDER_WAY:
                return Begun(dag, name, found["state"], fresh=False)
            if status == 200:
                attempt += 1
                continue
            body = {"dag_run_id": name, "logical_date": None, "conf": dict(given)}
            status, made = self._ask(runs, body)
            if status in (200, 201):
                return Begun(dag, name, made["state"], fresh=True)
            if status != 409:  # somebody else has just made it
                raise _refusal(dag, status, made)

    def _ask(self, path: str, body: Mapping[str, Any] | None = None) -> Answer:
        data = None if body is None else json.dumps(body).encode()
        request = Request(self.address + path, data, {"Content-Type": "application/json"})  # noqa: S310
        if self._token:
            request.add_header("Authorization", f"Bearer {self._token}")
        try:
            with self._opener.open(request, timeout=PATIENCE) as answer:
                return answer.status, json.load(answer)
        except HTTPError as error:
            with error:
                return error.code, _read(error.read())
        except (URLError, OSError, ValueError) as error:
            raise Unavailable(
                f"no Airflow answers at {self.address}: {error}",
                hint="start it with `insecta airflow up`, or name its --port",
            ) from error


def _read(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return body.decode(errors="replace")


def _refusal(dag: str, status: int, told: Any) -> Exception:
    detail = told.get("detail", told) if isinstance(told, dict) else told
    if status == 404:
        return NotFound(f"Airflow knows no DAG {dag!r}", hint="its names: docs/guides/airflow.md")
    if status in _REFUSED:
        return Invalid(f"Airflow refuses {dag}: {detail}", hint="NAME=VALUE, as its page shows")
    return Fault(f"Airflow answered {status}: {detail}")
