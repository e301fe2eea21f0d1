"""`insecta search "camponotus madagascar" --facet genus`: what was found, from the index."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace, _SubParsersAction

from insecta.cli import output

COLUMNS = ("catalog_number", "scientific_name", "rank", "confidence", "trust", "country", "id")


def add_parser(subparsers: _SubParsersAction[ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "search",
        help="Search what was found",
        description='Words (all must match), "a phrase", prefix*, field:value, date:1920..1930; '
        "for example: insecta search camponotus country:madagascar --facet genus. "
        "docs/guides/search.md lists the fields.",
    )
    parser.add_argument("query", nargs="*", metavar="WORD", help="the search; empty finds all")
    parser.add_argument(
        "--facet",
        action="append",
        default=[],
        help="count a field's values, such as genus or country; may be given again",
    )
    parser.add_argument("--sort", default="relevance", help="relevance, FIELD:asc or FIELD:desc")
    parser.add_argument("--limit", type=int, default=20, help="results per page (20)")
    parser.add_argument("--cursor", help="`next` of the page before")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.set_defaults(run=run)


def run(args: Namespace) -> int:
    """0, also where nothing is found."""
    from insecta.bootstrap import platform
    from insecta.ports import SearchRequest
    from insecta.services.search_language import parse

    opened = platform(args.settings)
    opened.require_catalogue()
    request = SearchRequest(
        parse(" ".join(args.query)),
        visible=None,
        sort=args.sort,
        limit=args.limit,
        cursor=args.cursor,
        facets=tuple(args.facet),
    )
    page = opened.index.search("specimens", request)
    if args.json:
        output.as_json(
            {
                "items": [{"id": hit.id, **hit.fields} for hit in page.hits],
                "next": page.next,
                "total": page.total,
                "facets": {facet.field: dict(facet.values) for facet in page.facets},
            }
        )
        return 0
    rows = [[_shown(name, {**hit.fields, "id": hit.id}) for name in COLUMNS] for hit in page.hits]
    output.table([name.replace("_", " ") for name in COLUMNS], rows, f"{page.total} specimens")
    for facet in page.facets:
        output.table((facet.field, "specimens"), facet.values)
    if page.next:
        output.say(f"more: --cursor {page.next}")
    return 0


def _shown(name: str, fields: dict[str, object]) -> object:
    value = fields.get(name)
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value))
    if name == "confidence" and isinstance(value, float):
        return f"{value:.0%}"
    return value
