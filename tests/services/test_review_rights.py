"""Who may review in one collection may not in another that they only see."""

from __future__ import annotations

from uuid import uuid4

import pytest

from insecta.domain.collection import Principal, Role
from insecta.errors import Forbidden, NotFound
from insecta.services.review.alike import look_alikes
from insecta.services.review.queue import skip
from tests.services.house import House, jpeg


def test_a_reviewer_of_another_collection_neither_skips_nor_groups(house: House) -> None:
    ant = house.take(jpeg(40)).specimen_id
    house.take(jpeg(40, 1), collection="BEES")
    guest = house.member("guest", ANTS=Role.VIEWER, BEES=Role.IDENTIFIER)
    stranger = Principal(uuid4(), "stranger")
    for who, error in ((guest, Forbidden), (stranger, NotFound)):
        with pytest.raises(error):
            skip(house.catalogue, who, ant)
        with pytest.raises(error):
            look_alikes(house.catalogue, house.index, who, ant, house.release)
    helper = house.member("helper", ANTS=Role.IDENTIFIER)
    skip(house.catalogue, helper, ant)
    assert look_alikes(house.catalogue, house.index, helper, ant, house.release).items == ()
