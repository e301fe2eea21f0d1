import { File } from "expo-file-system";
import { ImageManipulator, SaveFormat } from "expo-image-manipulator";
import { decode } from "jpeg-js";
import { withoutAlpha, type Pixels } from "@insecta/decision";
import { DECODED_SHORT } from "../offline/rendition";

/** The picture upright, its short side at most DECODED_SHORT. The phone makes it small, we read it. */
export async function pixelsOf(uri: string, _type: string): Promise<Pixels> {
  const whole = await ImageManipulator.manipulate(uri).renderAsync();
  const ratio = Math.min(1, DECODED_SHORT / Math.min(whole.width, whole.height));
  const small = ratio === 1 ? whole : await ImageManipulator.manipulate(whole).resize({ width: Math.round(whole.width * ratio) }).renderAsync();
  const saved = await small.saveAsync({ compress: 1, format: SaveFormat.JPEG });
  const file = new File(saved.uri);
  try {
    const { width, height, data } = decode(await file.bytes(), { useTArray: true, formatAsRGBA: true });
    return withoutAlpha(width, height, data);
  } finally {
    file.delete();
  }
}
