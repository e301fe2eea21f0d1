import { useEffect, useRef, useState } from "react";
import { View } from "react-native";
import { useCore, useShelf } from "../context";
import { t, words } from "../messages";
import { rankWord } from "../parts/AnswerCard";
import { Button } from "../parts/Button";
import { Field } from "../parts/Field";
import { Notice, Page, Row } from "../parts/Layout";
import { RemotePhoto } from "../parts/Photo";
import { TroubleNotice } from "../parts/Trouble";
import { Link } from "../parts/Link";
import { Body, TaxonName } from "../parts/Type";
import type { Card as Found, SearchPage, Suggestion } from "../server/api";
import { useTheme } from "../theme/theme";

const PAUSE_MS = 250;

export function SearchScreen() {
  const core = useCore();
  const { server } = useShelf().preferences;
  const [text, setText] = useState("");
  const [asked, setAsked] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setAsked(text.trim()), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  if (!server) {
    return (
      <Page heading={t.search.heading}>
        <Notice text={t.search.noServer}><Row><Button label={t.queue.setUp} small onPress={() => core.ways.go({ name: "settings" })} /></Row></Notice>
      </Page>
    );
  }
  return (
    <Page heading={t.search.heading}>
      <Field label={t.search.label} value={text} onChangeText={setText} inputMode="search" onSubmitEditing={() => setAsked(text.trim())} maxLength={500} />
      <Suggestions text={asked} onChosen={(name) => { setText(name); setAsked(name); }} />
      <Results key={`${server} ${asked}`} q={asked} />
    </Page>
  );
}

function Suggestions({ text, onChosen }: { text: string; onChosen: (name: string) => void }) {
  const core = useCore();
  const [found, setFound] = useState<Suggestion[]>([]);
  useEffect(() => {
    const ending = new AbortController();
    if (text.length < 2) setFound([]);
    else core.api().suggest(text, ending.signal).then((all) => !ending.signal.aborted && setFound(all.slice(0, 5)), () => setFound([]));
    return () => ending.abort();
  }, [core, text]);
  const others = found.filter(({ scientificName }) => scientificName !== text);
  if (others.length === 0) return null;
  return (
    <View style={{ gap: 6 }}>
      <Body strong points={15}>{t.search.suggestions}</Body>
      <Row>{others.map((one) => <Button key={one.scientificName} label={one.scientificName} small onPress={() => onChosen(`"${one.scientificName}"`)} />)}</Row>
    </View>
  );
}

function Results({ q }: { q: string }) {
  const core = useCore();
  const [pages, setPages] = useState<SearchPage[]>([]);
  const [error, setError] = useState<unknown>(null);
  const ending = useRef(new AbortController());
  const load = async (cursor: string | null) => {
    setError(null);
    const { signal } = ending.current;
    try {
      const page = await core.api().search(q, cursor, signal);
      if (!signal.aborted) setPages((before) => (cursor ? [...before, page] : [page]));
    } catch (reason) {
      if (!signal.aborted) setError(reason);
    }
  };
  useEffect(() => {
    ending.current = new AbortController();
    const { current } = ending;
    void load(null);
    return () => current.abort();
    // The words are the component's key: another search is another component.
  }, []);
  const items = pages.flatMap((page) => page.items);
  const next = pages.at(-1)?.next ?? null;
  const total = pages[0]?.total;
  return (
    <View style={{ gap: 10 }}>
      <TroubleNotice error={error} again={() => void load(null)} />
      {total !== undefined && <Body role="status" soft>{total === 0 ? t.search.none : t.search.total(total)}</Body>}
      {total === 0 && <Body>{t.search.noneHint}</Body>}
      <View role="list" style={{ gap: 10 }}>{items.map((one) => <FoundRow key={one.id} found={one} />)}</View>
      {next && <Button label={t.search.more} onPress={() => void load(next)} />}
    </View>
  );
}

/** The reason stands where there is no name. */
function nameless(abstention: string | null): string {
  if (!abstention) return t.answer.waiting;
  return `${words.answer.none}: ${words.abstention[abstention]?.short ?? abstention}`;
}

function FoundRow({ found }: { found: Found }) {
  const { colours } = useTheme();
  const name = found.scientificName ?? nameless(found.abstention ?? null);
  const more = [found.catalogNumber, found.taxonRank && found.scientificName && rankWord(found.taxonRank), found.country].filter(Boolean).join(" · ");
  const trust = found.trust ? words.trust[found.trust] ?? found.trust : "";
  return (
    <View role="listitem">
      <Link to={{ name: "specimen", id: found.id }} style={{ flexDirection: "row", gap: 12, alignItems: "center", backgroundColor: colours.sheet, borderRadius: 12, borderWidth: 1, borderColor: colours.line, padding: 10 }}>
        <RemotePhoto path={found.thumbnail ?? null} said="" width={72} height={72} />
        <View style={{ flex: 1 }}>
          <TaxonName name={name} rank={found.scientificName ? (found.taxonRank ?? null) : null} points={17} />
          <Body soft points={14}>{more}</Body>
          <Body soft points={14}>{trust}</Body>
        </View>
      </Link>
    </View>
  );
}
