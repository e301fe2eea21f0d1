import { View } from "react-native";
import { useCore, useNetwork, useShelf } from "../context";
import { t, words } from "../messages";
import { hindrance } from "../queue/choose";
import type { Item } from "../queue/item";
import type { Picture } from "../records/find";
import { itemsOf, picturesOf } from "../store/library";
import { useTheme } from "../theme/theme";
import { Button } from "./Button";
import { Card, Notice, Row } from "./Layout";
import { Body, Heading } from "./Type";

/** What a part of a record is doing on its way, in words. */
export function stateText(item: Item, picture: Picture | undefined): string {
  switch (item.state) {
    case "sent": return t.queue.sent;
    case "working": return t.queue.sending(percent(item, picture));
    case "waiting": return item.trouble ? waitingText(item.trouble.kind) : t.queue.waiting;
    case "stopped": return stoppedText(item);
  }
}

function waitingText(kind: string): string {
  if (kind === "offline" || kind === "busy" || kind === "server" || kind === "lost") return t.queue[kind];
  return t.queue.waiting;
}

function stoppedText({ stop }: Extract<Item, { state: "stopped" }>): string {
  if (stop.why !== "refused") return t.queue[stop.why];
  const reason = words.reason[stop.reason];
  return `${t.queue.refused}: ${reason ?? (stop.detail || stop.reason)}`;
}

const percent = (item: Item, picture: Picture | undefined) =>
  item.upload && picture ? Math.min(99, Math.floor((item.upload.offset / picture.bytes) * 100)) : 0;

/** Everything of a find that is not at the server yet, each with its way out. */
export function QueueCard({ findId }: { findId: string }) {
  const shelf = useShelf();
  const items = itemsOf(shelf, findId);
  if (items.length === 0 || items.every(({ state }) => state === "sent")) return null;
  const pictures = new Map(picturesOf(shelf, findId).map((one) => [one.id, one]));
  const details = items.find(({ kind }) => kind === "details");
  const forbidden = details?.state === "stopped" && details.stop.why === "forbidden";
  const rows = items.filter(({ kind }) => kind === "picture").filter(({ state }) => state !== "sent");
  return (
    <Card>
      {rows.length > 0 && <Heading level={2}>{t.queue.heading}</Heading>}
      {rows.map((item) => <ItemRow key={item.id} item={item} picture={pictures.get(item.id)} />)}
      {forbidden && <Body soft points={14}>{t.queue.detailsKept}</Body>}
      {details && !forbidden && rows.length === 0 && <ItemRow item={details} picture={undefined} />}
    </Card>
  );
}

function ItemRow({ item, picture }: { item: Item; picture: Picture | undefined }) {
  const { driver } = useCore();
  const { colours } = useTheme();
  const name = picture?.fileName ?? t.queue.details;
  const grave = item.state === "stopped";
  return (
    <View style={{ gap: 6 }}>
      <Body strong>{name}</Body>
      <Body colour={grave ? colours.warn : colours.ink} points={15}>{stateText(item, picture)}</Body>
      {item.state === "working" && (
        <View aria-hidden style={{ height: 6, borderRadius: 3, backgroundColor: colours.mat }}>
          <View style={{ height: 6, borderRadius: 3, width: `${percent(item, picture)}%`, backgroundColor: colours.accent }} />
        </View>
      )}
      <Row>
        {(item.state === "waiting" || item.state === "working") && item.kind === "picture" && (
          <Button label={t.queue.cancel} said={`${t.queue.cancel}: ${name}`} small onPress={() => void driver.cancel(item.id)} />
        )}
        {(item.state === "stopped" || (item.state === "waiting" && item.trouble)) && (
          <Button label={t.queue.retry} said={`${t.queue.retry}: ${name}`} small onPress={() => void driver.retry(item.id)} />
        )}
      </Row>
    </View>
  );
}

/** Why nothing is sent just now, where something waits. */
export function Hindrance() {
  const core = useCore();
  const shelf = useShelf();
  useNetwork();
  const items = [...shelf.items.values()];
  const toSettings = () => core.ways.go({ name: "settings" });
  if (items.some((item) => item.state === "stopped" && item.stop.why === "key")) {
    return <Notice grave text={t.queue.needsKey}><Row><Button label={t.queue.newKey} onPress={toSettings} small /></Row></Notice>;
  }
  const why = hindrance(core.conditions());
  if (!why || !items.some(({ state }) => state === "waiting")) return null;
  return (
    <Notice text={t.queue.hindrance[why]}>
      {why === "no-server" ? <Row><Button label={t.queue.setUp} onPress={toSettings} small /></Row> : null}
    </Notice>
  );
}
