import { ImageManipulator, SaveFormat } from "expo-image-manipulator";
import { bytesOf } from "./bytes";

/** Fractions of the picture's sides, 0 to 1. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Cropped {
  bytes: Uint8Array;
  width: number;
  height: number;
}

/** A part of a picture as a JPEG of its own. */
export async function cropped(uri: string, box: Box): Promise<Cropped> {
  const whole = await ImageManipulator.manipulate(uri).renderAsync();
  const part = await ImageManipulator.manipulate(whole)
    .crop({
      originX: Math.round(box.x * whole.width), originY: Math.round(box.y * whole.height),
      width: Math.max(1, Math.round(box.width * whole.width)), height: Math.max(1, Math.round(box.height * whole.height)),
    })
    .renderAsync();
  const saved = await part.saveAsync({ compress: 0.95, format: SaveFormat.JPEG });
  return { bytes: await bytesOf(saved.uri), width: saved.width, height: saved.height };
}
