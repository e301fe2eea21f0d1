import { useMutation, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { type ChangeEvent, useEffect, useState } from "react";
import { renditionUrl } from "../api/client";
import { byPicture } from "../api/finding";
import { alikeQuery } from "../api/searches";
import type { Neighbour } from "../api/types";
import { announce } from "../components/Announcer";
import { Loading, ProblemNotice } from "../components/Problems";
import { useTitle } from "../components/useTitle";
import { p } from "../messages/pages";
import { FoundTile } from "../search/Found";
import "../styles/search.css";

const route = getRouteApi("/search/alike");

/** Search by picture: one of the house (the address names it), or one that is sent and not kept. */
export function AlikePage() {
  const { image, collection } = route.useSearch();
  useTitle(p.find.pictureLink);
  const own = useMutation({ mutationFn: (file: Blob) => byPicture(file, collection) });
  const [preview, setPreview] = useState<string | null>(null);
  useEffect(() => () => void (preview && URL.revokeObjectURL(preview)), [preview]);
  const choose = (event: ChangeEvent<HTMLInputElement>) => {
    const file = event.target.files?.[0];
    event.target.value = "";
    if (!file) return;
    setPreview(URL.createObjectURL(file));
    own.mutate(file);
  };
  return (
    <div className="page search">
      <p className="eyebrow">
        <Link to="/search">{p.search.title}</Link>
      </p>
      <h1>{p.find.likeHeading}</h1>
      <div className="alike-head">
        {(preview ?? image) && <img src={preview ?? renditionUrl(image ?? "", "thumbnail")} alt="" width="160" height="160" />}
        <div>
          <p className="hint">{p.find.likeHint}</p>
          <input type="file" id="alike" className="unseen-control" accept="image/*" onChange={choose} />
          <label htmlFor="alike" className="button button-main">
            {p.find.likeDrop}
          </label>
        </div>
      </div>
      {own.error && <ProblemNotice error={own.error} />}
      {own.isPending && <Loading />}
      {own.data ? <Neighbours items={own.data.items} /> : image && !own.isPending && !own.error && <OfHouse image={image} collection={collection} />}
    </div>
  );
}

function OfHouse({ image, collection }: { image: string; collection: string | undefined }) {
  const { data, error, refetch } = useQuery(alikeQuery(image, collection));
  if (error && !data) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  return data ? <Neighbours items={data.items} /> : <Loading />;
}

function Neighbours({ items }: { items: readonly Neighbour[] }) {
  useEffect(() => announce(items.length ? p.search.total(items.length) : p.find.likeNone), [items]);
  if (!items.length) return <p className="notice">{p.find.likeNone}</p>;
  return (
    <ul className="grid">
      {items.map(({ specimen, similarity, thumbnail }) => (
        <li key={specimen.id}>
          <FoundTile found={{ ...specimen, thumbnail }} note={p.find.likeSimilarity(similarity)} />
        </li>
      ))}
    </ul>
  );
}
