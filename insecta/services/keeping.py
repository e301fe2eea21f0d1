"""A lease that is kept: taken, renewed every 3 s from a thread, given back at the end.

An owner names its machine, process and start, so that a process of the same machine that was
killed loses its leases at once; those of another machine expire after 10 s.
"""

from __future__ import annotations

import os
import platform
import secrets
import threading
from collections.abc import Callable, Mapping
from typing import Any

import psutil

from insecta.catalogue.leases import RENEW, Lease
from insecta.catalogue.unit_of_work import Catalogue, Transaction
from insecta.errors import LeaseLost, Unavailable

_CLOCK_SHIFT = 2.0
"""Seconds by which a process's start may be told differently after the clock was set."""


def new_owner() -> str:
    """`machine|pid space|pid|start|nonce` of this process; at most 100 characters."""
    started = psutil.Process().create_time()
    return f"{_place()}|{os.getpid()}|{started:.2f}|{secrets.token_hex(4)}"


def is_gone(owner: str) -> bool:
    """Whether the owner is surely dead: a process of this machine that no longer runs."""
    parts = owner.rsplit("|", 3)
    if len(parts) != 4 or parts[0] != _place():
        return False
    _, pid, started, _ = parts
    try:
        process = psutil.Process(int(pid))
        if process.status() == psutil.STATUS_ZOMBIE:
            return True
        return abs(process.create_time() - float(started)) > _CLOCK_SHIFT
    except psutil.NoSuchProcess:
        return True
    except psutil.AccessDenied:
        return False


def _place() -> str:
    """Machine and process-id space: equal pids of two containers are two processes."""
    try:
        space = os.stat("/proc/self/ns/pid").st_ino
    except OSError:
        space = 0
    return f"{platform.node()[:40]}|{space}"


class KeptLease:
    """One named lease; `held` is what this process believes, `check` asks the catalogue.

    `tell` is asked at every renewal for what others may read in the lease's row.
    """

    def __init__(
        self, catalogue: Catalogue, name: str, tell: Callable[[], Mapping[str, Any]] = dict
    ) -> None:
        self.name = name
        self._catalogue = catalogue
        self._owner = new_owner()
        self._tell = tell
        self._lease: Lease | None = None
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def held(self) -> bool:
        return self._lease is not None

    def take(self) -> bool:
        """Take it if it is free, expired or its owner dead; then renew until `close`."""
        if self._lease is not None:
            return True
        if self._is_anothers():
            return False
        self._lease = self._take()
        if self._lease is None:
            return False
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._renew, name=f"lease {self.name}", daemon=True)
        self._thread.start()
        return True

    def _is_anothers(self) -> bool:
        """A look without writing, so that those who wait do not wake each other."""
        with self._catalogue.reading() as tx:
            found = tx.leases.get(self.name)
            return (
                found is not None
                and found.owner != self._owner
                and found.expires > tx.at
                and not is_gone(found.owner)
            )

    def _take(self) -> Lease | None:
        with self._catalogue.writing() as tx:
            found = tx.leases.get(self.name)
            if found is not None and found.owner != self._owner and is_gone(found.owner):
                tx.leases.release(found)
            return tx.leases.take(self.name, self._owner, self._tell())

    def _renew(self) -> None:
        while not self._closing.wait(RENEW.total_seconds()):
            lease = self._lease
            if lease is None:
                return
            try:
                renewed = self._take()
            except Unavailable:
                continue
            if renewed is None or renewed.fencing != lease.fencing:
                self._lease = None
                return

    def check(self, tx: Transaction) -> None:
        """Still ours, in the transaction of the effects? Raises LeaseLost."""
        if self._lease is None:
            raise LeaseLost(f"{self.name} is not held by this process")
        tx.leases.check(self._lease)

    def close(self) -> None:
        """Stop renewing and let another take it at once."""
        self._closing.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        lease, self._lease = self._lease, None
        if lease is None:
            return
        try:
            with self._catalogue.writing() as tx:
                tx.leases.release(lease)
        except Unavailable:
            return  # it expires by itself
