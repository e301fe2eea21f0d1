import { useState } from "react";

interface Props {
  words: string;
  failed: string;
  fileName: string;
  fetchIt: () => Promise<Blob>;
}

/** A file that is asked for with the reader's own rights, and then saved by the browser. */
export function Download({ words, failed, fileName, fetchIt }: Props) {
  const [broken, setBroken] = useState(false);
  const download = async () => {
    try {
      const url = URL.createObjectURL(await fetchIt());
      const link = document.createElement("a");
      link.href = url;
      link.download = fileName;
      link.click();
      setTimeout(() => URL.revokeObjectURL(url), 10_000);
      setBroken(false);
    } catch {
      setBroken(true);
    }
  };
  return (
    <>
      <button type="button" className="button" onClick={() => void download()}>
        {words}
      </button>
      {broken && <p role="alert">{failed}</p>}
    </>
  );
}
