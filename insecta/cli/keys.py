"""`insecta keys make|list|revoke|expert`: who may do what. A key is shown once, its digest kept."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace, _SubParsersAction
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from insecta.cli import output
from insecta.errors import Invalid, NotFound

if TYPE_CHECKING:
    from insecta.catalogue.unit_of_work import Catalogue


def add_parser(subparsers: _SubParsersAction[ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "keys",
        help="Make, list and revoke API keys",
        description="A key is shown once, when it is made; only its digest is kept.",
    )
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    make = verbs.add_parser("make", help="a new key for a person or program")
    make.add_argument("name", help="who will hold it")
    make.add_argument("--collection", help="where the role holds")
    make.add_argument(
        "--role",
        choices=["viewer", "contributor", "identifier", "curator", "administrator"],
        default="viewer",
        help="what the holder may do there (viewer)",
    )
    verbs.add_parser("list", help="keys that still open something")
    revoke = verbs.add_parser("revoke", help="from now on the key opens nothing")
    revoke.add_argument("key", metavar="ID", help="the key's id, as `insecta keys list` shows it")
    expert = verbs.add_parser("expert", help="names of this person below a taxon are an expert's")
    expert.add_argument("name", help="who holds a key")
    expert.add_argument(
        "--collection", required=True, metavar="CODE", help="the collection that lists the expert"
    )
    expert.add_argument(
        "--taxon", action="append", default=[], metavar="NAME",
        help="several may be given; none takes the person off the list",
    )  # fmt: skip
    parser.set_defaults(run=run)


def run(args: Namespace) -> int:
    """Dispatch to the verb."""
    from insecta.bootstrap import platform

    opened = platform(args.settings)
    opened.require_catalogue()
    verbs = {"make": _make, "list": _list, "revoke": _revoke, "expert": _expert}
    return verbs[args.verb](opened.catalogue, args)


def _make(catalogue: Catalogue, args: Namespace) -> int:
    from insecta.domain.collection import Principal, Role
    from insecta.services.access import LOCAL_ADMINISTRATOR, make_key

    role = Role[args.role.upper()]
    if not args.collection and role is not Role.ADMINISTRATOR:
        raise Invalid("a role holds in a collection", hint="add --collection CODE")
    with catalogue.writing() as tx:
        roles = {tx.collections.get(args.collection).collection_id: role} if args.collection else {}
        holder = Principal(uuid4(), args.name, administrator=not args.collection, roles=roles)
        key = make_key(tx, LOCAL_ADMINISTRATOR, holder)
    output.say("Keep it now: it is not shown again.")
    print(key)
    return 0


def _list(catalogue: Catalogue, args: Namespace) -> int:

    with catalogue.reading() as tx:
        output.table(("id", "holder", "begins with"), tx.principals.keys())
    return 0


def _revoke(catalogue: Catalogue, args: Namespace) -> int:

    try:
        key = UUID(args.key)
    except ValueError as error:
        raise Invalid(f"{args.key!r} is no key's id", hint="`insecta keys list`") from error
    with catalogue.writing() as tx:
        if not tx.principals.revoke(key):
            raise NotFound(f"there is no living key {args.key}", hint="`insecta keys list`")
    output.say("revoked")
    return 0


def _expert(catalogue: Catalogue, args: Namespace) -> int:
    from insecta.services.access import LOCAL_ADMINISTRATOR
    from insecta.services.determine import list_expert

    list_expert(catalogue, LOCAL_ADMINISTRATOR, args.collection, args.name, args.taxon)
    output.say(f"{args.name}: {', '.join(args.taxon) or 'no longer listed'}")
    return 0
