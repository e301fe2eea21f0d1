"""Names of the starter release: families of moths, subfamilies of ants, old names and valid ones."""

from __future__ import annotations

from collections.abc import Mapping

from model.tree import INSECTA, Lineage

FORMICIDAE: Lineage = (INSECTA, ("order", "Hymenoptera"), ("family", "Formicidae"))
ANTHOPHILA: Lineage = (INSECTA, ("order", "Hymenoptera"), ("epifamily", "Anthophila"))
LEPIDOPTERA: Lineage = (INSECTA, ("order", "Lepidoptera"))
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


def moth(genus: str, species: str) -> Lineage:
    """Lineage of a moth label; aggregates are species complexes, `spec` stops at the genus."""
    line: Lineage = LEPIDOPTERA
    if genus in MOTH_FAMILY:
        line += (("family", MOTH_FAMILY[genus]),)
    line += (("genus", genus),)
    if species.endswith(" spec"):
        return line
    if "_-_" in species:
        return (*line, ("species complex", species.replace("_-_", "/")))
    return (*line, ("species", species))


def ant(subfamily: str | None = None, genus: str | None = None) -> Lineage:
    """Lineage of an ant label at its true rank, by valid names; genus beats subfamily."""
    genus = SYNONYMS.get(genus, genus) if genus else None
    subfamily = ANT_SUBFAMILY.get(genus) if genus else SYNONYMS.get(subfamily or "", subfamily)
    line = FORMICIDAE
    if subfamily and subfamily not in FOSSIL:
        line += (("subfamily", subfamily),)
    return (*line, ("genus", genus)) if genus else line
