"""The committed description is that of the app, valid, and told in docs/api.md."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from api.openapi import description, text

DOCS = Path(__file__).resolve().parents[2] / "docs"
METHODS = {"get", "post", "patch", "put", "delete", "head", "options"}


def operations() -> dict[str, str]:
    """`METHOD path` → operation id, of every described operation."""
    return {
        f"{method.upper()} {path}": operation["operationId"]
        for path, item in description()["paths"].items()
        for method, operation in item.items()
        if method in METHODS
    }


def test_committed_description_is_the_apps_own() -> None:
    committed = (DOCS / "openapi.json").read_text(encoding="utf-8")
    assert committed == text(), "run: python -m api.openapi > docs/openapi.json"


def test_it_is_valid_openapi_3_1() -> None:
    found = json.loads(text())
    assert found["openapi"].startswith("3.1")
    OpenAPIV31SpecValidator(found).validate()


def test_operation_ids_are_tag_and_function() -> None:
    ids = list(operations().values())
    assert len(ids) == len(set(ids)) > 20
    assert "images_upload" in ids
    assert all(re.fullmatch(r"[a-z]+_[a-z_]+", one) for one in ids)


def test_docs_list_every_route_and_no_other() -> None:
    table = re.findall(
        r"^\| `([A-Z]+ /[^`]*)` \|", (DOCS / "api.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert sorted(table) == sorted(operations())


@pytest.mark.parametrize("name", ["Image", "Answer", "Specimen", "Card", "SearchPage"])
def test_names_are_camel_case(name: str) -> None:
    properties = description()["components"]["schemas"][name]["properties"]
    assert all(re.fullmatch(r"[a-z]+([A-Z][a-z]*)*", one) for one in properties)
