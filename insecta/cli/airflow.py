"""`insecta airflow up|start`: Airflow on this machine, in its own environment, and runs of its DAGs."""

from __future__ import annotations

import subprocess
from argparse import ArgumentParser, Namespace, _SubParsersAction
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener
from uuid import UUID

from insecta.cli.output import as_json, say
from insecta.errors import Fault, Invalid
from insecta.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
PORT = 8471
COMMITS = "bulk_identification"
"""The DAG whose runs are runs of the platform."""


def add_parser(subparsers: _SubParsersAction[ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "airflow",
        help="Start Airflow, wired to this platform",
        description="Airflow starts commands in order and on time (docs/guides/airflow.md).",
    )
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    up = verbs.add_parser("up", help="run it on this machine until Ctrl-C")
    up.add_argument("--port", type=int, default=PORT, help=f"of its pages, on loopback ({PORT})")
    start = verbs.add_parser("start", help="start a DAG, or find the run that does the same")
    start.add_argument("dag", metavar="DAG", help="such as collection_ingest")
    start.add_argument(
        "given", metavar="NAME=VALUE", nargs="*", help="its parameters; a value is JSON, or text"
    )
    start.add_argument("--port", type=int, default=PORT, help=f"of Airflow's pages ({PORT})")
    start.add_argument("--json", action="store_true", help="one JSON object")
    parser.set_defaults(run=run)


def run(args: Namespace) -> int:
    """Of `up` until stopped: 0; where one of its processes keeps failing: 1."""
    return serve(args.settings, args.port) if args.verb == "up" else _start(args)


def _start(args: Namespace) -> int:
    from dataclasses import asdict

    from insecta.services.dag_runs import AirflowHere, run_key

    given = dict(_parameter(word) for word in args.given)
    airflow = AirflowHere(args.port)
    key = run_key(args.dag, given, _runs_of(args.settings, args.dag, given))
    begun = airflow.begin(args.dag, key, given)
    if args.json:
        as_json(asdict(begun))
        return 0
    done = "started" if begun.fresh else f"is {begun.state} already"
    say(f"{begun.dag} run {begun.run} {done}: {airflow.address}/dags/{begun.dag}/runs/{begun.run}")
    return 0


def _parameter(word: str) -> tuple[str, Any]:
    """`sample=20` → 20; `source=museum.csv` → text. Raises Invalid."""
    import json

    name, equals, value = word.partition("=")
    if not (name and equals):
        raise Invalid(f"{word!r} gives no parameter", hint="NAME=VALUE, such as collection=ANTS")
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value


def _runs_of(settings: Settings, dag: str, given: Mapping[str, Any]) -> list[UUID]:
    """Runs of the platform that a DAG run will work on: known where it is given its plans."""
    from insecta.bootstrap import platform
    from insecta.cli.bulk import release_for
    from insecta.domain.identity import collection_id
    from insecta.services.bulk.ledger import run_id

    if dag != COMMITS or not isinstance(given.get("manifests"), list):
        return []
    opened = platform(settings)
    opened.prepare()
    code = str(given.get("collection", ""))
    release = release_for(opened, code, "")
    return [run_id(collection_id(code), release, str(one)) for one in given["manifests"]]


def serve(settings: Settings, port: int) -> int:
    """Raises BadSettings, Conflict (port or folder in use), Fault."""
    import os

    from insecta.cli.up import _port
    from insecta.services.data_folder import locked
    from insecta.services.orchestration import (
        airflow_commands,
        airflow_environment,
        airflow_program,
    )
    from insecta.services.supervise import Supervisor

    program = airflow_program(ROOT)
    home = settings.data / "airflow"
    with locked(home, os.getpid()):
        port = _port(settings.model_copy(update={"host": "127.0.0.1", "port": port}))
        environment = airflow_environment(settings, ROOT, home, port)
        say("preparing Airflow's own database …")
        _prepare(program, environment, home)
        address = environment["AIRFLOW__API__BASE_URL"]
        supervisor = Supervisor(airflow_commands(program, environment), say)
        return supervisor.run(
            lambda: _is_ready(address), lambda: say(f"Airflow runs at {address} (stop with Ctrl-C)")
        )


def _prepare(program: Path, environment: Mapping[str, str], home: Path) -> None:
    """Airflow's database and pools; done again it changes nothing. Raises Fault."""
    import json

    from insecta.services.orchestration import POOLS

    told = {name: {"slots": 1, "description": text} for name, text in POOLS.items()}
    pools = home / "pools.json"
    pools.write_text(json.dumps(told), encoding="utf-8")
    for one in (["db", "migrate"], ["pools", "import", str(pools)]):
        done = subprocess.run(
            [program, *one], env=environment, cwd=home, text=True, capture_output=True, check=False
        )
        if done.returncode:
            last = (done.stderr or done.stdout).strip().splitlines()[-5:]
            raise Fault(f"`airflow {' '.join(one[:2])}` failed: {' / '.join(last)}")


def _is_ready(address: str) -> bool:
    """Whether scheduler and API answer as healthy."""
    import json

    opener = build_opener(ProxyHandler({}))
    try:
        with opener.open(f"{address}/api/v2/monitor/health", timeout=2) as answer:
            told = json.load(answer)
    except (URLError, OSError, ValueError):
        return False
    return all(
        told.get(name, {}).get("status") == "healthy" for name in ("scheduler", "dag_processor")
    )
