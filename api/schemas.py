"""What the API says: camelCase, read from the frozen dataclasses of the services."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Generic, Literal, TypeVar
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_camel

T = TypeVar("T")
RunState = Literal["pending", "working", "done", "abstained", "rejected", "failed", "duplicate"]
RoleName = Literal["viewer", "contributor", "identifier", "curator", "administrator"]


class Shown(BaseModel):
    """Base of everything shown."""

    model_config = ConfigDict(
        alias_generator=to_camel, populate_by_name=True, from_attributes=True, frozen=True
    )


class Given(BaseModel):
    """Base of everything a client sends: unknown fields are an error."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid")


class Page(Shown, Generic[T]):
    """One page of a list; `next` is the cursor of the next one, null on the last."""

    items: list[T]
    next: str | None = None
    total: int | None = None


class Problem(Shown):
    """RFC 9457 problem details."""

    type: str = Field(description="What kind of problem: a stable URI reference.")
    title: str
    status: int
    detail: str = ""
    hint: str | None = Field(None, description="What to do about it.")
    reason: str | None = Field(None, description="Code of why a picture was refused.")
    retry_after: int | None = Field(None, description="Seconds after which to try again.")
    errors: list[dict[str, Any]] | None = Field(None, description="Fields that do not fit.")


class Candidate(Shown):
    """A name with its calibrated probability."""

    taxon_id: str
    scientific_name: str
    taxon_rank: str
    confidence: float
    parent_id: str | None
    answerable: bool = Field(
        description="False: the release never answers with this name, however probable it is."
    )


class Trait(Shown):
    """Caste, sex, stage or view as a release guesses it from the picture: no fact, and no name depends on it."""

    term: str = Field(description="`caste`, `sex`, `lifeStage` or `view`.")
    value: str
    confidence: float
    checked: bool = Field(
        description="As sure as those that were right 95 times in 100 on the release's calibration"
        " pictures; else nobody has counted."
    )


class Promise(Shown):
    """What a number beside the answer may promise."""

    basis: Literal["checked_here", "test_set", "none"] = Field(
        description="Blind checks in this collection; the release's test set only; nothing at all."
    )
    target: float
    right: int | None = Field(description="Answers like this that were right …")
    cases: int | None = Field(description="… of so many.")
    low: float | None = Field(description="95 % interval.")
    high: float | None
    enough: bool | None = Field(description="False: too few to give a percentage.")
    together: bool = Field(
        description="Checked only together with other species: fewer than ten test specimens."
    )


class Answer(Shown):
    """The deepest name that meets the target, or the reason why there is none."""

    release: str = Field(description="SHA-256 of the release that answered.")
    target: float
    answer: Candidate | None
    abstention: str | None
    limit: str | None
    note: str
    needs_view: str | None = Field(description="The view that would help.")
    together: bool = Field(
        description="The name had fewer than ten independent test specimens: checked only together"
        " with the other species, not by itself."
    )
    suggested: list[Trait] = Field(
        description="Empty where the release has no outputs for them, or the picture is refused."
    )
    promise: Promise | None = Field(
        description="What the release's own test says of answers like this one; null without an answer."
    )
    measured: float = Field(
        description="The highest target that the release was measured at; at a higher one it names nothing."
    )
    taxa: int = Field(description="How many names the release can give.")
    candidates: list[Candidate]


class NamePart(Shown):
    """A piece of a name, in italics or not."""

    text: str
    italic: bool


class Alternative(Shown):
    """A name that might be right, and how many independent specimens the release saw of it."""

    taxon_id: str
    parent_id: str | None
    taxon_rank: str
    shown: list[NamePart]
    confidence: float
    answerable: bool = Field(
        description="False: the release never answers with this name, however probable it is."
    )
    training: int
    testing: int


class Witness(Shown):
    """A verified specimen by its most similar picture, which is null where it may not be shown."""

    specimen_id: UUID
    catalog_number: str | None
    scientific_name: str
    taxon_rank: str | None
    identified_by: str | None
    basis: str
    similarity: float
    view: str | None
    image_id: UUID | None
    thumbnail: str | None
    licence: str | None
    creator: str | None


class Evidence(Shown):
    """What speaks for an answer. Similar specimens are no proof."""

    release: str
    answer: str | None
    taxon_id: str | None = Field(description="Of the answer, to find it among the alternatives.")
    training_hidden: bool = Field(
        description="The pictures that the release learned from are not shown: its licence does not let"
        " everybody see them."
    )
    weak: bool = Field(description="There is no answer: alternatives are weak guesses.")
    alternatives: list[Alternative]
    promise: Promise | None
    nearest: list[Witness] = Field(description="Same view first, one picture a specimen.")
    another_name: Witness | None = Field(description="The most similar of another name.")
    withheld: int = Field(description="Similar pictures that the caller may not see.")
    known: int | None = Field(description="Names of the collection's list that the release knows …")
    listed: int | None = Field(description="… of so many on the list.")


