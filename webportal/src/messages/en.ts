/**
 * The words of the first page and those that several pages share, in English; en.pages.ts has the
 * rest, which loads with its pages. Other languages fall back to these two files.
 */

const number = new Intl.NumberFormat("en");

/** "one picture", "1,204 pictures". */
export function count(n: number, one: string, many: string): string {
  return n === 1 ? `1 ${one}` : `${number.format(n)} ${many}`;
}

export const en = {
  code: "en",
  number: (n: number) => number.format(n),
  title: (page: string) => (page ? `${page} · Insecta` : "Insecta"),

  nav: {
    label: "Main",
    skip: "Skip to the content",
    home: "Identify",
    search: "Search",
    runs: "Collections and runs",
  },

  page: {
    loading: "Loading …",
    retry: "Try again",
    missing: "There is nothing at this address.",
    missingHint: "It may have been removed, or you may not be allowed to see it.",
    backHome: "Identify a picture",
    broken: "This page stopped because of a fault of ours.",
    brokenHint: "Nothing you sent is lost. Load the page again; if it happens twice, tell your administrator.",
    reload: "Load the page again",
  },

  problem: {
    offline: "The server cannot be reached.",
    offlineHint: "Check that the platform is running and that you are connected.",
    busy: "The server is busy.",
    busyHint: (seconds: number | null) =>
      seconds === null ? "Try again in a moment." : `It asks to come back in ${count(seconds, "second", "seconds")}.`,
    key: "This platform asks for a key.",
    keyHint: "Open it on the machine it runs on, or ask its administrator.",
    missing: "There is nothing at this address.",
    refused: "The server did not accept this.",
    server: "The server made a mistake.",
    serverHint: "Nothing of yours is changed. Try again; if it happens twice, tell your administrator.",
  },

  home: {
    title: "Identify",
    heading: "Which insect is it?",
    lead: "Give a picture; the name comes at the rank that can be defended, or the reason why there is none.",
    drop: "Drop pictures here",
    dropHint: "or paste them, or",
    choose: "Choose pictures",
    dropping: "Let go to identify",
    formats: "JPEG, PNG, WebP or TIFF. Several views of one specimen help.",
    options: "Where the pictures are kept",
    collection: "Collection",
    catalogNumber: "Catalogue number (if all show one specimen)",
    uploads: "Uploads; without a licence only their owners see them",
    visitors: "Try it: deleted after 24 hours, never trained on, never public",
    examples: "What helps",
    exampleLines: [
      "One individual, filling at least half of the picture.",
      "The side, the head from the front, or the back: sharp, in even light.",
      "Labels and scale bars may stay; they are looked at apart.",
    ],
    results: "Your pictures",
    clear: "Clear finished",
    summary: (waiting: number, answered: number, without: number, failed: number) =>
      [
        waiting && `${number.format(waiting)} on the way`,
        `${number.format(answered)} named`,
        without && `${number.format(without)} without a name`,
        failed && `${number.format(failed)} not taken`,
      ]
        .filter(Boolean)
        .join(" · "),
    repeated: (n: number) => `${count(n, "picture was", "pictures were")} already in the list and not added again.`,
    leaveWarning: "Pictures are still on their way.",
    limits: "What the release that answers can do",
    house: "In the collections",
    browse: "Search them all",
    runningNow: (collection: string) => `${collection} is being taken in.`,
    watch: "See the run",
  },

  upload: {
    waiting: "Waiting for its turn",
    sending: (percent: number) => `Sending, ${percent} %`,
    looking: "Sent. Looking at it …",
    stopped: "Stopped by you.",
    stop: "Stop",
    retry: "Send again",
    remove: "Remove",
    retrying: (seconds: number) => `Trying again by itself in ${count(seconds, "second", "seconds")}.`,
    notTaken: "This picture was not taken.",
    progressOf: (name: string) => `Progress of ${name}`,
    open: "Open the specimen",
    preview: (name: string) => `Preview of ${name}`,
    noPreview: "This browser cannot show this format; the server may still read it.",
    kept: (collection: string) => `Kept in ${collection}`,
  },

  rank: {
    kingdom: "kingdom",
    phylum: "phylum",
    class: "class",
    order: "order",
    superfamily: "superfamily",
    epifamily: "epifamily",
    family: "family",
    subfamily: "subfamily",
    tribe: "tribe",
    genus: "genus",
    subgenus: "subgenus",
    "species group": "species group",
    "species complex": "species complex",
    species: "species",
    subspecies: "subspecies",
  } as Record<string, string>,

  answer: {
    label: "Answer",
    /** In words before the number (what may be promised). */
    sureness: {
      high: "High confidence",
      good: "Good confidence",
      fair: "Fair confidence",
      low: "Low confidence",
    },
    percent: (share: number) => {
      if (share >= 0.995) return "over 99\u00a0%";
      if (share < 0.01) return "under 1\u00a0%";
      return `${Math.floor(share * 100)}\u00a0%`;
    },
    inTest: (percent: string) =>
      `In our test set at least ${percent} of such answers were right; not yet checked on pictures like yours.`,
    noPromise: "No promise: the picture is unlike those the release learned from.",
    target: (wrong: number) => `About one answer in ${number.format(wrong)} is wrong.`,
    none: "No name",
    waiting: "Not looked at yet",
    waitingHint: "This page follows by itself.",
    why: "Why",
    helps: "What would help",
    alternatives: "What else it could be",
    guesses: "Weak guesses",
    guessesHint: "None of these is an answer. They are what came nearest.",
    release: (name: string) => `Release ${name}`,
    given: "the name given",
    limitLabel: "Why not further",
    announced: (file: string, text: string) => `${file}: ${text}`,
  },

  abstention: {
    poor_picture: {
      short: "Picture too poor",
      why: "The picture is too poor to judge.",
      helps: "Take it again: sharp, evenly lit, the insect filling at least half of the frame.",
    },
    label_only: {
      short: "Label only",
      why: "There is a label in the picture and no insect.",
      helps: "Send a picture of the specimen itself.",
    },
    several_specimens: {
      short: "Several specimens",
      why: "There is more than one individual in the picture.",
      helps: "Cut out one individual, or photograph each one by itself.",
    },
    not_an_insect: {
      short: "Not an insect",
      why: "This does not look like an insect.",
      helps: "If there is one, bring it closer and into the middle.",
    },
    outside_scope: {
      short: "Outside its scope",
      why: "An insect, but not of a group that this release covers.",
      helps: "No picture will help this release; ask a person, or another release.",
    },
    damaged: {
      short: "Damaged",
      why: "The specimen is too damaged for a name.",
      helps: "Another view may show parts that are still there.",
    },
    unlike_training: {
      short: "Unlike its training",
      why: "The picture is unlike those the release learned from, so nothing can be promised.",
      helps: "A standard view helps: the side, or the head from the front, on a plain ground.",
    },
    unknown_taxon: {
      short: "None it knows",
      why: "None of the taxa this release knows.",
      helps: "A person who knows the group; the release cannot name what it never saw.",
    },
    undecided: {
      short: "Undecided",
      why: "Several names fit about equally well; none is sure enough.",
      helps: "Another view of the same specimen, best the head from the front and the side.",
    },
  } as Record<string, { short: string; why: string; helps: string }>,
  unknownOf: (taxa: number) => `None of the ${number.format(taxa)} taxa this release knows.`,
  otherReason: (code: string) => `The reason has no words yet in this portal: ${code}`,

  limit: {
    not_separable: {
      short: "Not separable",
      why: "Nobody can tell the names below apart in a picture.",
    },
    needs_other_view: {
      short: "Needs another view",
      why: "The parts that tell the names below apart are not in this view.",
    },
    caste_or_stage_unseen: {
      short: "Caste or stage not trained",
      why: "The release learned from another caste, sex or stage than the one shown.",
    },
    undecided_below: {
      short: "Undecided below",
      why: "Below this rank several names fit; none is sure enough.",
    },
  } as Record<string, { short: string; why: string }>,

  trust: {
    PredictedByMachine: "Named by machine",
    ReviewedByHuman: "Reviewed by a person",
    ValidatedByExpert: "Validated by an expert",
    Disputed: "Disputed",
  } as Record<string, string>,
  trustNone: "Not verified",

  note: {
    code_agrees: "Barcode and number agree",
    code_contradicts_number: "Barcode and number disagree",
    same_bytes_other_number: "Same picture under another number",
    decoder: "Read with a remark",
    day_first: "Date: day or month first?",
    no_licence: "No licence",
    ambiguous_number: "Several numbers fit",
    number_disagrees: "Barcode and file name disagree",
    picture_without_record: "Picture without a record",
    record_without_picture: "Record without a picture",
    missing_picture: "Picture missing",
    repeated_number: "Number occurs twice",
  } as Record<string, string>,

  view: {
    head: "Head, from the front",
    profile: "Side",
    dorsal: "Back",
    label: "Label",
    ventral: "Underside",
    h: "Head, from the front",
    p: "Side",
    d: "Back",
    l: "Label",
    v: "Underside",
  } as Record<string, string>,

  search: {
    title: "Search",
    heading: "Search the specimens",
    label: "Search specimens",
    placeholder: "Name, number, place, collector …",
    go: "Search",
    total: (n: number) => count(n, "specimen", "specimens"),
    sort: "Sort by",
    sorts: {
      relevance: "Best match",
      "catalog_number:asc": "Catalogue number",
      "scientific_name:asc": "Name",
      "confidence:desc": "Surest first",
      "confidence:asc": "Least sure first",
      "created:desc": "Newest first",
      "event_start:asc": "Collected, oldest first",
    } as Record<string, string>,
    show: "Show as",
    grid: "Pictures",
    table: "Table",
    facets: "Narrow down",
    moreFacets: "Narrow down the result",
    without: (field: string, value: string) => `Remove ${field}: ${value}`,
    chosen: "Chosen",
    clear: "Remove all",
    more: (n: number) => `Show ${count(n, "more", "more")}`,
    shown: (n: number, total: number) => `${number.format(n)} of ${number.format(total)} shown`,
    end: "That is all.",
    loaded: (n: number, total: number) => `${number.format(n)} of ${number.format(total)} specimens are shown.`,
    none: "Nothing was found.",
    noneHint: "Use fewer words, or the beginning of a word with a star: camp*",
    emptyAll: "There are no specimens yet.",
    emptyAllHint: "They appear here while a collection is being taken in.",
    badQuery: "This search could not be read.",
    noNumber: "No number",
    noPicture: "No picture",
    catalogued: (name: string) => `Catalogued as ${name}`,
    pictures: (n: number) => count(n, "picture", "pictures"),
    pictureOf: (name: string) => `Picture of ${name}`,
  },

  field: {
    order: "Order",
    family: "Family",
    subfamily: "Subfamily",
    tribe: "Tribe",
    genus: "Genus",
    species: "Species",
    rank: "Rank",
    trust: "Trust",
    abstention: "Why no name",
    limit: "Why not further",
    country: "Country",
    state_province: "State or province",
    collection: "Collection",
    caste: "Caste",
    sex: "Sex",
    type_status: "Type status",
    view: "View",
    licence: "Licence",
    recorded_by: "Collector",
    catalogued_genus: "Catalogued genus",
    release: "Release",
    run: "Run",
    note: "Checks and remarks",
  } as Record<string, string>,

  progress: {
    ofPictures: (n: number, total: number) => `${number.format(n)} of ${count(total, "picture", "pictures")}`,
    label: (name: string) => `Progress of ${name}`,
  },

  reason: {
    truncated: "The file ends too early: copy it again from the camera or the card.",
    damaged: "The file is damaged: copy it again from the camera or the card.",
    not_a_picture: "This is not a picture. Send JPEG, PNG, WebP or TIFF.",
    unsupported_format: "This format cannot be read here. Send JPEG, PNG, WebP or TIFF.",
    empty: "The file is empty: copy it again from the camera or the card.",
    too_large: "The file has more bytes than an upload may hold. Send a smaller picture.",
    too_many_pixels: "The picture has more pixels than allowed. Send a smaller one.",
    unreadable: "The file could not be read.",
    missing_picture: "The record names a picture that is not there.",
    number_disagrees: "The barcode in the picture and the file name disagree: a person has to look.",
    ambiguous_number: "More than one catalogue number fits.",
  } as Record<string, string>,

  /** Reasons that are told together with what was found. */
  reasonFound: {
    code_contradicts_name: "The barcode and the file name disagree",
  } as Record<string, string>,
};

export type Messages = typeof en;
