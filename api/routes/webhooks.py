"""Programs that want to be told: signed messages when something they may know of changes."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter

from api import schemas
from api.deps import Contributor, DoorOf
from insecta.catalogue.webhooks import Webhook
from insecta.services import webhooks
from insecta.services.webhook_address import judged

router = APIRouter(prefix="/webhooks", tags=["webhooks"])


def _shown(one: Webhook) -> schemas.Webhook:
    return schemas.Webhook(id=one.webhook_id, url=one.url, events=list(one.events), dead=one.dead)


@router.get("")
def index(door: DoorOf, principal: Contributor) -> schemas.Page[schemas.Webhook]:
    """One's own; an administrator sees all."""
    found = webhooks.subscriptions(door.platform.catalogue, principal)
    return schemas.Page[schemas.Webhook](items=[_shown(one) for one in found], total=len(found))


@router.post("", status_code=201)
def create(door: DoorOf, principal: Contributor, body: schemas.NewWebhook) -> schemas.MadeWebhook:
    """Be told from now on. The secret that signs the messages is shown this once.

    Only public https addresses are called, and hosts that INSECTA_WEBHOOK_HOSTS names.
    """
    judged(body.url, door.settings.inside_hosts)
    made = webhooks.subscribe(door.platform.catalogue, principal, body.url, body.events)
    return schemas.MadeWebhook(**_shown(made).model_dump(), secret=made.secret)


@router.delete("/{webhook_id}", status_code=204)
def remove(door: DoorOf, principal: Contributor, webhook_id: UUID) -> None:
    """From now on nothing is told."""
    webhooks.unsubscribe(door.platform.catalogue, principal, webhook_id)


@router.post("/{webhook_id}/revive", status_code=204)
def revive(door: DoorOf, principal: Contributor, webhook_id: UUID) -> None:
    """A dead subscriber is told again, what it missed of the last week first."""
    webhooks.revive(door.platform.catalogue, principal, webhook_id)


@router.get("/{webhook_id}/deliveries")
def deliveries(
    door: DoorOf, principal: Contributor, webhook_id: UUID
) -> schemas.Page[schemas.Delivery]:
    """The newest hundred messages, and what became of them."""
    found = webhooks.history(door.platform.catalogue, principal, webhook_id)
    return schemas.Page[schemas.Delivery](
        items=[schemas.Delivery.model_validate(one) for one in found]
    )
