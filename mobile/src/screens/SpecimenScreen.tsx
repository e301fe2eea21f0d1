import { View } from "react-native";
import { useAsked, useCore } from "../context";
import { t, words } from "../messages";
import { AnswerCard } from "../parts/AnswerCard";
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
            {[image.view && (words.view[image.view] ?? image.view), image.creator, image.licence].filter(Boolean).join(" · ")}
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

function RecordCard({ specimen }: { specimen: Specimen }) {
  const rows = [[t.specimen.collection, specimen.collection], ...Object.entries(specimen.record)]
    .filter(([, value]) => value !== null && value !== "")
    .map(([name, value]) => [words.field[String(name)] ?? String(name).replaceAll("_", " "), String(value)] as const);
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
