import { View } from "react-native";
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
      {answer.answer ? <Named answer={answer} given={answer.answer} /> : <Unnamed answer={answer} />}
      {answer.note ? <Body soft>{answer.note}</Body> : null}
      {basis === "HumanObservation" && answer.answer && <Body soft points={14}>{t.answer.fieldPhoto}</Body>}
      <Body soft points={14}>{t.answer.people}</Body>
    </View>
  );
}

function Named({ answer, given }: { answer: Answer; given: Candidate }) {
  const { colours } = useTheme();
  const promise = words.answer.inTest(words.answer.percent(answer.target));
  const others = answer.candidates.filter(({ taxonId }) => taxonId !== given.taxonId).slice(0, 8);
  return (
    <View style={{ gap: 6 }}>
      <Body soft points={14}>{rankWord(given.taxonRank)}</Body>
      <TaxonName name={given.scientificName} rank={given.taxonRank} points={26} />
      <View aria-hidden style={{ height: 6, borderRadius: 3, backgroundColor: colours.mat }}>
        <View style={{ height: 6, borderRadius: 3, width: `${Math.round(given.confidence * 100)}%`, backgroundColor: colours.accent }} />
      </View>
      <Body strong>{sureness(given.confidence)}</Body>
      <Body soft points={14}>{promise}</Body>
      {answer.together && <Body soft points={14}>{words.evidence.together}</Body>}
      {answer.limit ? <Body><Body strong>{words.answer.limitLabel}: </Body>{words.limit[answer.limit]?.why ?? answer.limit}</Body> : null}
      {others.length > 0 && (
        <Fold label={words.answer.alternatives}>
          <Candidates all={others} />
          <Body soft points={14}>{t.answer.target(Math.max(2, Math.round(1 / Math.max(1 - answer.target, 0.001))))}</Body>
        </Fold>
      )}
    </View>
  );
}

function Unnamed({ answer }: { answer: Answer }) {
  const reason = words.abstention[answer.abstention ?? "undecided"];
  const guesses = answer.candidates.slice(0, 8);
  return (
    <View style={{ gap: 6 }}>
      <TaxonName name={words.answer.none} rank={null} points={26} />
      <Body>{reason?.why ?? words.otherReason(answer.abstention ?? "")}</Body>
      {reason?.helps ? <Body><Body strong>{words.answer.helps}: </Body>{reason.helps}</Body> : null}
      {guesses.length > 0 && (
        <Fold label={words.answer.guesses}>
          <Body soft points={14}>{words.answer.guessesHint}</Body>
          <Candidates all={guesses} />
        </Fold>
      )}
    </View>
  );
}

function Candidates({ all }: { all: readonly Candidate[] }) {
  return (
    <View role="list" style={{ gap: 6 }}>
      {all.map((one) => (
        <View key={one.taxonId} role="listitem" style={{ flexDirection: "row", justifyContent: "space-between", gap: 12 }}>
          <View style={{ flexShrink: 1 }}>
            <TaxonName name={one.scientificName} rank={one.taxonRank} points={17} />
            <Body soft points={13}>{rankWord(one.taxonRank)}</Body>
          </View>
          <Body>{words.answer.percent(one.confidence)}</Body>
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
