import { View } from "react-native";
import { isAnt, isExperiment } from "../../../webportal/src/answer/lineage";
import { aimWords, helpWords, limitWords, promiseWords, reasonWords } from "../../../webportal/src/answer/said";
import { shortlist, treeOf, type Branch } from "../../../webportal/src/answer/tree";
import { t, words } from "../messages";
import { correctionOf, type Answer, type Answered, type Candidate, type Find } from "../records/find";
import { useTheme } from "../theme/theme";
import { Fold } from "./Fold";
import { Body, TaxonName } from "./Type";

/** Words before the number, as in the portal. */
function sureness(confidence: number): string {
  const kind = confidence >= 0.95 ? "high" : confidence >= 0.85 ? "good" : confidence >= 0.6 ? "fair" : "low";
  return `${words.answer.sureness[kind]}, ${words.answer.percent(confidence)}`;
}

export const rankWord = (rank: string): string => words.rank[rank] ?? rank;

/** What the record is called, by whoever said it best. */
export function AnswerCard({ find, releaseName }: { find: Find; releaseName: string }) {
  const { colours } = useTheme();
  const corrected = correctionOf(find);
  const { answered } = find;
  return (
    <View style={{ gap: 8 }}>
      {corrected?.scientificName && (
        <View style={{ backgroundColor: colours.wash, borderRadius: 10, padding: 12, gap: 2 }}>
          <Body strong colour={colours.accent}>{t.answer.corrected(corrected.identifiedBy || t.answer.somebody)}</Body>
          <TaxonName name={corrected.scientificName} rank={corrected.taxonRank} />
        </View>
      )}
      {answered ? <Said answered={answered} basis={find.basis} releaseName={releaseName} /> : (
        <View><Body strong>{t.answer.waiting}</Body></View>
      )}
    </View>
  );
}

function Said({ answered, basis, releaseName }: { answered: Answered; basis: Find["basis"]; releaseName: string }) {
  const { colours } = useTheme();
  const { answer } = answered;
  return (
    <View style={{ gap: 8 }}>
      {answered.by === "device" && (
        <View role="note" style={{ backgroundColor: colours.goldWash, borderRadius: 10, padding: 10 }}>
          <Body strong colour={colours.gold}>{t.answer.offline}</Body>
          <Body points={14}>{t.answer.offlineHint(releaseName)}</Body>
        </View>
      )}
      {basis === "HumanObservation" && isAnt(answer) && <Body soft points={14}>{words.answer.livingAnts}</Body>}
      {answer.answer ? <Named answer={answer} given={answer.answer} /> : <Unnamed answer={answer} />}
      {answer.note ? <Body soft>{answer.note}</Body> : null}
      <Body soft points={14}>{t.answer.people}</Body>
    </View>
  );
}

function Named({ answer, given }: { answer: Answer; given: Candidate }) {
  const { colours } = useTheme();
  const promise = promiseWords(words, answer.promise);
  const helps = helpWords(words, answer);
  const tree = treeOf(shortlist(answer.candidates, given.taxonId));
  return (
    <View style={{ gap: 6 }}>
      <Body soft points={14}>{rankWord(given.taxonRank)}</Body>
      <TaxonName name={given.scientificName} rank={given.taxonRank} points={26} />
      <View aria-hidden style={{ height: 6, borderRadius: 3, backgroundColor: colours.mat }}>
        <View style={{ height: 6, borderRadius: 3, width: `${Math.round(given.confidence * 100)}%`, backgroundColor: colours.accent }} />
      </View>
      <Body strong>{sureness(given.confidence)}</Body>
      {promise ? <Body soft points={14}>{promise}</Body> : null}
      {answer.together && <Body soft points={14}>{words.evidence.together}</Body>}
      {answer.limit ? <Body><Body strong>{words.answer.limitLabel}: </Body>{limitWords(words, answer)}</Body> : null}
      <Helps text={helps} />
      {tree.length > 1 || tree[0]?.children.length ? (
        <Fold label={words.answer.alternatives}>
          <Tree branches={tree} all={answer.candidates} given={given.taxonId} />
          <Body soft points={14}>{aimWords(words, answer)}</Body>
        </Fold>
      ) : null}
    </View>
  );
}

function Unnamed({ answer }: { answer: Answer }) {
  const reason = reasonWords(words, answer);
  const tree = treeOf(shortlist(answer.candidates));
  return (
    <View style={{ gap: 6 }}>
      <TaxonName name={words.answer.none} rank={null} points={26} />
      <Body>{reason.why}</Body>
      <Helps text={[reason.helps, helpWords(words, answer)].filter(Boolean).join(" ")} />
      {tree.length > 0 && (
        <Fold label={words.answer.guesses}>
          <Body soft points={14}>{words.answer.guessesHint}</Body>
          <Tree branches={tree} all={answer.candidates} />
        </Fold>
      )}
    </View>
  );
}

/** What picture would help, where one would. */
const Helps = ({ text }: { text: string }) => (text ? <Body><Body strong>{words.answer.helps}: </Body>{text}</Body> : null);

/** Names under those they belong to, the surest first; those that are an experiment say so. */
function Tree({ branches, all, given }: { branches: readonly Branch[]; all: readonly Candidate[]; given?: string }) {
  return (
    <View role="list" style={{ gap: 6 }}>
      {branches.map(({ candidate: one, children }) => (
        <View key={one.taxonId} role="listitem" style={{ gap: 6 }}>
          <View style={{ flexDirection: "row", justifyContent: "space-between", gap: 12 }}>
            <View style={{ flexShrink: 1 }}>
              <TaxonName name={one.scientificName} rank={one.taxonRank} points={17} />
              <Body soft points={13}>
                {[rankWord(one.taxonRank), one.taxonId === given && words.answer.given, isExperiment(one, all) && words.answer.experiment].filter(Boolean).join(" · ")}
              </Body>
            </View>
            <Body>{words.answer.percent(one.confidence)}</Body>
          </View>
          {children.length > 0 && (
            <View style={{ paddingLeft: 12 }}><Tree branches={children} all={all} {...(given && { given })} /></View>
          )}
        </View>
      ))}
    </View>
  );
}

/** One line for lists and for those who listen. */
export function inShort(find: Find): string {
  const corrected = correctionOf(find);
  if (corrected?.scientificName) return corrected.scientificName;
  const given = find.answered?.answer;
  if (!given) return t.answer.waiting;
  if (given.answer) return `${given.answer.scientificName} (${rankWord(given.answer.taxonRank)})`;
  const reason = words.abstention[given.abstention ?? "undecided"]?.short;
  return reason ? `${words.answer.none}: ${reason}` : words.answer.none;
}
