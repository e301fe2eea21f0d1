"""Errors as RFC 9457 problems. What is not there and what may not be known sound alike."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from api.schemas import Problem
from api.tus import VERSION, NotAPart, NotTus, WrongChecksum
from insecta import errors
from insecta.services.amend import Stale

MEDIA_TYPE = "application/problem+json"
TYPES = "/problems/"
logger = logging.getLogger(__name__)


class Unauthenticated(errors.InsectaError):
    """The caller has to say who they are."""


class TooLarge(errors.Invalid):
    """More bytes than an upload may hold."""


class NotAPicture(errors.Invalid):
    """The body's declared type is one that is never read as a picture."""


_STATUS: tuple[tuple[type[errors.InsectaError], int, str], ...] = (
    (Unauthenticated, 401, "A key is needed"),
    (TooLarge, 413, "Too large"),
    (NotAPicture, 415, "Not a picture"),
    (NotTus, 412, "Another protocol"),
    (NotAPart, 415, "Not a part of an upload"),
    (WrongChecksum, 460, "Checksum mismatch"),
    (Stale, 412, "Changed in the meantime"),
    (errors.BadPicture, 422, "Not a usable picture"),
    (errors.BadQuery, 400, "Search not understood"),
    (errors.Invalid, 422, "Cannot be done as asked"),
    (errors.NotFound, 404, "Not found"),
    (errors.Conflict, 409, "Conflict"),
    (errors.Forbidden, 403, "Not allowed"),
    (errors.StoreFull, 507, "No room left"),
    (errors.OverBudget, 503, "Too much waits already"),
    (errors.Unavailable, 503, "Not available at the moment"),
    (errors.InsectaError, 500, "Something is wrong here"),
)
_PICTURE_STATUS = {
    "too_large": 413,
    "not_a_picture": 415,
    "unsupported_format": 415,
}
UNKNOWN = "There is nothing here, or nothing that you may see."


def problem(error: errors.InsectaError) -> Problem:
    """The problem that tells of an error, without telling a stranger what exists."""
    kind, status, title = next(row for row in _STATUS if isinstance(error, row[0]))
    if isinstance(error, errors.BadPicture):
        status = _PICTURE_STATUS.get(error.reason, status)
    return Problem(
        type=TYPES + kind.__name__,
        title=title,
        status=status,
        detail=UNKNOWN if isinstance(error, errors.NotFound) else error.message,
        hint=None if isinstance(error, errors.NotFound) else error.hint or None,
        reason=error.reason if isinstance(error, errors.BadPicture) else None,
        retry_after=_retry_after(error),
    )


def _retry_after(error: errors.InsectaError) -> int | None:
    if isinstance(error, errors.OverBudget):
        return error.retry_after
    return 5 if isinstance(error, errors.Unavailable) else None


def answer(found: Problem, headers: Mapping[str, str] | None = None) -> Response:
    """The problem as a response."""
    more = dict(headers or {})
    if found.retry_after is not None:
        more["Retry-After"] = str(found.retry_after)
    if found.status == 401:
        more["WWW-Authenticate"] = 'Bearer realm="insecta"'
    return Response(
        found.model_dump_json(by_alias=True, exclude_none=True),
        found.status,
        more,
        MEDIA_TYPE,
    )


def install(app: FastAPI) -> None:
    """Give every error of ours, of FastAPI and of Starlette the same form."""

    @app.exception_handler(errors.InsectaError)
    async def ours(request: Request, error: errors.InsectaError) -> Response:
        if isinstance(error, errors.Fault):
            logger.error("%s %s: %s", request.method, request.url.path, error)
        if "tus-resumable" in request.headers or isinstance(error, NotTus):
            return answer(problem(error), {"Tus-Resumable": VERSION, "Tus-Version": VERSION})
        return answer(problem(error))

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        fields = [
            {"field": ".".join(str(part) for part in one["loc"][1:]), "text": one["msg"]}
            for one in error.errors()
        ]
        detail = "; ".join(f"{one['field']}: {one['text']}" for one in fields)
        return answer(
            Problem(
                type=f"{TYPES}Invalid",
                title="Cannot be done as asked",
                status=422,
                detail=detail,
                errors=fields,
            )
        )

    @app.exception_handler(HTTPException)
    async def http(request: Request, error: HTTPException) -> Response:
        found = Problem(
            type="about:blank",
            title=str(error.detail),
            status=error.status_code,
            detail=UNKNOWN if error.status_code == 404 else "",
        )
        return answer(found, error.headers)

    @app.exception_handler(Exception)
    async def unknown(request: Request, error: Exception) -> Response:
        logger.error("%s %s", request.method, request.url.path, exc_info=error)
        return answer(
            Problem(
                type="about:blank",
                title="Something is wrong here",
                status=500,
                detail="The server's log says more.",
            )
        )
