"""What a pilot shows of the collection that it is a sample of, for who may read the run."""

from __future__ import annotations

from uuid import UUID

from insecta.catalogue.unit_of_work import Catalogue
from insecta.domain.collection import Principal
from insecta.errors import NotFound
from insecta.services.bulk.pilot import PILOT, Report, report
from insecta.services.documents import GetRelease
from insecta.services.show.runs import find_run


def show_pilot(
    catalogue: Catalogue, principal: Principal, run_id: UUID, release: GetRelease
) -> Report:
    """As it stands now: what people name blind counts at once. Raises NotFound, for other runs too."""
    with catalogue.reading() as tx:
        run = find_run(tx, principal, run_id)
    if run.kind != PILOT:
        raise NotFound("this run is no pilot", hint="`insecta bulk pilot` takes in a sample")
    return report(catalogue, run_id, release(str(run.report["release"])))
