/** The whole page: who is signed in decides what is shown. */

import { Shell } from "./Shell";
import { unkept } from "./answer/drafts";
import { t } from "./i18n";
import { retry, session, signIn, signInAnother } from "./session/session";
import { SignInPage } from "./session/SignInPage";
import { announced } from "./ui/announce";
import { Dialog } from "./ui/Dialog";
import { useStore } from "./ui/store";
import { Toasts } from "./ui/toasts";
import { shownLanguage } from "./ui/language";

export function Desk() {
  const state = useStore(session);
  useStore(shownLanguage);
  const text = useStore(announced);
  const lost = useStore(unkept);
  return (
    <>
      {state.is === "signed_in" || state.is === "expired" ? (
        <Shell me={state.me} />
      ) : (
        <SignInPage state={state} onSignIn={() => void (state.is === "unknown_person" ? signInAnother() : signIn())} onRetry={() => void retry()} />
      )}
      {state.is === "expired" && (
        <Dialog title={t("session.expired")} closable={false} onClose={() => {}}>
          <p>{t(lost ? "session.expired.not_kept" : "session.expired.kept")}</p>
          <footer>
            <button type="button" onClick={() => void signInAnother()}>
              {t("session.other_person")}
            </button>
            <button type="button" class="primary" onClick={() => void signIn()}>
              {t("session.sign_in")}
            </button>
          </footer>
        </Dialog>
      )}
      <Toasts />
      <div class="unseen" role="status" aria-live="polite">
        {text}
      </div>
    </>
  );
}
