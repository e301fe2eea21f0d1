"""`insecta bulk diff --approve-part|--standing|--forget-rule`: some of the new names, the rest later."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from insecta.cli import output
from insecta.errors import Invalid


def run_part(opened: Any, args: Namespace, index: Callable[[Any], None]) -> int:
    """Dispatch; `index` brings the search index up to date."""
    from insecta.services.access import LOCAL_ADMINISTRATOR
    from insecta.services.approve_part import apply_standing, keep_rule

    catalogue = opened.catalogue
    if args.standing:
        found = apply_standing(catalogue, opened.release)
    elif not args.collection:
        raise Invalid("name the collection", hint="--collection CODE")
    elif args.forget_rule:
        keep_rule(catalogue, LOCAL_ADMINISTRATOR, args.collection, None)
        output.say(f"{args.collection}: from now on nothing is approved without asking.")
        return 0
    else:
        found = {args.collection: _approve(opened, args)}
    if any(one.approved or one.whole for one in found.values()):
        index(opened)
    _tell(found, as_json=args.json)
    return 0


def _approve(opened: Any, args: Namespace) -> Any:
    from insecta.services import approve_part as parts
    from insecta.services import diff as names
    from insecta.services.access import LOCAL_ADMINISTRATOR

    part = parts.Part(
        frozenset(args.approve_part), args.least or 0.0, args.taxon, args.rank, args.from_rank
    )
    given = (opened.catalogue, LOCAL_ADMINISTRATOR, args.collection)
    pair = names.releases_of(*given, args.before, args.after)
    approved = parts.approve_part(*given, pair, opened.release, part)
    if args.always:
        parts.keep_rule(*given, part)
    return approved


def _tell(found: Mapping[str, Any], *, as_json: bool) -> None:
    if as_json:
        output.as_json({"collections": {code: asdict(one) for code, one in found.items()}})
        return
    for code, one in found.items():
        rest = "the collection shows it now" if one.whole else f"{one.left} changes still wait"
        output.say(f"{code}: {one.approved} specimens show {one.release[:12]}…; {rest}.")
    if not found:
        output.say("No collection with a rule waits for a newer release.")
