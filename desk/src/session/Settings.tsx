import { useState } from "preact/hooks";
import { waitingAnswers } from "../answer/waiting";
import type { Me } from "../api/types";
import { plural, t } from "../i18n";
import { keysOn, switchKeys } from "../keyboard/keyboard";
import { Dialog } from "../ui/Dialog";
import { Icon } from "../ui/Icon";
import { LanguageChoice } from "../ui/LanguageChoice";
import { useStore } from "../ui/store";
import { chooseTheme, theme, type Theme } from "../ui/theme";
import { signOut } from "./session";

const THEMES: readonly Theme[] = ["auto", "light", "dark"];

export function Settings({ me, onClose }: { me: Me; onClose: () => void }) {
  const chosen = useStore(theme);
  const keys = useStore(keysOn);
  const [leaving, leave] = useState(false);
  const unconfirmed = useStore(waitingAnswers).length;
  const [asked, askFirst] = useState(false);
  const end = async () => {
    if (unconfirmed > 0 && !asked) return askFirst(true);
    leave(true);
    if (!(await signOut())) onClose(); // why not is said at the edge of the page
  };
  return (
    <Dialog title={me.name} onClose={onClose}>
      {me.agent && (
        <p class="muted">
          {me.agent.email} · {t(`role.${me.agent.role}`)}
          {me.agent.teams.length > 0 && ` · ${me.agent.teams.join(", ")}`}
        </p>
      )}
      <dl class="settings">
        <dt>{t("language")}</dt>
        <dd>
          <LanguageChoice />
        </dd>
        <dt>{t("theme")}</dt>
        <dd>
          <div class="segments" role="group" aria-label={t("theme")}>
            {THEMES.map((each) => (
              <button key={each} type="button" aria-pressed={chosen === each} onClick={() => chooseTheme(each)}>
                {t(`theme.${each}`)}
              </button>
            ))}
          </div>
        </dd>
        <dt>{t("keys")}</dt>
        <dd>
          <label class="switch">
            <input type="checkbox" checked={keys} onChange={(event) => switchKeys(event.currentTarget.checked)} /> {t("keys.on")}
          </label>
        </dd>
      </dl>
      {asked && unconfirmed > 0 && (
        <p class="banner warn" role="alert">
          {plural("session.unconfirmed", unconfirmed)}
        </p>
      )}
      <footer>
        <button type="button" disabled={leaving} onClick={() => void end()}>
          <Icon name="out" /> {t(leaving ? "session.starting" : asked && unconfirmed > 0 ? "session.sign_out_anyway" : "session.sign_out")}
        </button>
      </footer>
    </Dialog>
  );
}
