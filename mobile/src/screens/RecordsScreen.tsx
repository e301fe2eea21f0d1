import { useEffect, useMemo, useState } from "react";
import { FlatList, View } from "react-native";
import { inShort } from "../parts/AnswerCard";
import { Button } from "../parts/Button";
import { Choice, Field } from "../parts/Field";
import { Page, Row } from "../parts/Layout";
import { WorldMap } from "../parts/WorldMap";
import { Photo } from "../parts/Photo";
import { Hindrance } from "../parts/QueueCard";
import { Link } from "../parts/Link";
import { Body } from "../parts/Type";
import { useCore, useShelf } from "../context";
import { shareText } from "../device/share";
import { t } from "../messages";
import { occurrences } from "../records/darwinCore";
import { filtered, syncState, type Show } from "../records/filter";
import { correctionOf, type Find } from "../records/find";
import { itemsOf, picturesOf, type Shelf } from "../store/library";
import { useTheme } from "../theme/theme";

export function RecordsScreen() {
  const { follower } = useCore();
  const shelf = useShelf();
  useEffect(() => void follower.lookAgain(), [follower]);
  const [text, setText] = useState("");
  const [show, setShow] = useState<Show>("all");
  const [as, setAs] = useState<"list" | "map">("list");
  const found = useMemo(
    () => filtered(shelf.finds.values(), { text, show }, (find) => syncState(itemsOf(shelf, find.id)), (find) => correctionOf(find) !== null),
    [shelf, text, show],
  );
  if (shelf.finds.size === 0) {
    return <Page heading={t.records.heading}><Body strong>{t.records.none}</Body><Body>{t.records.noneHint}</Body></Page>;
  }
  return (
    <Page heading={t.records.heading}>
      <Hindrance />
      <Field label={t.records.search} value={text} onChangeText={setText} inputMode="search" />
      <Choice label={t.records.filter} value={show} choices={t.records.show} onChange={setShow} />
      <Choice label={t.records.as} value={as} choices={{ list: t.records.list, map: t.records.map }} onChange={setAs} />
      <Body role="status" soft>{found.length ? t.records.count(found.length) : t.records.nothing}</Body>
      {as === "list" ? <Found finds={found} shelf={shelf} /> : <WorldMap finds={found} />}
      <Row><Button label={t.records.exported} onPress={() => void exportRecords(found, shelf)} /></Row>
    </Page>
  );
}

export function exportRecords(finds: readonly Find[], shelf: Shelf): Promise<void> {
  return shareText("occurrences.csv", occurrences(finds, (find) => picturesOf(shelf, find.id)), "text/csv");
}

function Found({ finds, shelf }: { finds: readonly Find[]; shelf: Shelf }) {
  return (
    <FlatList
      scrollEnabled={false}
      role="list"
      data={finds}
      keyExtractor={({ id }) => id}
      initialNumToRender={20}
      ItemSeparatorComponent={Gap}
      renderItem={({ item }) => <FindRow find={item} shelf={shelf} />}
    />
  );
}

const Gap = () => <View style={{ height: 10 }} />;

function FindRow({ find, shelf }: { find: Find; shelf: Shelf }) {
  const { colours } = useTheme();
  const picture = picturesOf(shelf, find.id)[0];
  const state = syncState(itemsOf(shelf, find.id));
  const name = inShort(find);
  return (
    <View role="listitem">
      <Link to={{ name: "find", id: find.id }} style={{ flexDirection: "row", gap: 12, alignItems: "center", backgroundColor: colours.sheet, borderRadius: 12, borderWidth: 1, borderColor: colours.line, padding: 10 }}>
        {picture ? <Photo picture={picture} said="" width={72} height={72} /> : <View style={{ width: 72, height: 72, borderRadius: 8, backgroundColor: colours.mat }} />}
        <View style={{ flex: 1, gap: 2 }}>
          <Body strong>{name}</Body>
          <Body soft points={14}>{[find.date ?? t.records.noDate, find.locality].filter(Boolean).join(" · ")}</Body>
          <Body points={14} colour={state === "stopped" ? colours.warn : colours.soft}>
            {[t.state[state], find.answered?.by === "device" && t.answer.offline].filter(Boolean).join(" · ")}
          </Body>
        </View>
      </Link>
    </View>
  );
}
