"""While an index is lost or half filled, nobody is told that nothing waits or nothing looks alike."""

from __future__ import annotations

import pytest

from insecta.domain.collection import Role
from insecta.errors import Unavailable
from insecta.services.evidence import evidence
from insecta.services.index import ensure, refilling
from insecta.services.review.alike import look_alikes
from insecta.services.review.queue import next_item, waiting_everywhere
from tests.services.house import House, jpeg
from tests.services.test_index import lose


def test_a_lost_index_is_no_empty_queue(house: House) -> None:
    ants = [house.take(jpeg(40, n, (48, 32))).specimen_id for n in range(2)]
    who = house.member("reviewer", ANTS=Role.IDENTIFIER)
    given = (house.catalogue, house.index, who)
    assert waiting_everywhere(*given)[0].sighted == 2
    lose(house)
    given = (house.catalogue, house.index, who)
    with pytest.raises(Unavailable, match="was lost"):
        waiting_everywhere(*given)
    with pytest.raises(Unavailable, match="was lost"):
        next_item(*given, "ANTS", house.release)
    with pytest.raises(Unavailable, match="was lost"):
        look_alikes(*given, ants[0], house.release)
    with pytest.raises(Unavailable, match="was lost"):
        evidence(*given, ants[0], house.release)
    ensure(house.catalogue, house.index, house.classifier.release)
    with pytest.raises(Unavailable, match="being filled again"):
        waiting_everywhere(*given)
    with pytest.raises(Unavailable, match="being filled again"):
        next_item(*given, "ANTS", house.release)
    with pytest.raises(Unavailable, match="being filled again"):
        look_alikes(*given, ants[0], house.release)
    list(refilling(house.catalogue, house.index, house.release))
    assert waiting_everywhere(*given)[0].sighted == 2
    assert next_item(*given, "ANTS", house.release).item is not None
    assert len(look_alikes(*given, ants[0], house.release).items) == 1


def test_before_anything_was_indexed_nothing_waits(house: House) -> None:
    house.catch_up()
    assert waiting_everywhere(house.catalogue, house.index, house.member("somebody")) == []
