import { useMemo, useRef, useState } from "react";
import { PanResponder, View } from "react-native";
import { useCore, useShelf } from "../context";
import { cropped, type Box } from "../device/crop";
import { t } from "../messages";
import { Button } from "../parts/Button";
import { Notice, Page, Row } from "../parts/Layout";
import { Photo } from "../parts/Photo";
import { Body } from "../parts/Type";
import { moved, scaled, WHOLE } from "../records/cropBox";
import type { Picture } from "../records/find";
import { MOST_VIEWS, take } from "../records/take";
import { NoRoom } from "../store/store";
import { useTheme } from "../theme/theme";

const STEP = 0.05;

/** Cut one insect out; the part takes the whole picture's place in the record. */
export function CropScreen({ id }: { id: string }) {
  const core = useCore();
  const shelf = useShelf();
  const picture = shelf.pictures.get(id);
  const [box, setBox] = useState<Box>(WHOLE);
  const [trouble, setTrouble] = useState("");
  const back = () => void core.ways.back();
  if (!picture || shelf.items.has(id)) return <Page heading={t.crop.heading} onBack={back}><Body>{t.record.missing}</Body></Page>;
  const apply = async () => {
    try {
      await replace(core, picture, box);
      back();
    } catch (error) {
      setTrouble(error instanceof NoRoom ? t.identify.noRoom : t.crop.failed);
    }
  };
  return (
    <Page heading={t.crop.heading} lead={t.crop.help} onBack={back}>
      {trouble ? <Notice text={trouble} grave /> : null}
      <Frame picture={picture} box={box} onMove={setBox} />
      <Row>
        <Button label={t.crop.smaller} small onPress={() => setBox(scaled(box, 0.85))} />
        <Button label={t.crop.larger} small onPress={() => setBox(scaled(box, 1.18))} />
        <Button label={t.crop.left} small onPress={() => setBox(moved(box, -STEP, 0))} />
        <Button label={t.crop.right} small onPress={() => setBox(moved(box, STEP, 0))} />
        <Button label={t.crop.up} small onPress={() => setBox(moved(box, 0, -STEP))} />
        <Button label={t.crop.down} small onPress={() => setBox(moved(box, 0, STEP))} />
      </Row>
      <Button label={t.crop.apply} kind="main" onPress={() => void apply()} />
    </Page>
  );
}

function Frame({ picture, box, onMove }: { picture: Picture; box: Box; onMove: (box: Box) => void }) {
  const { colours } = useTheme();
  const size = useRef({ width: 1, height: 1 });
  const at = useRef(box);
  at.current = box;
  const pan = useMemo(() => {
    let begun = at.current;
    return PanResponder.create({
      onStartShouldSetPanResponder: () => true,
      onMoveShouldSetPanResponder: () => true,
      onPanResponderGrant: () => { begun = at.current; },
      onPanResponderMove: (_, { dx, dy }) => onMove(moved(begun, dx / size.current.width, dy / size.current.height)),
    });
  }, [onMove]);
  const share = (part: number): `${number}%` => `${part * 100}%`;
  return (
    <View
      onLayout={({ nativeEvent: { layout } }) => { size.current = layout; }}
      style={{ width: "100%", aspectRatio: picture.width && picture.height ? picture.width / picture.height : 1 }}
    >
      <Photo picture={picture} said={t.view.preview(picture.fileName)} height={0} fill />
      <View
        {...pan.panHandlers}
        role="img"
        accessibilityLabel={t.crop.frame}
        style={{
          position: "absolute", left: share(box.x), top: share(box.y), width: share(box.width), height: share(box.height),
          borderWidth: 3, borderColor: colours.accent, backgroundColor: "rgba(255,255,255,0.15)", cursor: "pointer",
        }}
      />
    </View>
  );
}

async function replace(core: ReturnType<typeof useCore>, picture: Picture, box: Box): Promise<void> {
  const { library, means } = core;
  const find = library.shelf().finds.get(picture.findId);
  const uri = await library.store.uri(picture.id, picture.type);
  if (!find || !uri) throw new Error("the picture is gone");
  const { bytes, width, height } = await cropped(uri, box);
  const fileName = `${picture.fileName.replace(/\.\w+$/, "")}-part.jpg`;
  const part = { fileName, type: "image/jpeg", width, height, read: async () => bytes, date: null };
  // For a moment the find has one more, also where it is full.
  const { pictures } = await take(library, find, [part], means, MOST_VIEWS + 1);
  const [made] = pictures;
  if (!made) return;
  await library.write([
    { kind: "picture", put: { ...made, order: picture.order, view: picture.view } },
    { kind: "picture", remove: picture.id },
  ]);
  await library.store.removeBytes(picture.id);
}
