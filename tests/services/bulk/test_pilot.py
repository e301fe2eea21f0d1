"""What a pilot may say: of specimens, not of pictures (users: 7)."""

from __future__ import annotations

from uuid import uuid4

from insecta.domain.collection import Role
from insecta.domain.run import Run, RunItem
from insecta.services.bulk.pilot import PILOT, report
from insecta.services.determine import Act, determine
from tests.services.house import House, jpeg

SPECIMENS, VIEWS = 3, 4


def test_several_pictures_of_a_specimen_are_one_trial(house: House) -> None:
    anna = house.member("Anna", ANTS=Role.IDENTIFIER)
    run, items = uuid4(), list[RunItem]()
    for n in range(SPECIMENS):
        for view in range(VIEWS):
            name = f"s{n}_{view}.jpg"
            taken = house.take(jpeg(40, n * VIEWS + view), name, catalog_number=f"MUS{n:04}")
            region = house.region(taken)
            items.append(RunItem(run, len(items), name, name, "done", "new", region_id=region))
        act = Act("correct", "Camponotus a", "species", blind=True)
        house.hide(anna, taken.specimen_id)
        determine(house.catalogue, anna, taken.specimen_id, act, house.release)
    with house.catalogue.writing() as tx:
        collection = tx.collections.get("ANTS").collection_id
        tx.runs.add(Run(run, collection, "list.csv (pilot)", "done", True, tx.at, kind=PILOT))
        tx.runs.add_items(items)
    found = report(house.catalogue, run, house.classifier.release)
    assert (found.pictures, found.seen, found.specimens) == (12, 12, SPECIMENS)
    assert found.named == {"species": SPECIMENS}
    assert (found.verified, found.answered, found.right) == (SPECIMENS, SPECIMENS, SPECIMENS)
    assert found.said()[0].startswith("3 of 3 specimens get a name")
    assert "3 specimens of the sample were named blind" in found.said()[2]
