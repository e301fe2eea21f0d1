import { withoutAlpha, type Pixels } from "@insecta/decision";
import { DECODED_SHORT } from "../offline/rendition";

/** The picture upright, its short side at most DECODED_SHORT. Throws where the browser cannot read it. */
export async function pixelsOf(uri: string, _type: string): Promise<Pixels> {
  const bitmap = await createImageBitmap(await (await fetch(uri)).blob());
  const ratio = Math.min(1, DECODED_SHORT / Math.min(bitmap.width, bitmap.height));
  const [width, height] = [bitmap.width, bitmap.height].map((side) => Math.max(1, Math.round(side * ratio))) as [number, number];
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width, height });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("this browser gives no canvas");
  context.fillStyle = "#fff";
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  return withoutAlpha(width, height, context.getImageData(0, 0, width, height).data);
}