class HeatFrame(Shown):
    """Where the picture lies in the square that the network saw, in fractions of its side."""

    left: float
    top: float
    width: float
    height: float


class HeatMap(Shown):
    """Where the network looked for a name: no diagnostic character."""

    release: str
    taxon_id: str
    scientific_name: str
    taxon_rank: str
    frame: HeatFrame
    values: list[list[int]] = Field(
        description="Rows of percent, from the top, of the square that the network saw."
    )


class ImageLinks(Shown):
    """Where to go from a picture."""

    self: str
    rendition: str
    thumbnail: str
    specimen: str


class Image(Shown):
    """One picture and what the machine says of it."""

    id: UUID
    specimen_id: UUID
    collection: str
    file_name: str
    state: Literal["waiting", "answered", "rejected"]
    reason: str | None
    width: int
    height: int
    view: str | None
    licence: str | None
    creator: str | None
    created: datetime
    identification: Answer | None
    region_id: UUID | None = Field(
        description="The part of a picture of many that shows the specimen; null: all of it."
    )
    links: ImageLinks


class RegionName(Shown):
    """What the specimen of a region is called now."""

    catalog_number: str | None
    scientific_name: str | None
    taxon_rank: str | None
    confidence: float | None
    trust: str | None
    abstention: str | None


class Region(Shown):
    """A part of a picture, as fractions of it from its upper left corner (Audiovisual Core)."""

    id: UUID
    kind: Literal["specimen", "label", "colour chart", "scale"]
    box: tuple[float, float, float, float] = Field(description="x, y, width, height.")
    proposed_by: str | None = Field(
        description="The method that found it, or who drew it; null where a source states it."
    )
    specimen_id: UUID | None
    name: RegionName | None = Field(description="Null where it shows no specimen.")
    thumbnail: str


class Redrawn(Given):
    """Regions that give way to boxes: one to one moves, two to one merge, one to two split, some to none remove."""

    regions: list[UUID] = Field(max_length=50)
    boxes: list[tuple[float, float, float, float]] = Field(
        max_length=50, description="x, y, width, height as fractions of the picture."
    )
    kind: Literal["specimen", "label", "colour chart", "scale"] = "specimen"


class NewRegion(Given):
    """A part of a picture that a person draws."""

    box: tuple[float, float, float, float] = Field(
        description="x, y, width, height as fractions of the picture."
    )
    kind: Literal["specimen", "label", "colour chart", "scale"] = "specimen"


class Identification(Shown):
    """One statement about a specimen, by a release, a person or the museum's catalogue."""

    id: UUID
    kind: Literal["machine", "person", "catalogue"]
    identified_by: str | None
    date_identified: str | None
    scientific_name: str | None
    taxon_rank: str | None
    qualifier: str | None
    verbatim: str | None
    trust: str
    confidence: float | None
    release: str | None
    remarks: str | None
    act: Literal["accept", "correct", "reject", "dispute", "undo"] | None = Field(
        description="What a person did."
    )
    basis: Literal["picture", "specimen", "microscope", "dna"] | None = Field(
        description="What was looked at (dwc:identificationType)."
    )
    blind: bool | None = Field(description="Given without sight of the machine's name.")
    examined: bool | None = Field(description="False where it was applied without looking.")
    based_on: UUID | None = Field(description="The identification that it speaks of.")
    orcid: str | None
    undone: bool = Field(description="Taken back: it no longer stands.")


class NewIdentification(Given):
    """What a person says of a specimen; it stands beside the machine's, which is never changed."""

    act: Literal["accept", "correct", "reject", "dispute", "undo"]
    scientific_name: str = Field("", max_length=2000, description="For `correct`: as written.")
    taxon_rank: str = Field("", max_length=30, description="Where the name does not tell it.")
    taxon_id: str = Field(
        "", max_length=200, description="A taxon of the shown release, in place of a name."
    )
    qualifier: str = Field("", max_length=200, description="cf., aff., ? (open nomenclature).")
    basis: Literal["picture", "specimen", "microscope", "dna"] = "picture"
    remarks: str = Field("", max_length=2000)
    blind: bool = Field(
        False, description="For `correct`: refused unless the queue hid the name from the caller."
    )
    based_on: UUID | None = Field(
        None, description="The identification it speaks of; needed by `undo`."
    )
    also: list[UUID] = Field(
        default_factory=list,
        max_length=500,
        description="Specimens it is applied to without having been examined; each says so.",
    )
    whole_act: bool = Field(False, description="For `undo`: on all specimens it was applied to.")


class Examined(Given):
    """Which specimen of a set was looked at."""

    examined: UUID


class NameForSet(Examined):
    """The name that is said of the examined specimen, where it is another than the shown one."""

    scientific_name: str = Field("", max_length=2000, description="For `correct`: as written.")
    taxon_rank: str = Field("", max_length=30, description="Where the name does not tell it.")
    taxon_id: str = Field(
        "", max_length=200, description="A taxon of the shown release, in place of a name."
    )
    qualifier: str = Field("", max_length=200, description="cf., aff., ? (open nomenclature).")
    basis: Literal["picture", "specimen", "microscope", "dna"] = "picture"
    remarks: str = Field("", max_length=2000)


