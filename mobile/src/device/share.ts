import { File, Paths } from "expo-file-system";
import { shareAsync } from "expo-sharing";

/** Hand a text file to another app of the phone. */
export async function shareText(fileName: string, text: string, type: string): Promise<void> {
  const file = new File(Paths.cache, fileName);
  if (file.exists) file.delete();
  file.create();
  file.write(text);
  await shareAsync(file.uri, { mimeType: type });
}
