"""Which pictures stay in one part: those of one individual, of one photograph, or that look the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from insecta.services.dataset.labelled import Labelled
from insecta.services.dataset.opened import Opened
from insecta.vision import near_duplicate

Keys = tuple[str, ...]


def recognised(labels: Sequence[Labelled]) -> list[Labelled]:
    """The same individual of several sources or rows gets one `specimen`: the first one's.

    It is the same where an identifier of its record, or its catalogue number, and its letter agree.
    """
    keys = [
        tuple(f"{key} {one.letter}" for key in own) or (f"specimen {one.specimen}",)
        for one, own in zip(labels, record_keys(labels), strict=True)
    ]
    names: dict[int, str] = {}
    same = near_duplicate.groups(keys, [0] * len(keys))
    return [
        replace(one, specimen=names.setdefault(group, one.specimen))
        for one, group in zip(labels, same, strict=True)
    ]


def record_keys(labels: Sequence[Labelled]) -> list[Keys]:
    """What the record of each label is known by; individuals on one pin share it.

    A number is a museum's own. Where a label does not state its museum, its number may be anybody's
    and joins all of that number.
    """
    anybodys = {one.number for one in labels if not one.institution}
    return [
        (
            *(f"id {text}" for text in one.ids),
            *(
                [f"number {'' if one.number in anybodys else one.institution.casefold()}/{one.number}"]
                if one.number
                else []
            ),
        )
        for one in labels
    ]  # fmt: skip


def groups(pictures: Sequence[Opened]) -> list[int]:
    """Group number of each picture, in the order of their first.

    Individuals of one pin, and insects cut from one photograph, share label, light and ground, so
    they stay together; unless earlier snapshots have put some of them in training and some in a
    test: then each goes with its like alone.
    """
    labels = [one.label for one in pictures]
    keys = [(f"specimen {one.label.specimen}", f"picture {one.picture}") for one in pictures]
    like = near_duplicate.groups(keys, [one.hash for one in pictures])
    wide = [
        (f"like {group}", f"photograph {one.sha256}", *own)
        for one, group, own in zip(pictures, like, record_keys(labels), strict=True)
    ]
    beside = near_duplicate.groups(wide, [0] * len(wide))
    roles: dict[int, set[str]] = defaultdict(set)
    for group, one in zip(beside, labels, strict=True):
        roles[group].add(one.role)
    numbers: dict[tuple[bool, int], int] = {}
    found = []
    for narrow, group in zip(like, beside, strict=True):
        parted = roles[group] >= {"training", "frozen"}
        found.append(numbers.setdefault((parted, narrow if parted else group), len(numbers)))
    return found
