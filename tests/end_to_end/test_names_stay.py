"""Names stay until a curator approves others, as search on Elasticsearch tells them, too (users: 23)."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest

from insecta.adapters.elastic_index import open_index
from insecta.services import index
from tests.services.house import House
from tests.services.test_names_stay import FIRST, names_stay


@pytest.mark.server
def test_names_stay_until_they_are_approved(tmp_path: Path, elasticsearch_url: str) -> None:
    house = House(tmp_path)
    elastic = open_index(f"{elasticsearch_url}/names-{uuid4().hex[:12]}-")
    house.index = elastic  # type: ignore[assignment]
    index.ensure(house.catalogue, elastic, house.release(FIRST))
    try:
        names_stay(house)
    finally:
        elastic.close()
        house.catalogue.close()
