import { useState } from "preact/hooks";
import { t } from "../i18n";
import { go } from "../routing/route";
import { Dialog } from "../ui/Dialog";
import { useStore } from "../ui/store";
import { dropView, keepView, ownViews } from "./ownViews";

/** Keep the list that is shown under a name, or forget the one that was kept. */
export function KeepView({ query }: { query: string }) {
  const views = useStore(ownViews);
  const [asking, ask] = useState(false);
  const [name, setName] = useState("");
  const known = views.find((each) => each.query === query);
  if (known) {
    return (
      <button type="button" class="quiet" onClick={() => void dropView(known.name)}>
        {t("views.drop")}
      </button>
    );
  }
  return (
    <>
      <button type="button" class="quiet" onClick={() => ask(true)}>
        {t("views.keep")}
      </button>
      {asking && (
        <Dialog title={t("views.keep")} onClose={() => ask(false)} unsaved={name.trim() !== ""}>
          <form
            class="choices"
            onSubmit={(event) => {
              event.preventDefault();
              if (!name.trim()) return;
              void keepView(name.trim(), query).then((kept) => {
                if (!kept) return;
                ask(false);
                go({ page: "inbox", view: "all", ticket: null, query });
              });
            }}
          >
            <label>
              {t("views.name")} <input type="text" required maxLength={100} value={name} onInput={(event) => setName(event.currentTarget.value)} />
            </label>
            <footer>
              <button type="submit" class="primary">
                {t("views.keep")}
              </button>
            </footer>
          </form>
        </Dialog>
      )}
    </>
  );
}