class SetQuestion(NameForSet):
    """What somebody is about to say of a set."""

    act: Literal["accept", "correct"] | None = Field(
        None, description="Left out: only how many are counted."
    )


class SetIdentification(NameForSet):
    """What a person says of the specimen that was examined, to be applied to the others of the set."""

    act: Literal["accept", "correct"]
    act_id: UUID | None = Field(
        None,
        description="The sender's own: sent again with it, the act is gone on with, not repeated.",
    )


KeptOut = dict[Literal["type", "spoken", "with_others", "blind", "gone", "not_allowed"], int]


class SetPreview(Shown):
    """`appliesTo` counts the examined one; `keptOut`: others, by why they are left out.

    `scientificName`: what would be said of all. `version` is the examined one's, for `If-Match`.
    """

    applies_to: int
    kept_out: KeptOut
    scientific_name: str | None
    taxon_rank: str | None
    version: int


class SetApplied(Shown):
    """`identification`: that of the examined specimen, by which the whole act is taken back."""

    identification: UUID
    applied_to: int
    kept_out: KeptOut


class SetAct(Shown):
    """An act on a set that the reader may take back, by its `identification`."""

    identification: UUID
    act: Literal["accept", "correct"]
    scientific_name: str | None
    taxon_rank: str | None
    said_by: str
    at: datetime
    applied_to: int | None = Field(description="Null where it broke off before it had reached all.")


class OfIdentification(Given):
    """Any identification of the act."""

    identification: UUID


class TakenBack(Shown):
    """How many identifications no longer stand."""

    taken_back: int


class RecordedIdentification(Shown):
    """What was recorded of the specimen, and on how many specimens in all."""

    identification: Identification
    applied_to: int


class Note(Shown):
    """What a person should look at."""

    code: str
    text: str


class SourceId(Shown):
    """An identifier that a source gave the specimen."""

    kind: str
    value: str


class Specimen(Shown):
    """One individual: record, pictures, and everything said of it."""

    id: UUID
    version: int
    collection: str
    catalog_number: str | None
    letter: str
    basis_of_record: str
    scientific_name: str | None
    taxon_rank: str | None
    catalogued_name: str | None
    trust: str | None
    shown: Answer | None
    record: dict[str, Any]
    verbatim: dict[str, Any]
    former: list[dict[str, Any]]
    source_ids: list[SourceId]
    images: list[Image]
    identifications: list[Identification]
    notes: list[Note]
    run: UUID | None


class Keeping(Given):
    """What keeping a visitor's pictures asks for, all in one step."""

    collection: str = Field(min_length=1, max_length=100, description="One's own, to keep them in.")
    licence: str = Field(min_length=1, max_length=500, description="A licence's name or address.")
    consent: bool = Field(
        description="The pictures are one's own to give, and may be kept and shown as licensed."
    )
    creator: str | None = Field(None, max_length=500, description="Whom to credit.")
    basis_of_record: Literal["HumanObservation", "PreservedSpecimen"] | None = Field(
        None, description="A living insect, or a specimen of a collection; default: as it was sent."
    )
    precision: Literal["none", "about", "exact"] = Field(
        "none", description="How much of the place is kept: nothing, a tenth of a degree, or all."
    )
    latitude: float | None = None
    longitude: float | None = None


class SpecimenChange(Given):
    """Record fields to set; null removes one."""

    record: dict[str, str | float | None]


class Card(Shown):
    """A specimen as a search shows it."""

    id: UUID
    catalog_number: str | None
    collection: str
    scientific_name: str | None
    taxon_rank: str | None
    confidence: float | None
    trust: str | None
    abstention: str | None
    limit: str | None
    catalogued_name: str | None
    country: str | None
    event_start: str | None
    event_end: str | None
    images: int
    thumbnail: str | None
    basis_of_record: str | None = Field(
        description="PreservedSpecimen, or HumanObservation for a living insect."
    )
    release: str | None = Field(description="SHA-256 of the release that has seen it.")


class Waiting(Shown):
    """Specimens of a collection that wait for a reviewer: with sight of the name, and blind."""

    collection: str
    sighted: int
    blind: int
    blind_share: float = Field(description="Share of the collection that is kept for blind looks.")
    ranks: list[str] | None = Field(
        description="Ranks at which the caller may decide; null: at all; none: they train first."
    )


class Withheld(Shown):
    """Names of taxa that a collection withholds from strangers; what lies below them, too."""

    sensitive: list[str] = Field(description="Place, day, collector and labels are withheld.")
    regulated: list[str] = Field(
        description="Withheld with the machine's name until a person has said what it is."
    )


class Withhold(Given):
    """Lists that take the place of the former ones; null leaves a list as it is, `[]` ends it."""

    sensitive: list[str] | None = Field(None, max_length=5_000)
    regulated: list[str] | None = Field(None, max_length=5_000)


