"""Orders and families of the genera that a pulled network names: its labels are bare species names.

Without them an ant that is known to its family could not tell whether "Vanessa" is wrong, and no order
could ever be answered. Where authors disagree about a family, only the order is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

Step = tuple[str, str]
"""(rank, name)."""

_FAMILY_OPEN = ""
_BEES = ("Apidae", "Megachilidae")
GENERA: Mapping[str, Mapping[str, str]] = {
    "Blattodea": {"Blaberidae": "Panchlora", "Blattidae": "Periplaneta", _FAMILY_OPEN: "Pseudomops"},
    "Coleoptera": {
        "Buprestidae": "Agrilus Buprestis",
        "Cantharidae": "Chauliognathus Rhagonycha",
        "Carabidae": "Calosoma Carabus",
        "Cerambycidae": "Lepturobosca Mallodon Megacyllene Monochamus Orthosoma Plectrodera Prionoplus "
        "Prionus Rutpela Tetraopes Typocerus",
        "Chrysomelidae": "Acalymma Chrysochus Chrysolina Deloyala Diabrotica Labidomera Leptinotarsa "
        "Plagiometriona Trachymela",
        "Cleridae": "Trichodes",
        "Coccinellidae": "Adalia Coccinella Coleomegilla Cycloneda Epilachna Halmus Harmonia Hippodamia "
        "Olla Propylea Psyllobora",
        "Curculionidae": "Naupactus Otiorhynchus Polydrusus",
        "Dermestidae": "Anthrenus",
        "Elateridae": "Alaus",
        "Erotylidae": "Gibbifer",
        "Lampyridae": "Ellychnia Photinus",
        "Lucanidae": "Dorcus Lucanus",
        "Lycidae": "Calopteron",
        "Passalidae": "Odontotaenius",
        "Scarabaeidae": "Cetonia Cotinis Dynastes Euphoria Exomala Oryctes Oxythyrea Pelidnota Phanaeus "
        "Polyphylla Popillia Strategus Trigonopeltastes",
        "Staphylinidae": "Ocypus",
        "Zopheridae": "Phloeodes Zopherus",
        _FAMILY_OPEN: "Cactophagus Cicindela Necrophila Nicrophorus Tetracha",
    },
    "Dermaptera": {"Anisolabididae": "Euborellia", "Forficulidae": "Forficula"},
    "Diptera": {
        "Asilidae": "Mallophora Microstylum Promachus",
        "Bibionidae": "Plecia",
        "Bombyliidae": "Bombylius Hemipenthes Poecilanthrax Xenox",
        "Calliphoridae": "Lucilia",
        "Cecidomyiidae": "Rabdophaga",
        "Culicidae": "Aedes",
        "Muscidae": "Musca",
        "Mydidae": "Mydas",
        "Pediciidae": "Pedicia",
        "Psychodidae": "Clogmia",
        "Ptychopteridae": "Bittacomorpha",
        "Rhagionidae": "Chrysopilus",
        "Scathophagidae": "Scathophaga",
        "Stratiomyidae": "Hermetia",
        "Syrphidae": "Allograpta Copestylum Dioprosopa Episyrphus Eristalis Melangyna Syritta Toxomerus",
        "Tabanidae": "Tabanus",
        "Tachinidae": "Trichopoda",
        "Tephritidae": "Eurosta",
        "Ulidiidae": "Delphinia",
    },
    "Hemiptera": {
        "Acanaloniidae": "Acanalonia",
        "Adelgidae": "Adelges",
        "Alydidae": "Hyalymenus",
        "Aphididae": "Aphis Grylloprociphilus",
        "Cercopidae": "Prosapia",
        "Cicadellidae": "Graphocephala Homalodisca Hordnia Oncometopia",
        "Cicadidae": "Amphipsalta Magicicada Neotibicen",
        "Coreidae": "Acanthocephala Chelinidea Coreus Hypselonotus Leptoglossus Thasus",
        "Flatidae": "Metcalfa Siphanta",
        "Gerridae": "Aquarius",
        "Largidae": "Largus",
        "Lygaeidae": "Lygaeus Oncopeltus",
        "Miridae": "Lygus Poecilocapsus",
        "Pentatomidae": "Bagrada Chinavia Cosmopepla Graphosoma Halyomorpha Murgantia Nezara Palomena "
        "Pentatoma",
        "Pyrrhocoridae": "Pyrrhocoris Scantius",
        "Reduviidae": "Apiomerus Arilus Zelus",
        "Rhopalidae": "Boisea Jadera",
        "Rhyparochromidae": "Myodocha",
        "Ricaniidae": "Scolypopa",
    },
    "Hymenoptera": {
        "Apidae": "Apis Bombus Melissodes Xylocopa",
        "Cimbicidae": "Cimbex",
        "Cynipidae": "Amphibolips Andricus",
        "Formicidae": "Atta Camponotus Linepithema Liometopum Oecophylla Pogonomyrmex Prenolepis "
        "Pseudomyrmex Solenopsis",
        "Megachilidae": "Anthidium Megachile",
        "Mutillidae": "Dasymutilla",
        "Pelecinidae": "Pelecinus",
        "Scoliidae": "Scolia",
        "Siricidae": "Tremex",
        "Sphecidae": "Ammophila Chalybion Eremnophila Sceliphron Sphex",
        "Tenthredinidae": "Pontania",
        "Vespidae": "Ancistrocerus Brachygastra Dolichovespula Eumenes Monobia Polistes Vespa Vespula",
        _FAMILY_OPEN: "Sphecius",
    },
    "Lepidoptera": {
        "Apatelodidae": "Apatelodes",
        "Attevidae": "Atteva",
        "Cossidae": "Prionoxystus",
        "Crambidae": "Achyra Agriphila Anageshna Anania Blepharomastix Chalcoela Conchylodes Crambus "
        "Cydalima Desmia Diacme Diaphania Diastictis Dicymolomia Elophila Evergestis Herpetogramma "
        "Hymenia Lineodes Microcrambus Nomophila Palpita Pantographa Parapediasia Pyrausta Sitochroa "
        "Spoladea Udea Uresiphita Urola",
        "Depressariidae": "Antaeotricha",
        "Drepanidae": "Drepana Habrosyne Oreta Pseudothyatira",
        "Erebidae": "Anticarsia Apantesis Arctia Ascalapha Bleptina Caenurgina Catocala Chytolita Cisseps "
        "Clemensia Ctenucha Cycnia Estigmene Euchaetes Euplagia Grammia Halysidota Haploa Hypena "
        "Hypercompe Hyphantria Hypoprepia Idia Lascoria Lophocampa Lycomorpha Lymantria Melipotis "
        "Notarctia Nyctemera Orgyia Palthis Pangrapta Panopoda Parallelia Phalaenophana Phragmatobia "
        "Platyprepia Plusiodonta Pyrrharctia Rivula Scoliopteryx Spilosoma Syntomoides Tyria Utetheisa "
        "Zale Zanclognatha",
        "Geometridae": "Anavitrinella Besma Biston Campaea Caripeta Chlorochlamys Coryphista Costaconvexa "
        "Cyclophora Dysphania Dyspteris Ecliptopera Ectropis Ennomos Epimecis Epirrhoe Eubaphe Euphyia "
        "Eupithecia Eusarca Eutrapela Haematopis Heliomata Heterophleps Hypagyrtis Idaea Iridopsis "
        "Lambdina Lomographa Macaria Melanchroia Metanema Nematocampa Nemoria Nepytia Orthonama "
        "Pasiphila Patalene Phaeoura Phigalia Plagodis Pleuroprucha Probole Prochoerodes Protoboarmia "
        "Psamatodes Sabulodes Scopula Speranza Synchlora Tetracis Trichodezia Xanthorhoe",
        "Hepialidae": "Aenetus",
        "Hesperiidae": "Achalarus Achlyodes Anatrytone Ancyloxypha Astraptes Atalopedes Autochton "
        "Calpodes Carterocephalus Chioides Copaeodes Eantis Epargyreus Erynnis Euphyes Heliopetes "
        "Hylephila Lerema Lerodea Ochlodes Panoquina Phocides Pholisora Poanes Polites Pompeius Pyrgus "
        "Thorybes Thymelicus Urbanus Wallengrenia",
        "Lasiocampidae": "Malacosoma Phyllodesma Tolype",
        "Limacodidae": "Acharia Apoda Euclea Isa Lithacodes Prolimacodes",
        "Lycaenidae": "Atlides Brephidium Cacyreus Callophrys Calycopis Celastrina Cupido Echinargus "
        "Feniseca Glaucopsyche Hemiargus Lampides Leptotes Lycaena Parrhasius Plebejus Polyommatus "
        "Satyrium Strymon",
        "Megalopygidae": "Megalopyge",
        "Noctuidae": "Acronicta Agrotis Alypia Amphipyra Anagrapha Anicla Apamea Autographa Callopistria "
        "Cerma Charadra Chrysodeixis Chytonix Cucullia Elaphria Eudryas Feltia Galgula Harrisimemna "
        "Helicoverpa Homophoberia Lacinipolia Leuconycta Lithacodia Maliattha Marimatha Megalographa "
        "Melanchra Mythimna Nephelodes Noctua Ochropleura Panthea Phlogophora Polygrammate Ponometia "
        "Protodeltote Pseudeustrotia Psychomorpha Raphia Schinia Simyra Spodoptera Spragueia Sunira",
        "Notodontidae": "Clostera Datana Gluphisia Heterocampa Nadata Peridea Phryganidia Schizura "
        "Thaumetopoea",
        "Nymphalidae": "Adelpha Aglais Agraulis Anaea Anartia Anthanassa Apatura Aphantopus Araschnia "
        "Argynnis Asterocampa Biblis Boloria Cercyonis Charaxes Chlosyne Coenonympha Cyllopsis Danaus "
        "Diaethria Dione Dryas Dymasia Euphydryas Euptoieta Hamadryas Heliconius Hermeuptychia "
        "Hypolimnas Issoria Junonia Lasiommata Lethe Libytheana Limenitis Maniola Marpesia Megisto "
        "Melanargia Melanitis Melitaea Mestra Microtia Myscelia Nymphalis Pararge Phyciodes Polygonia "
        "Pyronia Siproeta Speyeria Texola Vanessa",
        "Oecophoridae": "Epicallima",
        "Papilionidae": "Battus Eurytides Heraclides Iphiclides Papilio Parnassius",
        "Pieridae": "Abaeis Anteos Anthocharis Aporia Ascia Catasticta Colias Eurema Gonepteryx "
        "Kricogonia Leptophobia Nathalis Neophasia Phoebis Pieris Pontia Pyrisitia Zerene",
        "Plutellidae": "Plutella",
        "Pterophoridae": "Emmelina",
        "Pyralidae": "Aphomia Galasa Hypsopygia Plodia Pyralis",
        "Riodinidae": "Apodemia Calephelis Melanis",
        "Saturniidae": "Actias Anisota Antheraea Automeris Callosamia Citheronia Dryocampa Eacles "
        "Hemileuca Hyalophora",
        "Sesiidae": "Melittia",
        "Sphingidae": "Agrius Amorpha Amphion Ceratomia Daphnis Darapsa Deidamia Eumorpha Hemaris Hyles "
        "Lapara Macroglossum Manduca Pachysphinx Paonias Pseudosphinx Smerinthus Sphinx Xylophanes",
        "Thyrididae": "Thyris",
        "Tortricidae": "Cenopis Choristoneura Clepsis Cydia Platynota",
        "Uraniidae": "Calledapteryx Lyssa",
        "Zygaenidae": "Harrisina Pyromorpha",
        _FAMILY_OPEN: "Diphthera",
    },
    "Mantodea": {
        "Mantidae": "Mantis Stagmomantis Tenodera", _FAMILY_OPEN: "Miomantis Orthodera",
    },
    "Mecoptera": {"Panorpidae": "Panorpa"},
    "Megaloptera": {"Corydalidae": "Corydalus"},
    "Neuroptera": {"Mantispidae": "Climaciella"},
    "Odonata": {
        "Aeshnidae": "Aeshna Anax Basiaeschna Boyeria Epiaeschna Gomphaeschna Rhionaeschna",
        "Calopterygidae": "Calopteryx Hetaerina",
        "Coenagrionidae": "Argia Chromagrion Coenagrion Enallagma Ischnura Nehalennia Pyrrhosoma "
        "Telebasis Xanthocnemis",
        "Cordulegastridae": "Cordulegaster",
        "Corduliidae": "Cordulia Dorocordulia Epitheca",
        "Gomphidae": "Arigomphus Dromogomphus Erpetogomphus Gomphus Hagenius Octogomphus Progomphus "
        "Stylurus",
        "Lestidae": "Archilestes Austrolestes Lestes",
        "Libellulidae": "Brachymesia Brechmorhoga Celithemis Crocothemis Diplacodes Dythemis Erythemis "
        "Erythrodiplax Ladona Leucorrhinia Libellula Macrodiplax Micrathyria Nannothemis Orthemis "
        "Orthetrum Pachydiplax Paltothemis Pantala Perithemis Plathemis Pseudoleon Sympetrum Tramea "
        "Trithemis",
        "Macromiidae": "Didymops Macromia",
        "Platycnemididae": "Platycnemis",
    },
    "Orthoptera": {
        "Acrididae": "Aidemona Anacridium Chortophaga Dactylotum Dissosteira Leptysma Melanoplus Mermiria "
        "Phaulacridium Schistocerca Syrbula Trimerotropis",
        "Anostostomatidae": "Deinacrida Hemideina",
        "Gryllidae": "Gryllodes",
        "Romaleidae": "Brachystola Romalea Taeniopoda",
        "Stenopelmatidae": "Stenopelmatus",
        "Tettigoniidae": "Caedicia Conocephalus Microcentrum Phaneroptera Pterophylla Scudderia "
        "Tettigonia",
        "Trigonidiidae": "Phyllopalpus",
    },
    "Phasmatodea": {
        "Diapheromeridae": "Diapheromera Megaphasma", "Pseudophasmatidae": "Anisomorpha",
    },
}  # fmt: skip
"""Order, family, genera."""


def _lines() -> Iterator[tuple[str, tuple[Step, ...]]]:
    for order, families in GENERA.items():
        for family, genera in families.items():
            line: tuple[Step, ...] = (("order", order),)
            if family in _BEES:
                line += (("epifamily", "Anthophila"),)
            if family != _FAMILY_OPEN:
                line += (("family", family),)
            yield from ((genus, line) for genus in genera.split())


ABOVE: Mapping[str, tuple[Step, ...]] = dict(_lines())
"""What lies between the class and a genus, coarse to fine. A genus that is not listed is put right below the class."""
