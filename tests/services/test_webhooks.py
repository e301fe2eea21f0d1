"""Webhooks: everybody is told once what they may know of, and a dead subscriber stops nobody."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import timedelta

import pytest
from sqlalchemy import update

from insecta.catalogue.tables import deliveries
from insecta.catalogue.webhooks import Webhook
from insecta.domain.collection import Role
from insecta.errors import Invalid, NotFound, Unavailable
from insecta.services.access import LOCAL_ADMINISTRATOR
from insecta.services.keys import create_key, list_keys, revoke_key
from insecta.services.webhooks import (
    ATTEMPTS,
    deliver,
    fan_out,
    history,
    revive,
    subscribe,
    subscriptions,
    unsubscribe,
)
from tests.services.house import House, jpeg

URL = "https://example.org/hook"


class Receiver:
    """Takes messages, or fails as it is told."""

    def __init__(self) -> None:
        self.got: list[tuple[bytes, Mapping[str, str]]] = []
        self.down = False

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> None:
        if self.down:
            raise Unavailable("example.org answered 500")
        self.got.append((body, headers))

    @property
    def types(self) -> list[str]:
        return [json.loads(body)["type"] for body, _ in self.got]


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


def member(house: House, name: str, code: str) -> object:
    with house.catalogue.writing() as tx:
        tx.collections.ensure(code)
    key = create_key(house.catalogue, LOCAL_ADMINISTRATOR, name, {code: Role.CONTRIBUTOR})
    assert key
    with house.catalogue.reading() as tx:
        return tx.principals.by_name(name)


def due_now(house: House) -> None:
    with house.catalogue.writing() as tx:
        tx.connection.execute(update(deliveries).values(due=tx.at - timedelta(seconds=1)))


def test_repeated_events_are_one_message_with_a_true_signature(
    house: House, receiver: Receiver
) -> None:
    made = subscribe(house.catalogue, LOCAL_ADMINISTRATOR, URL, ["ImageReceived"])
    house.receive(jpeg(50))
    for _ in range(3):
        fan_out(house.catalogue, house.events())
    assert deliver(house.catalogue, made, receiver.post) == 1
    assert deliver(house.catalogue, made, receiver.post) == 0
    ((body, headers),) = receiver.got
    assert json.loads(body)["type"] == "ImageReceived"
    assert set(json.loads(body)["data"]) == {"time", "specimen_id", "image_id"}
    key = base64.b64decode(made.secret.removeprefix("whsec_"))
    said = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    digest = base64.b64encode(hmac.new(key, said, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{digest}"


def test_what_happened_before_is_not_told(house: House, receiver: Receiver) -> None:
    house.receive(jpeg(50))
    made = subscribe(house.catalogue, LOCAL_ADMINISTRATOR, URL)
    fan_out(house.catalogue, house.events())
    assert deliver(house.catalogue, made, receiver.post) == 0


def test_nobody_is_told_of_anothers_collection_or_without_a_key(
    house: House, receiver: Receiver
) -> None:
    ants = subscribe(house.catalogue, member(house, "ants", "ANTS"), URL)  # type: ignore[arg-type]
    bees = subscribe(house.catalogue, member(house, "bees", "BEES"), URL)  # type: ignore[arg-type]
    house.receive(jpeg(50))
    fan_out(house.catalogue, house.events())
    assert deliver(house.catalogue, bees, receiver.post) == 0
    assert deliver(house.catalogue, ants, receiver.post) == 1
    for key, name, _ in list_keys(house.catalogue, LOCAL_ADMINISTRATOR):
        if name == "ants":
            revoke_key(house.catalogue, LOCAL_ADMINISTRATOR, key)
    house.receive(jpeg(90))
    fan_out(house.catalogue, house.events())
    assert deliver(house.catalogue, ants, receiver.post) == 0


def test_a_dead_subscriber_is_told_nothing_until_it_is_revived(
    house: House, receiver: Receiver
) -> None:
    made = subscribe(house.catalogue, LOCAL_ADMINISTRATOR, URL, ["ImageReceived"])
    house.receive(jpeg(50))
    fan_out(house.catalogue, house.events())
    receiver.down = True
    for _ in range(ATTEMPTS):
        due_now(house)
        assert deliver(house.catalogue, made, receiver.post) == 0
    (dead,) = subscriptions(house.catalogue, LOCAL_ADMINISTRATOR)
    assert dead.dead is not None
    assert "answered 500" in dead.dead
    house.receive(jpeg(90))
    assert fan_out(house.catalogue, house.events()) == 0
    receiver.down = False
    revive(house.catalogue, LOCAL_ADMINISTRATOR, made.webhook_id)
    fan_out(house.catalogue, house.events())
    assert deliver(house.catalogue, made, receiver.post) == 2
    assert all(
        one.delivered for one in history(house.catalogue, LOCAL_ADMINISTRATOR, made.webhook_id)
    )


def test_waits_grow_and_the_reason_is_kept(house: House, receiver: Receiver) -> None:
    made = subscribe(house.catalogue, LOCAL_ADMINISTRATOR, URL, ["ImageReceived"])
    house.receive(jpeg(50))
    fan_out(house.catalogue, house.events())
    receiver.down = True
    waits = []
    for _ in range(3):
        due_now(house)
        deliver(house.catalogue, made, receiver.post)
        (one,) = history(house.catalogue, LOCAL_ADMINISTRATOR, made.webhook_id)
        with house.catalogue.reading() as tx:
            waits.append(round((one.due - tx.at).total_seconds() / 5))
        assert one.last_error == "example.org answered 500"
    assert waits == [1, 2, 4]


def test_anothers_webhook_is_not_there(house: House) -> None:
    made = subscribe(house.catalogue, LOCAL_ADMINISTRATOR, URL)
    other = member(house, "bees", "BEES")
    assert subscriptions(house.catalogue, other) == []  # type: ignore[arg-type]
    for act in (unsubscribe, revive, history):
        with pytest.raises(NotFound):
            act(house.catalogue, other, made.webhook_id)  # type: ignore[operator]
    unsubscribe(house.catalogue, LOCAL_ADMINISTRATOR, made.webhook_id)
    assert subscriptions(house.catalogue, LOCAL_ADMINISTRATOR) == []


def test_an_event_that_there_is_not_is_refused(house: House) -> None:
    with pytest.raises(Invalid, match="ImageBurnt"):
        subscribe(house.catalogue, LOCAL_ADMINISTRATOR, URL, ["ImageBurnt"])
    assert isinstance(subscribe(house.catalogue, LOCAL_ADMINISTRATOR, URL), Webhook)