class AnswerRules(Shown):
    """What a collection asks of answers."""

    target: float = Field(description="Precision that answers have to meet.")
    taxa: list[str] | None = Field(description="Names that are expected; null: any.")
    unknown: list[str] = Field(
        description="Those of them that the release whose answers are shown does not know."
    )
    least_testing: int = Field(
        description="Names below the genus with fewer test specimens are answered coarser; 0: none are."
    )
    targets: list[float] = Field(description="Targets that the release measured.")


class AnswerRulesChange(Given):
    """What is left out stays."""

    target: float | None = Field(None, gt=0.5, lt=1)
    taxa: list[str] | None = Field(
        None, max_length=5_000, description="`Formica rufa` or `genus:Formica`; `[]` expects any."
    )
    least_testing: int | None = Field(None, ge=0, le=10_000)


class Ceiling(Shown):
    """The finest name that pictures can tell; no answer is finer."""

    ceiling_id: UUID
    scientific_name: str
    taxon_rank: str
    reason: str
    reference: str
    authority: str = Field(description="Taxonomy and version it speaks of.")
    view: str | None = Field(description="It holds for pictures of this view only; null: for all.")
    needs_view: str | None = Field(description="The view that would help.")
    in_force: bool = Field(description="False where the release in force lacks the name.")


class CeilingWanted(Given):
    """A ceiling to be set; its reason is shown with every answer that it cuts short."""

    scientific_name: str = Field(min_length=1, max_length=200)
    taxon_rank: str = Field(min_length=1, max_length=40)
    reason: str = Field(min_length=1, max_length=500)
    reference: str = Field("", max_length=500)
    authority: str = Field("", max_length=200)
    view: str | None = Field(None, max_length=40)
    needs_view: str | None = Field(None, max_length=40)


class OfCollection(Given):
    """Which collection's queue."""

    collection: str = Field(min_length=1, max_length=100)


class ReviewItem(Shown):
    """A specimen held for one reviewer. A `blind` one comes without any name."""

    specimen: Specimen
    blind: bool
    why: (
        Literal[
            "disputed",
            "contradicts_catalogue",
            "no_name",
            "unsure",
            "unchecked",
            "second",
            "disagree",
        ]
        | None
    ) = Field(description="Why it stands here; null for a blind one.")
    second: bool = Field(
        description="Somebody has named it; this is the independent second answer, and blind."
    )
    value: float = Field(description="The chance that a look changes the name, 0 to 1.")
    expires: datetime = Field(description="When others may have it, unless it is held again.")


class Next(Shown):
    """`item` is null where nothing waits for the caller."""

    item: ReviewItem | None
    waiting: Waiting


class LookAlike(Shown):
    """A specimen by its most similar picture; cosine similarity."""

    specimen: Card
    image_id: UUID
    thumbnail: str
    similarity: float


class LookAlikes(Shown):
    """What one decision may be applied to, most similar first."""

    items: list[LookAlike]
    kept_out: dict[Literal["type", "spoken", "with_others", "blind"], int] = Field(
        description="Others that look alike, by why nothing is applied to them unseen."
    )


class Decision(Given):
    """What a reviewer says of the specimen before them."""

    act: Literal["accept", "correct", "reject", "dispute"]
    scientific_name: str = Field("", max_length=2000, description="For `correct`: as written.")
    taxon_rank: str = Field("", max_length=30)
    taxon_id: str = Field("", max_length=200, description="A taxon of the shown release.")
    qualifier: str = Field("", max_length=200)
    basis: Literal["picture", "specimen", "microscope", "dna"] = "picture"
    remarks: str = Field("", max_length=2000)
    also: list[UUID] = Field(
        default_factory=list,
        max_length=500,
        description="Specimens it is applied to without having been examined; each says so.",
    )


class BlindShare(Given):
    """The share of a collection, drawn at random once, that is reviewed blind."""

    collection: str = Field(min_length=1, max_length=100)
    share: float = Field(ge=0, le=0.5)


class FacetValue(Shown):
    """A value and how many found specimens bear it."""

    value: str
    count: int


class FacetCounts(Shown):
    """Counts over the whole result, largest first."""

    field: str
    values: list[FacetValue]


class SearchPage(Shown):
    """One page of specimens; `total` is exact."""

    items: list[Card]
    next: str | None
    total: int
    facets: list[FacetCounts]
    complete: bool = Field(
        description="False while an index that was lost is being filled again: more will be found."
    )


class Cell(Shown):
    """Found specimens between two corners, in degrees."""

    west: float
    south: float
    east: float
    north: float
    count: int


class Places(Shown):
    """Found specimens with a place inside the box, each in one cell; `size` of cells in degrees."""

    cells: list[Cell]
    size: float
    total: int


class Numbers(Given):
    """Catalogue numbers, as typed, pasted or scanned."""

    numbers: list[Annotated[str, Field(max_length=200)]] = Field(max_length=10_000)


class Numbered(Shown):
    """A number as it was given, and the specimens that bear it."""

    number: str
    specimens: list[Card]


