import { useEffect, useState } from "react";
import { Image, View } from "react-native";
import { useCore } from "../context";
import { bytesAddress } from "../device/address";
import type { Picture } from "../records/find";
import { useTheme } from "../theme/theme";

interface Size {
  width?: number | `${number}%`;
  height: number | "100%";
}

/** A picture of this phone. */
export function Photo({ picture, said, width = "100%", height, contain = false, fill = false }: Size & { picture: Picture; said: string; contain?: boolean; fill?: boolean }) {
  const { library } = useCore();
  const [uri, setUri] = useState<string | null>(null);
  useEffect(() => {
    let here = true;
    void library.store.uri(picture.id, picture.type).then((found) => here && setUri(found));
    return () => void (here = false);
  }, [library, picture.id, picture.type]);
  return <Framed uri={uri} said={said} width={width} height={fill ? "100%" : height} contain={contain} />;
}

/** A picture of the server; where that asks for a key, the bytes are fetched with it. */
export function RemotePhoto({ path, said, width = "100%", height, contain = false }: Size & { path: string | null; said: string; contain?: boolean }) {
  const core = useCore();
  const [uri, setUri] = useState<string | null>(null);
  useEffect(() => {
    let here = true;
    const api = core.api();
    if (!path) setUri(null);
    else if (!core.hasKey()) setUri(api.address(path));
    else void bytesAddress(api.address(path), api.imageHeaders).then((found) => here && setUri(found), () => here && setUri(null));
    return () => void (here = false);
  }, [core, path]);
  return <Framed uri={uri} said={said} width={width} height={height} contain={contain} />;
}

function Framed({ uri, said, width, height, contain }: Size & { uri: string | null; said: string; contain: boolean }) {
  const { colours } = useTheme();
  return (
    <View style={{ width: width ?? "100%", height, backgroundColor: colours.mat, borderRadius: 8, overflow: "hidden" }}>
      {uri && (
        <Image source={{ uri }} accessibilityLabel={said} alt={said} resizeMode={contain ? "contain" : "cover"} style={{ width: "100%", height: "100%" }} />
      )}
    </View>
  );
}
