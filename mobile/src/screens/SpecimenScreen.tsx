import { View } from "react-native";
import { useAsked, useCore } from "../context";
import { t, words } from "../messages";
import { AnswerCard } from "../parts/AnswerCard";
import { licenceOf } from "../../../webportal/src/messages/licence";
import { Card, Page } from "../parts/Layout";
import { RemotePhoto } from "../parts/Photo";
import { TroubleNotice } from "../parts/Trouble";
import { Body, Heading } from "../parts/Type";
import { newFind, NO_HABITS, type Find } from "../records/find";
import type { Specimen } from "../server/api";

export function SpecimenScreen({ id }: { id: string }) {
  const core = useCore();
  const { told, error, again } = useAsked(id, () => core.api().specimen(id));
  return (
    <Page heading={t.specimen.heading} lead={told ? (told.catalogNumber ?? t.specimen.noNumber) : ""} onBack={() => void core.ways.back()}>
      <TroubleNotice error={error} again={again} />
      {told && <Shown specimen={told} />}
    </Page>
  );
}

function Shown({ specimen }: { specimen: Specimen }) {
  return (
    <>
      {specimen.images.map((image, place) => (
        <Card key={image.id}>
          <RemotePhoto path={image.links.rendition} said={`${t.specimen.picture(place + 1)}: ${image.fileName}`} height={280} contain />
          <Body soft points={14}>
            {[image.view && (words.view[image.view] ?? image.view), image.creator, image.licence && licenceOf(image.licence).words].filter(Boolean).join(" · ")}
          </Body>
        </Card>
      ))}
      <Card><AnswerCard find={asFind(specimen)} releaseName="" /></Card>
      <RecordCard specimen={specimen} />
      <Card>
        <Heading level={2}>{t.specimen.history}</Heading>
        {specimen.identifications.map((one) => (
          <View key={one.id}>
            <Body strong>{one.scientificName ?? words.answer.none}</Body>
            <Body soft points={14}>
              {[one.identifiedBy, one.dateIdentified?.slice(0, 10), words.trust[one.trust] ?? one.trust].filter(Boolean).join(" · ")}
            </Body>
          </View>
        ))}
      </Card>
    </>
  );
}

/** Said better by another term, or of use to programs alone: the portal has them all. */
const UNSAID = new Set([
  "eventStart", "eventEnd", "verbatimEventDate", "verbatimElevation", "countryCode", "geodeticDatum", "lifeStageSex",
]);

/** A term of Darwin Core in plain words, such as "Sampling protocol". */
function inWords(term: string): string {
  const known = t.specimen.terms[term as keyof typeof t.specimen.terms] as string | undefined;
  const spaced = term.replaceAll("_", " ").replace(/([a-z])([A-Z])/g, (_, end: string, start: string) => `${end} ${start.toLowerCase()}`);
  return known ?? words.field[term] ?? spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

function RecordCard({ specimen }: { specimen: Specimen }) {
  const told = Object.entries(specimen.record).filter(([term, value]) => value !== null && value !== "" && !UNSAID.has(term));
  const rows = [[t.specimen.collection, specimen.collection], ...told.map(([term, value]) => [inWords(term), String(value)])];
  return (
    <Card>
      <Heading level={2}>{t.specimen.record}</Heading>
      {rows.map(([name, value]) => (
        <View key={name}>
          <Body soft points={14}>{name}</Body>
          <Body>{value}</Body>
        </View>
      ))}
    </Card>
  );
}

/** What a record shows of an answer is what a specimen shows of one. */
function asFind(specimen: Specimen): Find {
  const answer = specimen.shown;
  return {
    ...newFind(specimen.id, "", NO_HABITS, ""),
    basis: specimen.basisOfRecord === "HumanObservation" ? "HumanObservation" : "PreservedSpecimen",
    answered: answer ? { by: "server", answer, at: "" } : null,
    identifications: specimen.identifications.filter(({ kind }) => kind === "person"),
  };
}