class NumbersFound(Shown):
    """Every distinct number is found or missing; `repeated` ones were given more than once."""

    found: list[Numbered]
    missing: list[str]
    repeated: list[str]


class NewSet(Given):
    """What to save: all that a search finds, or specimens of a list of numbers; one of them."""

    title: str = Field(min_length=1, max_length=300)
    note: str = Field("", max_length=5_000, description="What the set is for.")
    query: str | None = Field(None, max_length=2_000, description="As in `search`.")
    numbers: list[Annotated[str, Field(max_length=200)]] | None = Field(None, max_length=10_000)


class SavedSet(Shown):
    """A frozen list of specimens. Who has its address reads it, of its specimens what they may see."""

    id: UUID
    title: str
    note: str
    saved_by: str
    created: datetime
    total: int = Field(description="Specimens in it that the caller may see.")
    own: bool
    query: str | None = Field(description="The search it was saved from; told to its owner only.")
    missing: list[str] = Field(description="Numbers that nobody bore; told to its owner only.")
    releases: list[str] = Field(description="Releases whose names stood in it when it was saved.")
    address: str = Field(description="To share and to cite.")
    citation: str


class NameThen(Shown):
    """What a specimen was called when the set was saved."""

    scientific_name: str | None
    taxon_rank: str | None
    trust: str | None
    release: str | None = Field(description="SHA-256 of the release whose name it was.")


class SetMember(Shown):
    """`specimen`: as it is now; null where it was deleted since."""

    place: int
    then: NameThen
    specimen: Card | None


class Neighbour(Shown):
    """A specimen by the picture of it that looks most alike; cosine similarity."""

    specimen: Card
    image_id: UUID
    thumbnail: str
    view: str | None
    similarity: float


class Suggestion(Shown):
    """A name to choose."""

    scientific_name: str
    taxon_rank: str
    taxon_id: str | None
    specimens: int


class TaxonName(Shown):
    """A taxon by name and rank."""

    taxon_id: str
    scientific_name: str
    taxon_rank: str = Field(validation_alias="rank")


class Taxon(Shown):
    """A taxon of the release that answers."""

    taxon_id: str
    scientific_name: str
    taxon_rank: str
    parent_id: str | None
    answerable: bool
    training: int
    testing: int
    lineage: list[TaxonName]
    children: list[TaxonName]
    release: str


class AnsweringRelease(Shown):
    """The release that answers for a collection, with the line that stands above its answers."""

    digest: str
    name: str
    version: str
    limit_line: str
    banner: str


class Collection(Shown):
    """A collection that the caller may see; `release` is null before the first promotion.

    `release`: whose answers it shows. `proposed`: another one's digest, which waits for approval.
    """

    id: UUID = Field(validation_alias="collection_id")
    code: str
    title: str
    public: bool
    target: float
    release: AnsweringRelease | None
    proposed: str | None


class NameChange(Shown):
    """One specimen's name under two releases; `confidence` is the second's."""

    kind: str = Field(description="different, newly_abstained, coarser, finer or newly_named")
    specimen_id: UUID
    catalog_number: str | None
    before: str | None
    after: str | None
    confidence: float | None
    abstention: str | None
    before_rank: str | None
    after_rank: str | None


class LostName(Shown):
    """A name that the second release cannot give. `specimens` bear it now."""

    scientific_name: str
    taxon_rank: str
    merged_into: str | None = Field(description="The name above it that it still gives.")
    specimens: int


class NameDiff(Shown):
    """What another release would change in a collection's names; `lost` is to be shown first."""

    before: str
    after: str
    collection: str
    lost: list[LostName]
    counts: dict[str, int] = Field(description="By kind; they add up to all specimens.")
    unseen: int = Field(description="Named now, and not looked at by the second release yet.")
    examples: dict[str, list[NameChange]]


ChangeKind = Literal["different", "newly_abstained", "coarser", "finer", "newly_named"]


class Part(Given):
    """Changes of a diff that fulfil all of this; every other specimen keeps the name it shows."""

    kinds: list[ChangeKind] = Field(min_length=1)
    least: float = Field(0.0, ge=0, le=1, description="Least confidence of the new name.")
    taxon: str = Field("", max_length=200, description="A name in the old lineage or the new one.")
    rank: str = Field("", max_length=30, description="Of the new name.")
    from_rank: str = Field(
        "", max_length=30, description="The present name is of this rank, or finer."
    )


class ApprovedPart(Part):
    """A part of a diff to approve, now or from now on."""

    always: bool = Field(
        False, description="Also after every re-identification, without asking: a standing rule."
    )


class ShownPart(Shown):
    """A part of a diff, as it was said."""

    kinds: Annotated[list[ChangeKind], BeforeValidator(sorted)]
    least: float
    taxon: str
    rank: str
    from_rank: str


class Renamed(Shown):
    """So many specimens show `before` to everybody now and would show `after`; null is no name."""

    kind: ChangeKind
    before: str | None
    after: str | None
    abstention: str | None
    specimens: int


