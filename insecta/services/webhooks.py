"""Signed messages to other programs when something they may know of has changed.

An event becomes one delivery for every subscriber that may know of it, once, whatever is repeated.
A delivery is tried again with growing waits; a subscriber that never takes one is dead, and is told
nothing more until somebody revives it. Signatures are those of Standard Webhooks 1.0
(https://www.standardwebhooks.com): HMAC-SHA256 over id, time and body.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4, uuid5

from insecta.catalogue.unit_of_work import Catalogue, Transaction
from insecta.catalogue.webhooks import DeliveryRow, Webhook
from insecta.domain.collection import Principal
from insecta.domain.events import EVENTS, Event
from insecta.errors import Conflict, InsectaError, Invalid, NotFound
from insecta.services.access import LOCAL_ADMINISTRATOR
from insecta.services.follow import knowable

ATTEMPTS = 10
FIRST_WAIT, LONGEST_WAIT = 5.0, 3_600.0
"""Seconds: ten attempts take a little more than an hour and a half."""
AT_ONCE = 20
MOST_OF_ONE = 20
"""Webhooks that one principal may have."""
PREFIX = "whsec_"
Post = Callable[[str, bytes, Mapping[str, str]], None]
"""Sends a body; raises InsectaError unless it was taken (2xx)."""


def subscribe(
    catalogue: Catalogue, principal: Principal, url: str, events: Sequence[str] = ()
) -> Webhook:
    """A new subscriber; `secret` is shown this once. The address was judged before. Raises Invalid."""
    known = {event.__name__ for event in EVENTS}
    if unknown := sorted(set(events) - known):
        raise Invalid(f"there is no event {unknown[0]}", hint=f"use {', '.join(sorted(known))}")
    secret = PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()
    new = Webhook(uuid4(), principal.principal_id, url, secret, tuple(sorted(set(events))))
    with catalogue.writing() as tx:
        own = [one for one in tx.webhooks.all() if one.principal_id == principal.principal_id]
        if len(own) >= MOST_OF_ONE:
            raise Conflict(f"there are {MOST_OF_ONE} webhooks already", hint="remove one first")
        tx.webhooks.add(new)
    return new


def subscriptions(catalogue: Catalogue, principal: Principal) -> list[Webhook]:
    """One's own; an administrator sees all."""
    with catalogue.reading() as tx:
        return [one for one in tx.webhooks.all() if _is_own(principal, one)]


def _is_own(principal: Principal, webhook: Webhook) -> bool:
    return principal.administrator or webhook.principal_id == principal.principal_id


def _own(tx: Transaction, principal: Principal, key: UUID) -> Webhook:
    for one in tx.webhooks.all():
        if one.webhook_id == key and _is_own(principal, one):
            return one
    raise NotFound("there is no such webhook")


def unsubscribe(catalogue: Catalogue, principal: Principal, key: UUID) -> None:
    """Raises NotFound."""
    with catalogue.writing() as tx:
        tx.webhooks.remove(_own(tx, principal, key).webhook_id)


def revive(catalogue: Catalogue, principal: Principal, key: UUID) -> None:
    """A dead subscriber is told again, beginning with what it missed of the last week."""
    with catalogue.writing() as tx:
        _own(tx, principal, key)
        tx.webhooks.set_dead(key, None)
        tx.webhooks.again(key)


def history(
    catalogue: Catalogue, principal: Principal, key: UUID, limit: int = 100
) -> list[DeliveryRow]:
    """The newest deliveries. Raises NotFound."""
    with catalogue.reading() as tx:
        _own(tx, principal, key)
        return tx.webhooks.of(key, limit)


def fan_out(catalogue: Catalogue, events: Sequence[Event]) -> int:
    """Note a delivery for everybody who may know of these events; how many are new."""
    with catalogue.reading() as tx:
        live = tx.webhooks.live()
    if not live:
        return 0
    with catalogue.writing() as tx:
        new = [row for one in live for row in _deliveries(tx, one, events)]
        return tx.webhooks.add_deliveries(new)


def _deliveries(tx: Transaction, webhook: Webhook, events: Sequence[Event]) -> list[DeliveryRow]:
    principal = _principal(tx, webhook)
    if principal is None:
        return []
    wanted = [
        event
        for event in events
        if (not webhook.events or type(event).__name__ in webhook.events)
        and webhook.created is not None
        and event.time >= webhook.created
    ]
    return [
        DeliveryRow(
            uuid5(webhook.webhook_id, str(event.id)),
            str(webhook.webhook_id),
            event.id,
            json.dumps({"type": name, "data": dict(keys)}, separators=(",", ":")),
            tx.at,
        )
        for event, name, keys in knowable(tx, principal, wanted)
    ]


def _principal(tx: Transaction, webhook: Webhook) -> Principal | None:
    """As whom a webhook sees; None where its owner holds no key any more."""
    if webhook.principal_id == LOCAL_ADMINISTRATOR.principal_id:
        return LOCAL_ADMINISTRATOR
    return tx.principals.holding_a_key(webhook.principal_id)


def deliver(catalogue: Catalogue, webhook: Webhook, post: Post) -> int:
    """Send what is due to one subscriber, oldest first, until one fails; how many were taken."""
    with catalogue.reading() as tx:
        due = tx.webhooks.due(webhook.webhook_id, AT_ONCE)
    for number, one in enumerate(due):
        body = one.body.encode()
        try:
            with catalogue.reading() as tx:
                headers = signed(webhook.secret, one.delivery_id, tx.at, body)
            post(webhook.url, body, headers)
        except InsectaError as error:
            _failed(catalogue, webhook, one, error)
            return number
        with catalogue.writing() as tx:
            tx.webhooks.told(one.delivery_id)
    return len(due)


def _failed(
    catalogue: Catalogue, webhook: Webhook, delivery: DeliveryRow, error: InsectaError
) -> None:
    attempts = delivery.attempts + 1
    wait = min(FIRST_WAIT * 2.0**delivery.attempts, LONGEST_WAIT)
    with catalogue.writing() as tx:
        tx.webhooks.failed(delivery.delivery_id, str(error)[:500], tx.at + timedelta(seconds=wait))
        if attempts >= ATTEMPTS:
            tx.webhooks.set_dead(
                webhook.webhook_id, f"{attempts} attempts failed, the last: {str(error)[:300]}"
            )


def signed(secret: str, delivery: UUID, at: datetime, body: bytes) -> dict[str, str]:
    """Headers by which the receiver knows that it is us, and that it is now."""
    stamp = str(int(at.timestamp()))
    key = base64.b64decode(secret.removeprefix(PREFIX))
    digest = hmac.new(key, f"{delivery}.{stamp}.".encode() + body, hashlib.sha256).digest()
    return {
        "Content-Type": "application/json",
        "User-Agent": "Insecta",
        "webhook-id": str(delivery),
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }
