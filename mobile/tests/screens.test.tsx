/** The screens as a person meets them: drawn from a real library, in both schemes, in every language, and with large text. */
import { StyleSheet } from "react-native";
import { act, create, type ReactTestInstance, type ReactTestRenderer } from "react-test-renderer";
import { CoreProvider } from "../src/context";
import type { Core } from "../src/core";
import { Answerer } from "../src/offline/answerer";
import { Driver } from "../src/queue/driver";
import { newItem, step, type Item } from "../src/queue/item";
import { newFind, NO_HABITS, type Answer, type Find, type Picture } from "../src/records/find";
import { Follower } from "../src/records/follow";
import { stackWays, type Page } from "../src/router";
import { FindScreen } from "../src/screens/FindScreen";
import { IdentifyScreen } from "../src/screens/IdentifyScreen";
import { RecordsScreen } from "../src/screens/RecordsScreen";
import { SearchScreen } from "../src/screens/SearchScreen";
import { SettingsScreen } from "../src/screens/SettingsScreen";
import { Welcome } from "../src/screens/Welcome";
import { Api } from "../src/server/api";
import { LANGUAGES, speak, t, type Language } from "../src/messages";
import { en } from "../src/messages/en";
import { AnswerCard } from "../src/parts/AnswerCard";
import { TabBar } from "../src/parts/TabBar";
import { Library } from "../src/store/library";
import type { Preferences } from "../src/store/store";
import { ThemeProvider } from "../src/theme/theme";
import { MemoryStore } from "./memoryStore";

// What only a phone has: the network of a release, and the way to a server.
jest.mock("react-native-fast-tflite", () => ({ loadTensorflowModel: () => Promise.reject(new Error("no phone")) }));
jest.mock("expo/fetch", () => ({ fetch: () => Promise.reject(new TypeError("Network request failed")) }));

const NOW = "2026-07-14T09:30:00.000Z";
const answer: Answer = {
  release: "ab".repeat(32), target: 0.95, abstention: null, limit: "undecided_below", needsView: null, suggested: [], together: true, note: "",
  promise: { basis: "test_set", target: 0.95, together: true, right: 7, cases: 8, low: 0.5, high: 0.98, enough: false }, measured: 0.99, taxa: 240,
  answer: { taxonId: "genus:Lasius", scientificName: "Lasius", taxonRank: "genus", confidence: 0.97, parentId: null, answerable: true },
  candidates: [
    { taxonId: "genus:Lasius", scientificName: "Lasius", taxonRank: "genus", confidence: 0.97, parentId: null, answerable: true },
    { taxonId: "species:Lasius niger", scientificName: "Lasius niger", taxonRank: "species", confidence: 0.6, parentId: "genus:Lasius", answerable: true },
  ],
};
const unnamed: Answer = { ...answer, answer: null, abstention: "poor_picture", limit: null, candidates: [], note: "blurred" };

const find = (id: string, changes: Partial<Find>): Find => ({ ...newFind(id, NOW, NO_HABITS, "2026-07-14"), ...changes });
const FINDS: Find[] = [
  find("11111111-2222-4333-8444-555555555555", { answered: { by: "device", answer, at: NOW }, locality: "Zürich, Irchel", place: { latitude: 47.4, longitude: 8.55, uncertaintyM: 12 } }),
  find("21111111-2222-4333-8444-555555555555", { answered: { by: "device", answer: unnamed, at: NOW } }),
  find("31111111-2222-4333-8444-555555555555", {}),
];
const PICTURES: Picture[] = FINDS.map(({ id }, n) => ({
  id: `picture-${n}`, findId: id, order: 0, fileName: `view ${n}.jpg`, type: "image/jpeg", bytes: 1000, sha256: String(n).repeat(64),
  width: 800, height: 600, view: n ? "" : "profile", hints: n ? ["blurred", "dark"] : [], added: NOW,
}));

/** One that waits, one that its owner stopped, one that the server refused. */
function items(): Item[] {
  const [first, second, third] = FINDS.map(({ id }, n) => newItem("picture", `picture-${n}`, id, n));
  if (!first || !second || !third) throw new Error("three finds");
  const refused = step(step(third, { type: "begun" }, 1), { type: "failed", run: 1, trouble: { kind: "refused", reason: "not_a_picture", detail: "This is not a picture" } }, 2);
  return [first, step(second, { type: "cancelled" }, 1), refused];
}

const never = () => () => undefined;

/** Everything behind the screens but the phone's own parts: a real library in memory, and no network. */
async function coreOf(preferences: Partial<Preferences>, filled: boolean): Promise<Core> {
  const library = await Library.open(new MemoryStore());
  await library.prefer({ introduced: true, ...preferences });
  if (filled) {
    await library.write([
      ...FINDS.map((put) => ({ kind: "find", put }) as const), ...PICTURES.map((put) => ({ kind: "picture", put }) as const),
      ...items().map((put) => ({ kind: "item", put }) as const),
      { kind: "release", put: { id: answer.release, name: "starter", version: "1.1.0", kept: NOW } },
    ]);
  }
  const api = new Api(library.shelf().preferences.server, "");
  const network = { online: false, unmetered: false };
  const conditions = () => ({ ...network, wifiOnly: false, server: api.server !== "" });
  return {
    library, conditions,
    driver: new Driver(library, { clock: () => 0, conditions, remote: () => api, later: never }),
    follower: new Follower(library, { remote: () => api, online: () => false, now: () => NOW, later: never }),
    answerer: new Answerer(library, { sha256: async () => "", load: () => Promise.reject(new Error("no phone")), now: () => NOW }),
    ways: stackWays(), means: { uuid: () => "", sha256: async () => "", hints: async () => [], now: () => NOW },
    api: () => api, hasKey: () => false, network: () => network,
    connect: async () => undefined, erase: async () => undefined, onNetwork: never, onAnswer: never,
  };
}

const SERVER = "https://insects.example.org";
const SCREENS: Readonly<Record<string, { screen: () => React.ReactElement; heading: () => string; filled?: boolean; server?: string }>> = {
  welcome: { screen: () => <Welcome />, heading: () => t.welcome.pages[0]?.heading ?? "" },
  capture: { screen: () => <IdentifyScreen />, heading: () => t.identify.heading },
  "no records": { screen: () => <RecordsScreen />, heading: () => t.records.heading },
  records: { screen: () => <RecordsScreen />, heading: () => t.records.heading, filled: true, server: SERVER },
  "record, waiting": { screen: () => <FindScreen id={FINDS[0]?.id ?? ""} />, heading: () => t.record.heading, filled: true, server: SERVER },
  "record, stopped": { screen: () => <FindScreen id={FINDS[1]?.id ?? ""} />, heading: () => t.record.heading, filled: true, server: SERVER },
  "record, refused": { screen: () => <FindScreen id={FINDS[2]?.id ?? ""} />, heading: () => t.record.heading, filled: true, server: SERVER },
  "search without a server": { screen: () => <SearchScreen />, heading: () => t.search.heading },
  "search, server gone": { screen: () => <SearchScreen />, heading: () => t.search.heading, server: SERVER },
  settings: { screen: () => <SettingsScreen />, heading: () => t.settings.heading, filled: true, server: SERVER },
};

async function shown(name: string, preferences: Partial<Preferences> = {}): Promise<ReactTestRenderer> {
  const { screen, filled = false, server = "" } = SCREENS[name] as (typeof SCREENS)[string];
  const core = await coreOf({ server, ...preferences }, filled);
  const page: Page = { name: "identify" };
  let drawn: ReactTestRenderer | undefined;
  await act(async () => {
    drawn = create(
      <CoreProvider core={core}>
        <ThemeProvider preferences={core.library.shelf().preferences}>{screen()}<TabBar page={page} /></ThemeProvider>
      </CoreProvider>,
    );
    await new Promise((resolve) => setTimeout(resolve, 0));
  });
  if (!drawn) throw new Error("nothing was drawn");
  return drawn;
}

/** What the phone itself draws: components of React Native, not ours. */
const host = (root: ReactTestInstance, fits: (node: ReactTestInstance) => boolean): ReactTestInstance[] =>
  root.findAll((node) => typeof node.type === "string" && fits(node));
const isText = (node: ReactTestInstance): boolean => node.type === "Text";
const textIn = (node: ReactTestInstance | string): string => (typeof node === "string" ? node : node.children.map(textIn).join(""));
const styleOf = (node: ReactTestInstance): Record<string, unknown> => (StyleSheet.flatten(node.props.style as object) ?? {}) as Record<string, unknown>;
function above(node: ReactTestInstance): ReactTestInstance[] {
  const found: ReactTestInstance[] = [];
  for (let one = node.parent; one; one = one.parent) if (typeof one.type === "string") found.push(one);
  return found;
}

/** WCAG 2: relative luminance of #rrggbb, and contrast of two. */
function luminance(colour: string): number {
  const parts = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255).map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4));
  return 0.2126 * (parts[0] ?? 0) + 0.7152 * (parts[1] ?? 0) + 0.0722 * (parts[2] ?? 0);
}
function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}
const grounds = (node: ReactTestInstance): string[] =>
  [node, ...above(node)].map((one) => styleOf(one).backgroundColor).filter((colour): colour is string => typeof colour === "string" && colour.startsWith("#"));

const NAMES = Object.keys(SCREENS);
const LOOKS = [["light", false], ["dark", false], ["light", true]] as const;

describe.each(NAMES)("%s", (name) => {
  test("has one heading of the first level, and everything that is touched has a name", async () => {
    const drawn = await shown(name);
    const headings = host(drawn.root, (node) => node.props.role === "heading" && node.props["aria-level"] === 1);
    expect(headings.map(textIn)).toEqual([SCREENS[name]?.heading()]);
    const touched = host(drawn.root, ({ props }) => ["button", "link", "radio", "checkbox"].includes(props.role as string) || props.accessibilityRole === "button");
    expect(touched.length).toBeGreaterThan(0);
    for (const one of touched) expect(String(one.props.accessibilityLabel ?? textIn(one)).trim()).not.toBe("");
    for (const one of host(drawn.root, ({ type }) => type === "TextInput")) expect(String(one.props.accessibilityLabel ?? "").trim()).not.toBe("");
    for (const one of host(drawn.root, ({ props }) => props.role === "radiogroup")) expect(String(one.props.accessibilityLabel ?? "").trim()).not.toBe("");
    drawn.unmount();
  });

  test.each(LOOKS)("can be read: %s, larger text %s", async (scheme, largeText) => {
    const drawn = await shown(name, { scheme, largeText });
    const texts = host(drawn.root, isText).filter((node) => textIn(node).trim() !== "" && !above(node).some(isText));
    expect(texts.length).toBeGreaterThan(2);
    for (const text of texts) {
      const [colour, ground] = [styleOf(text).color as string, grounds(text)[0]];
      expect([textIn(text), ground !== undefined && contrast(colour, ground) >= 4.5]).toEqual([textIn(text), true]);
    }
    drawn.unmount();
  });

  test("grows with the phone's text: nothing is cut, and nothing holds it at a height", async () => {
    const drawn = await shown(name, { largeText: true });
    for (const text of host(drawn.root, isText).filter((node) => textIn(node).trim() !== "")) {
      const { numberOfLines, allowFontScaling, maxFontSizeMultiplier, "aria-hidden": hidden } = text.props;
      expect([textIn(text), numberOfLines, allowFontScaling === false, maxFontSizeMultiplier]).toEqual([textIn(text), undefined, false, undefined]);
      const held = hidden ? [] : above(text).filter((one) => typeof styleOf(one).height === "number");
      expect([textIn(text), held.length]).toEqual([textIn(text), 0]);
    }
    drawn.unmount();
  });

  test.each(Object.keys(LANGUAGES) as Language[])("is drawn in %s, without a word of English left over where there is a draft", async (language) => {
    speak(language);
    const drawn = await shown(name);
    const texts = new Set(host(drawn.root, isText).map(textIn));
    expect(texts.has(SCREENS[name]?.heading() ?? "")).toBe(true);
    if (language !== "en") expect([en.back, en.identify.lead, en.records.search, en.settings.connect, en.record.notes, en.tab.settings].filter((one) => texts.has(one))).toEqual([]);
    drawn.unmount();
    speak("en");
  });
});

test("a refused picture says why, a stopped one can go on, and a server that is gone can be asked again", async () => {
  const [refused, stopped, gone] = [await shown("record, refused"), await shown("record, stopped"), await shown("search, server gone")];
  const said = ({ root }: ReactTestRenderer) => host(root, isText).map(textIn).join(" | ");
  expect(said(refused)).toContain("This is not a picture");
  expect(said(stopped)).toContain(t.queue.cancelled);
  expect(host(stopped.root, ({ props }) => String(props.accessibilityLabel ?? "").startsWith(t.queue.retry)).length).toBeGreaterThan(0);
  expect(said(gone)).toContain(t.trouble.offline);
  for (const one of [refused, stopped, gone]) one.unmount();
});

describe("an answer", () => {
  const candidate = (taxonId: string, taxonRank: string, confidence: number, parentId: string | null, answerable = true) =>
    ({ taxonId, scientificName: taxonId, taxonRank, confidence, parentId, answerable });
  const ANTS = [candidate("Insecta", "class", 0.99, null, false), candidate("Hymenoptera", "order", 0.98, "Insecta"), candidate("Formicidae", "family", 0.97, "Hymenoptera"), candidate("Myrmicinae", "subfamily", 0.92, "Formicidae", false)];
  const MOTHS = [...["Insecta", "Lepidoptera"].map((name) => candidate(name, "order", 0.99, null)), ...Array.from({ length: 12 }, (_, n) => candidate(`Coarse ${n}`, "family", 0.001, null)), candidate("Thera obeliscata", "species", 0.5, null), candidate("Thera variata", "species", 0.4, null)];
  async function drawn(given: Answer, basis: Find["basis"] = "HumanObservation"): Promise<string> {
    const core = await coreOf({}, false);
    let card: ReactTestRenderer | undefined;
    await act(async () => {
      card = create(
        <CoreProvider core={core}>
          <ThemeProvider preferences={core.library.shelf().preferences}>
            <AnswerCard find={find("1", { basis, answered: { by: "server", answer: given, at: NOW } })} releaseName="" />
          </ThemeProvider>
        </CoreProvider>,
      );
    });
    if (!card) throw new Error("nothing was drawn");
    const root = card.root;
    const folds = host(root, (node) => node.props.accessibilityState !== undefined || node.props["aria-expanded"] !== undefined);
    await act(async () => folds.forEach((one) => (one.props as { onPress?: () => void; onClick?: (event: object) => void }).onClick?.({ stopPropagation: () => undefined })));
    return host(root, isText).map(textIn).join("\n");
  }

  test("says what was counted, and never that the aim was met", async () => {
    const said = await drawn(answer);
    expect(said).toContain("too few to say (7 of 8)");
    expect(said).not.toMatch(/at least/);
  });
  test("shows the rivals, the surest first, and marks what is never an answer", async () => {
    const moth = await drawn({ ...answer, answer: null, abstention: "undecided", limit: null, candidates: MOTHS });
    expect(moth.indexOf("Thera obeliscata")).toBeGreaterThan(0);
    expect(moth.indexOf("Thera variata")).toBeGreaterThan(moth.indexOf("Thera obeliscata"));
    expect(moth).not.toContain("Coarse 11");
    const ants = await drawn({ ...answer, answer: ANTS[2] ?? null, candidates: ANTS });
    expect(ants).toMatch(/Myrmicinae\nsubfamily · an experiment, never an answer/);
    expect(ants).toContain("The finer names are an experiment");
    expect(ants).not.toMatch(/Insecta\nclass · an experiment/);
  });
  test("warns of living ants above ants alone", async () => {
    const ants: Answer = { ...answer, answer: ANTS[2] ?? null, candidates: ANTS };
    expect(await drawn(ants)).toContain("not tested on living ants");
    expect(await drawn(ants, "PreservedSpecimen")).not.toContain("living ants");
    expect(await drawn({ ...answer, answer: MOTHS.at(-1) ?? null, candidates: MOTHS })).not.toContain("living ants");
  });
  test("tells which view would help, how many names the release knows, and a target that nobody measured", async () => {
    expect(await drawn({ ...answer, limit: "needs_other_view", needsView: "profile" })).toContain("A picture of this view: Side.");
    const none: Answer = { ...answer, answer: null, limit: null, candidates: [] };
    expect(await drawn({ ...none, abstention: "unknown_taxon" })).toContain("None of the 240 taxa");
    expect(await drawn({ ...none, abstention: "undecided", target: 0.995 })).toContain("never measured at 99.5");
  });
});
