"""Scientific names as written on labels and in sheets, taken apart and never guessed (users: 16).

`scientific_name` is the name that is stated without doubt: open nomenclature (cf., aff., ?), codes
of morphospecies, groups, hybrids and damaged words end it at the next rank up. Everything else is
kept in its own field, and what is not understood in `unparsed`; `verbatim` is never touched.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from insecta.domain.ranks import RANKS

_UNINOMIAL_RANKS = RANKS[: RANKS.index("subgenus")]
_FORMULAE = {"cf.": "A cf.", "aff.": "A aff.", "nr.": "A aff.", "?": "A ?"}


@dataclass(frozen=True, slots=True)
class ParsedName:
    """A name in the terms of Darwin Core.

    `rank`: of `scientific_name`; None where the form does not tell (a lone `Hymenoptera`).
    `qualifier`: identificationQualifier, e.g. `cf. maculatus`. `taxon_formula`: `A cf.`, `A x B` …
    `morphospecies`: a code that means something to its owner only. `group`: informal group or
    aggregate, e.g. `maculatus group`. `unparsed`: words that no rule explains.
    """

    verbatim: str
    scientific_name: str | None = None
    rank: str | None = None
    genus: str | None = None
    specific_epithet: str | None = None
    infraspecific_epithet: str | None = None
    authorship: str = ""
    qualifier: str = ""
    taxon_formula: str = "A"
    morphospecies: str | None = None
    hybrid: bool = False
    group: str | None = None
    subgenus: str | None = None
    unparsed: str = ""

    @property
    def is_certain(self) -> bool:
        """The whole text is a plain name: nothing qualified, coded or left over."""
        open_parts = (self.qualifier, self.morphospecies, self.group, self.unparsed)
        return self.scientific_name is not None and not self.hybrid and not any(open_parts)


_UNINOMIAL = re.compile(r"[A-ZÀ-Þ][a-zß-ÿ]+(?:-[a-zß-ÿ]+)?")
_EPITHET = re.compile(r"(?:[a-zß-ÿ]-)?[a-zß-ÿ]{2,}(?:-[a-zß-ÿ]+)?")
_IN_PARENTHESES = re.compile(r"\(([A-ZÀ-Þ][a-zß-ÿ]+)\)")
_SUFFIXES = (("oidea", "superfamily"), ("idae", "family"), ("inae", "subfamily"), ("ini", "tribe"))
_HIGHER = {
    "Animalia": "kingdom", "Arthropoda": "phylum", "Insecta": "class",
    **dict.fromkeys(
        ["Archaeognatha", "Zygentoma", "Ephemeroptera", "Odonata", "Plecoptera", "Dermaptera", "Embioptera", "Orthoptera", "Phasmatodea", "Mantodea", "Blattodea", "Zoraptera", "Psocodea", "Thysanoptera", "Hemiptera", "Hymenoptera", "Neuroptera", "Megaloptera", "Raphidioptera", "Coleoptera", "Strepsiptera", "Mecoptera", "Siphonaptera", "Diptera", "Trichoptera", "Lepidoptera"], "order"),
}  # fmt: skip
_QUALIFIERS = {
    "cf": "cf.", "cf.": "cf.", "cfr": "cf.", "cfr.": "cf.", "conf.": "cf.",
    "aff": "aff.", "aff.": "aff.", "nr": "nr.", "nr.": "nr.", "near": "nr.", "?": "?",
}  # fmt: skip
_UNNAMED = {"sp", "sp.", "spp", "spp.", "spec", "spec.", "species", "indet", "indet.", "(indet)",
            "(indet.)", "undet", "undet.", "(undet)", "undetermined", "indetermined"}  # fmt: skip
_BELOW = {"subsp": "subsp.", "subsp.": "subsp.", "ssp": "subsp.", "ssp.": "subsp."}
_INFRASUBSPECIFIC = {"var", "var.", "f.", "form", "forma", "morph", "morpha", "ab.", "aberr.", "nat.",
                     "st.", "stirps", "r.", "race", "race."}  # fmt: skip
_GROUPS = {"group": "group", "gr.": "group", "grp": "group", "grp.": "group", "gp.": "group",
           "complex": "complex", "cplx": "complex", "agg.": "aggregate", "agg": "aggregate",
           "aggregate": "aggregate", "s.l.": "s.l.", "s.lat.": "s.l."}  # fmt: skip
_CODE = re.compile(r"(?=.*\d)[^\W_][\w.\-]*|[A-Z]{1,3}")
_QUALIFIED_EPITHET = re.compile(
    r"(?P<epithet>[a-zß-ÿ]{2,}(?:-[a-zß-ÿ]+)?)_(?P<word>cf|aff|nr|near)\.?_?(?P<code>\d*)"
)
_UNNAMED_CODE = re.compile(r"(?:sp|spec|species|indet|undet)[._]?_?(?P<code>[^\W_]*\d[\w]*)", re.I)
_HYBRID = re.compile(r"^[×x]\s*(?=[A-ZÀ-Þ])|\s[×xX]\s|\s×|×\s")
_OR = re.compile(r"\s+or\s+|\s*/\s*|\s+\|\s+")
_AGGREGATE = re.compile(r"[a-zß-ÿ]{2,}(?:-[a-zß-ÿ]+)?(?:_-_[a-zß-ÿ]{2,}(?:-[a-zß-ÿ]+)?)+")
_PARTICLES = {"de", "da", "do", "dos", "del", "della", "di", "du", "la", "le", "van", "von", "der",
              "den", "ter", "ten", "zu", "et", "and", "in", "ex", "al."}  # fmt: skip


@lru_cache(maxsize=8192)  # collections repeat their names
def parse(text: str, rank: str | None = None) -> ParsedName:
    """Take a name apart; an empty text gives an empty ParsedName.

    `rank`: what the source says (dwc:taxonRank) of a lone word whose form does not tell.
    """
    cleaned = " ".join(text.replace("\0", " ").split()).strip('"“”„ ')
    rank = rank.strip().casefold() if rank else None
    if rank not in _UNINOMIAL_RANKS:
        rank = None
    bare = ParsedName(text)
    if not cleaned:
        return bare
    if _HYBRID.search(cleaned):
        return _pair(bare, cleaned, _HYBRID, "A x B", hybrid=True)
    words = _separated(cleaned)
    if _OR.search(cleaned) and not any(char.isdigit() for char in cleaned):
        return _pair(bare, cleaned, _OR, "A or B", hybrid=False)
    return _Reader(bare, words, rank).read()


@lru_cache(maxsize=8192)
def parse_parts(
    genus: str,
    species: str,
    subspecies: str = "",
    *,
    subgenus: str = "",
    species_group: str = "",
    author: str = "",
    higher: str = "",
) -> ParsedName:
    """The same from a sheet's columns. `higher`: the next name up, where genus names no genus."""
    inner = subgenus.strip().strip("()")
    repeats = species.split()[:1] == [genus.strip()]  # `Formica` | `Formica rufa`
    columns = ("" if repeats else genus, f"({inner})" if inner else "", species, subspecies, author)
    verbatim = " ".join(column.strip() for column in columns if column.strip())
    parsed = parse(verbatim, rank="genus" if genus.strip() else None)
    if species_group.strip() and parsed.group is None:
        parsed = replace(parsed, group=f"{species_group.strip()} group")
    above = parse(higher)
    if parsed.scientific_name is None and above.is_certain:
        parsed = replace(parsed, scientific_name=above.scientific_name, rank=above.rank)
    return parsed