class PartPreview(Shown):
    """What approving a part would change; `lost` is to be shown first."""

    release: str
    lost: list[LostName] = Field(description="Borne in this part, and never given again.")
    specimens: int = Field(description="That would show the newer release's names.")
    left: int = Field(description="Changes that would still wait.")
    counts: dict[str, int] = Field(description="By kind; they add up to `specimens`.")
    names: list[Renamed] = Field(description="The fifty most frequent pairs of names.")
    unlisted: int = Field(description="Specimens in none of these pairs.")
    examples: list[NameChange]


class PastApproval(Shown):
    """Who approved what; `specimens` and `part` are null where it was all of the collection."""

    at: datetime
    by: str
    release: str
    before: str | None
    specimens: int | None
    part: ShownPart | None


class ShownNames(Shown):
    """Whose names a collection shows (digests), and what a curator has said about that.

    `apart`: specimens that show the newer release before the rest. Approving `release` again takes
    them back; approving `former` takes the last approval of all back.
    """

    release: str | None
    proposed: str | None
    former: str | None
    apart: int
    rule: ShownPart | None = Field(description="Approved after every re-identification, unasked.")
    approvals: list[PastApproval] = Field(description="Newest first, the last twenty.")


class Approval(Given):
    """Show a release's names: all of them, only where a rule allows every change, or of a part."""

    release: str = Field(min_length=6, max_length=64, description="Digest, or its beginning.")
    kinds: list[Literal["finer", "newly_named", "coarser"]] | None = Field(
        None, description="Approve only where all changes are of these kinds, and nothing is lost …"
    )
    least: float = Field(0.99, ge=0, le=1, description="… at this confidence or more.")
    incomplete: bool = Field(
        False, description="Also while specimens that bear a name were not looked at yet."
    )
    part: ApprovedPart | None = Field(None, description="Approve only this part of the diff.")


class Approved(Shown):
    """Whether the collection shows the release's names now; `held`: changes the rule forbids."""

    release: str
    approved: bool
    held: list[NameChange]
    specimens: int | None = Field(None, description="That show the new names, of a part.")
    left: int | None = Field(None, description="Changes that still wait, of a part.")


class RunCounts(Shown):
    """Items in each state; they add up to all items."""

    pending: int
    working: int
    done: int
    abstained: int
    rejected: int
    failed: int
    duplicate: int


class Run(Shown):
    """What happened to the pictures of one source."""

    id: UUID
    collection: str
    kind: str
    source: str
    state: str
    started: datetime
    finished: datetime | None
    counts: RunCounts
    outcomes: dict[str, int]
    report: dict[str, Any]
    indexed: bool | None
    link: str | None = Field(description="Page of what started it, such as a run of Airflow.")


class Pilot(Shown):
    """What a random sample shows of its collection; accuracy only where enough was named blind.

    `named` by rank and `abstained` by reason are of the `seen`, of which `unlike` lie beyond what the
    release was trained on. `verified` were named blind by people; of those, `right` of `answered`
    names agree. `said`: what may be claimed, in sentences.
    """

    pictures: int
    states: dict[str, int]
    seen: int
    named: dict[str, int]
    abstained: dict[str, int]
    novelty: dict[str, float]
    unlike: int
    verified: int
    answered: int
    right: int
    said: list[str]


class NewStaged(Given):
    """For which collection, and what the folder is called: an equal name is the same source again."""

    collection: str = Field(min_length=1, max_length=100)
    name: str = Field("pictures", max_length=200)


class StagedFile(Shown):
    """A file of a staged folder."""

    path: str
    bytes: int


class Staged(Shown):
    """A folder that a browser sends, with what has arrived."""

    id: UUID
    collection: str
    name: str
    files: list[StagedFile]


class NewRun(Given):
    """What to take in: a staged folder, or, for administrators, a path or `s3://` prefix of the server's."""

    collection: str = Field(min_length=1, max_length=100)
    staged: UUID | None = None
    source: str | None = Field(None, max_length=1_000)
    pattern: str | None = Field(None, max_length=500)
    day_first: bool | None = None
    public: bool = False


class RunItem(Shown):
    """One picture of a run, under its owner's own name."""

    item_no: int
    user_name: str
    state: RunState
    reason: str | None
    attempts: int
    sha256: str | None
    outcome: str | None


class Release(Shown):
    """A network that answers, and what it cannot do."""

    digest: str
    name: str
    version: str
    state: str
    created: datetime
    limit_line: str
    banner: str
    licence: str
    space: str
    side: int
    taxa: int


class ReliabilityStep(Shown):
    """Test answers at one rank whose confidence lies from `least` to `below`."""

    least: float
    below: float | None
    right: int
    cases: int
    low: float = Field(description="95 % interval of right within the step.")
    high: float
    enough: bool = Field(description="False: too few to give a percentage.")
    share_answered: float = Field(description="Of all answers at the rank, those from `least` on …")
    share_right: float = Field(description="… and the share of these that is right.")


