/** After sending: the server's answer, and what people said of it later. */

import type { Specimen } from "../server/api";
import { Troubled } from "../server/trouble";
import { itemsOf, specimenOf, type Library, type Shelf } from "../store/library";
import type { Answer, Find } from "./find";

export interface Telling {
  readonly server: string;
  specimen(id: string): Promise<Specimen>;
}

const FIRST_MS = 700;
const MOST_MS = 15_000;
/** So many records are looked after at once, and none again before so long. */
const MOST_AGAIN = 40;
const AGAIN_MS = 10 * 60_000;

/** Finds whose newest picture the server has not answered yet. */
export function unanswered(shelf: Shelf, server: string): Find[] {
  return [...shelf.finds.values()].filter((find) => {
    if (!specimenOf(shelf, find.id, server)) return false;
    return find.answered?.by !== "server" || find.answered.pictures !== sentOf(shelf, find.id);
  });
}

const sentOf = (shelf: Shelf, findId: string): number =>
  itemsOf(shelf, findId).filter(({ kind, state }) => kind === "picture" && state === "sent").length;

/** What the server says of the find as a whole; null while it has not looked at all pictures. */
export function answerIn(specimen: Specimen): Answer | null {
  if (specimen.images.some(({ state }) => state === "waiting")) return null;
  return specimen.shown ?? specimen.images.find(({ identification }) => identification)?.identification ?? null;
}

export class Follower {
  private unset: () => void = () => undefined;
  private wait = FIRST_MS;
  private busy = false;
  private readonly asked = new Map<string, number>();

  constructor(
    private readonly library: Library,
    private readonly around: { remote(): Telling; online(): boolean; now(): string; later(work: () => void, milliseconds: number): () => void },
    private readonly onAnswer: (find: Find) => void = () => undefined,
  ) {}

  /** Something was sent, or the screen is shown again: ask soon. */
  poke(): void {
    this.wait = FIRST_MS;
    this.plan();
  }

  private plan(): void {
    this.unset();
    if (this.busy || !this.around.online() || unanswered(this.library.shelf(), this.around.remote().server).length === 0) return;
    this.unset = this.around.later(() => void this.ask(), this.wait);
  }

  private async ask(): Promise<void> {
    this.busy = true;
    const before = unanswered(this.library.shelf(), this.around.remote().server);
    for (const find of before) await this.refresh(find.id).catch(() => undefined);
    this.busy = false;
    const left = unanswered(this.library.shelf(), this.around.remote().server).length;
    this.wait = left < before.length ? FIRST_MS : Math.min(MOST_MS, this.wait * 1.5);
    this.plan();
  }

  /** What experts said of records since: those answered longest ago first. Ends quietly where the server is gone. */
  async lookAgain(): Promise<void> {
    const { server } = this.around.remote();
    const shelf = this.library.shelf();
    const now = Date.parse(this.around.now());
    const due = [...shelf.finds.values()]
      .filter(({ id, answered }) => answered?.by === "server" && specimenOf(shelf, id, server))
      .filter(({ id }) => Math.abs(now - (this.asked.get(id) ?? -Infinity)) >= AGAIN_MS)
      .sort((a, b) => (this.asked.get(a.id) ?? 0) - (this.asked.get(b.id) ?? 0) || ((a.answered?.at ?? "") < (b.answered?.at ?? "") ? -1 : 1));
    for (const { id } of due.slice(0, MOST_AGAIN)) {
      if (!this.around.online()) return;
      try {
        await this.refresh(id);
      } catch (error) {
        if (!(error instanceof Troubled) || error.trouble.kind !== "refused") return;
      }
      this.asked.set(id, now);
    }
  }

  /** Read what the server has of a find now. Throws Troubled. */
  async refresh(findId: string): Promise<void> {
    const remote = this.around.remote();
    const id = specimenOf(this.library.shelf(), findId, remote.server);
    if (!id) return;
    const asked = this.around.now();
    const pictures = sentOf(this.library.shelf(), findId);
    const specimen = await remote.specimen(id);
    const answer = answerIn(specimen);
    const identifications = specimen.identifications.filter(({ kind }) => kind === "person");
    const after = await this.library.update("find", findId, (find) => {
      const same = JSON.stringify(find.identifications) === JSON.stringify(identifications);
      const fresh = answer && (find.answered?.by !== "server" || JSON.stringify(find.answered.answer) !== JSON.stringify(answer) || find.answered.pictures !== pictures || find.answered.at < asked);
      if (same && !fresh) return null;
      return { ...find, identifications, answered: answer ? { by: "server", answer, at: asked, pictures } : find.answered };
    });
    if (after && answer) this.onAnswer(after);
  }
}