def qualified(parsed: ParsedName, qualifier: str) -> ParsedName:
    """The name with the qualifier of a column of its own (dwc:identificationQualifier).

    A qualifier that stands alone, or repeats the last epithet, puts that epithet in doubt: the
    name then ends before it. Empty, or a name already qualified: nothing changes.
    """
    words = _separated(" ".join(qualifier.split()))
    if not words or parsed.qualifier:
        return parsed
    sign = _QUALIFIERS.get(words[0].casefold(), "?" if words[0] == _DOUBTED else "")
    doubted = parsed.infraspecific_epithet or parsed.specific_epithet
    formula = _FORMULAE.get(sign, parsed.taxon_formula)
    if not sign or not doubted or (len(words) > 1 and words[-1] != doubted):
        return replace(parsed, qualifier=qualifier.strip(), taxon_formula=formula)
    above = (parsed.scientific_name or "").removesuffix(doubted).strip()
    is_trinomial = parsed.infraspecific_epithet is not None
    return replace(
        parsed,
        scientific_name=above,
        rank="species" if is_trinomial else "genus",
        specific_epithet=parsed.specific_epithet if is_trinomial else None,
        infraspecific_epithet=None,
        qualifier=f"{sign} {doubted}",
        taxon_formula=formula,
    )


def labelled(parsed: ParsedName, label: str) -> ParsedName:
    """The name that a source states, with the words of a label (dwc:verbatimIdentification).

    The label never gives the name itself: what it leaves open (qualifier, code, group) is taken where
    it speaks of the same genus. Empty: nothing changes.
    """
    if not label:
        return parsed
    stated = parse(label, "genus")
    parsed = replace(parsed, verbatim=label)
    genus = parsed.genus or parsed.scientific_name
    if stated.genus is None or stated.genus != genus:
        return parsed
    parsed = qualified(parsed, stated.qualifier)
    return replace(
        parsed,
        morphospecies=parsed.morphospecies or stated.morphospecies,
        group=parsed.group or stated.group,
    )