class KnownTaxon(Shown):
    """A name that a release knows, with the independent specimens it was trained and tested on."""

    taxon_id: str
    scientific_name: str
    taxon_rank: str
    answerable: bool
    training: int
    testing: int
    alone: bool = Field(description="Tested often enough to be checked by itself.")
    right: int | None = Field(description="Test specimens of it whose best name was right …")
    cases: int | None = Field(description="… of so many; null where no evaluation is kept here.")
    low: float | None = Field(description="95 % interval.")
    high: float | None
    enough: bool | None = Field(description="False: too few to give a percentage.")


class ShownPromotion(Shown):
    """Since when a release answered for the house."""

    number: int
    at: datetime


class ReleaseFigures(Shown):
    """What was measured of a release; `steps` by rank, empty where nobody measured."""

    digest: str
    steps: dict[str, list[ReliabilityStep]]
    taxa: list[KnownTaxon]
    promotions: list[ShownPromotion]
    verdict: dict[str, Any] | None = Field(description="The comparison with the champion.")


class Promote(Given):
    """`override`: why it answers although the gate does not let it through; kept in the journal."""

    override: str = Field("", max_length=1_000)


class Rollback(Given):
    """Which promotion to go back to; the one before where none is named."""

    number: int | None = Field(None, ge=1)


class Promoted(Shown):
    """Which release answers for the house now. `number` is null where it did already."""

    release: str
    number: int | None
    decision: str | None = Field(description="What the gate found, where it was asked.")


class Me(Shown):
    """Who the caller is; roles by collection code."""

    name: str
    administrator: bool
    orcid: str | None
    credit: str | None = Field(description="Name or alias in exports and reports; null: `name`.")
    roles: dict[str, RoleName]
    visitors: bool = Field(
        description="Anybody may send pictures to `visitors`, which are deleted after 24 hours."
    )


class SignIn(Given):
    """The key to keep in this browser; `remember`: for 30 days instead of until it closes."""

    key: str = Field(min_length=1, max_length=200)
    remember: bool = False


class Key(Shown):
    """A key that opens something; only its first characters are kept."""

    id: UUID
    name: str
    hint: str


class NewKey(Given):
    """Whom the key is for, and what it may do; roles by collection code."""

    name: str = Field(min_length=1, max_length=200)
    administrator: bool = False
    roles: dict[str, RoleName] = {}
    orcid: str | None = Field(None, pattern=r"^\d{4}-\d{4}-\d{4}-\d{3}[\dX]$")


class MadeKey(Shown):
    """The key itself, shown this once."""

    name: str
    key: str


class UploadState(Shown):
    """How far an upload in parts is. When it is over, `image` or `reason` says what it became."""

    id: UUID
    length: int = Field(description="Bytes announced.")
    received: int = Field(description="Bytes that are here; where to go on.")
    expires: datetime
    image: str | None = Field(None, description="Address of the picture it became.")
    reason: str | None = Field(None, description="Code of why it was refused.")
    detail: str | None = None


class NewDirectUpload(Given):
    """A picture whose bytes the client puts into the object store itself."""

    length: int = Field(gt=0, description="Bytes it will have, exactly.")
    file_name: str = Field("picture", max_length=1_000, description="The sender's own file name.")
    collection: str = Field("uploads", min_length=1, max_length=100)
    catalog_number: str | None = Field(None, max_length=200)
    view: str | None = Field(None, max_length=20)
    licence: str | None = Field(None, max_length=500)
    creator: str | None = Field(None, max_length=500)


class DirectUpload(Shown):
    """Where to put the bytes, once, and what to call then."""

    id: UUID
    url: str = Field(description="Put the bytes here, with these headers; good for an hour.")
    method: Literal["PUT"] = "PUT"
    headers: dict[str, str]
    complete: str = Field(description="Then POST here.")
    expires: datetime


class Webhook(Shown):
    """A subscriber. `events`: names that are told, none for all. `dead`: why nothing is told."""

    id: UUID
    url: str
    events: list[str]
    dead: str | None


class NewWebhook(Given):
    """Where to send what."""

    url: str = Field(max_length=2_000, description="A public https address.")
    events: list[str] = Field([], max_length=20)


class MadeWebhook(Webhook):
    """The subscriber with the secret of its signatures, shown this once."""

    secret: str


class Delivery(Shown):
    """One message: told at `delivered`, or why not yet."""

    delivery_id: UUID
    event_id: UUID
    attempts: int
    due: datetime
    delivered: datetime | None
    last_error: str | None


class Shot(Shown):
    """One picture of a station. `good`: nothing has to be shot again.

    `held`: why it was not taken in; `already`: pictures of the same number and view before it;
    `superseded`: the picture that this retake replaces.
    """

    time: datetime
    file: str
    number: str | None
    barcode: Literal["read", "not_read", "disagrees"]
    sharp: bool
    faults: list[str]
    view: str | None
    already: int
    held: str | None
    image_id: UUID | None
    superseded: UUID | None
    good: bool


