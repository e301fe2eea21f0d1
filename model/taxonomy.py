"""The tree of the first release: which names are leaves, and what a label at any rank teaches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from insecta.domain.decision import NO_RANK
from insecta.domain.release import Taxon

Step = tuple[str, str]
"""(rank, name): one step of a lineage, coarse to fine."""

INSECTA: Step = ("class", "Insecta")
FORMICIDAE: tuple[Step, ...] = (INSECTA, ("order", "Hymenoptera"), ("family", "Formicidae"))
ANTHOPHILA: tuple[Step, ...] = (INSECTA, ("order", "Hymenoptera"), ("epifamily", "Anthophila"))
LEPIDOPTERA: tuple[Step, ...] = (INSECTA, ("order", "Lepidoptera"))
OTHER_INSECT: tuple[Step, ...] = (INSECTA, (NO_RANK, "other insects"))
NOT_AN_INSECT: tuple[Step, ...] = ((NO_RANK, "not an insect"),)
LABEL_ONLY: tuple[Step, ...] = ((NO_RANK, "label only"),)

OUTSIDE: Mapping[Step, str] = {
    OTHER_INSECT[-1]: "outside_scope",
    NOT_AN_INSECT[-1]: "not_an_insect",
    LABEL_ONLY[-1]: "label_only",
}

_GENERA_BY_FAMILY: Mapping[str, str] = {
    "Geometridae": "Agriopis Alcis Alsophila Apocheima Aplocera Asthena Biston Cabera Campaea "
    "Camptogramma Chesias Chloroclysta Colostygia Colotois Cosmorhoe Cyclophora Dysstroma "
    "Ecliptopera Ennomos Epirrhoe Epirrita Erannis Eupithecia Eustroma Geometra Gymnoscelis "
    "Hemithea Horisme Hydriomena Hylaea Hypomecis Idaea Lampropteryx Ligdia Lomaspilis Lomographa "
    "Macaria Melanthia Odontopera Opisthograptis Ourapteryx Pareulype Parectropis Pasiphila "
    "Peribatodes Perizoma Petrophora Phigalia Pseudoterpna Pungeleria Scopula Thera Timandra "
    "Xanthorhoe",
    "Noctuidae": "Abrostola Acronicta Agrochola Agrotis Amphipyra Anorthoa Autographa Cerapteryx "
    "Colocasia Conistra Cosmia Craniophora Cryphia Deltote Diarsia Elaphria Euplexia Eupsilia Hada "
    "Hoplodrina Lacanobia Mesapamea Mesoligia Mythimna Noctua Ochropleura Oligia Orthosia Polia "
    "Sunira Tholera Tiliacea Trachea Xestia Xylocampa",
    "Erebidae": "Calliteara Catocala Cybosia Eilema Herminia Hypena Laspeyria Lymantria "
    "Phragmatobia Spilarctia Spilosoma Trisateles",
    "Notodontidae": "Notodonta Pheosia Pterostoma Ptilodon Stauropus",
    "Sphingidae": "Deilephila Mimas Sphinx",
    "Drepanidae": "Achlya Cymatophorina Drepana Habrosyne Tethea Tetheella Thyatira",
    "Nolidae": "Nola Nycteola Pseudoips",
    "Lasiocampidae": "Poecilocampa",
    "Saturniidae": "Aglia",
    "Limacodidae": "Apoda",
    "Hepialidae": "Triodia",
}
MOTH_FAMILY: Mapping[str, str] = {
    genus: family for family, genera in _GENERA_BY_FAMILY.items() for genus in genera.split()
}

_ANTS_BY_SUBFAMILY: Mapping[str, str] = {
    "Myrmicinae": "Aphaenogaster Blepharidatta Cataulacus Cephalotes Crematogaster Monomorium "
    "Pheidole Solenopsis Strumigenys Terataner Tetramorium Trichomyrmex Wasmannia",
    "Formicinae": "Camponotus Formica Lasius Lepisiota Myrmoteras Nylanderia Polyergus Polyrhachis",
    "Dolichoderinae": "Iridomyrmex Linepithema Technomyrmex",
    "Ponerinae": "Anochetus Bothroponera Brachyponera Pseudoponera Thaumatomyrmex",
    "Dorylinae": "Dorylus Eciton Neivamyrmex Nomamyrmex Zasphinctus",
    "Amblyoponinae": "Amblyopone Mystrium Prionopelta",
    "Pseudomyrmecinae": "Pseudomyrmex",
    "Ectatomminae": "Gnamptogenys",
    "Myrmeciinae": "Myrmecia Nothomyrmecia",
    "Agroecomyrmecinae": "Ankylomyrma",
}
ANT_SUBFAMILY: Mapping[str, str] = {
    genus: subfamily for subfamily, genera in _ANTS_BY_SUBFAMILY.items() for genus in genera.split()
}
SYNONYMS: Mapping[str, str] = {
    "Canthomyops": "Lasius",
    "Pyramica": "Strumigenys",
    "Aenictinae": "Dorylinae",
    "Aenictogitoninae": "Dorylinae",
    "Cerapachyinae": "Dorylinae",
    "Ecitoninae": "Dorylinae",
    "Leptanilloidinae": "Dorylinae",
}
"""Names of the sources that are no longer valid (AntCat): old → valid."""

FOSSIL = frozenset({"Brownimeciinae", "Formiciinae", "Sphecomyrminae"})
"""Known from fossils only: pictures of amber and stone teach nothing about pinned ants."""


def moth(genus: str, species: str) -> tuple[Step, ...]:
    """Lineage of a moth label; aggregates are species complexes, `spec` stops at the genus."""
    line: tuple[Step, ...] = LEPIDOPTERA
    if genus in MOTH_FAMILY:
        line += (("family", MOTH_FAMILY[genus]),)
    line += (("genus", genus),)
    if species.endswith(" spec"):
        return line
    if "_-_" in species:
        return (*line, ("species complex", species.replace("_-_", "/")))
    return (*line, ("species", species))


def ant(subfamily: str | None = None, genus: str | None = None) -> tuple[Step, ...]:
    """Lineage of an ant label at its true rank, by valid names; genus beats subfamily."""
    genus = SYNONYMS.get(genus, genus) if genus else None
    subfamily = ANT_SUBFAMILY.get(genus) if genus else SYNONYMS.get(subfamily or "", subfamily)
    line = FORMICIDAE
    if subfamily and subfamily not in FOSSIL:
        line += (("subfamily", subfamily),)
    return (*line, ("genus", genus)) if genus else line


def taxon_id(step: Step) -> str:
    """Stable id of a name in our releases, such as `genus:Pheidole`."""
    rank, name = step
    return f"{'outside' if rank == NO_RANK else rank.replace(' ', '-')}:{name.replace(' ', '_')}"


@dataclass(frozen=True)
class Tree:
    """Nodes in reading order (parents first); `leaf_of` gives the output of nodes with a leaf."""

    lineages: tuple[tuple[Step, ...], ...]
    leaf_of: Mapping[Step, int]

    def leaves_of(self, lineage: Sequence[Step]) -> list[int]:
        """Leaves that a label allows: everything below the deepest node that the tree has.

        A label finer than the tree (a genus too rare for a leaf) allows only that node's own leaf
        ("others"), where it has one.
        """
        nodes = {line[-1]: line for line in self.lineages}
        depth = max((n for n, step in enumerate(lineage) if step in nodes), default=-1)
        if depth < 0:
            raise ValueError(f"{lineage} has no place in the tree")
        node = lineage[depth]
        if depth + 1 < len(lineage) and node in self.leaf_of:
            return [self.leaf_of[node]]
        return [leaf for step, leaf in self.leaf_of.items() if node in nodes[step]]

    def taxa(
        self, training: Mapping[Step, int], testing: Mapping[Step, int], answerable: Iterable[Step]
    ) -> tuple[Taxon, ...]:
        """Taxa with counts of specimens at or below each node."""
        may_answer = set(answerable)
        return tuple(
            Taxon(
                taxon_id(line[-1]),
                line[-1][1],
                line[-1][0],
                taxon_id(line[-2]) if len(line) > 1 else None,
                self.leaf_of.get(line[-1]),
                line[-1] in may_answer,
                training.get(line[-1], 0),
                testing.get(line[-1], 0),
            )
            for line in self.lineages
        )


def build_tree(training: Sequence[tuple[Step, ...]], least_specimens: int = 2) -> Tree:
    """Tree of what the training labels support, one lineage per independent specimen.

    Leaves: every moth label; bees; ant genera of at least `least_specimens`; "others" of the ant
    family and of each subfamily with a leaf below; what is no answer.
    """
    counts: dict[tuple[Step, ...], int] = {}
    for lineage in training:
        for end in range(1, len(lineage) + 1):
            counts[lineage[:end]] = counts.get(lineage[:end], 0) + 1
    leaves: set[tuple[Step, ...]] = {
        ANTHOPHILA,
        FORMICIDAE,
        OTHER_INSECT,
        NOT_AN_INSECT,
        LABEL_ONLY,
    }
    for lineage, count in counts.items():
        if lineage[:3] == FORMICIDAE:
            if lineage[-1][0] == "genus" and count >= least_specimens:
                leaves |= {lineage, lineage[:-1]}
        elif lineage[:2] == LEPIDOPTERA and len(lineage) > 2 and lineage in set(training):
            leaves.add(lineage)
    nodes = sorted({line[:end] for line in leaves for end in range(1, len(line) + 1)}, key=_reading)
    ordered = [line for line in nodes if line in leaves]
    return Tree(tuple(nodes), {line[-1]: n for n, line in enumerate(ordered)})


def _reading(lineage: tuple[Step, ...]) -> tuple[bool, list[tuple[bool, str]]]:
    """Names first, leaves that are no names last, alphabetical within a parent."""
    return lineage[0][0] == NO_RANK, [(rank == NO_RANK, name) for rank, name in lineage]
