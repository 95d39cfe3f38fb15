import { useEffect } from "preact/hooks";
import { t, type Key } from "../i18n";
import { LanguageChoice } from "../ui/LanguageChoice";
import { Logo } from "../ui/Logo";
import { wakeApi, type SessionState } from "./session";

const TEXTS: Partial<Record<SessionState["is"], Key>> = {
  starting: "session.starting",
  unavailable: "session.unavailable",
  impossible: "session.impossible",
  no_storage: "session.no_storage",
  unknown_person: "session.unknown_person",
};

const WHY: Record<string, Key> = { no_verified_email: "session.no_verified_email", another_subject: "session.another_subject" };

/** Whoever is back sooner would only wait for more functions that start at the same time. */
const READ_FOR = 1_000;

interface Properties {
  state: SessionState;
  onSignIn: () => void;
  onRetry: () => void;
}

export function SignInPage({ state, onSignIn, onRetry }: Properties) {
  const text = state.is === "signed_out" ? (state.refused ? "session.refused" : "session.welcome") : state.is === "unknown_person" && state.why && state.why in WHY ? WHY[state.why] : TEXTS[state.is];
  useEffect(() => {
    if (state.is !== "signed_out") return;
    const timer = window.setTimeout(wakeApi, READ_FOR);
    return () => window.clearTimeout(timer);
  }, [state.is]);
  return (
    <main class="sign-in">
      <div class="sign-in-card">
        <Logo />
        <h1>{t("app.name")}</h1>
        <p role="status">{text && t(text)}</p>
        {(state.is === "signed_out" || state.is === "unknown_person") && (
          <button type="button" class="primary large" onClick={onSignIn}>
            {t(state.is === "signed_out" ? "session.sign_in" : "session.other_person")}
          </button>
        )}
        {state.is === "unavailable" && (
          <button type="button" class="primary large" onClick={onRetry}>
            {t("try_again")}
          </button>
        )}
        <LanguageChoice />
      </div>
    </main>
  );
}