def rank_of(word: str) -> str | None:
    """The rank that a lone name shows by itself: ICZN's endings, and the orders of insects."""
    if word in _HIGHER:
        return _HIGHER[word]
    return next((rank for ending, rank in _SUFFIXES if word.endswith(ending)), None)


_DOUBTED = "\0?"
"""A question mark glued to the end of a word, or last of all: the word before it is in doubt."""


def _separated(text: str) -> list[str]:
    """Words; a question mark becomes a word of its own: `_DOUBTED`, or `?` before what is in doubt."""
    spaced = re.sub(r"(?<=\S)\?(?=\s|$)|\s\?$", f" {_DOUBTED}", text)
    return re.sub(r"(?<!\0)\?", " ? ", spaced).split()


def _pair(
    bare: ParsedName, text: str, between: re.Pattern[str], formula: str, *, hybrid: bool
) -> ParsedName:
    """Two names: what both surely share is the genus, when the first names one."""
    first, *others = (part.strip() for part in between.split(text))
    reading = _Reader(bare, _separated(first), None).read()
    genera = [reading.genus]
    for other in others:
        word = other.split()[0] if other.split() else ""
        genera.append(word if _UNINOMIAL.fullmatch(word) else reading.genus)
    shared = reading.genus if len(set(genera)) == 1 else None
    return replace(
        bare,
        scientific_name=shared,
        rank="genus" if shared else None,
        genus=shared,
        qualifier=text.removeprefix(shared or "").strip(),
        taxon_formula=formula,
        hybrid=hybrid,
    )


