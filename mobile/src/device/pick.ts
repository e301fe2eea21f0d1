/** Pictures from the camera or the gallery; their bytes are read one by one, as they are needed. */
import { launchCameraAsync, launchImageLibraryAsync, requestCameraPermissionsAsync, UIImagePickerPreferredAssetRepresentationMode, type ImagePickerAsset } from "expo-image-picker";
import { bytesOf } from "./bytes";

export interface Picked {
  fileName: string;
  type: string;
  width: number;
  height: number;
  read(): Promise<Uint8Array>;
  /** Day that the camera wrote into the picture, YYYY-MM-DD. */
  date: string | null;
}

export class NotAllowed extends Error {}

/** Empty where the reader changed their mind. */
export async function fromGallery(): Promise<Picked[]> {
  const found = await launchImageLibraryAsync({
    mediaTypes: ["images"], allowsMultipleSelection: true, quality: 1, exif: true,
    // iPhones keep HEIC; what is sent must be readable everywhere.
    preferredAssetRepresentationMode: UIImagePickerPreferredAssetRepresentationMode.Compatible,
  });
  return found.canceled ? [] : found.assets.map(picked);
}

/** Throws NotAllowed where the camera may not be used. */
export async function fromCamera(): Promise<Picked[]> {
  const { granted } = await requestCameraPermissionsAsync();
  if (!granted) throw new NotAllowed();
  const found = await launchCameraAsync({ mediaTypes: ["images"], quality: 1, exif: true });
  return found.canceled ? [] : found.assets.map(picked);
}

function picked(asset: ImagePickerAsset, place: number): Picked {
  const type = asset.mimeType ?? asset.file?.type ?? "image/jpeg";
  const fileName = asset.fileName ?? asset.file?.name ?? `picture-${place + 1}.${type.split("/")[1] ?? "jpg"}`;
  return { fileName, type, width: asset.width, height: asset.height, read: () => bytesOf(asset.uri, asset.file), date: exifDate(asset.exif) };
}

/** "2026:07:14 09:30:12" as cameras write it. */
function exifDate(exif: ImagePickerAsset["exif"]): string | null {
  const text = String(exif?.DateTimeOriginal ?? "");
  const found = /^(\d{4}):(\d{2}):(\d{2})\b/.exec(text);
  return found && found[1] !== "0000" ? `${found[1]}-${found[2]}-${found[3]}` : null;
}
