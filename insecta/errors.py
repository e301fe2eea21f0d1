"""Every error that Insecta raises on purpose.

    InsectaError
    ├── Invalid               the input can never succeed as it is: reject it, or dead-letter it
    │   ├── BadPicture        bytes that cannot become a picture (carries a reason code)
    │   ├── BadSource         a manifest, archive or folder that cannot be read (names file and row)
    │   ├── BadQuery          a search that cannot be understood
    │   └── BadSettings       a setting, or a pair of them, that cannot work
    ├── NotFound              nothing is there, or the caller may not know that it is
    ├── Conflict              somebody else changed it first, or it exists already in another form
    ├── Forbidden             the caller is known and may not do this to a thing it can see
    ├── Unavailable           may pass: server down, disk full, time-out; retry later
    │   ├── OverBudget        the queue is full; says after how many seconds to come back
    │   └── StoreFull         no room left on the device
    └── Fault                 stop: another schema revision, a lost lease, a release that does not fit
        ├── LeaseLost         another owner holds a newer fencing number
        └── BadRelease        digest, labels or golden picture do not match

`Unavailable` is retried, `Invalid` is dead-lettered, anything else stops the worker.
"""

from __future__ import annotations


class InsectaError(Exception):
    """Base of the tree; `hint` tells the reader what to do."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} ({self.hint})" if self.hint else self.message


class Invalid(InsectaError):
    """The input can never succeed as it is."""


class BadPicture(Invalid):
    """Bytes that cannot become a picture; `reason` is a stable code such as `truncated`."""

    def __init__(self, reason: str, message: str, *, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.reason = reason


class BadSource(Invalid):
    """A manifest, archive or folder that cannot be read; `where` names file and row."""

    def __init__(self, message: str, *, where: str = "", hint: str = "") -> None:
        super().__init__(f"{where}: {message}" if where else message, hint=hint)
        self.where = where


class BadQuery(Invalid):
    """A search that cannot be understood."""


class BadSettings(Invalid):
    """A setting, or a pair of them, that cannot work."""


class NotFound(InsectaError):
    """Nothing is there, or the caller may not know that it is."""


class Conflict(InsectaError):
    """Somebody else changed it first, or it exists already in another form."""


class Forbidden(InsectaError):
    """The caller is known and may not do this to a thing it can see."""


class Unavailable(InsectaError):
    """May pass: retry later."""


class OverBudget(Unavailable):
    """The queue is full; come back after `retry_after` seconds."""

    def __init__(self, message: str, *, retry_after: int, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.retry_after = retry_after


class StoreFull(Unavailable):
    """No room left on the device."""


class Fault(InsectaError):
    """Stop the process: going on would do harm."""


class LeaseLost(Fault):
    """Another owner holds a newer fencing number."""


class BadRelease(Fault):
    """Digest, labels or golden picture of a release do not match."""
