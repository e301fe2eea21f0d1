"""The ledger tells what no test has called; what one has called it does not accuse."""

from __future__ import annotations

from pathlib import Path

from tests.ledger import missing


def test_what_was_called_is_not_missing(tmp_path: Path) -> None:
    file = tmp_path / "ledger.tsv"
    all_of_it = list(missing(file))
    assert {"GET /healthz", "insecta runs list", "INSECTA_WORKERS", "event ImageReceived"} <= set(
        all_of_it
    )
    file.write_text(
        "route\tGET\t/healthz\n"
        "route\tGET\t/api/v1/images/7d3c\n"
        "route\tPOST\t/api/v1/images/7d3c\n"
        "command\truns\tlist\n"
        "setting\tINSECTA_WORKERS\n"
        "event\tImageReceived\n"
    )
    told = {
        "GET /healthz", "GET /api/v1/images/{image_id}", "insecta runs list", "INSECTA_WORKERS",
        "event ImageReceived",
    }  # fmt: skip
    assert set(all_of_it) - set(missing(file)) == told
