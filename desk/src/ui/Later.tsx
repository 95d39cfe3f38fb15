/** A part of the page that is loaded when it is first shown. */

import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { t } from "../i18n";

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
  return (
    <div class="empty" role="alert">
      <p>{t("not_drawn")}</p>
      <p>
        <button
          type="button"
          onClick={() => {
            setLoaded(null);
            setAttempt(attempt + 1);
          }}
        >
          {t("try_again")}
        </button>{" "}
        <button type="button" onClick={() => location.reload()}>
          {t("load_again")}
        </button>
      </p>
    </div>
  );
}
