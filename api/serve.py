"""The API as a process: one line with the address, then requests until it is told to stop."""

from __future__ import annotations

import logging
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import uvicorn

from api.app import create_app
from api.heartbeat import Heartbeat
from insecta.bootstrap import Platform
from insecta.errors import BadSettings, InsectaError, Unavailable
from insecta.services import staging, uploads
from insecta.settings import Settings
from insecta.vision.sandbox import DecodeSandbox

BACKLOG = 1_024
"""Connections that may wait to be accepted."""
KEEP_ALIVE = 65
"""Seconds an idle connection stays open: longer than the 60 s of usual proxies, so that they end it."""
DRAIN = 8
"""Seconds that running requests get to end."""
SWEEP_EVERY = 3_600.0
"""Seconds between looks for uploads in parts whose time is over."""


def run(opened: Platform) -> int:
    """Serve until SIGTERM or SIGINT. Raises BadSettings, Unavailable."""
    settings = opened.settings
    require_keys(opened)
    listening = _listen(settings)
    host, port = listening.getsockname()[:2]
    print(f"Insecta is at http://{f'[{host}]' if ':' in host else host}:{port}/", flush=True)
    sandbox = DecodeSandbox()
    threading.Thread(target=sandbox.warm, daemon=True).start()
    ended = threading.Event()
    threading.Thread(target=_sweep, args=(opened, ended), daemon=True).start()
    app = create_app(opened, decode=sandbox.decode)
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE,
        timeout_graceful_shutdown=DRAIN,
    )
    try:
        _Server(config, app.state.door.heartbeat).run(sockets=[listening])
    finally:
        ended.set()
        listening.close()
        sandbox.close()
    return 0


def _sweep(opened: Platform, ended: threading.Event) -> None:
    """Now and then forget uploads and staged folders that nobody went on with; several processes may."""
    while not ended.wait(SWEEP_EVERY):
        try:
            uploads.sweep(opened.catalogue, opened.store)
            staging.sweep(opened.settings.data)
        except InsectaError as error:
            logging.getLogger(__name__).warning("uploads were not swept: %s", error)


class _Server(uvicorn.Server):
    """Tells waiting requests and live streams to end at once, and lets `run` clean up.

    Uvicorn itself raises the signal again when it is done, which would end the process there.
    """

    def __init__(self, config: uvicorn.Config, heartbeat: Heartbeat) -> None:
        super().__init__(config)
        self._heartbeat = heartbeat

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        signals = (signal.SIGINT, signal.SIGTERM)
        former = {each: signal.signal(each, self.handle_exit) for each in signals}
        try:
            yield
        finally:
            for each, handler in former.items():
                signal.signal(each, handler)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._heartbeat.ending = True
        super().handle_exit(sig, frame)


def require_keys(opened: Platform) -> None:
    """Where others reach the platform nobody is its local administrator, so somebody must hold a key."""
    settings = opened.settings
    if not settings.is_reachable:
        return
    with opened.catalogue.reading() as tx:
        keys = tx.principals.keys()
    if not keys:
        raise BadSettings(
            f"{settings.reached_by}: others can reach it, and there is no API key",
            hint="make one first: insecta keys make NAME --role administrator",
        )


def _listen(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host, settings.port))
        listening.listen(BACKLOG)
    except OSError as error:
        listening.close()
        raise Unavailable(
            f"port {settings.port} of {settings.host} cannot be used: {error.strerror}",
            hint="set INSECTA_PORT to another one, or 0 for any",
        ) from error
    listening.set_inheritable(False)
    return listening
