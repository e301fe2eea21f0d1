import { useEffect } from "react";
import { t } from "../messages";

export function useTitle(page: string): void {
  useEffect(() => {
    document.title = t.title(page);
  }, [page]);
}
