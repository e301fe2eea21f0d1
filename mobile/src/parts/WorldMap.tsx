import { useState } from "react";
import { View } from "react-native";
import Svg, { Circle, Path, Rect } from "react-native-svg";
import coast from "../../assets/coast.json";
import { useCore } from "../context";
import { t } from "../messages";
import { around, type Window } from "../records/mapWindow";
import type { Find } from "../records/find";
import { useTheme } from "../theme/theme";
import { Button } from "./Button";
import { Row } from "./Layout";
import { Body } from "./Type";

const WORLD: Window = { west: -180, east: 180, south: -90, north: 90 };

/** Places of records on coastlines that are part of the app: no tile server learns where anybody was. */
export function WorldMap({ finds }: { finds: readonly Find[] }) {
  const { ways } = useCore();
  const { colours } = useTheme();
  const placed = finds.flatMap((find) => (find.place ? [{ id: find.id, ...find.place }] : []));
  const [zoom, setZoom] = useState(1);
  const window = zoom === 0 ? WORLD : around(placed, zoom);
  const [wide, high] = [window.east - window.west, window.north - window.south];
  const dot = wide / 60;
  return (
    <View style={{ gap: 8 }}>
      <Body soft points={14}>{t.records.withPlace(placed.length, finds.length)}</Body>
      <View role="img" accessibilityLabel={t.records.mapLabel(placed.length)} style={{ aspectRatio: wide / high, borderRadius: 12, overflow: "hidden", borderWidth: 1, borderColor: colours.line }}>
        <Svg width="100%" height="100%" viewBox={`${window.west} ${-window.north} ${wide} ${high}`} preserveAspectRatio="xMidYMid slice">
          <Rect x={-180} y={-90} width={360} height={180} fill={colours.water} />
          <Path d={coast.land} fill={colours.mat} stroke={colours.lineStrong} strokeWidth={wide / 500} />
          {placed.map((one) => (
            <Circle
              key={one.id} cx={one.longitude} cy={-one.latitude} r={dot} fill={colours.accent} stroke={colours.sheet} strokeWidth={dot / 4}
              onPress={() => ways.go({ name: "find", id: one.id })}
            />
          ))}
        </Svg>
      </View>
      <Row>
        <Button label={t.records.closer} small disabled={zoom >= 6} onPress={() => setZoom(zoom + 1)} />
        <Button label={t.records.wider} small disabled={zoom === 0} onPress={() => setZoom(zoom - 1)} />
        <Button label={t.records.whole} small disabled={zoom === 0} onPress={() => setZoom(0)} />
      </Row>
    </View>
  );
}