class _Reader:
    """Walks over the words once; each method takes what it understands from the front."""

    def __init__(self, bare: ParsedName, words: list[str], rank: str | None) -> None:
        self.name = bare
        self.words = words
        self.rank = rank

    def read(self) -> ParsedName:
        if self._qualified():  # `cf. Formica rufa`: even the genus is in doubt
            return self._rest_is_doubtful()
        if self._peek().casefold() in _UNNAMED:  # `(indet)` alone: nothing is claimed
            return self.name
        if not self._first():
            return self._finish()
        self._subgenus()
        for step in (self._species, self._infraspecific):
            if self._done():
                return self._finish()
            step()
        return self._finish()

    def _peek(self, place: int = 0) -> str:
        return self.words[place] if place < len(self.words) else ""

    def _set(self, **parts: str | None) -> None:
        self.name = replace(self.name, **parts)  # type: ignore[arg-type]

    def _qualified(self) -> bool:
        return self._peek().casefold() in _QUALIFIERS

    def _first(self) -> bool:
        """Genus or a higher name; False where there is neither."""
        word = self._peek()
        above = _IN_PARENTHESES.fullmatch(word)
        if above and rank_of(above[1]):
            word = above[1]
        if (
            word.endswith(",") and self._peek(2).casefold() in _GROUPS
        ):  # `Camponotus, maculatus group`
            word = word.removesuffix(",")
        if not _UNINOMIAL.fullmatch(word):
            if re.fullmatch(r"[A-Z][a-z]+_\w*\d\w*", word):  # `Myrmicine_genus29 MY01`
                self._set(morphospecies=" ".join(self.words))
                self.words = []
            return False
        self.words = self.words[1:]
        shown = rank_of(word)
        if self._peek() == _DOUBTED:
            self._set(qualifier=" ".join(["?", word, *self.words[1:]]), taxon_formula="A ?")
            self.words = []
            return False
        if shown or (not self.words and self.rank != "genus"):
            self._set(scientific_name=word, rank=shown or self.rank)
            return bool(self.words)
        self._set(scientific_name=word, rank="genus", genus=word)
        return True

    def _subgenus(self) -> None:
        inner = _IN_PARENTHESES.fullmatch(self._peek())
        if inner is None or self.name.genus is None:
            return
        self.words = self.words[1:]
        self._set(subgenus=inner[1])
        if not self.words:
            self._set(scientific_name=f"{self.name.genus} ({inner[1]})", rank="subgenus")

    def _done(self) -> bool:
        """Takes open endings (qualifier, code, group) at this rank; True when nothing can follow."""
        if not self.words:
            return True
        if self._qualified():
            self._rest_is_doubtful()
            return True
        return self._aggregate() or self._group() or self._unnamed() or self._morphospecies()

    def _rest_is_doubtful(self) -> ParsedName:
        word = _QUALIFIERS[self._peek().casefold()]
        rest = self.words[1:]
        self._set(qualifier=" ".join([word, *rest]), taxon_formula=_FORMULAE[word])
        if word != "?" and rest and _CODE.fullmatch(rest[-1]) and len(rest) > 1:
            self._set(morphospecies=" ".join(self.words))
        self.words = []
        return self.name

    def _aggregate(self) -> bool:
        if not _AGGREGATE.fullmatch(self._peek()):
            return False
        self._set(group=self._peek().replace("_-_", "-") + " aggregate")
        self.words = self.words[1:]
        return True

    def _group(self) -> bool:
        """`maculatus group`, `rufa-group`, `gr. maculatus`, `rufa agg.`"""
        first, second = self._peek().casefold(), self._peek(1).casefold()
        stem, _, tail = first.rpartition("-")
        if stem and _GROUPS.get(tail):
            self._set(group=f"{stem} {_GROUPS[tail]}")
            self.words = self.words[1:]
        elif first in _GROUPS and _EPITHET.fullmatch(self._peek(1)):
            self._set(group=f"{second} {_GROUPS[first]}")
            self.words = self.words[2:]
        elif second in _GROUPS and _EPITHET.fullmatch(self._peek()):
            self._set(group=f"{self._peek()} {_GROUPS[second]}")
            self.words = self.words[2:]
        else:
            return False
        return True

    def _unnamed(self) -> bool:
        """`sp.`, `(indet)`, `sp. 3`, `sp_mad01`: no species, perhaps a code."""
        word = self._peek()
        if match := _UNNAMED_CODE.fullmatch(word):
            self._set(morphospecies=word)
            self.words = self.words[1:]
            return bool(match)
        if word.casefold() not in _UNNAMED:
            return False
        self.words = self.words[1:]
        if self.words and _CODE.fullmatch(self._peek()):
            self._set(morphospecies=f"{word} {self._peek()}")
            self.words = self.words[1:]
        elif self._qualified() or self._peek().casefold() in _GROUPS:
            self._done()
        return True

    def _morphospecies(self) -> bool:
        """`MY01`, `psw159`; `philippensis_cf01` is a code and a comparison."""
        word = self._peek()
        if match := _QUALIFIED_EPITHET.fullmatch(word):
            qualifier = _QUALIFIERS[match["word"]]
            self._set(
                qualifier=f"{qualifier} {match['epithet']}",
                taxon_formula=_FORMULAE[qualifier],
                morphospecies=word if match["code"] else None,
            )
        elif any(char.isdigit() for char in word) and _CODE.fullmatch(word):
            self._set(morphospecies=word)
        else:
            return False
        self.words = self.words[1:]
        return True

    def _species(self) -> None:
        word = self._peek()
        if self.name.genus is None or not self._is_epithet():
            return
        self.words = self.words[1:]
        if self._doubted(word):
            return
        name = f"{self.name.genus} {word}"
        self._set(scientific_name=name, rank="species", specific_epithet=word)

    def _infraspecific(self) -> None:
        if self.name.specific_epithet is None:
            return
        marker = self._peek().casefold()
        is_author = re.fullmatch(r"[A-Z]\.", self._peek())  # `Formica rufa L.`, `F.` for Fabricius
        if marker in _INFRASUBSPECIFIC and not is_author:
            self._set(qualifier=" ".join(self.words[:2]))
            self._set(infraspecific_epithet=self._peek(1) or None)
            self.words = self.words[2:]
            return
        if marker in _BELOW:
            self.words = self.words[1:]
        if self._qualified():
            self._rest_is_doubtful()
        elif self._is_epithet():
            word = self._peek()
            self.words = self.words[1:]
            if not self._doubted(word):
                name = f"{self.name.scientific_name} {word}"
                self._set(scientific_name=name, rank="subspecies", infraspecific_epithet=word)

    def _doubted(self, word: str) -> bool:
        """Takes a question mark behind an epithet; the name then ends before it."""
        if self._peek() != _DOUBTED:
            return False
        self._set(qualifier=f"? {word}", taxon_formula="A ?")
        self.words = self.words[1:]
        return True

    def _is_epithet(self) -> bool:
        word = self._peek()
        if not _EPITHET.fullmatch(word) or word in _INFRASUBSPECIFIC:
            return False
        return not (word in _PARTICLES and self._peek(1)[:1].isupper())

    def _finish(self) -> ParsedName:
        """What is left is the author, if it looks like one, else it is not understood."""
        rest = " ".join(self.words).replace(f" {_DOUBTED}", "?").replace(_DOUBTED, "?")
        if rest and self.name.scientific_name and _is_author(self.words):
            self._set(authorship=rest)
        elif rest:
            self._set(unparsed=rest)
        if self.name.scientific_name is None and self.name.rank:
            self._set(rank=None)
        return self.name


def _is_author(words: list[str]) -> bool:
    """Capitalised words, particles, years and `&`, as ICZN authorship is written."""
    for word in words:
        plain = word.strip("()[],.;:&'")
        if plain and not (plain[0].isupper() or plain.isdigit() or word.rstrip(",;") in _PARTICLES):
            return False
    first = words[0].strip("([")
    return first[:1].isupper() or first in _PARTICLES
