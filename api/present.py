"""From what services show to what the API says: the links between resources."""

from __future__ import annotations

from dataclasses import asdict, fields
from uuid import UUID

from api import schemas
from insecta.domain.promise import Count
from insecta.domain.ranks import depth
from insecta.domain.training import LEAST_SET, Agreement
from insecta.services.evidence import Evidence, Witness
from insecta.services.find import Card, Found, Neighbour
from insecta.services.regions import ShownRegion
from insecta.services.review.alike import KEPT_OUT, Group
from insecta.services.review.queue import Item
from insecta.services.sets import ShownMember, ShownSet, citation
from insecta.services.show.answers import shown_promise
from insecta.services.show.images import ShownImage, Size
from insecta.services.show.runs import ItemPage, ShownRun
from insecta.services.show.specimens import ShownSpecimen
from insecta.services.training.book import Reviewer
from insecta.services.training.lesson import Progress, Solution

BASE = "/api/v1"


def thumbnail_of(image_id: UUID, region: UUID | None = None) -> str:
    return rendition_of(image_id, "thumbnail", region)


def rendition_of(image_id: UUID, size: Size, region: UUID | None = None) -> str:
    part = f"&region={region}" if region else ""
    return f"{BASE}/images/{image_id}/rendition?size={size}{part}"


def region(image_id: UUID, one: ShownRegion) -> schemas.Region:
    return schemas.Region.model_validate(
        {**asdict(one), "thumbnail": thumbnail_of(image_id, one.id)}
    )


def image(one: ShownImage) -> schemas.Image:
    links = schemas.ImageLinks(
        self=f"{BASE}/images/{one.id}",
        rendition=rendition_of(one.id, "full", one.region_id),
        thumbnail=thumbnail_of(one.id, one.region_id),
        specimen=f"{BASE}/specimens/{one.specimen_id}",
    )
    shown = {field.name: getattr(one, field.name) for field in fields(one)}
    # Its hundred candidates are read as they are: copied for every answer they cost milliseconds.
    return schemas.Image.model_validate({**shown, "links": links}, from_attributes=True)


def specimen(one: ShownSpecimen) -> schemas.Specimen:
    shown = asdict(one)
    shown["images"] = [image(picture) for picture in one.images]
    shown["source_ids"] = [{"kind": kind, "value": value} for kind, value in one.source_ids]
    return schemas.Specimen.model_validate(shown)


def review_item(one: Item) -> schemas.ReviewItem:
    return schemas.ReviewItem(
        specimen=specimen(one.specimen),
        blind=one.blind,
        why=one.why or None,
        value=one.value,
        expires=one.expires,
        second=one.second,
    )


def tally(count: Count) -> schemas.Tally:
    low, high = count.interval
    return schemas.Tally(
        right=count.right, cases=count.cases, low=round(low, 6), high=round(high, 6),
        enough=count.is_enough,
    )  # fmt: skip


def agreement(one: Agreement) -> schemas.Agreement:
    return schemas.Agreement(
        rank=one.rank, all=tally(one.all), latest=tally(one.latest), enough=one.enough
    )


def training(one: Progress, queue: Count | None) -> schemas.Training:
    rule = one.rule
    return schemas.Training(
        collection=one.collection,
        size=one.size,
        least=LEAST_SET,
        answered=one.answered,
        share=rule.share,
        cases=rule.cases,
        two=sorted(rule.two, key=depth),
        agreement=[agreement(each) for each in one.agreement],
        queue=tally(queue) if queue else None,
        ranks=None if one.ranks is None else sorted(one.ranks, key=depth),
        free=one.free,
    )


def solution(one: Solution) -> schemas.Solution:
    shown = {field.name: getattr(one, field.name) for field in fields(one)}
    shown["look_alike"] = _witness(one.look_alike) if one.look_alike else None
    shown["training"] = training(shown.pop("progress"), None)
    return schemas.Solution.model_validate(shown)


def reviewer(one: Reviewer) -> schemas.Reviewer:
    return schemas.Reviewer(
        name=one.name,
        role=one.role,
        answered=one.answered,
        agreement=[agreement(each) for each in one.agreement],
        queue=tally(one.queue) if one.queue else None,
        ranks=None if one.ranks is None else list(one.ranks),
    )


def look_alikes(group: Group) -> schemas.LookAlikes:
    items = [
        schemas.LookAlike(
            specimen=card(one.card),
            image_id=one.image_id,
            thumbnail=thumbnail_of(one.image_id),
            similarity=one.similarity,
        )
        for one in group.items
    ]
    return schemas.LookAlikes(
        items=items, kept_out={why: group.kept_out.get(why, 0) for why in KEPT_OUT}
    )


def evidence(one: Evidence) -> schemas.Evidence:
    shown = asdict(one)
    shown["promise"] = asdict(shown_promise(one.promise)) if one.promise else None
    shown["nearest"] = [_witness(witness) for witness in one.nearest]
    shown["another_name"] = _witness(one.another_name) if one.another_name else None
    return schemas.Evidence.model_validate(shown)


def _witness(one: Witness) -> dict[str, object]:
    thumbnail = thumbnail_of(one.image_id) if one.image_id else None
    return {**asdict(one), "thumbnail": thumbnail}


def card(one: Card) -> schemas.Card:
    shown = asdict(one)
    image_id, part = one.thumbnail, shown.pop("thumbnail_region")
    shown["thumbnail"] = thumbnail_of(image_id, part) if image_id else None
    return schemas.Card.model_validate(shown)


def search_page(found: Found) -> schemas.SearchPage:
    facets = [
        schemas.FacetCounts(
            field=facet.field,
            values=[schemas.FacetValue(value=value, count=n) for value, n in facet.values],
        )
        for facet in found.facets
    ]
    return schemas.SearchPage(
        items=[card(one) for one in found.items],
        next=found.next,
        total=found.total,
        facets=facets,
        complete=found.complete,
    )


def saved_set(one: ShownSet, house: str) -> schemas.SavedSet:
    """`house`: address of the platform."""
    address = f"{house}/sets/{one.id}"
    return schemas.SavedSet.model_validate(
        {**asdict(one), "address": address, "citation": citation(one, address)}
    )


def set_member(one: ShownMember) -> schemas.SetMember:
    return schemas.SetMember(
        place=one.place,
        then=schemas.NameThen.model_validate(one.then),
        specimen=card(one.card) if one.card else None,
    )


def neighbour(one: Neighbour) -> schemas.Neighbour:
    return schemas.Neighbour(
        specimen=card(one.card),
        image_id=one.image_id,
        thumbnail=thumbnail_of(one.image_id),
        view=one.view,
        similarity=round(one.similarity, 6),
    )


def run(one: ShownRun) -> schemas.Run:
    return schemas.Run.model_validate(asdict(one))


def items(page: ItemPage) -> schemas.Page[schemas.RunItem]:
    return schemas.Page[schemas.RunItem](
        items=[schemas.RunItem.model_validate(one) for one in page.items],
        next=None if page.next is None else str(page.next),
        total=page.total,
    )