class Station(Shown):
    """A camera with a hot folder. `live`: heard of within 10 s; `problem`: why it cannot work."""

    name: str
    live: bool
    seen: datetime
    collection: str
    folder: str
    expected: str | None = Field(description="The number that should come next.")
    last_hour: int = Field(description="Shots of the last hour.")
    problem: str | None
    shots: list[Shot]


class Tally(Shown):
    """So many right of so many cases, with the 95 % interval."""

    right: int
    cases: int
    low: float
    high: float
    enough: bool = Field(description="False: too few to give a percentage.")


class Agreement(Shown):
    """At one rank: of all answers, and of the latest ones that the rule counts."""

    rank: str
    all: Tally
    latest: Tally
    enough: bool = Field(description="Often enough to decide at this rank.")


class Training(Shown):
    """How far the caller is in a collection's training set."""

    collection: str
    size: int
    least: int = Field(description="Specimens from which the set counts.")
    answered: int
    share: float = Field(description="How often one must agree …")
    cases: int = Field(description="… of the latest so many answers at a rank.")
    two: list[str] = Field(description="Ranks at which two independent answers are asked for.")
    agreement: list[Agreement]
    queue: Tally | None = Field(
        description="Names in the queue against those that others gave the same specimens."
    )
    ranks: list[str] | None = Field(description="Where one may decide; null: at all ranks.")
    free: bool = Field(description="Curators and listed experts need no training.")


class Lesson(Shown):
    """A specimen without its name; null where all of the set are answered."""

    specimen: Specimen | None
    training: Training


class TrainingAnswer(Given):
    """What the specimen is, at the rank one is sure of."""

    collection: str = Field(min_length=1, max_length=100)
    scientific_name: str = Field("", max_length=2000)
    taxon_rank: str = Field("", max_length=30)
    taxon_id: str = Field("", max_length=200, description="A taxon of the shown release.")
    qualifier: str = Field("", max_length=200)


class Solution(Shown):
    """What a training specimen is, after it was answered."""

    specimen_id: UUID
    said: str
    said_rank: str
    truth: str
    truth_rank: str
    identified_by: str | None
    basis: str
    right: dict[str, bool] = Field(description="By rank, at those that both names tell.")
    look_alike: Witness | None = Field(description="The most similar specimen of another name.")
    training: Training


class KnownSpecimen(Shown):
    """A specimen of a training set; without a name where that was taken back since."""

    specimen_id: UUID
    catalog_number: str | None
    scientific_name: str | None
    taxon_rank: str | None
    identified_by: str | None
    basis: str | None


class FillTraining(Given):
    """Which specimens to add: what a search finds, at most so many, spread over the names."""

    collection: str = Field(min_length=1, max_length=100)
    query: str = Field("", max_length=2_000, description="As in `search`.")
    most: int = Field(40, ge=1, le=200)


class Filled(Shown):
    """`refused`: why others that were found are not fit."""

    added: int
    size: int
    refused: dict[Literal["not_known", "no_picture"], int]


class TrainingRule(Given):
    """When a reviewer may decide at a rank, and at which ranks two answers are asked for."""

    collection: str = Field(min_length=1, max_length=100)
    share: float = Field(0.9, ge=0.5, le=1)
    cases: int = Field(20, ge=5, le=200)
    two: list[Annotated[str, Field(max_length=30)]] = Field(default_factory=list, max_length=15)


class Reviewer(Shown):
    """How one member agrees; seen by curators."""

    name: str
    role: str
    answered: int
    agreement: list[Agreement]
    queue: Tally | None
    ranks: list[str] | None = Field(description="Where they may decide; null: at all ranks.")


class Credit(Given):
    """By which name and ORCID the caller is credited; null: the name of their key, and no ORCID."""

    credit: str | None = Field(None, max_length=200)
    orcid: str | None = Field(None, max_length=19)


class Figure(Shown):
    """One number of a report, with the address that gives it again."""

    group: str
    name: str
    value: float
    at_least: bool = Field(description="Counting stopped there.")
    of: int | None = Field(description="Out of so many, where it is a part.")
    low: float | None = Field(description="95 % interval of a measured share.")
    high: float | None
    enough: bool | None = Field(description="False: too few to give a percentage.")
    note: str
    counted: Literal["total", "values", "distinct", "rest", "lines", "sum", "report"] = Field(
        description="How `query` gives it: the total of a search, the sum or the number of its facet's "
        "values, `of` less the total, lines of a table, the sum of its seconds, or this report."
    )
    query: str


class ReportedRelease(Shown):
    """The release whose names a report speaks of."""

    digest: str
    name: str
    version: str


class Report(Shown):
    """A collection in a period: whole days in UTC, both ends included."""

    collection: str
    title: str
    first: date
    last: date
    made: datetime
    release: ReportedRelease | None
    complete: bool = Field(
        description="False while a lost index is being filled again: names are counted too low."
    )
    figures: list[Figure]


class Readiness(Shown):
    """Whether uploads would be answered and found; `missing` roles have no living worker."""

    ready: bool
    missing: list[str]
