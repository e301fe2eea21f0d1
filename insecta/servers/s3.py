"""An S3 server: versitygw, built once by Go from its pinned module, over a plain folder.

Access keys are random per folder: a signed request that succeeds is proof that it is ours.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
from pathlib import Path

from insecta import toolchain
from insecta.errors import Fault
from insecta.servers.state import Running, ports_for, spawn

NAME = "s3"
BUCKET = "insecta"
REGION = "us-east-1"
MODULE = "github.com/versity/versitygw"
VERSION = "v1.8.0"
MODULE_SUM = "h1:au+wI+aybno/STsQiSm35Uu6Q6iK5MWReQxgO6SEMFc="


def launch(folder: Path, cache: Path) -> Running:
    """Start the gateway; it answers within a second (the first build takes one to two minutes)."""
    program = _program(cache)
    for name in ("buckets", "sidecar"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    access, secret = _keys(folder)
    (port,) = ports_for(folder, 1)
    command = [str(program), "--quiet", "--port", f"127.0.0.1:{port}", "--region", REGION]
    command += ["posix", "--sidecar", str(folder / "sidecar"), str(folder / "buckets")]
    process = spawn(
        command,
        folder / "log.txt",
        env={**os.environ, "ROOT_ACCESS_KEY": access, "ROOT_SECRET_KEY": secret},
    )
    return Running(
        name=NAME,
        pid=process.pid,
        started=process.create_time(),
        identity=access,
        ports={"http": port},
        settings={
            "INSECTA_OBJECT_STORE_URL": f"s3://{BUCKET}",
            "INSECTA_S3_ENDPOINT": f"http://127.0.0.1:{port}",
            "INSECTA_S3_ACCESS_KEY": access,
            "INSECTA_S3_SECRET_KEY": secret,
            "INSECTA_S3_REGION": REGION,
        },
    )


def answers(server: Running) -> bool:
    """Whether the server on the port takes our signature; makes the bucket where it is missing."""
    import boto3
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError, ClientError

    client = boto3.client(
        "s3",
        endpoint_url=server.settings["INSECTA_S3_ENDPOINT"],
        aws_access_key_id=server.settings["INSECTA_S3_ACCESS_KEY"],
        aws_secret_access_key=server.settings["INSECTA_S3_SECRET_KEY"],
        region_name=REGION,
        config=Config(connect_timeout=2, read_timeout=5, retries={"total_max_attempts": 1}),
    )
    try:
        names = {bucket["Name"] for bucket in client.list_buckets()["Buckets"]}
        if BUCKET not in names:
            client.create_bucket(Bucket=BUCKET)
    except (BotoCoreError, ClientError):
        return False
    finally:
        client.close()
    return True


def _keys(folder: Path) -> tuple[str, str]:
    path = folder / "keys.json"
    if not path.is_file():
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w") as handle:
            json.dump([secrets.token_hex(10), secrets.token_hex(20)], handle)
    access, secret = json.loads(path.read_text(encoding="utf-8"))
    return access, secret


def _program(cache: Path) -> Path:
    program = cache / "tools" / f"versitygw-{VERSION}"
    with toolchain.exclusive(cache / "tools" / "versitygw.lock"):
        if not program.is_file():
            with toolchain.progress("building the S3 server with Go (once, one to two minutes)"):
                _build(program, cache)
    return program


def _build(program: Path, cache: Path) -> None:
    """Build with Go, which checks every module it needs against the module's own go.sum."""
    go = toolchain.go(cache)
    target = cache / "tools" / "versitygw.part"
    env = {**toolchain.go_environment(go), "GOBIN": str(target)}
    told = toolchain.run(
        [str(go), "mod", "download", "-json", f"{MODULE}@{VERSION}"], "fetching versitygw", env
    )
    found = json.loads(told[told.index("{") :])["Sum"]
    if found != MODULE_SUM:
        raise Fault(f"{MODULE} {VERSION} has digest {found}, not {MODULE_SUM}")
    toolchain.run(
        [str(go), "install", f"{MODULE}/cmd/versitygw@{VERSION}"], "building versitygw", env
    )
    (target / "versitygw").rename(program)
    shutil.rmtree(target)
