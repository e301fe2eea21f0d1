import { View } from "react-native";
import { useCore } from "../context";
import { t } from "../messages";
import type { Picture } from "../records/find";
import { useTheme } from "../theme/theme";
import { Button } from "./Button";
import { Choice } from "./Field";
import { Card, Row } from "./Layout";
import { Photo } from "./Photo";
import { Body } from "./Type";

/** The pictures of a find with what was measured on them; what is sent already is not changed. */
export function Views({ pictures, isFixed }: { pictures: readonly Picture[]; isFixed: (picture: Picture) => boolean }) {
  return (
    <View style={{ gap: 12 }}>
      {pictures.map((picture, place) => <OneView key={picture.id} picture={picture} place={place} fixed={isFixed(picture)} />)}
    </View>
  );
}

function OneView({ picture, place, fixed }: { picture: Picture; place: number; fixed: boolean }) {
  const { library, ways } = useCore();
  const { colours } = useTheme();
  const name = t.view.of(place + 1);
  const change = (view: string) => void library.update("picture", picture.id, (one) => ({ ...one, view }));
  const remove = async () => {
    await library.write([{ kind: "picture", remove: picture.id }, { kind: "item", remove: picture.id }]);
    await library.store.removeBytes(picture.id);
  };
  return (
    <Card>
      <Photo picture={picture} said={t.view.preview(picture.fileName)} height={220} contain />
      <Body strong points={15}>{name}</Body>
      {picture.hints.length === 0 ? <Body soft points={14}>{t.hint.none}</Body> : picture.hints.map((hint) => (
        <Body key={hint} points={15} colour={colours.warn}>{t.hint[hint]}</Body>
      ))}
      {!fixed && (
        <>
          <Choice label={t.view.label} said={t.view.labelOf(name)} value={picture.view as keyof typeof t.view.choices} choices={t.view.choices} onChange={change} />
          <Row>
            <Button label={t.view.crop} said={`${t.view.crop}: ${name}`} small onPress={() => ways.go({ name: "crop", id: picture.id })} />
            <Button label={t.view.remove} said={`${t.view.remove}: ${name}`} kind="danger" small onPress={() => void remove()} />
          </Row>
        </>
      )}
    </Card>
  );
}
