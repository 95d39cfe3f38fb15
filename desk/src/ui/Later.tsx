/** A part of the page that is loaded when it is first shown. */

import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { t } from "../i18n";
import { NotDrawn } from "./NotDrawn";

type Loaded<T> = { part: T } | { failed: true } | null;

export function Later<T>({ load, show }: { load: () => Promise<T>; show: (part: T) => ComponentChildren }) {
  const [loaded, setLoaded] = useState<Loaded<T>>(null);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let wanted = true;
    load().then(
      (part) => wanted && setLoaded({ part }),
      () => wanted && setLoaded({ failed: true }),
    );
    return () => {
      wanted = false;
    };
  }, [load, attempt]);
  if (loaded === null) return <p class="empty">{t("loading")}</p>;
  if ("part" in loaded) return <>{show(loaded.part)}</>;
  const again = () => {
    setLoaded(null);
    setAttempt(attempt + 1);
  };
  return <NotDrawn again={again} />;
}
