"""A rights cell that gives strangers no right keeps the picture among members (users: 13)."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from insecta.domain.collection import Role
from insecta.services.access import LOCAL_ADMINISTRATOR
from insecta.services.darwin_core.rows import Entry, pictures
from insecta.services.documents import read_rows
from insecta.services.keys import create_key
from insecta.settings import Settings
from tests.api.conftest import IMAGES, JPEG, Run, ScriptedPlatform, client, draw, made

KEPT = ("All rights reserved", "none", "unknown", "© 2010 J. Smith", "x",
        "http://rightsstatements.org/vocab/InC/1.0/")  # fmt: skip
SHARED = ("CC BY", "CC0", "https://creativecommons.org/licenses/by-nc/4.0/")


def test_only_a_licence_lets_strangers_see_and_leaves_the_house(tmp_path: Path, run: Run) -> None:
    inside = made(Settings(data=tmp_path / "data"))

    async def fill() -> dict[str, dict[str, str]]:
        sent = {}
        async with client(inside) as http:
            for seed, licence in enumerate((*KEPT, *SHARED)):
                params = {"collection": "open", "fileName": f"{seed}.jpg", "licence": licence}
                answer = await http.post(
                    IMAGES, params=params, content=draw(80, seed=seed), headers=JPEG
                )
                assert answer.status_code == 202, answer.text
                sent[licence] = answer.json()
        return sent

    sent = run(fill())
    with inside.catalogue.writing() as tx:
        tx.collections.change(tx.collections.get("open").collection_id, {"public": True})
    inside.work()
    key = create_key(inside.catalogue, LOCAL_ADMINISTRATOR, "member", {"open": Role.VIEWER})
    inside.close()
    platform = ScriptedPlatform(Settings(data=tmp_path / "data", host="0.0.0.0"))

    async def read() -> None:
        async with client(platform) as stranger, client(platform, key) as member:
            for licence, one in sent.items():
                path = f"{IMAGES}/{one['id']}/rendition?size=large"
                expected = 404 if licence in KEPT else 200
                assert (await stranger.get(path)).status_code == expected, licence
                assert (await member.get(path)).status_code == 200, licence

    run(read())
    with platform.catalogue.reading() as tx:
        for licence, one in sent.items():
            (rows,) = read_rows(tx, [UUID(one["specimenId"])], platform.release)
            told = list(pictures(Entry(rows), "https://museum.example"))
            assert bool(told) == (licence in SHARED), licence
    platform.close()
