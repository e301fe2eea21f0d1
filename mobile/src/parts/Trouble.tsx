import { t } from "../messages";
import { Troubled } from "../server/trouble";
import { Button } from "./Button";
import { Notice } from "./Layout";

/** What went wrong in the reader's words, and the way out. */
export function troubleText(error: unknown): string {
  if (!(error instanceof Troubled)) return t.trouble.offline;
  const { trouble } = error;
  if (trouble.kind === "refused") return trouble.reason === "http_404" ? t.trouble.missing : trouble.detail || t.trouble.server;
  return t.trouble[trouble.kind];
}

export function TroubleNotice({ error, again }: { error: unknown; again: () => void }) {
  if (!error) return null;
  return (
    <Notice text={troubleText(error)} grave>
      <Button label={t.trouble.retry} onPress={again} small />
    </Notice>
  );
}
