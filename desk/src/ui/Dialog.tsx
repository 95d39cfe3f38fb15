import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { t } from "../i18n";
import { Icon } from "./Icon";
import { useStore } from "./store";
import { toasts } from "./toasts";

interface Properties {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
  closable?: boolean;
  /** Something was typed that is kept nowhere: the dialog asks before it is closed. */
  unsaved?: boolean;
  wide?: boolean;
}

/** A modal dialog of the browser's own: it keeps the focus inside and gives it back afterwards. */
export function Dialog({ title, onClose, children, closable = true, unsaved = false, wide = false }: Properties) {
  const dialog = useRef<HTMLDialogElement>(null);
  const failed = useStore(toasts).findLast((each) => each.tone === "bad"); // those at the edge cannot be reached now
  const gone = useRef(false);
  const pressed = useRef<EventTarget | null>(null);
  const label = useId();
  const [asking, ask] = useState(false);
  const close = () => {
    if (unsaved) ask(!asking);
    else if (closable) onClose();
  };
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    const own = dialog.current;
    own?.showModal();
    return () => {
      gone.current = true;
      own?.close();
      before?.focus?.();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class={wide ? "dialog wide" : "dialog"}
      aria-labelledby={label}
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
      onClose={() => {
        if (gone.current) return;
        if (closable && !unsaved) onClose();
        else dialog.current?.showModal(); // a browser lets Escape be refused once only
      }}
      onPointerDown={(event) => (pressed.current = event.target)}
      onClick={(event) => {
        // Not when a text was selected and the pointer left the dialog.
        if (event.target === dialog.current && pressed.current === dialog.current) close();
      }}
    >
      <div class="dialog-body">
        <header>
          <h2 id={label}>{title}</h2>
          {closable && (
            <button type="button" class="quiet" aria-label={t("close")} onClick={close}>
              <Icon name="close" />
            </button>
          )}
        </header>
        {asking && unsaved && <Unsaved onBack={() => ask(false)} onDiscard={onClose} />}
        {failed && (
          <p class="banner bad" role="alert">
            {failed.text}
          </p>
        )}
        {children}
      </div>
    </dialog>
  );
}

function Unsaved({ onBack, onDiscard }: { onBack: () => void; onDiscard: () => void }) {
  const back = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    back.current?.focus();
    return () => before?.focus?.();
  }, []);
  return (
    <p class="banner warn" role="alert">
      {t("dialog.unsaved")}{" "}
      <button type="button" ref={back} onClick={onBack}>
        {t("changed.back")}
      </button>{" "}
      <button type="button" onClick={onDiscard}>
        {t("dialog.discard")}
      </button>
    </p>
  );
}
