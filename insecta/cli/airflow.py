"""`insecta airflow up`: Airflow on this machine, in its own environment, in the foreground."""

from __future__ import annotations

import subprocess
from argparse import ArgumentParser, Namespace, _SubParsersAction
from collections.abc import Mapping
from pathlib import Path
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

from insecta.cli.output import say
from insecta.errors import Fault
from insecta.settings import Settings

ROOT = Path(__file__).resolve().parents[2]


def add_parser(subparsers: _SubParsersAction[ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "airflow",
        help="Start Airflow, wired to this platform",
        description="Airflow starts commands in order and on time (docs/guides/airflow.md).",
    )
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    up = verbs.add_parser("up", help="run it on this machine until Ctrl-C")
    up.add_argument("--port", type=int, default=8471, help="of its pages, on loopback (8471)")
    parser.set_defaults(run=run)


def run(args: Namespace) -> int:
    """Until stopped: 0; where one of its processes keeps failing: 1."""
    return serve(args.settings, args.port)


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
