import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { mayIdentify } from "../account/roles";
import { meQuery } from "../api/queries";
import { actsQuery, takeBackOnSet } from "../api/sets";
import type { StandingAct } from "../api/types";
import { announce } from "../components/Announcer";
import { ProblemNotice } from "../components/Problems";
import { Taxon } from "../components/Taxon";
import { p } from "../messages/pages";
import { day } from "./day";

/** What was said of the whole set and still stands, each with the way to take all of it back, whenever one comes again. */
export function Said({ id }: { id: string }) {
  const me = useQuery(meQuery);
  const may = me.data && (me.data.administrator || Object.keys(me.data.roles).some((code) => mayIdentify(me.data, code)));
  const { data } = useQuery({ ...actsQuery(id), enabled: may === true });
  const acts = data?.items ?? [];
  if (!acts.length) return null;
  return (
    <section aria-labelledby="said" className="set-said">
      <h2 id="said">{p.sets.said}</h2>
      <ul>
        {acts.map((act) => (
          <Act key={act.identification} id={id} act={act} />
        ))}
      </ul>
    </section>
  );
}

function Act({ id, act }: { id: string; act: StandingAct }) {
  const queries = useQueryClient();
  const undo = useMutation({
    mutationFn: () => takeBackOnSet(id, act.identification),
    onSuccess: async ({ takenBack }) => {
      announce(p.sets.tookBack(takenBack));
      await queries.invalidateQueries();
    },
  });
  return (
    <li>
      <span>
        {act.scientificName && <Taxon name={act.scientificName} rank={act.taxonRank} />}{" "}
        <small>
          {[act.saidBy, day(act.at), act.appliedTo === null ? p.sets.brokeOff : p.sets.applied(act.appliedTo)].join(" · ")}
        </small>
      </span>
      <button type="button" className="button" disabled={undo.isPending} onClick={() => undo.mutate()}>
        {p.sets.takeBack}
      </button>
      {undo.error && <ProblemNotice error={undo.error} onRetry={() => undo.mutate()} />}
    </li>
  );
}
